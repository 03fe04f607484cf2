"""A course's files: taken by what they are, kept, served to whoever may read their module."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from PIL import Image

from cohort.access.actor import Role
from cohort.course_modules.models import CourseAsset
from cohort.db import db
from cohort.files import store
from cohort.kernel.errors import DomainError
from tests.client import Browser
from tests.pictures import picture
from tests.world import World

UTC = dt.UTC
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40"/></svg>'
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.fixture
def programme(world: World) -> str:
    slug = world.programme()
    world.modules(slug, 2)
    return slug


@pytest.fixture
def cohort(world: World, programme: str) -> str:
    """m1 is open, m2 is not yet."""
    return world.cohort(programme, starts_on=dt.date.today() - dt.timedelta(days=7))  # noqa: DTZ011


@pytest.fixture
def reader(world: World, cohort: str) -> Browser:
    person = world.person()
    world.join(person, cohort)
    return world.browser(person)


def row(world: World, path: str) -> CourseAsset:
    with world.database():
        return db.session.scalars(sa.select(CourseAsset).where(CourseAsset.path == path)).one()


def kept(world: World, key: str) -> bytes:
    with world.app.app_context():
        return store.get(key)


def test_a_picture_is_served_drawn_anew_and_kept_as_it_came(
    world: World, programme: str, cohort: str, reader: Browser
) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Amira Okafor"
    out = io.BytesIO()
    Image.new("RGB", (2400, 1200), (200, 30, 30)).save(out, "JPEG", exif=exif)
    original = out.getvalue()
    assert b"Amira Okafor" in original
    path = world.course_file(programme, "m1", "Map of Ward 3.JPG", original)
    assert path == "m1/map-of-ward-3.jpg"
    asset = row(world, path)
    assert (asset.width, asset.height) == (1600, 800)
    assert kept(world, asset.original_key) == original
    page = reader.get(f"/cohorts/{cohort}/modules/files/{path}")
    assert page.status == 200
    assert page.response.headers["Content-Type"] == "image/webp"
    assert b"Amira" not in page.response.data
    assert Image.open(io.BytesIO(page.response.data)).size == (1600, 800)
    assert page.response.headers["Content-Disposition"] == "inline; filename=map-of-ward-3.webp"


def test_a_file_can_do_nothing_where_it_is_shown_and_is_asked_for_again(
    world: World, programme: str, cohort: str, reader: Browser
) -> None:
    path = world.course_file(programme, "m1")
    address = f"/cohorts/{cohort}/modules/files/{path}"
    headers = reader.get(address).response.headers
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    again = reader.get(address, headers={"If-None-Match": headers["ETag"]})
    assert (again.status, again.response.data) == (304, b"")


@pytest.mark.parametrize(
    ("name", "content", "media_type", "shown"),
    [
        ("a.svg", SVG, "image/svg+xml", "attachment"),
        ("a.pdf", PDF, "application/pdf", "attachment"),
        ("a.docx", zipped("word/document.xml"), "vnd.openxmlformats", "attachment"),
        ("a.zip", zipped("a.html"), "application/zip", "attachment"),
        ("a.txt", b"Plain words", "text/plain; charset=utf-8", "attachment"),
        ("a.csv", b"a,b\n1,2\n", "text/csv; charset=utf-8", "attachment"),
        ("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", "text/vtt", "inline"),
        ("a.mp4", MP4, "video/mp4", "inline"),
    ],
)
def test_other_files_are_sent_as_what_they_are(
    world: World,
    programme: str,
    cohort: str,
    reader: Browser,
    name: str,
    content: bytes,
    media_type: str,
    shown: str,
) -> None:
    path = world.course_file(programme, None, name, content)
    assert path == f"_/{name}"
    page = reader.get(f"/cohorts/{cohort}/modules/files/{path}")
    assert page.response.data == content
    assert media_type in page.response.headers["Content-Type"]
    assert page.response.headers["Content-Disposition"].startswith(shown)


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "page": ("a.html", b"<p>Hello</p>", "Files of the kind “html” are not kept with a course."),
    "disguised": ("a.txt", b"<!-- x --><script>alert(1)</script>", "that is not what it is."),
    "program": ("a.pdf", b"MZ\x90\x00", "Its name ends in .pdf, but that is not what it is."),
    "no picture": ("a.png", b"<svg onload=alert(1)>", "That is a drawing or a web page"),
    "no office": ("a.docx", zipped("other.xml"), "that is not what it is."),
    "empty": ("a.csv", b"", "It is empty."),
    "no ending": ("plan", b"x", "Its name has no ending"),
    "script": ("a.svg", SVG.replace(b"<path", b"<script>1</script><path"), "contains <script>,"),
    "handler": ("a.svg", SVG.replace(b"<svg", b"<svg onload='x()'"), "(onload)"),
    "link": ("a.svg", SVG.replace(b"<path", b"<a href=' java\nscript:x'/><path"), "link that can"),
    "entity": ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "entities or a style sheet"),
    "foreign": ("a.svg", SVG.replace(b"<path", b"<foreignObject/><path"), "<foreignobject>, which"),
    "broken": ("a.svg", b"<svg", "This SVG cannot be read ("),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_kept_is_refused_in_words(world: World, programme: str, case: str) -> None:
    name, content, words = REFUSED[case]
    with pytest.raises(DomainError) as refused:
        world.course_file(programme, "m1", name, content)
    assert words in str(refused.value)
    assert world.count(CourseAsset) == 0
    assert not list((world.app.extensions["config"].instance_path / "files").rglob("*.*"))


def test_a_file_opens_with_its_module_and_the_courses_own_to_every_member(
    world: World, programme: str, cohort: str, reader: Browser
) -> None:
    early = world.course_file(programme, "m2")
    own = world.course_file(programme, None, "logo.png", picture((1, 2, 3)))
    base = f"/cohorts/{cohort}/modules/files"
    assert reader.get(f"{base}/{early}").status == 404
    assert reader.get(f"{base}/{own}").status == 200
    host = world.person()
    world.join(host, cohort, Role.FACILITATOR)
    assert world.browser(host).get(f"{base}/{early}").status == 200
    elsewhere = world.cohort(world.programme(name="Elsewhere"), "Far away")
    stranger = world.person()
    world.join(stranger, elsewhere)
    outsider = world.browser(stranger)
    assert outsider.get(f"{base}/{own}").status == 404
    assert outsider.get(f"/cohorts/{elsewhere}/modules/files/{own}").status == 404
    member = world.person()
    world.join(member, cohort)
    with time_machine.travel(dt.datetime.now(UTC) + dt.timedelta(days=30)):
        assert world.browser(member).get(f"{base}/{early}").status == 200


def test_film_is_sent_in_the_parts_that_are_asked_for(
    world: World, programme: str, cohort: str, reader: Browser
) -> None:
    address = f"/cohorts/{cohort}/modules/files/{world.course_file(programme, 'm1', 'a.mp4', MP4)}"
    part = reader.get(address, headers={"Range": "bytes=4-11"}).response
    assert (part.status_code, part.data) == (206, b"ftypmp42")
    assert part.headers["Content-Range"] == f"bytes 4-11/{len(MP4)}"
    tail = reader.get(address, headers={"Range": f"bytes={len(MP4) - 2}-"}).response
    assert (tail.status_code, tail.data) == (206, MP4[-2:])
    assert reader.get(address, headers={"Range": "bytes=999999-"}).status == 416


def test_the_same_file_is_kept_once_and_another_gets_a_name_of_its_own(
    world: World, programme: str
) -> None:
    paths = [
        world.course_file(programme, "m1", "map.png", content)
        for content in (picture(), picture(), picture((9, 9, 9)), picture((9, 9, 9)))
    ]
    assert paths == ["m1/map.png", "m1/map.png", "m1/map-2.png", "m1/map-2.png"]
    folder: Any = world.app.extensions["config"].instance_path / "files"
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 4


def test_a_moving_picture_shows_its_first_frame(world: World, programme: str) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ((200, 0, 0), (0, 200, 0))]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    asset = row(world, world.course_file(programme, "m1", "a.gif", out.getvalue()))
    shown = Image.open(io.BytesIO(kept(world, asset.key)))
    assert (getattr(shown, "n_frames", 1), shown.size) == (1, (40, 30))


def test_an_organiser_sees_every_file_of_the_programme_and_no_other(world: World) -> None:
    organiser = world.person()
    ours = world.programme(organiser, name="Ours")
    theirs = world.programme(name="Theirs")
    for slug in (ours, theirs):
        world.modules(slug, 2)
        world.course_file(slug, "m2")
    browser = world.browser(organiser)
    found = browser.get(f"/organise/programmes/{ours}/content/files/m2/map.png")
    assert (found.status, found.response.mimetype) == (200, "image/webp")
    assert browser.get(f"/organise/programmes/{theirs}/content/files/m2/map.png").status == 404
    assert browser.get(f"/organise/programmes/{ours}/content/files/m2/none.png").status == 404
