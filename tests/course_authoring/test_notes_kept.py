"""What facilitators' notes define is in nothing that a participant reads, finds or takes along."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from cohort.access.actor import Role
from cohort.course_authoring.cli import load_folder
from cohort.db import db
from tests.client import Browser
from tests.course_authoring.folders import page, write
from tests.world import World

BODY = """\
Our CIC keeps [the law][law] and a note[^a]. ^[Everybody reads this.]

::: facilitator
*[CIC]: Zanzibar company
[law]: https://zanzibar.example/ "Zanzibar title"

[^a]: Zanzibar footnote

The CIC and [the law][law], noted[^a].
:::
"""


@pytest.fixture
def cohort(world: World, tmp_path: Path) -> str:
    files = {
        "programme.md": "---\ntitle: A course\nsummary: In short.\n---\n",
        "01-one/module.md": "---\ntitle: One\n---\n\n" + BODY,
        "01-one/01-page.md": page("A page", BODY),
    }
    with world.app.test_request_context():
        load_folder(write(tmp_path / "a-course", files), "a-course")
        db.session.commit()
    return world.cohort("a-course")


def _all_of(browser: Browser, cohort: str) -> dict[str, str]:
    modules = f"/cohorts/{cohort}/modules"
    found = {
        "module": browser.get(f"{modules}/one").body,
        "page": browser.get(f"{modules}/one/page").body,
        "print": browser.get(f"{modules}/one/_/print").body,
        "book": browser.client.get(f"{modules}/course.html").get_data(as_text=True),
    }
    epub = browser.client.get(f"{modules}/course.epub").data
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        found["epub"] = "".join(
            archive.read(name).decode() for name in archive.namelist() if name.endswith("html")
        )
    return found


def test_a_participant_never_meets_what_a_note_defines(world: World, cohort: str) -> None:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    reader = world.browser(person)
    for what, html in _all_of(reader, cohort).items():
        assert "zanzibar" not in html.lower(), what
        assert "[the law][law] and a note[^a]" in html, what
        assert "Everybody reads this." in html, what
    answer = reader.get(f"/cohorts/{cohort}/search?q=zanzibar")
    assert "Nothing found" in answer.text
    assert "A page" in reader.get(f"/cohorts/{cohort}/search?q=everybody").text


def test_a_facilitator_reads_them_all(world: World, cohort: str) -> None:
    host = world.person("Ruth Calder")
    world.join(host, cohort, Role.FACILITATOR)
    desk = world.browser(host)
    for what, html in _all_of(desk, cohort).items():
        if what == "module":  # its page shows what everybody reads
            continue
        assert "Zanzibar company" in html, what
        assert "Zanzibar footnote" in html, what
    assert "Zanzibar" in desk.get(f"/cohorts/{cohort}/search?q=zanzibar").text
