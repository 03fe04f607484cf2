"""An import is written in one short transaction, on the rows it was planned from, or planned again:
here somebody really saves in a browser in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from cohort.course_authoring.actions import importing, planned
from cohort.course_authoring.actions.importing import applying
from cohort.course_authoring.models import Revision
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.kernel import ids
from tests.course_authoring.folders import page, run, small_course, write
from tests.world import Person, World

SHARING = "01-power/02-sharing.md"


@pytest.fixture
def organiser(world: World) -> Person:
    return world.person("Olive Organiser")


@pytest.fixture
def course(world: World, organiser: Person, tmp_path: Path) -> Path:
    """A course that came in, of a programme whose organiser may edit it."""
    world.programme(organiser, name="Small", slug="small")
    folder = small_course(tmp_path / "small")
    assert run(world.app, "import", folder).code == 0
    return folder


@pytest.fixture
def save(world: World, organiser: Person, course: Path) -> Callable[..., None]:
    """Save a page as its organiser does, over HTTP and in a thread of its own."""
    with world.database():
        rows = db.session.execute(sa.select(ModulePage.slug, ModulePage.id)).all()
    pages, browser = {row.slug: row.id for row in rows}, world.browser(organiser)

    def press(slug: str, body: str) -> None:
        path = f"/organise/programmes/small/content/{ids.write_id(pages[slug])}"
        statuses: list[int] = []
        thread = Thread(
            target=lambda: statuses.append(browser.submit(path, path, body=body).status)
        )
        thread.start()
        thread.join()
        assert statuses == [303]

    return press


def sources(world: World) -> dict[str, str]:
    with world.database():
        rows = db.session.execute(sa.select(ModulePage.slug, ModulePage.source)).all()
    return {row.slug: row.source for row in rows}


def meanwhile(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Any) -> list[int]:
    """Let `act(number)` happen right after each call of this function, before the next step."""
    calls: list[int] = []
    real = getattr(module, name)

    def then(*args: Any, **options: Any) -> Any:
        made = real(*args, **options)
        calls.append(len(calls))
        act(len(calls))
        return made

    monkeypatch.setattr(module, name, then)
    return calls


def test_a_save_between_plan_and_write_is_seen_kept_and_planned_with(
    world: World, course: Path, save: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page that the file changes too: the second plan finds a conflict and leaves it alone.
    The save is not kept waiting either, since nothing holds SQLite's lock while it renders."""
    write(course, {SHARING: page("Sharing it", "Words of the file.")})
    write(course, {"01-power/03-after.md": page("After", "Other words.")})

    def act(number: int) -> None:
        if number == 1:
            save("sharing", "Words of the browser.")

    calls = meanwhile(monkeypatch, importing, "render_plan", act)
    ran = run(world.app, "import", course)
    assert calls == [0, 1]
    assert ran.code == 1
    assert f"conflict    {SHARING}: it was edited here" in ran.out
    assert "changed     01-power/03-after.md" in ran.out
    found = sources(world)
    assert found["sharing"].endswith("Words of the browser.\n")
    assert found["after"] == page("After", "Other words.")


def test_a_save_of_another_page_meanwhile_is_in_the_course_that_comes_in(
    world: World, course: Path, save: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A term that is new here when the import is written: the pages of the import link to it."""
    write(course, {"01-power/03-after.md": page("After", "Every ward and parish.")})

    def act(number: int) -> None:
        if number == 1:
            save("start", '::: {.glossary term="Parish"}\nA part of a county.\n:::')

    meanwhile(monkeypatch, importing, "render_plan", act)
    assert run(world.app, "import", course).code == 0
    with world.database():
        query = sa.select(ModulePage.parts).where(ModulePage.slug == "after")
        assert "course:glossary#parish" in str(db.session.scalar(query))


def test_a_course_that_changes_again_and_again_ends_in_words_with_nothing_written(
    world: World, course: Path, save: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(course, {SHARING: page("Sharing it", "Words of the file.")})
    calls = meanwhile(
        monkeypatch, importing, "render_plan", lambda number: save("after", f"Save {number}.")
    )
    ran = run(world.app, "import", course)
    assert len(calls) == planned.MOST_PLANS
    assert ran.code == 1
    assert "The course was changed here again and again" in ran.out
    assert "Nothing was changed." in ran.out
    found = sources(world)
    assert "Words of the file." not in found["sharing"]
    assert found["after"].endswith(f"Save {planned.MOST_PLANS}.\n")


def test_a_save_after_the_look_at_the_rows_is_not_written_over_either(
    world: World,
    course: Path,
    save: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    on_postgresql: bool,
) -> None:
    """SQLite lets nobody write then. On PostgreSQL the row's version tells, and it is planned
    again."""
    write(course, {SHARING: page("Sharing it", "Words of the file.")})

    def act(number: int) -> None:
        if number == 1 and on_postgresql:
            save("sharing", "Words of the browser.")

    calls = meanwhile(monkeypatch, applying, "check_is_current", act)
    ran = run(world.app, "import", course)
    if on_postgresql:
        assert (calls, ran.code) == ([0, 1], 1)
        assert sources(world)["sharing"].endswith("Words of the browser.\n")
    else:
        assert (calls, ran.code) == ([0], 0)
        assert sources(world)["sharing"] == page("Sharing it", "Words of the file.")


def test_what_somebody_saves_while_old_pages_are_rendered_again_is_what_is_shown(
    world: World, course: Path, save: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database():
        db.session.execute(sa.update(ModulePage).values(rendered_with=-1, parts=[]))

    def act(number: int) -> None:
        if number == 1:
            save("after", "Words of the browser.")

    meanwhile(monkeypatch, planned, "render_stale", act)
    # Whoever saves renders whatever is stale, so nothing is left to do on the second look.
    assert run(world.app, "render").out == "0 pages rendered.\n"
    with world.database():
        rows = db.session.execute(sa.select(ModulePage.slug, ModulePage.parts)).all()
    parts = {row.slug: row.parts for row in rows}
    assert "Words of the browser." in str(parts["after"])
    assert all(parts.values())


def test_a_fault_that_no_second_plan_mends_is_not_called_a_change(
    world: World, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(course, {SHARING: page("Sharing it", "Words of the file.")})

    def fault(_: int) -> None:
        found = db.session.scalars(sa.select(Module)).first()
        assert found
        db.session.add(Module(**{**{c.key: getattr(found, c.key) for c in TABLE}, "id": 1}))
        db.session.flush()

    calls = meanwhile(monkeypatch, applying, "write_course", fault)
    with pytest.raises(sa.exc.IntegrityError):
        run(world.app, "import", course)
    assert len(calls) == planned.MOST_PLANS
    with world.app.app_context():
        db.session.rollback()


TABLE = Module.__table__.columns


@contextmanager
def transactions(world: World, on_postgresql: bool) -> Iterator[list[bool]]:
    """Whether each transaction that begins inside may write, in order."""
    began: list[bool] = []

    def note(connection: sa.Connection) -> None:
        if on_postgresql:
            raw: Any = connection.connection.dbapi_connection
            began.append(not raw.read_only)
        else:
            began.append(not connection.exec_driver_sql("PRAGMA query_only").scalar_one())

    with world.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "begin", note)
    try:
        yield began
    finally:
        sa.event.remove(engine, "begin", note)


def test_a_dry_run_begins_no_transaction_that_can_write_and_an_import_begins_one(
    world: World, course: Path, tmp_path: Path, on_postgresql: bool
) -> None:
    write(course, {SHARING: page("Sharing it", "::: {.reflect #new}\nWhat?\n:::")})
    write(course, {"01-power/01-where.md": page("Where", "## Law\n\nNo prompt any more.")})
    fresh = small_course(tmp_path / "fresh")  # its programme does not exist yet
    for folder in (course, fresh):
        with transactions(world, on_postgresql) as began:
            dry = run(world.app, "import", folder, "--dry-run")
        assert "This was a dry run: nothing was written." in dry.out
        assert began
        assert not any(began)
    revisions = world.count(Revision)
    with transactions(world, on_postgresql) as began:
        assert run(world.app, "import", course).code == 0
    assert began == [False, True]  # read and plan, then write
    assert world.count(Revision) == revisions + 2
