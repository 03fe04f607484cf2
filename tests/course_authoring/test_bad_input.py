"""Folders as nobody should keep them, through the real command: words by file and line, the rest
carried, nothing half-written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.course_modules.models import CourseAsset, Module, ModulePage
from cohort.db import db
from tests.course_authoring.folders import page, run, small_course, write
from tests.pictures import picture
from tests.world import World

TEN_MB = "Words and words.\n\n" * (10 * 1024 * 1024 // 18)
BAD: dict[str, tuple[dict[str, str | bytes], tuple[str, ...]]] = {
    "front matter that is no YAML": (
        {"01-power/04-bad.md": "---\ntitle: [unclosed\nfoo: : bar\n---\n\nWords.\n"},
        ("01-power/04-bad.md:", "its front matter cannot be read"),
    ),
    "a module whose front matter is no YAML": (
        {"02-bad/module.md": "---\n\ttitle: tab\n---\n", "02-bad/01-a.md": page("A")},
        ("02-bad/module.md:2: its front matter cannot be read",),
    ),
    "binary named .md": (
        {"01-power/04-bad.md": b"\x89PNG\r\n\x1a\n\x00\x00\x00" + os.urandom(4000)},
        ("01-power/04-bad.md: it is not text",),
    ),
    "a page of 10 MB": (
        {"01-power/04-bad.md": TEN_MB},
        ("01-power/04-bad.md: it is larger than 1024 kB",),
    ),
    "an unknown block": (
        {"01-power/04-bad.md": page("Bad", "::: mystery\nWords.\n:::")},
        ("01-power/04-bad.md:5:", "mystery"),
    ),
    "a link out of the course": (
        {"01-power/04-bad.md": page("Bad", "[Words](../../../etc/passwd) and words.")},
        ("01-power/04-bad.md:5:", "../../../etc/passwd"),
    ),
    "a picture that is not there": (
        {"01-power/04-bad.md": page("Bad", "\n\n![Words](fig/none.png)")},
        ("01-power/04-bad.md:7:", "fig/none.png"),
    ),
    "two of one name": (
        {"03-power.md": page("Power again")},
        ("03-power.md: another one has the name power",),
    ),
    "a program called a picture": (
        {"01-power/fig/bad.png": b"MZ\x90\x00" * 40},
        ("01-power/fig/bad.png: the file could not be read as a picture",),
    ),
    "a web page called a text": (
        {"01-power/fig/bad.txt": "<!doctype html><script>alert(1)</script>"},
        ("01-power/fig/bad.txt: its name ends in .txt, but that is not what it is",),
    ),
    "a drawing that is a program": (
        {"01-power/fig/bad.svg": "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"},
        ("01-power/fig/bad.svg: this SVG contains a script (onload); remove the script",),
    ),
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return small_course(tmp_path / "small")


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_carried_is_told_and_the_rest_goes_on(
    world: World, course: Path, case: str
) -> None:
    files, words = BAD[case]
    write(course, files)
    ran = run(world.app, "import", course)
    assert ran.code == 1, ran.out
    for said in words:
        assert said in ran.out
    with world.database():
        slugs = set(db.session.scalars(sa.select(ModulePage.slug)))
        assert {"start", "where", "sharing", "after"} <= slugs
        bad = next(iter(files))
        if "larger" in words[0] or "front matter" in words[-1] or "not text" in words[0]:
            assert "bad" not in slugs, bad
        paths = set(db.session.scalars(sa.select(CourseAsset.path)))
        assert not [path for path in paths if "bad" in path]
        assert "power/fig/map.png" in paths


@pytest.mark.parametrize("body", ["[" * 20_000, "> " * 5_000 + "x", "*_" * 20_000, "![](" * 5_000])
def test_hostile_pages_are_carried_quickly(world: World, course: Path, body: str) -> None:
    write(course, {"01-power/04-bad.md": page("Bad", body)})
    run(world.app, "import", course)
    with world.database():
        assert db.session.scalar(sa.select(ModulePage.title).where(ModulePage.slug == "bad"))


def test_a_list_500_deep_is_carried(world: World, course: Path) -> None:
    deep = "\n".join("  " * depth + f"- item {depth}" for depth in range(500))
    write(course, {"01-power/04-bad.md": page("Deep", deep)})
    run(world.app, "import", course)
    person, cohort = world.person(), world.cohort("small")
    world.join(person, cohort)
    found = world.browser(person).get(f"/cohorts/{cohort}/modules/power/bad")
    assert "item 0" in found.text


def test_a_file_that_became_unreadable_takes_nothing_away(world: World, course: Path) -> None:
    run(world.app, "import", course)
    write(
        course,
        {
            "01-power/01-where.md": b"\x00\x01\x02" * 50,
            "01-power/module.md": "---\ntitle: [x\n---\n",
        },
    )
    ran = run(world.app, "import", course)
    assert ran.code == 1
    assert "retired" not in ran.out
    with world.database():
        assert not db.session.scalar(sa.select(sa.func.count(ModulePage.retired_at)))
        assert not db.session.scalar(sa.select(sa.func.count(Module.retired_at)))
        assert not db.session.scalar(sa.select(sa.func.count(CourseAsset.retired_at)))


def test_the_files_of_a_module_that_cannot_be_read_are_shown_to_nobody(
    world: World, course: Path
) -> None:
    write(course, {"02-later/module.md": "---\ntitle: [x\n---\n", "02-later/map.png": picture()})
    assert run(world.app, "import", course).code == 1
    with world.database():
        paths = list(db.session.scalars(sa.select(CourseAsset.path)))
    assert not [path for path in paths if "later" in path]


def test_nothing_outside_the_folder_is_read(world: World, course: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(page("A secret", "naughty-mark"))
    (tmp_path / "secret.png").write_bytes(picture())
    (course / "01-power/04-secret.md").symlink_to(secret)
    (course / "01-power/secret.png").symlink_to(tmp_path / "secret.png")
    (course / "02-elsewhere").symlink_to(tmp_path)
    (course / "01-power/05-circle.md").symlink_to("05-circle.md")
    ran = run(world.app, "import", course)
    assert ran.code == 1
    for path in ("01-power/04-secret.md", "01-power/secret.png", "02-elsewhere"):
        assert f"{path}: it is a link to a place outside the course" in ran.out
    assert "01-power/05-circle.md: it cannot be read" in ran.out
    with world.database():
        assert "naughty-mark" not in str(list(db.session.scalars(sa.select(ModulePage.source))))


def test_windows_line_ends_a_byte_order_mark_and_odd_names_are_taken(
    world: World, course: Path
) -> None:
    write(
        course,
        {
            "01-power/04-windows.md": page("Windows", "One.\n\nTwo.").replace("\n", "\r\n"),
            "01-power/05-marked.md": b"\xef\xbb\xbf" + page("Marked").encode(),
            "01-power/06-où çà.md": page("Où ça ?"),
            "01-power/fig/carte été.png": picture((3, 2, 1)),
            "01-power/07-shows.md": page("Shows", "![Une carte](fig/carte%20été.png)"),
        },
    )
    ran = run(world.app, "import", course)
    assert ran.code == 0, ran.out
    assert "01-power/06-où çà.md: warning: names are small letters" in ran.out
    with world.database():
        pages = {p.slug: p for p in db.session.scalars(sa.select(ModulePage))}
        assert "\r" not in pages["windows"].source
        assert pages["marked"].source == page("Marked")
        assert pages["ou-ca"].title == "Où ça ?"
    host, cohort = world.person(), world.cohort("small")
    world.join(host, cohort, Role.FACILITATOR)
    address = f"/cohorts/{cohort}/modules/files/power/fig/carte%20%C3%A9t%C3%A9.png"
    shown = world.browser(host).get(address)
    assert (shown.status, shown.response.mimetype) == (200, "image/webp")


@pytest.mark.parametrize("what", ["title", "file name", "picture's name"])
def test_markup_in_names_is_only_words(world: World, course: Path, what: str) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    files: dict[str, str | bytes] = {
        "title": {"01-power/04-x.md": page(f'"{nasty}"')},
        "file name": {f"01-power/04-{nasty.replace('/', '')}.md": page("Nasty")},
        "picture's name": {
            f"01-power/{nasty}.png": picture(),
            "01-power/04-x.md": page("X", f"![Words](<{nasty}.png>)"),
        },
    }[what]  # type: ignore[assignment]
    write(course, files)
    run(world.app, "import", course)
    host, cohort = world.person(), world.cohort("small")
    world.join(host, cohort, Role.FACILITATOR)
    browser = world.browser(host)
    for address in ("", "/power", "/power/x"):
        found = browser.get(f"/cohorts/{cohort}/modules{address}")
        assert not found.tree.xpath("//*[@onerror]")
