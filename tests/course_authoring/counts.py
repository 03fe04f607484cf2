"""The queries of pages that list what organisers write, and rows for them."""

from __future__ import annotations

from cohort.course_authoring.models import Revision
from cohort.db import db
from cohort.kernel import ids
from tests.architecture.counting import A_PAGE, ListPage, Rows
from tests.course_modules.counts import first_page

CONTENT = "/organise/programmes/{programme}/content"
PAGES = (
    ListPage(CONTENT, "organiser", 4, "Module number {n}"),
    ListPage(f"{CONTENT}/{{page}}", "organiser", 6),
    ListPage(f"{CONTENT}/{{page}}/revisions", "organiser", 3, "Note {n}", A_PAGE),
    ListPage(f"{CONTENT}/files", "organiser", 5, r"file-{n}\.txt"),
)


def _revisions(rows: Rows) -> None:
    page = first_page()
    rows.names["page"] = ids.write_id(page.id)
    for n in rows.numbers:
        facts = {"version": n, "text": f"Text {n}", "note": f"Note {n}", "origin": "browser"}
        db.session.add(Revision(module_id=page.module_id, page_id=page.id, **facts))
        db.session.flush()


def _files(rows: Rows) -> None:
    for n in rows.numbers:
        content = f"File {n}".encode()
        rows.world.course_file(rows.names["programme"], None, f"file-{n}.txt", content)


ROWS = (_revisions, _files)
