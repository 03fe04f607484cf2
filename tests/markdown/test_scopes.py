"""What is defined inside a note for facilitators counts in that note alone; inline footnotes."""

from __future__ import annotations

from textwrap import indent

import pytest

from cohort.markdown import RenderedPage, plain_text, render_page

NOTE = (
    "::: facilitator\n"
    "*[CIC]: Secret company\n"
    '[law]: https://secret.example/ "Secret title"\n\n'
    "[^a]: Secret footnote\n\n"
    "The CIC and [the law][law], noted[^a]. ^[Secret inline]\n"
    ":::\n"
)
USE = "Our CIC keeps [the law][law], [law] and a note[^a].\n"


def _public(page: RenderedPage) -> str:
    return "\n".join(str(part) for part in page.parts if part["kind"] != "facilitator")


def _notes(page: RenderedPage) -> list[str]:
    return [part["html"] for part in page.parts if part["kind"] == "facilitator"]


@pytest.mark.parametrize("text", [f"{USE}\n{NOTE}", f"{NOTE}\n{USE}"], ids=["before", "after"])
def test_no_definition_leaves_its_note(text: str) -> None:
    page = render_page(text)
    assert "ecret" not in _public(page)
    assert "Our CIC keeps [the law][law], [law] and a note[^a]." in _public(page)
    (note,) = _notes(page)
    assert '<abbr title="Secret company">CIC</abbr>' in note
    assert 'title="Secret title"' in note
    assert "Secret footnote" in note
    assert "Secret inline" in note


def test_the_author_is_told_what_stays_as_typed_and_on_which_line() -> None:
    page = render_page(f"{NOTE}\n\n{USE}")
    line = NOTE.count("\n") + 3
    assert [(problem.line, problem.text, problem.is_error) for problem in page.problems] == [
        (line, "[law] is defined in ::: facilitator, and counts only there", True),
        (line, "[^a] is defined in ::: facilitator, and counts only there", True),
        (line, "what CIC means is said in ::: facilitator, and counts only there", False),
    ]


def test_everybodys_own_definition_counts_outside_whichever_stands_first() -> None:
    ours = (
        "*[CIC]: Community interest company\n\n[law]: https://public.example/\n\n"
        "[^a]: Public footnote\n"
    )
    for text in (f"{NOTE}\n{USE}\n{ours}", f"{ours}\n{USE}\n{NOTE}"):
        page = render_page(text)
        assert not page.problems
        public = _public(page)
        assert "ecret" not in public
        assert '<abbr title="Community interest company">CIC</abbr>' in public
        assert public.count('href="https://public.example/"') == 2
        assert "Public footnote" in public
        (note,) = _notes(page)
        assert 'title="Secret company"' in note
        assert 'href="https://secret.example/"' in note
        assert "Secret footnote" in note
        assert "Public footnote" not in note


def test_each_note_has_its_own_definitions_and_reads_everybodys() -> None:
    other = (
        "::: instructor\n[law]: https://other.example/\n\n[^a]: Another footnote\n\n"
        "*[LA]: Local authority\n\nThe [law] of the CIC and the LA[^a], [open].\n:::\n"
    )
    page = render_page(f"{NOTE}\n{other}\nThe LA.\n\n[open]: https://open.example/\n")
    first, second = _notes(page)
    assert "Secret footnote" in first
    assert "Another footnote" not in first
    assert 'href="https://other.example/"' in second
    assert 'href="https://open.example/"' in second
    assert "Another footnote" in second
    assert '<abbr title="Local authority">LA</abbr>' in second
    assert "Secret" not in second
    assert "Local authority" not in _public(page)


@pytest.mark.parametrize(
    "text",
    [
        "- item\n\n" + indent(NOTE, "  ") + "\n" + USE,
        indent(NOTE, "> ", lambda _: True) + "\n" + USE,
        "::: story\n" + NOTE.replace(":::", "::::") + ":::\n\n" + USE,
        "::: facilitator\n::: callout\n" + NOTE + ":::\n" + NOTE + ":::\n\n" + USE,
        "!!! facilitator\n" + indent("\n".join(NOTE.split("\n")[1:-2]), "    ") + "\n\n" + USE,
        "::: story\n" * 25 + NOTE + ":::\n" * 25 + "\n" + USE,
        USE + "\n" + NOTE.removesuffix(":::\n"),
    ],
    ids=["list", "quote", "block", "nested", "admonition", "deep", "never closed"],
)
def test_a_notes_definitions_stay_in_it_wherever_it_stands(text: str) -> None:
    page = render_page(text)
    assert "ecret" not in _public(page)
    assert "ecret" not in plain_text(page.parts)
    assert "Our CIC keeps [the law][law], [law] and a note[^a]." in _public(page)
    assert "Secret footnote" in "".join(_notes(page))


@pytest.mark.parametrize(
    "opening",
    ["!!! facilitator", '??? facilitator "A title"', "!!! note facilitators", "!!! instructor"],
)
def test_an_admonition_for_facilitators_is_for_them_alone(opening: str) -> None:
    page = render_page(f"{opening}\n    Secret\n\nPublic")
    assert "Secret" in "".join(_notes(page))
    assert _public(page).count("Public") == 1
    assert "Secret" not in _public(page)


def test_a_footnote_may_stand_in_the_running_text() -> None:
    page = render_page(
        "# A ^[First, with *stress* and [a link](https://e.org).]\n\n"
        "b[^n] c ^[Third]\n\n| d ^[Fourth] |\n|---|\n| e |\n\n[^n]: Second ^[Last]\n"
    )
    assert not page.problems
    html = page.parts[0]["html"]
    assert html.count('class="footnote-ref"') == 5
    assert html.count("<li id=") == 5
    assert '<li id="s-fn-1"><p>First, with <em>stress</em> and <a' in html
    assert html.index("Second") < html.index("Third") < html.index("Fourth") < html.index("Last")
    assert "^[" not in html
    assert page.headings[0].words == "A"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`^[code]`", "^[code]"),
        (r"\^[escaped]", "^[escaped]"),
        ("^[]", "^[]"),
        ("^[never closed", "^[never closed"),
        ("2^[10](https://e.org)", "2^10"),
        ("![a ^[map]](https://e.org/a.png)", ""),
    ],
)
def test_what_is_no_footnote_stays_as_typed(text: str, shown: str) -> None:
    page = render_page(text)
    assert "footnote" not in page.parts[0]["html"]
    assert plain_text(page.parts) == shown


def test_a_note_within_a_note_loses_no_word() -> None:
    page = render_page("a ^[b ^[c] d]")
    assert "b ^[c] d" in page.parts[0]["html"]
