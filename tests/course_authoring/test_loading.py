"""Loading modules from files: again, changed, and with answers attached."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa

from cohort.access.actor import NOBODY
from cohort.audit_log.models import HistoryEntry
from cohort.course_authoring import actions
from cohort.course_format.values import Course
from cohort.course_modules.models import Module, Prompt
from cohort.db import db
from cohort.programmes.models import Programme
from tests import world as worlds
from tests.world import World


def load(world: World, slug: str, course: Course) -> actions.LoadReport:
    with world.database():
        programme = db.session.scalars(sa.select(Programme).where(Programme.slug == slug)).one()
        return actions.load_course(NOBODY, programme, course)


def course_of(*modules: object) -> Course:
    return Course(slug="c", modules=list(modules))  # type: ignore[arg-type]


@pytest.fixture
def slug(world: World) -> str:
    return world.programme()


def test_loading_again_writes_nothing(world: World, slug: str) -> None:
    course = course_of(worlds.module_file(1, 2))
    assert load(world, slug, course).pages_written == 2
    again = load(world, slug, course)
    assert (again.pages_written, again.pages_unchanged) == (0, 2)


def test_answers_outlive_rewording_moving_and_removal(world: World, slug: str) -> None:
    person, cohort = world.person(), world.cohort(slug)
    world.join(person, cohort)
    module = worlds.module_file(1, 2)
    load(world, slug, course_of(module))
    browser = world.browser(person)
    browser.submit(
        f"/cohorts/{cohort}/log/new?prompt=m1-reflect", "m1-reflect", title="", body="My answer"
    )
    first = module.pages[0]
    block = "::: {.reflect #m1-reflect}\nReworded: what struck you?\n:::\n"
    moved = [
        dataclasses.replace(first, text=f"{first.text}\n\n{block}"),
        worlds.page_file(1, 2, True, body="Nothing to answer here."),
    ]
    load(world, slug, course_of(dataclasses.replace(module, pages=tuple(moved))))
    page = browser.get(f"/cohorts/{cohort}/modules/m1/p1")
    assert "Reworded: what struck you?" in page.text
    assert "You wrote: My answer" in page.text

    load(world, slug, course_of())
    assert browser.get(f"/cohorts/{cohort}/modules/m1/p1").status == 404
    log = browser.get(f"/cohorts/{cohort}/log")
    assert "My answer" in log.text
    with world.database():
        assert db.session.scalar(sa.select(sa.func.count(Prompt.id))) == 3
        assert db.session.scalar(sa.select(Module.retired_at)) is not None

    load(world, slug, course_of(module))
    assert "You wrote: My answer" in browser.get(f"/cohorts/{cohort}/modules/m1/p2").text


def test_problems_are_reported_by_file(world: World, slug: str) -> None:
    module = worlds.module_file(1, 1)
    bad = worlds.page_file(1, 1, True, body="::: mystery\nx\n:::")
    report = load(world, slug, course_of(dataclasses.replace(module, pages=(bad,))))
    assert [(problem.path, problem.text) for problem in report.problems] == [
        ("01-m1/01-p1.md", "unknown block ::: mystery")
    ]


def test_a_file_that_cannot_be_read_takes_nothing_away(world: World, slug: str) -> None:
    load(world, slug, course_of(worlds.module_file(1, 2)))
    broken = course_of()
    broken.unread = {"m1"}
    load(world, slug, broken)
    with world.database():
        assert db.session.scalar(sa.select(Module.retired_at)) is None


def test_moving_a_modules_opening_goes_on_record(world: World, slug: str) -> None:
    module = worlds.module_file(1, 1)
    load(world, slug, course_of(module))
    load(world, slug, course_of(worlds.module_file(1, 1, opens_after_days=99)))
    with world.database():
        latest = db.session.scalars(
            sa.select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)
        ).one()
        assert latest.action == "modules:load"
        assert latest.details == {"pages_written": 0, "modules_changed": ["01-m1/module.md"]}
