"""The language of a module, a page and a course reaches every place where their words stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from cohort.access.actor import Role
from cohort.course_authoring.cli import load_folder
from cohort.db import db
from cohort.kernel.languages import attributes, is_right_to_left, is_tag
from tests.client import Browser
from tests.course_modules.test_books import check, epub_of
from tests.world import World

pytestmark = pytest.mark.sqlite_is_enough

SLUG = "languages"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WELSH = """\
---
title: Tudalen
---

## Rhan un

Croeso i bawb. Mae grym yma.

::: {.reflect #myfyrio}
Beth wnaethoch chi sylwi?
:::

::: {.discuss #trafod}
Beth yw eich barn?
:::

::: {.glossary term="Grym"}
Y gallu i newid.
:::
"""
ARABIC = "---\ntitle: صفحة\nlanguage: ar\n---\n\nأهلا بالجميع في الدورة.\n"


def write(folder: Path, language: str = "en-GB") -> Path:
    """An English course with a Welsh module, one page of which is Arabic, and an English one."""
    for place, text in {
        "programme.md": f"---\ntitle: A course\nlanguage: {language}\n---\n",
        "01-croeso/module.md": "---\ntitle: Croeso\nsummary: Crynodeb.\nlanguage: cy\n"
        "objectives:\n  - Dweud helo\nopens_after_days: 0\n---\n\nRhagair.\n",
        "01-croeso/01-tudalen.md": WELSH,
        "01-croeso/02-arabic.md": ARABIC,
        "02-plain/module.md": "---\ntitle: Plain\nsummary: In short.\nopens_after_days: 0\n---\n",
        "02-plain/01-page.md": "---\ntitle: A plain page\n---\n\nPlain words.\n",
    }.items():
        path = folder / SLUG / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / SLUG


@pytest.fixture
def cohort(world: World, tmp_path: Path) -> str:
    with world.app.test_request_context():
        load_folder(write(tmp_path), SLUG)
        db.session.commit()
    return world.cohort(SLUG)


@pytest.fixture
def reader(world: World, cohort: str) -> Browser:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return world.browser(person)


def languages_of(tree: object, words: str) -> set[str]:
    """The languages, as a browser sees them, of the elements within the body that hold words."""
    found = set()
    for element in tree.xpath("//body//*"):  # type: ignore[attr-defined]
        texts = [element.text or "", *(child.tail or "" for child in element)]
        if any(words in text for text in texts):
            found.add(element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)"))
    return found


PLACES = {
    "modules": ("Croeso", "Crynodeb."),
    "modules/croeso": ("Croeso", "Tudalen", "Rhagair.", "Dweud helo"),
    "modules/croeso/tudalen": ("Croeso", "Tudalen", "Croeso i bawb", "Beth wnaethoch", "Beth yw"),
    "modules/croeso/_/print": ("Croeso", "Tudalen", "Rhagair.", "Rhan un", "Beth wnaethoch"),
    "modules/_/glossary": ("Grym", "Y gallu", "Tudalen"),
    "": ("Croeso",),
    "search?q=croeso": ("Croeso",),
    "search?q=grym": ("Grym",),
    "log/new?prompt=myfyrio": ("Beth wnaethoch", "Croeso"),
    "modules/course.html": ("Croeso", "Crynodeb.", "Tudalen", "Beth wnaethoch", "Y gallu"),
}


@pytest.mark.parametrize("place", PLACES)
def test_welsh_is_marked_as_welsh_and_nothing_else_is(
    reader: Browser, cohort: str, place: str
) -> None:
    page = reader.get(f"/cohorts/{cohort}/{place}".removesuffix("/"))
    assert page.status == 200
    for words in PLACES[place]:
        assert languages_of(page.tree, words) == {"cy"}, words
    for words in (
        "Reflect",
        "Write in",
        "Only you",
        "What you will",
        "Glossary",
        "Plain",
        "Contents",
    ):
        assert languages_of(page.tree, words) <= {"en-GB"}, words


def test_a_page_has_its_own_language_and_direction(reader: Browser, cohort: str) -> None:
    page = reader.get(f"/cohorts/{cohort}/modules/croeso/arabic")
    (heading,) = page.tree.xpath("//h1")
    assert (heading.get("lang"), heading.get("dir")) == ("ar", "rtl")
    (text,) = page.tree.xpath("//*[contains(@class, 'prose--chapter')]")
    assert (text.get("lang"), text.get("dir")) == ("ar", "rtl")
    assert languages_of(page.tree, "صفحة") == {"ar"}
    assert languages_of(page.tree, "Croeso") == {"cy"}


def test_a_prompt_keeps_its_language_beside_answers(
    world: World, reader: Browser, cohort: str
) -> None:
    new = f"/cohorts/{cohort}/log/new?prompt=myfyrio"
    entry = reader.follow(
        reader.submit(new, f"/cohorts/{cohort}/log?prompt=myfyrio", body="I saw.")
    )
    assert languages_of(entry.tree, "Beth wnaethoch") == {"cy"}
    assert languages_of(entry.tree, "I saw.") == {"en-GB"}
    begin = reader.get(f"/cohorts/{cohort}/modules/croeso/tudalen").links()["Start this discussion"]
    page = (
        reader.follow(reader.get(begin)) if reader.get(begin).status != 200 else reader.get(begin)
    )
    assert languages_of(page.tree, "Beth yw") == {"cy"}
    thread = reader.follow(reader.send(page, "/posts", body="It is new."))
    assert languages_of(thread.tree, "Beth yw") == {"cy"}
    assert languages_of(thread.tree, "It is new.") == {"en-GB"}


def test_facilitators_read_titles_in_their_language(world: World, cohort: str) -> None:
    host = world.person("Ruth Calder")
    world.join(host, cohort, Role.FACILITATOR)
    page = world.browser(host).get(f"/cohorts/{cohort}/releases")
    assert page.status == 200
    links = [link for link in page.tree.xpath("//table//a") if "Croeso" in link.text_content()]
    assert [one.get("lang") for link in links for one in link] == ["cy"]


def test_the_epub_says_each_language(reader: Browser, cohort: str, tmp_path: Path) -> None:
    content = reader.client.get(f"/cohorts/{cohort}/modules/course.epub").data
    check(content, tmp_path)
    files = epub_of(content)
    package = etree.fromstring(files["OEBPS/book.opf"])
    assert [one.text for one in package.iter("{*}language")] == ["en-GB", "cy", "ar"]
    roots = {
        name: etree.fromstring(files[f"OEBPS/{name}.xhtml"])
        for name in ("nav", "m0", "m0-1", "m0-2", "m1", "m1-1", "glossary")
    }
    said = {name: (root.get("lang"), root.get("dir")) for name, root in roots.items()}
    assert said["m0"] == said["m0-1"] == ("cy", None)
    assert said["m0-2"] == ("ar", "rtl")
    assert said["nav"] == said["m1"] == said["m1-1"] == said["glossary"] == ("en-GB", None)
    assert all(root.get(XML_LANG) == root.get("lang") for root in roots.values())
    listed = {link.text: link.get("lang") for link in roots["nav"].iter("{*}a")}
    assert listed == {
        "Croeso": "cy",
        "Tudalen": "cy",
        "صفحة": "ar",
        "Plain": None,
        "Words": None,
    } | {"A plain page": None}
    assert [one.get("lang") for one in roots["glossary"].iter("{*}dd")] == ["cy"]


def test_a_module_without_one_takes_the_language_of_its_course(
    world: World, tmp_path: Path
) -> None:
    for language in ("fr", "he"):  # the second time, nothing else has changed
        with world.app.test_request_context():
            load_folder(write(tmp_path, language), SLUG)
            db.session.commit()
        place = tmp_path / "x.html"
        words = ["modules", "export", SLUG, "--html", str(place)]
        assert world.app.test_cli_runner().invoke(args=words).exit_code == 0
        tree = lxml_html.fromstring(place.read_text())
        assert tree.get("lang") == language
        assert tree.get("dir") == ("rtl" if language == "he" else None)
        assert languages_of(tree, "Plain words.") == {language} or tree.get("lang") == language
        assert languages_of(tree, "Croeso") == {"cy"}
        assert languages_of(tree, "Contents") == {"en-GB"}


TAGS = ["cy", "en-GB", "EN-gb", "zh-Hant", "zh-Hant-TW", "sr-Latn", "es-419", "gsw", "de-CH-1996"]
NO_TAGS = ["welsh", "cymraeg", "en_GB", "en-UK", "gb", "jp", "c", "cy-", "-cy", "cy GB", "cy\n", ""]


@pytest.mark.parametrize("tag", [*TAGS, "ca-valencia", "en-x-plain"])
def test_tags_are_known(tag: str) -> None:
    assert is_tag(tag)


@pytest.mark.parametrize("text", [*NO_TAGS, "<b>", "12", "en-GB-and-far-too-long-a-tag", 'cy" x="'])
def test_what_is_no_tag_is_never_written(text: str) -> None:
    assert not is_tag(text)
    assert attributes(text) == ""


@pytest.mark.parametrize("tag", ["ar", "he", "fa-IR", "ur", "yi", "ps", "ku-Arab", "dv", "pa-PK"])
def test_scripts_from_right_to_left(tag: str) -> None:
    assert is_right_to_left(tag)
    assert attributes(tag) == f' lang="{tag}" dir="rtl"'


@pytest.mark.parametrize("tag", ["cy", "pa", "az", "ku", "ar-Latn", "he-Latn", "hi", "ja", "en"])
def test_scripts_from_left_to_right(tag: str) -> None:
    assert not is_right_to_left(tag)
    assert attributes(tag) == f' lang="{tag}"'


@pytest.mark.parametrize("text", ["welsh", "en_GB", "en-UK", "gb", "[cy, en]", "12", "x" * 30])
@pytest.mark.parametrize("place", ["programme.md", "01-croeso/module.md", "01-croeso/02-arabic.md"])
def test_check_tells_a_wrong_tag_with_its_line(
    world: World, tmp_path: Path, text: str, place: str
) -> None:
    file = write(tmp_path) / place
    lines = file.read_text().split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("language:"))
    lines[at] = f"language: {text}"
    file.write_text("\n".join(lines))
    done = world.app.test_cli_runner().invoke(args=["modules", "check", str(tmp_path / SLUG)])
    assert done.exit_code != 0
    assert f"{place}:{at + 1}: language must be" in done.output
