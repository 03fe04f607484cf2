"""From a mail's file to its subject, its plain text and its HTML."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import DictLoader, UndefinedError

from cohort.mail import composing
from cohort.mail.composing import Written
from cohort.markdown.mail import NotForMail, mail_bodies, value_mark
from tests.naughty import NAUGHTY

URL = "https://programme.example/a?b=1&c=2"
# What Markdown and HTML would make something of, and what would pass for a mark of ours.
LIKE_MARKUP = {
    "stars": "*stars* **more** _under_ __score__",
    "a link": "[x](http://evil.example) ![y](http://evil.example/y.gif)",
    "a bare address": "<http://evil.example> http://evil.example",
    "a heading": "# heading",
    "headings on later lines": "Tom\n# heading\n\n## another\n===\n---",
    "a list": "- one\n- two\n1. three",
    "a quote": "> said\nagain",
    "code": "`tick` ``` fence\n```\ncode\n```",
    "indented code": "    four spaces",
    "backslashes": "\\*not\\* \\\\ \\",
    "a hard line end": "Tom  \nTwo\\\nThree",
    "HTML": "<script>alert(1)</script><b>x</b></p><br>",
    "entities": "&amp; &lt; &#60; &copy;",
    "a reference": "[x]: http://evil.example",
    "a table": "a | b\n--|--\n1 | 2",
    "marks of ours": f"{value_mark(0)} {value_mark(1)} {value_mark(99)} \ufdd0 \ufdd1",
    "a subject": "Subject: another\n\nbody",
    "right to left": "\u202etxt.exe\u202c",
    "Welsh, Arabic, Chinese": "Llŷr مرحبا 社区",
}
EVERYWHERE = (
    "{{ v }} begins, {{ v }} stands within, and at the end is {{ v }}\n{{ v }}\n\n"
    "## About {{ v }}\n\n- {{ v }}\n- **{{ v }}** and *{{ v }}*\n\n1. {{ v }}\n\n"
    "[Read {{ v }} here]({{ url }}), {{ v }}.\n\n`{{ v }}`\n\nEnd\n"
)


@pytest.fixture
def write(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Written]:
    """Compose a mail whose source no file holds."""

    def written(source: str, **facts: object) -> Written:
        with app.test_request_context():
            loader = DictLoader({"emails/a/mail.md": source})
            monkeypatch.setattr(composing._templates(), "loader", loader)
            return composing.write("a/mail", facts)

    return written


def content(written: Written) -> str:
    """The HTML between the name of the site and the end of the letter."""
    return written.html.partition("</p>")[2].rpartition("</div>")[0].strip()


def seen(html: str) -> str:
    """What a reader sees of HTML, were it plain text."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_both_bodies_come_from_one_source(write: Callable[..., Written]) -> None:
    written = write(
        "Subject: Your code, {{ name }}\n"
        "\n"
        "Hello {{ name }},\n"
        "\n"
        "## What next\n"
        "Type it in **soon**, *please*:\n"
        "\n"
        "`{{ code }}`\n"
        "\n"
        "- one\n"
        "- two\n"
        "\n"
        "1. first\n"
        "2. second\n"
        "\n"
        "Or [use this link]({{ url }}) instead. It is good once.\n"
        "You can write to <{{ help }}> as well.\n"
        "\n"
        "The page:\n"
        "<{{ url }}>\n",
        name="Amira",
        code="012 345",
        url=URL,
        help="help@example.org",
    )
    assert written.subject == "Your code, Amira"
    assert written.text == (
        "Hello Amira,\n"
        "\n"
        "What next\n"
        "Type it in soon, please:\n"
        "\n"
        "012 345\n"
        "\n"
        "- one\n"
        "- two\n"
        "\n"
        "1. first\n"
        "2. second\n"
        "\n"
        "Or use this link instead. It is good once:\n"
        f"{URL}\n"
        "You can write to help@example.org as well.\n"
        "\n"
        "The page:\n"
        f"{URL}\n"
    )
    address = URL.replace("&", "&amp;")
    assert content(written) == (
        "<p>Hello Amira,</p>\n"
        "<h2>What next</h2>\n"
        "<p>Type it in <strong>soon</strong>, <em>please</em>:</p>\n"
        '<p class="code">012 345</p>\n'
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<ol>\n<li>first</li>\n<li>second</li>\n</ol>\n"
        f'<p>Or <a href="{address}">use this link</a> instead. It is good once.<br>\n'
        'You can write to <a href="mailto:help@example.org">help@example.org</a> as well.</p>\n'
        f'<p>The page:<br>\n<a href="{address}">{address}</a></p>'
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[Sign in](URL).", "Sign in:\nURL"),
        ("[Sign in](URL)", "Sign in:\nURL"),
        ("How do you [sign in](URL)?", "How do you sign in?\nURL"),
        ("To say no, [press here](URL):", "To say no, press here:\nURL"),
        ("[One](URL).\n[Two](URL).", "One:\nURL\nTwo:\nURL"),
        ("Write [to us](mailto:a@example.org).", "Write to us:\na@example.org"),
        ("It is <a@example.org>, or [here](URL).", "It is a@example.org, or here:\nURL"),
        ("<https://ico.org.uk>", "https://ico.org.uk"),
    ],
)
def test_where_a_links_address_stands_in_the_text(source: str, text: str) -> None:
    bodies = mail_bodies(source.replace("URL", URL))
    assert bodies.text == text.replace("URL", URL)


@pytest.mark.parametrize("what", sorted(NAUGHTY | LIKE_MARKUP))
def test_a_value_is_shown_as_it_is_wherever_it_stands(
    write: Callable[..., Written], what: str
) -> None:
    typed = (NAUGHTY | LIKE_MARKUP)[what]
    source = f"Subject: S\n\nBegin\n\n{EVERYWHERE}"
    calm, written = write(source, v="CALM", url=URL), write(source, v=typed, url=URL)
    assert "CALM begins, CALM stands within" in calm.text
    assert written.text == calm.text.replace("CALM", typed)
    tags, before = (re.findall(r"</?[a-z]+", content(found)) for found in (written, calm))
    assert [tag for tag in tags if tag != "<br"] == [tag for tag in before if tag != "<br"]
    line_ends = len(re.findall(r"\r\n|\r|\n", typed))
    assert tags.count("<br") - before.count("<br") == line_ends * before_count(calm)
    in_one_manner = re.sub(r"\r\n|\r", "\n", typed)
    assert seen(content(written)) == seen(content(calm)).replace("CALM", in_one_manner)


def before_count(calm: Written) -> int:
    """How often the value stands in the body."""
    return content(calm).count("CALM")


@given(st.text())
@example(value_mark(1))
@example("<\ufdd00\ufdd1>")
def test_no_text_at_all_becomes_markup(typed: str) -> None:
    first, second = value_mark(0), value_mark(1)
    source = f"x{first}y *{second}*\n\n## {first}.\n\n[a {first} b]({value_mark(2)})"
    bodies = mail_bodies(source, [typed, "second", URL])
    assert bodies.text == f"x{typed}y second\n\n{typed}.\n\na {typed} b:\n{URL}"
    lines = re.sub(r"\r\n|\r", "\n", typed)
    assert seen(bodies.html) == f"x{lines}y second\n{lines}.\na {lines} b\n"
    assert set(re.findall(r"<[^>]*>", bodies.html)) <= {
        *("<p>", "</p>", "<em>", "</em>", "<h2>", "</h2>", "<br>", "</a>"),
        f'<a href="{URL.replace("&", "&amp;")}">',
    }


def test_values_that_are_no_text_are_written_as_such(write: Callable[..., Written]) -> None:
    written = write(
        "Subject: {{ n }} of {{ day }}\n\n{{ n }} on {{ moment|moment_words }}{{ none or '' }}",
        n=1_000,
        day=dt.date(2027, 3, 2),
        moment=dt.datetime(2027, 3, 2, 9, 5, tzinfo=dt.UTC),
        none=None,
    )
    assert written.subject == "1000 of 2027-03-02"
    assert written.text == "1000 on Tuesday 2 March 2027, 9:05am\n"
    assert content(written) == "<p>1000 on Tuesday 2 March 2027, 9:05am</p>"


def test_the_lines_of_a_value_are_kept(write: Callable[..., Written]) -> None:
    written = write("Subject: S\n\n{{ said }}\n\nEnd", said="One\r\n\r\n  two\n* three")
    assert written.text == "One\r\n\r\n  two\n* three\n\nEnd\n"
    assert content(written) == "<p>One<br>\n<br>\n  two<br>\n* three</p>\n<p>End</p>"


def test_an_odd_address_of_mail_names_one_address_only(write: Callable[..., Written]) -> None:
    written = write("Subject: S\n\n<{{ to }}>", to='a&b?cc=x"y@example.org')
    assert written.text == 'a&b?cc=x"y@example.org\n'
    assert '<a href="mailto:a%26b%3Fcc%3Dx%22y@example.org">' in written.html


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("Hello,\n\nBody", "has no subject"),
        ("\nSubject: S\n\nBody", "has no subject"),
        ("Subject: {{ empty }}\n\nBody", "came out empty"),
        ("Subject: \u200b\n\nBody", "came out empty"),
        ("Subject: S\n", "came out empty"),
        ("Subject: S\n\n{{ empty }}\n", "came out empty"),
        ("Subject: S\n\nA <b>word</b>", "no html_inline: <b>"),
        ("Subject: S\n\n<div>A word</div>", "no html_block"),
        ("Subject: S\n\n[words]()", r"a link leads nowhere \(''\)"),
        ("Subject: S\n\n[words]({{ empty }})", r"a link leads nowhere \(''\)"),
        ("Subject: S\n\n[words]({{ bad }})", "a link leads nowhere"),
        ("Subject: S\n\n<{{ bad }}>", "a link leads nowhere"),
        ("Subject: S\n\n[words](/account)", "a link leads nowhere"),
        ("Subject: S\n\n[words](https://a.example/{{ space }})", "a link leads nowhere"),
        ("Subject: S\n\n[a](https://a.example) [b](https://b.example)", "one link at most"),
        ("Subject: S\n\n<https://a.example> it is", "stands at the end of its line"),
        ("Subject: S\n\nA `code` within words", "a code stands in a paragraph of its own"),
        ("Subject: S\n\n## `code`", "a code stands in a paragraph of its own"),
        ("Subject: S\n\n# Title", "no heading <h1>"),
        ("Subject: S\n\n    indented", "no code_block"),
        ("Subject: S\n\nWords\n---", "no hr"),
        ("Subject: S\n\n> quoted", "no blockquote"),
        ("Subject: S\n\n![x](https://a.example/x.gif)", "no image"),
        ("Subject: S\n\n- one\n  - deeper", "no bullet_list"),
    ],
)
def test_a_faulty_source_is_refused(write: Callable[..., Written], source: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        write(source, empty="", bad="javascript:alert(1)", space="a b")


def test_a_fact_that_is_not_there_is_an_error_not_a_gap(write: Callable[..., Written]) -> None:
    with pytest.raises(UndefinedError, match="'nmae' is undefined"):
        write("Subject: S\n\nHello {{ nmae }},", name="Amira")


def test_words_that_markdown_would_swallow_are_kept() -> None:
    bodies = mail_bodies("[note]: https://a.example\n\n&copy; 3 \\* 4 = 12")
    assert bodies.text == "[note]: https://a.example\n\n© 3 * 4 = 12"
    with pytest.raises(NotForMail):
        mail_bodies("Title\n===\n\n***")
