"""The figures of the course that comes with the platform: each has its source beside it.

A figure is a sum, a share, or a count of things that somebody counted. It stands in a paragraph, an
item or a box with a link; a table may take the link of the paragraph above it. Stories are invented
and say so, prompts ask, and key points repeat: they need none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import html as lxml_html

from cohort.markdown import render_page
from tests.course_authoring.test_shipped_course import FOLDER, MODULES, course, pages, the

ROOM = "grants-contracts-and-room-in-the-rules"
WITHOUT_FIGURES = {"reflect", "discuss", "try", "facilitator"}
NO_SOURCE_NEEDED = "block-story|block-keypoints"
NUMBER = (
    r"(?:\d[\d,.]*|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundred|dozens)"
)
COUNTED = (
    r"(?:boards|ICBs|councils|contracts|members|member organisations|organisations|providers|teams"
    r"|interviews|invoices|people|young people|jobs|new jobs|hours|micro-enterprises"
    r"|community micro-enterprises|community providers|areas)"
)
FIGURE = re.compile(
    rf"£\s?\d[\d,.]*(?: ?(?:million|billion))?|\b{NUMBER} ?%|\b{NUMBER} per cent\b"
    rf"|\b{NUMBER} (?:[a-z]+ )?{COUNTED}\b",
    re.IGNORECASE,
)
# Said of nobody: an example that a reader sees to be one. Each must still be in the course.
EXAMPLES = {
    "If their marks are worth five per cent, tell them so",
    "“Ninety per cent of people seen within ten days” was meant to tell you",
}
MONTHS = "January February March April May June July August September October November December"
WRITING = re.compile(r"at the time of writing", re.IGNORECASE)
WRITTEN = re.compile(rf"at the time of writing, (?:{MONTHS.replace(' ', '|')}) 20\d\d", re.I)


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def has_link(element: lxml_html.HtmlElement | None) -> bool:
    return element is not None and bool(element.xpath(".//a[starts-with(@href, 'https://')]"))


def blocks(fragment: str) -> Iterator[lxml_html.HtmlElement]:
    """The smallest pieces of text that a reader takes in at once, those of stories left out."""
    tree = lxml_html.fragment_fromstring(fragment, create_parent="main")
    for element in tree.xpath(".//p | .//li[not(.//p)] | .//dd[not(.//p)] | .//table"):
        around = [str(one.get("class") or "") for one in element.iterancestors()]
        if not re.search(NO_SOURCE_NEEDED, " ".join(around)):
            yield element


def sourced(element: lxml_html.HtmlElement) -> bool:
    """Whether a link stands in it, in its box or, for a table, in the paragraph above it."""
    if has_link(element):
        return True
    if any(has_link(box) for box in element.iterancestors("details")):
        return True
    if element.tag != "table":
        return False
    above = element.getparent().getprevious()  # the table's own frame, and what is before that
    return above is not None and above.tag == "p" and has_link(above)


def bare_figures(fragment: str) -> list[str]:
    """The figures of a piece of HTML that have no source beside them, with their paragraph."""
    found = []
    for element in blocks(fragment):
        text = words(element)
        for example in EXAMPLES:
            text = text.replace(example, "")
        if not sourced(element):
            found += [f"{figure}: {text}" for figure in FIGURE.findall(text)]
    return found


def text_of(slug: str) -> str:
    parts = [part for page in pages(the(slug)) for part in page.parts]
    return "\n".join(part["html"] for part in parts if part["kind"] not in WITHOUT_FIGURES)


@pytest.mark.parametrize("slug", MODULES)
def test_every_figure_has_its_source_beside_it(slug: str) -> None:
    assert bare_figures(text_of(slug)) == []


def test_the_examples_are_still_in_the_course() -> None:
    whole = " ".join(words(e) for slug in MODULES for e in blocks(text_of(slug)))
    assert {example for example in EXAMPLES if example not in whole} == set()


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("The line is £663,540.", 1),
        ("The line is [£663,540](https://e.example).", 0),
        ("[One](https://e.example).\n\nThe other is £12,000 or 5%.", 2),
        ("About 42 ICBs are merging.", 1),
        ("It had eight members and 404 paid hours.", 2),
        ("- From £30,000\n- From [£12,000](https://e.example)", 1),
        ("Term\n:   Ten per cent of it.", 1),
        ("| A | B |\n|---|---|\n| Sum | £1 |", 1),
        ("See [here](https://e.example).\n\n| A | B |\n|---|---|\n| Sum | £1 |", 0),
        ("Since 24 February 2025 it has four steps.", 0),
        ('::: {.details title="Box"}\n\nUp to £315,000.\n\n:::', 1),
        ('::: {.details title="Box"}\n\nUp to £315,000.\n\n[Act](https://e.example)\n\n:::', 0),
        ("::: story\n\nShe had £180,000.\n\n:::", 0),
        ("See [a page](elsewhere.md) on £5.", 1),
    ],
)
def test_a_figure_without_a_source_is_found(source: str, bare: int) -> None:
    page = render_page(source, resolve=lambda target: f"course:page/{target}")
    assert len(bare_figures("".join(part["html"] for part in page.parts))) == bare


def test_what_may_change_says_when_it_was_so() -> None:
    texts = {page.path: page.text for module in course().modules for page in module.pages}
    texts["programme.md"] = (FOLDER / "programme.md").read_text(encoding="utf-8")
    said = {
        path: len(WRITTEN.findall(text)) for path, text in texts.items() if WRITING.search(text)
    }
    assert said == {path: len(WRITING.findall(texts[path])) for path in said}
    for part in ("programme", "the-cycle-as-it-really-runs", "room-in-the-rules"):
        assert any(part in path for path in said), part


def pounds(text: str) -> list[int]:
    return [int(sum_.replace(",", "")) for sum_ in re.findall(r"£(\d[\d,]*\d)", text)]


def test_the_story_lies_on_the_side_of_the_line_that_it_says() -> None:
    tree = lxml_html.fragment_fromstring(text_of(ROOM), create_parent="main")
    story = words(tree.xpath(".//*[contains(@class, 'block-story')]")[0])
    councils = [
        pounds(words(row[1]))[0] for row in tree.xpath(".//table//tr[td[contains(., '£')]]")
    ]
    assert councils == [663_540, 207_720]  # from 1 January 2026, with VAT
    assert "below the line" in story
    assert 30_000 <= pounds(story)[0] < min(councils)  # so a notice is due, and no more
    assert "VAT" in story
    assert "published the notice" in story


def test_sixty_days_stand_beside_the_rule_of_thirty() -> None:
    beside = [words(e) for e in blocks(text_of(ROOM)) if "60 days" in words(e)]
    assert len(beside) == 1
    assert "30 days from a valid invoice" in beside[0]
    assert "section 68" in beside[0]
    assert "section 88" in beside[0]
