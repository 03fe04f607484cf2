"""What is left of a reply by mail: shapes of mail programs, each with the text written by hand.

`replies/<mail program>-….eml` beside `….txt`. `held-out-….eml` were written after the rules.
"""

from __future__ import annotations

import email
import re
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import parseaddr
from pathlib import Path

import pytest

from cohort.mail.cutting import Cut, cut, markdown_of_html, markdown_of_plain
from cohort.mail.incoming.bodies import body_of

REPLIES = Path(__file__).parent / "replies"
MAILS = sorted(REPLIES.glob("*.eml"))
ORIGINAL = (REPLIES / "original.md").read_text()
pytestmark = pytest.mark.sqlite_is_enough


def cut_mail(path: Path) -> Cut:
    mail = email.message_from_bytes(path.read_bytes(), policy=compat32)
    name, address = parseaddr(str(make_header(decode_header(mail["From"]))))
    return cut(body_of(mail).text, ORIGINAL, f"{name} {address.partition('@')[0]}")


def plain(text: str) -> str:
    return " ".join(text.split())


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def test_the_shapes_are_there() -> None:
    assert len(MAILS) >= 75
    families = ("outlook-classic", "owa", "outlook-ios", "outlook-android", "gmail", "apple")
    for family in (*families, "thunderbird", "samsung"):
        assert any(path.name.startswith(family) for path in MAILS), family


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_what_the_author_wrote_is_left_and_nothing_else(path: Path) -> None:
    assert plain(cut_mail(path).text) == plain(path.with_suffix(".txt").read_text())


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_no_word_of_the_author_is_lost(path: Path) -> None:
    left = words(cut_mail(path).text)
    for word in words(path.with_suffix(".txt").read_text()):
        assert word in left
        left.remove(word)


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_kept_and_left_out_are_the_whole_mail(path: Path) -> None:
    made = cut_mail(path)
    parts = sorted(words(made.text) + words(made.left_out))
    assert parts == sorted(words(made.whole))
    assert (made.lines_left_out > 0) == bool(words(made.left_out))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 400_000,
        "a@" * 200_000,
        "\n".join(["--"] * 100_000),
        "\n".join(["_" * 40] * 9_000),
        "\n".join(["> " * 50 + "x"] * 4_000),
        "\n".join(f"On {n} March 2025 at 10:{n % 60:02} wrote" for n in range(9_000)),
        "\n".join(["From: x@example.org"] * 20_000),
        "\n\n".join(["Tom 01632 960123"] * 20_000),
        "](" * 200_000,
        "*" * 400_000,
    ],
    ids=range(10),
)
def test_hostile_texts_come_to_an_end_whole(text: str) -> None:
    made = cut(markdown_of_plain(text), text[:5_000], "Tom Price")
    assert len(words(made.text)) + len(words(made.left_out)) == len(words(made.whole))


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>" * 5_000 + "deep",
        "<div>" * 50_000 + "deep",
        "<table><tr><td>" * 300 + "deep",
        "<p>deep<![if !supportLists]><p style='mso-list:x level99999999999'>",
        "<b><i>" * 20_000 + "deep",
        "<style>deep{}</style>deep<a href='http://[::1'>deep</a><img src='cid:x'>",
    ],
)
def test_hostile_html_keeps_its_words(html: str) -> None:
    assert "deep" in markdown_of_html(html)
