"""The queries of pages that list modules and their pages, and rows for them."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import NOBODY, Actor, Role
from cohort.course_authoring import actions as course_authoring
from cohort.course_format.values import Course
from cohort.course_modules import actions as course_modules
from cohort.course_modules.models import GlossaryTerm, ModulePage
from cohort.course_modules.queries import PageRow
from cohort.db import db
from cohort.programmes.models import Membership
from tests.architecture.counting import ListPage, Rows
from tests.world import module_file

MODULES = "/cohorts/{cohort}/modules"
PAGES = (
    ListPage(MODULES, "participant", 2, "Module number {n}"),
    ListPage(f"{MODULES}/m1", "participant", 3, "Page {n} of module 1"),
    ListPage(f"{MODULES}/m1/p{{n}}", "participant", 6, "Page {n} of module 1"),
    ListPage(f"{MODULES}/m1/_/print", "participant", 4, "Page {n} of module 1"),
    ListPage(f"{MODULES}/_/glossary", "participant", 3, "Word row {n}"),
    ListPage("/cohorts/{cohort}/releases", "facilitator", 3, "Module number {n}"),
    ListPage("/cohorts/{cohort}/releases/m1", "facilitator", 4),
)


def _modules(rows: Rows) -> None:
    modules = [module_file(n, rows.count if n == 1 else 1) for n in rows.numbers]
    course = Course(slug=rows.names["programme"], modules=modules)
    assert not course_authoring.load_course(NOBODY, rows.programme(), course).problems


def _words(rows: Rows) -> None:
    page, programme = first_page(), rows.programme()
    for n in rows.numbers:
        word = {"slug": f"w{n}", "term": f"Word row {n}", "html": f"<p>It means {n}.</p>"}
        db.session.add(GlossaryTerm(programme_id=programme.id, page_id=page.id, **word))


def _marks(rows: Rows) -> None:
    page = first_page()
    row = PageRow(page.id, page.slug, page.position, page.title, 0, "en-GB", is_done=False)
    here = Membership.cohort_id == rows.cohort().id, Membership.role == Role.PARTICIPANT
    for member in db.session.scalars(sa.select(Membership).where(*here)).all():
        course_modules.mark_done(Actor(user_id=member.user_id, membership_id=member.id), [row])


def first_page() -> ModulePage:
    """Of the first module. Needs an app context."""
    return db.session.scalars(sa.select(ModulePage).where(ModulePage.slug == "p1")).first()


ROWS = (_modules, _words, _marks)
