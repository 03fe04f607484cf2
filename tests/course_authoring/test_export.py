"""`flask modules export`: the same files back, with what was edited here."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cohort.course_modules.models import CourseAsset, CourseText, Module, ModulePage
from cohort.db import db
from cohort.programmes.models import Programme
from tests.course_authoring.folders import SHIPPED, page, read, run, small_course, write
from tests.course_authoring.test_import import edit
from tests.pictures import picture
from tests.world import World


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return small_course(tmp_path / "small")


def test_an_export_gives_the_same_files_back(world: World, course: Path, tmp_path: Path) -> None:
    run(world.app, "import", course)
    ran = run(world.app, "export", "small", tmp_path / "out")
    assert (ran.code, ran.out) == (0, f"8 files of small written to {tmp_path / 'out'}.\n")
    assert read(tmp_path / "out") == read(course)


def test_the_shipped_course_comes_back_byte_for_byte(world: World, tmp_path: Path) -> None:
    ran = run(world.app, "import", SHIPPED)
    assert ran.code == 0, ran.out
    assert "warning" not in ran.out
    run(world.app, "export", SHIPPED.name, tmp_path / "out")
    assert read(tmp_path / "out") == read(SHIPPED)


def test_what_was_edited_here_is_in_the_export_and_imports_as_no_conflict(
    world: World, course: Path, tmp_path: Path
) -> None:
    run(world.app, "import", course)
    edit(world, "after", page("After", "Words of the browser."))
    run(world.app, "export", "small", tmp_path / "out")
    assert (tmp_path / "out/01-power/03-after.md").read_text() == page(
        "After", "Words of the browser."
    )
    ran = run(world.app, "import", tmp_path / "out", "--programme", "small")
    assert (ran.code, "8 unchanged." in ran.out) == (0, True)


def test_what_was_retired_is_not_exported(world: World, course: Path, tmp_path: Path) -> None:
    run(world.app, "import", course)
    write(course, {"01-power/03-after.md": None, "logo.png": None})
    write(course, {"01-power/02-sharing.md": page("Sharing it", "No link.")})
    run(world.app, "import", course)
    run(world.app, "export", "small", tmp_path / "out")
    assert read(tmp_path / "out") == read(course)


def test_a_folder_that_holds_something_is_left_alone(
    world: World, course: Path, tmp_path: Path
) -> None:
    run(world.app, "import", course)
    other = write(tmp_path / "other", {"letter.txt": "Dear all"})
    for arguments in ([], ["--replace"]):
        ran = run(world.app, "export", "small", other, *arguments)
        assert ran.code == 1
        assert read(other) == {"letter.txt": b"Dear all"}
    assert run(world.app, "export", "small", course / "programme.md").code == 1
    assert run(world.app, "export", "no-such", tmp_path / "x").code == 1
    assert not (tmp_path / "x").exists()


def test_replacing_takes_the_place_of_a_course_and_keeps_what_stands_beside_it(
    world: World, course: Path, tmp_path: Path
) -> None:
    run(world.app, "import", course)
    out = tmp_path / "out"
    run(world.app, "export", "small", out)
    write(out, {"README.md": "Read me", ".git/HEAD": "ref", "05-old.md": page("Old")})
    assert run(world.app, "export", "small", out).code == 1
    assert run(world.app, "export", "small", out, "--replace").code == 0
    assert read(out) == read(course) | {"README.md": b"Read me", ".git/HEAD": b"ref"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "small"]


def test_an_export_that_fails_half_way_leaves_the_folder_as_it_was(
    world: World, course: Path, tmp_path: Path
) -> None:
    run(world.app, "import", course)
    out = tmp_path / "out"
    run(world.app, "export", "small", out)
    before = read(out)
    edit(world, "after", page("After", "Words of the browser."))
    with world.database():
        db.session.execute(sa.update(CourseAsset).values(original_key="courses/none/none.png"))
    ran = run(world.app, "export", "small", out, "--replace")
    assert (ran.code, "Nothing was written." in ran.out) == (1, True)
    assert read(out) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "small"]


WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\n\t"),
    max_size=80,
)
SLUG = st.from_regex(r"[a-y][a-y0-9]{1,6}", fullmatch=True)
PAGES = st.lists(st.tuples(st.integers(0, 20), SLUG, WORDS), max_size=3, unique_by=lambda p: p[1])
MODULES = st.lists(
    st.tuples(st.integers(0, 20), SLUG, WORDS, PAGES),
    min_size=1,
    max_size=3,
    unique_by=lambda m: m[1],
)


def tree_of(modules: list[tuple[int, str, str, list[tuple[int, str, str]]]]) -> dict[str, bytes]:
    files = {"programme.md": page("A course").encode()}
    for position, slug, words, pages in modules:
        name = f"{position:02d}-{slug}"
        if not pages:
            files[f"{name}.md"] = page("A module", words).encode()
            continue
        files[f"{name}/module.md"] = page("A module", words).encode()
        files[f"{name}/pic.png"] = picture((len(slug), position, 1), (32, 32))
        for number, page_slug, text in pages:
            files[f"{name}/{number:02d}-{page_slug}.md"] = page("A page", text).encode()
    return files


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],  # each try runs three commands
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(modules=MODULES)
def test_import_export_import_is_a_fixed_point_for_any_small_tree(
    world: World, tmp_path_factory: pytest.TempPathFactory, modules: list[object]
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    files = tree_of(modules)  # type: ignore[arg-type]
    world.counter += 1
    slug = f"tree-{world.counter}"
    write(folder / "in", files)
    run(world.app, "import", folder / "in", "--programme", slug)
    run(world.app, "export", slug, folder / "out")
    assert read(folder / "out") == files
    again = run(world.app, "import", folder / "out", "--programme", slug)
    assert f"{len(files)} unchanged" in again.out


def test_a_programme_without_files_can_be_exported(world: World, tmp_path: Path) -> None:
    slug = world.programme(name="Made here")
    world.modules(slug, 1)
    run(world.app, "export", slug, tmp_path / "out")
    assert sorted(read(tmp_path / "out")) == [
        "01-m1/01-p1.md",
        "01-m1/02-p2.md",
        "01-m1/module.md",
        "programme.md",
    ]
    again = run(world.app, "import", tmp_path / "out", "--programme", "elsewhere")
    assert again.code == 0, again.out
    with world.database():
        assert db.session.scalar(sa.select(sa.func.count(CourseText.id))) == 1
        names = set(db.session.scalars(sa.select(Programme.name)))
    assert names == {"Made here"}
    assert world.count(Module) == 2
    assert world.count(ModulePage) == 4
