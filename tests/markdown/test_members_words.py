r"""Members' words are never changed: what they typed in plain prose is what people read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from cohort.markdown import member_html


def shown(text: str) -> str:
    """What people read: line ends as such."""
    html = member_html(text).replace("<br>\n", "\n")
    return str(lxml_html.fragment_fromstring(html, create_parent="div").text_content()).strip()


def links(text: str) -> list[str]:
    """The words of its links, as they stand; the address of each is the same, but for coding."""
    tree = lxml_html.fragment_fromstring(member_html(text), create_parent="div")
    return [str(link.text_content()) for link in tree.iter("a")]


@pytest.mark.parametrize(
    "text",
    [
        "It takes ~5 minutes. Give it 3~4 weeks, or 5~6 weeks.",
        "~£20k … ~£30k, and ~10~",
        "about ~a day~ish~",
        "It costs 3~~4 pounds, or 5~~6.",
        "2*3*4 = 24 and 2**3**4",
        r"The plan is in \\server\share\plan.docx",
        r"Look in C:\temp\_new\*.docx",
        r"C:\_a_\_b_\ and D:\*a* and \\*.docx, \\*.txt",
        r"\\server\#finance\[old]\(2024)\~tmp~\`x`",
        r"\*not a star\* and a\_b\_c",
        "C:\\temp\\\nD:\\",
        "AT&amp;T, &copy; 2024, &#65; and &nbsp;",
        "See [](https://example.org) and f[i]() and a[b](<>)",
        r"[the share](\\server\share) and [a file](C:\temp\a) and [b](file:///c:/x)",
        "[call](tel:0123) [app](ms-word:x) [run](javascript:x)",
        "Name\tRole\nAnn\tBuyer\n\tQ1\t\tQ2",
        "<b>bold</b> & <script>x</script>",
        "```\n```",
        ">",
    ],
)
def test_plain_prose_is_shown_as_it_was_typed(text: str) -> None:
    assert shown(text) == text
    assert "<del>" not in member_html(text)
    assert "<em>" not in member_html(text)


def test_two_waves_strike_out_and_one_does_not() -> None:
    assert "<del>two</del>" in member_html("~~two~~ and ~one~")
    assert shown("~~two~~ and ~one~") == "two and ~one~"


def test_a_tab_stands_in_an_element_that_keeps_its_width() -> None:
    assert '<span class="tab">\t</span>' in member_html("Ann\tBuyer")
    assert member_html("- a\n\t- b") == "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n"


def test_items_keep_the_numbers_that_were_typed() -> None:
    assert member_html("2. two\n5. five\n6. six") == (
        '<ol start="2">\n<li>two</li>\n<li value="5">five</li>\n<li>six</li>\n</ol>\n'
    )
    assert "value" not in member_html("1. a\n1. b\n1. c") + member_html("3. a\n4. b")


PLAN = "https://example.org/plan"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Read “{}” first.", PLAN),
        ("Read ‘{}’, then", PLAN),
        ("«{}»", PLAN),
        ("„{}“", PLAN),
        ("It is {}’s third page.", PLAN),
        ("It is {}’S third page.", PLAN),
        ("详见 {}。谢谢", PLAN),
        ("详见{}，谢谢", PLAN),
        ("（{}）", PLAN),
        ("「{}」を", PLAN),
        ("{}！", PLAN),
        ("{}？b", PLAN),
        ("{}：x", PLAN),
        ("{}、x", PLAN),
        ("{}…", PLAN),
        ("{}—", PLAN),
        ("{}।", PLAN),
        ("{}؟", PLAN),
        ("({}).", PLAN),
        ("({})", PLAN + "_(b)"),
        ("See {}, or", PLAN + "_(a)_(b)"),
        ("{}]", PLAN),
        ("{}}}.", PLAN),
        ("{}?!", PLAN),
        ("{}\u200b", PLAN),
        ("“{}”", "www.example.org/plan"),
        ("（{}）", "www.example.org"),
        ("“{}”", "https://example.org"),
        ("{}’s", "ann@example.org"),
        ("{} said", "https://example.org/計画"),
        ("{} said", "https://example.org/it's?a=1&b=~c"),
    ],
)
def test_a_bare_address_ends_before_the_signs_of_its_sentence(text: str, link: str) -> None:
    typed = text.format(link)
    assert links(typed) == [link]
    assert shown(typed) == typed.strip()


SIGNS = ["~", "\\", "\t", "&amp;", "&#65;", "\\*", "\\_", "\\\\", "\\[", "]", "(", "C:\\", "é"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SIGNS) | st.integers(0, 99).map("w{}".format), max_size=20))
def test_no_sign_of_plain_prose_vanishes(pieces: list[str]) -> None:
    text = "a " + "".join(pieces) + " z"
    if "~~" not in text:
        assert shown(text) == text.strip()
