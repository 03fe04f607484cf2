"""Real courses, written by others: imported, read by a participant, exported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from cohort.course_modules.models import CourseAsset, Module, ModulePage
from cohort.db import db
from tests import page_checks
from tests.client import Page
from tests.course_authoring.folders import SHARED, read, run
from tests.world import World

REAL = ("p2pu-template", "carpentries-instructor-training")
pytestmark = pytest.mark.foreign_courses
LEFTOVER = re.compile(r"\{:|\{%|\{\{|:::|\{\.[a-z]|^#{1,6} ", re.MULTILINE)


@pytest.fixture(params=REAL)
def real(request: pytest.FixtureRequest) -> Path:
    return SHARED / str(request.param)


def test_every_page_opens_for_a_participant(world: World, real: Path) -> None:
    ran = run(world.app, "import", real)
    assert "Traceback" not in ran.out
    person, cohort = world.person(), world.cohort(real.name)
    world.join(person, cohort)
    browser = world.browser(person)
    with world.database():
        rows = db.session.execute(
            sa.select(Module.slug, ModulePage.slug).join(
                ModulePage, ModulePage.module_id == Module.id
            )
        ).all()
    assets = world.count(CourseAsset)
    assert len(rows) > 10
    served: dict[str, int] = {}
    for module, page in rows:
        found = Page(browser.client.get(f"/cohorts/{cohort}/modules/{module}/{page}"))
        assert found.status == 200, page
        # An author's own leap from h2 to h4 is told on import, and shown as it was written.
        faults = page_checks.find_faults(found.body, found.tree)
        assert not [fault for fault in faults if not fault.startswith("headings skip")], page
        _check_text(found.tree, f"{module}/{page}")
        for image in found.tree.xpath("//main//img[@src]"):
            address = image.get("src")
            assert address.startswith(f"/cohorts/{cohort}/modules/files/"), address
            assert image.get("width"), address
            served[address] = 0
        for link in found.tree.xpath("//main//a[starts-with(@href, '/')]/@href"):
            served[link.partition("#")[0]] = 0
    for address in served:
        assert browser.client.get(address).status_code == 200, address
    assert assets > 5


def _check_text(tree: object, where: str) -> None:
    """What a reader sees of the page holds no markup, but for code that shows some."""
    not_code = "not(ancestor::code or ancestor::pre or ancestor::script or ancestor::style)"
    texts = tree.xpath(f"//main//text()[{not_code}]")  # type: ignore[attr-defined]
    for text in texts:
        assert not LEFTOVER.search(text), f"{where}: {text[:200]!r}"


def test_a_real_course_reaches_a_fixed_point(world: World, tmp_path: Path, real: Path) -> None:
    run(world.app, "import", real, "--programme", "first")
    run(world.app, "export", "first", tmp_path / "one")
    same = run(world.app, "import", tmp_path / "one", "--programme", "first")
    assert f"{len(read(tmp_path / 'one'))} unchanged" in same.out
    run(world.app, "import", tmp_path / "one", "--programme", "second")
    run(world.app, "export", "second", tmp_path / "two")
    assert read(tmp_path / "two") == read(tmp_path / "one")
    again = run(world.app, "import", real, "--programme", "first")
    assert not re.search(r"\d (new|changed|retired|conflict)", again.out)
