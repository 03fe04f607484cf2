"""An import is whole or not at all, waits for another one, and stays small and quick."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from cohort.course_authoring.models import Revision
from cohort.course_modules.models import CourseAsset, Module, ModulePage
from cohort.db import db, wait_longer
from cohort.files import store
from cohort.search.models import SearchEntry
from config import ROOT
from tests.conftest import SECRET
from tests.course_authoring.big_course import write_big_course
from tests.course_authoring.folders import read, run, small_course
from tests.patience import Measuring, wait_until
from tests.world import World

MOST_SECONDS, MOST_MEGABYTES = 30, 300
LONGEST_PART = 0.3  # of an import, that anybody waits for it
LONG = 0.1  # seconds of the import; a wait below that is no waiting


@pytest.fixture
def environment(database_url: str, workplace: Path) -> dict[str, str]:
    """The suite's database and files, for a process of its own."""
    return os.environ | {
        "COHORT_ENV": "test",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(workplace),
    }


def begin(environment: dict[str, str], *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "modules", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def counts(world: World) -> list[int]:
    return [world.count(table) for table in (Module, ModulePage, Revision, CourseAsset)]


def test_an_import_that_is_killed_leaves_nothing_half_written(
    world: World, environment: dict[str, str], tmp_path: Path, workplace: Path
) -> None:
    """Killed while it stores files, which comes after the texts and before the commit."""
    count = write_big_course(tmp_path / "big", modules=4)
    running = begin(environment, "import", tmp_path / "big")
    stored = workplace / "files" / "courses"

    def is_storing() -> bool:
        assert running.poll() is None, running.communicate()[0]
        return stored.exists() and any(stored.rglob("*.jpg"))

    wait_until(is_storing, pause=0.005)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    running.communicate()
    assert counts(world) == [0, 0, 0, 0]
    left = [path for path in stored.rglob("*") if path.is_file()]
    assert left  # which nothing names
    again = run(world.app, "import", tmp_path / "big")
    assert (again.code, f"{count} new." in again.out) == (0, True)
    _sweep_and_look(world, workplace, left)


def _sweep_and_look(world: World, workplace: Path, left: list[Path]) -> None:
    """What the killed import left goes once it is a day old; nothing else goes, however old."""
    photo, foreign = workplace / "files/photos/0old.webp", workplace / "files/courses/READ ME.txt"
    photo.parent.mkdir(exist_ok=True)
    for other in (photo, foreign):
        other.write_bytes(b"x")
    young = run(world.app, "sweep")
    assert (young.code, "0 unused course files removed." in young.out) == (0, True)
    files = [path for path in (workplace / "files").rglob("*") if path.is_file()]
    for path in files:
        os.utime(path, (time.time() - 90_000,) * 2)
    just_put = left[0].with_name("just-put.jpg")
    just_put.write_bytes(b"x")
    dry = run(world.app, "sweep", "--dry-run")
    whole = [path for path in left if "#" not in path.name]  # the last one may be half a file
    assert {path.relative_to(workplace / "files").as_posix() for path in whole} == {
        line for line in dry.out.splitlines() if line.startswith("courses/")
    }
    assert all(path.exists() for path in files)
    swept = run(world.app, "sweep")
    assert (swept.code, f"{len(whole)} unused course file" in swept.out) == (0, True)
    assert {path for path in files if not path.exists()} == set(whole)
    assert just_put.exists()
    with world.database():
        for asset in db.session.scalars(sa.select(CourseAsset)):
            assert store.exists(asset.key)
            assert store.exists(asset.original_key)
    for other in (photo, foreign, just_put):
        other.unlink()


def test_an_import_whose_files_cannot_be_stored_changes_nothing(
    world: World, tmp_path: Path, workplace: Path
) -> None:
    course = small_course(tmp_path / "small")
    (workplace / "files").mkdir(exist_ok=True)
    (workplace / "files" / "courses").write_text("a file where a folder is wanted")
    try:
        with pytest.raises(Exception, match="courses"):
            run(world.app, "import", course)
    finally:
        (workplace / "files" / "courses").unlink()
    with world.app.app_context():
        db.session.rollback()
    assert counts(world) == [0, 0, 0, 0]
    assert run(world.app, "import", course).code == 0


def test_two_imports_at_once_wait_for_each_other(
    world: World, environment: dict[str, str], tmp_path: Path
) -> None:
    course = small_course(tmp_path / "small")
    both = [begin(environment, "import", course) for _ in range(2)]
    said = sorted(one.communicate()[0].splitlines()[-1] for one in both)
    assert [one.returncode for one in both] == [0, 0], said
    assert said == ["8 new.", "8 unchanged."]
    with world.database():
        assert db.session.scalar(sa.select(sa.func.count(Revision.id))) == 6


def test_500_files_are_imported_within_bounds_while_others_write(
    world: World, environment: dict[str, str], tmp_path: Path, workplace: Path
) -> None:
    """Another connection writes again and again meanwhile: none of its writes waits for more than
    a part of the import, which draws and renders with no lock. All is counted in processor time
    of the import, so that a busy machine fails nobody."""
    write_big_course(tmp_path / "big")
    words = ["-m", "flask", "--app", "wsgi", "modules", "import", tmp_path / "big"]
    running = Measuring(words, tmp_path, environment)
    waits = []
    with world.database():
        while running.is_running():
            asked = running.spent()
            wait_longer()
            db.session.execute(sa.update(SearchEntry).values(title="").where(SearchEntry.id == 0))
            db.session.commit()
            waits.append(running.spent() - asked)
            time.sleep(0.01)
    whole = running.end()
    assert whole.code == 0, whole.said
    assert "501 new." in whole.said
    assert whole.seconds < MOST_SECONDS
    assert whole.megabytes < MOST_MEGABYTES
    assert len(waits) > 50
    assert max(waits) < whole.seconds * LONGEST_PART, (max(waits), whole)
    assert sum(wait for wait in waits if wait > LONG) < whole.seconds / 2
    assert counts(world)[1] == 425
    assert len(read(workplace / "files")) == 100
    again = run(world.app, "import", tmp_path / "big")
    assert "501 unchanged." in again.out
    assert len(read(workplace / "files")) == 100
