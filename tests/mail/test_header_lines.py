"""The headers' bytes as they go out: read by rules of this file, not by Python's lenient parser."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from cohort.db import db
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.mail.delivery import deliver_due
from cohort.mail.models import OutboxMessage
from cohort.mail.wire import POLICY, Sender, as_email, in_a_header
from tests.mail.servers import Smtp, smtp_server
from tests.naughty import NAUGHTY, REAL_NAMES

TO = "amira@example.org"
TOKEN = "a1b2c3d4e5f6gh7" + "h7" * 12
HOSTS = (
    "cohorts.example",
    "learn.council.example",
    "learning.northmoor.example",
    "commissioning-with-communities.example.org",
    "x.example",
    "a-very-long-name-of-a-site-that-a-council-gave-itself.democracy.services.example.org:8443",
)
WORD = re.compile(r"=\?utf-8\?([bq])\?([^? ]*)\?=")
TEXTS = {
    "plain": "Your reminder",
    "emoji": "Well done 🎉👩🏽‍🚒 " + "🇬🇧" * 30,
    "combining marks": "Ǫ̵̹̻̝̳͂̌̌͘" * 12,
    "Chinese": "社区参与式委托" * 25,
    "a long word": "w" * 190,
    "a word as long as a line": "w" * 67,
    "long words and short": f"a {'w' * 75} b {'x' * 76} c {'y' * 77} d",
    "Welsh": "Croeso i'r gymuned ddysgu: Llŷr, Siân a'r lleill, " * 3,
    "one long letter at the end": "a" * 60 + "é",
    "quotation marks": 'Dwayne "The Rock" Johnson said \\"no\\"',
    "commas": "Adeyemi, Tom, and Lee, Ann (both); <see> [list]:",
    "a full stop": "J. R. Hartley",
    "many short words": "to be or not " * 15,
    "an equals sign": "a=?b ?= =? utf-8 ?q? x ?=",
    "only punctuation": "., ;:",
} | {f"naughty: {what}": text[:200] for what, text in (NAUGHTY | REAL_NAMES).items()}


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    with smtp_server() as server:
        yield server


def send(
    app: Flask, smtp: Smtp, *mails: dict[str, Any], from_name: str = "The site"
) -> list[bytes]:
    """The head of each message as the server took it."""
    with app.app_context():
        for facts in mails:
            plain: dict[str, Any] = {"to_address": TO, "to_name": "Amira", "subject": "A subject"}
            message = outbox.Message(kind="test", text="T\n", html="<p>x</p>", **plain | facts)
            outbox.post(message)
        db.session.commit()
        sender = Sender(smtp.url, from_name, "no-reply@example.org", Path())
        assert deliver_due(sender) == len(mails)
    return [raw.partition(b"\r\n\r\n")[0] for raw in smtp.raw]


def fields(head: bytes) -> dict[str, str]:
    """Name: value without its line ends. Every line is ASCII and short enough, and not blank."""
    lines = head.decode("ascii").split("\r\n")
    for line in lines:
        assert len(line) <= 998
        assert line.strip(), "a line of spaces only"
        assert "\n" not in line
        assert "\r" not in line
        if "=?" in line:
            assert len(line) <= 76, line
    whole = head.decode("ascii").replace("\r\n ", " ").split("\r\n")
    return dict(re.fullmatch(r"([!-9;-~]+): *(.*)", line).groups() for line in whole)  # type: ignore[union-attr,misc]


def decoded(text: str) -> str:
    """RFC 2047, word by word: each holds whole characters, in at most 75."""
    said, end, after_a_word = "", 0, False
    for found in WORD.finditer(text):
        assert len(found[0]) <= 75
        raw = found[2].encode()
        letters = base64.b64decode(raw, validate=True) if found[1] == "b" else (
            quopri.decodestring(raw, header=True)
        )  # fmt: skip
        between = text[end : found.start()]
        said += "" if after_a_word and not between.strip() else between
        said += letters.decode("utf-8")
        end, after_a_word = found.end(), True
    return said + text[end:]


def _joined(name: str) -> str:
    """Without spaces: some Pythons' parser leaves one between the encoded words of a name."""
    return "".join(name.split())


def display_name(value: str) -> str:
    phrase = "" if value == TO else value.removesuffix(f"<{TO}>").strip()
    if phrase.startswith('"'):
        assert re.fullmatch(r'"[^"\\]*"', phrase)
        return phrase.strip('"')
    if not WORD.search(phrase):
        assert not set(phrase) & set('()<>[]:;@\\,."'), "RFC 5322: a special outside quotes"
    return decoded(phrase)


@pytest.mark.parametrize("host", HOSTS)
def test_the_address_to_unsubscribe_goes_out_as_it_is(app: Flask, smtp: Smtp, host: str) -> None:
    url = f"https://{host}/unsubscribe/{TOKEN}"
    (head,) = send(app, smtp, {"unsubscribe_url": url})
    found = fields(head)
    assert found["List-Unsubscribe"] == f"<{url}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<{url}>".encode() in head, "not even folded within"


def test_a_longest_address_and_one_with_other_letters(app: Flask, smtp: Smtp) -> None:
    long = "https://example.org/unsubscribe/" + "t" * 460
    first, second = send(
        app, smtp, {"unsubscribe_url": long}, {"unsubscribe_url": "https://bücher.example/ŵ"}
    )
    assert fields(first)["List-Unsubscribe"] == f"<{long}>"
    assert fields(second)["List-Unsubscribe"] == "<https://xn--bcher-kva.example/%C5%B5>"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("List-Id", f"The cohort <{'spring.' * 14}learn.example.org>"),
        ("List-Unsubscribe", f"<mailto:{'u' * 90}@example.org>, <https://example.org/{'t' * 90}>"),
        ("List-Help", f"<https://example.org/{'h' * 200}>"),
        ("In-Reply-To", f"<{'m' * 120}@{'host.' * 20}example.org>"),
        ("References", " ".join(f"<{n}{'r' * 60}@mail.example.org>" for n in range(30))),
        ("Message-ID", f"<{'i' * 90}@example.org>"),
        ("Feedback-ID", f"{'campaign' * 6}:{'customer' * 6}:{'mailtype' * 6}:{'sender' * 6}"),
        ("Auto-Submitted", f"auto-generated; owner-token={'x' * 80}"),
        ("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply, " * 6 + "All"),
    ],
)
def test_no_structured_header_is_ever_encoded(name: str, value: str) -> None:
    message = EmailMessage(policy=POLICY)
    message[name] = value
    head = message.as_bytes().partition(b"\r\n\r\n")[0]
    assert fields(head) == {name: value}
    longest_word = max(map(len, value.split()))
    assert max(map(len, head.split(b"\r\n"))) <= max(
        76, longest_word + 1, len(name) + 2 + longest_word
    )


def test_addresses_between_brackets_part_without_a_space_too() -> None:
    message = EmailMessage(policy=POLICY)
    message["List-Unsubscribe"] = (
        f"<mailto:{'u' * 60}@example.org>,<https://example.org/{'t' * 50}>"
    )
    assert message.as_bytes().count(b">,\r\n <https://") == 1


def test_a_letter_no_structured_header_can_hold_is_refused() -> None:
    message = EmailMessage(policy=POLICY)
    message["List-Id"] = "<café.example.org>"
    with pytest.raises(ValueError, match="cannot hold"):
        message.as_bytes()
    message = EmailMessage(policy=POLICY)
    message["List-Id"] = f"<{'x' * 1000}>"
    with pytest.raises(ValueError, match="too long"):
        message.as_bytes()


@pytest.mark.parametrize("address", ["p" * 64 + "@" + "d" * 60 + ".example.org", "o'brien+x@e.org"])
def test_an_address_stays_whole(app: Flask, smtp: Smtp, address: str) -> None:
    mail = {
        "to_address": address,
        "to_name": "Amira Okafor-Wolfeschlegelstein",
        "reply_to": address,
    }
    (head,) = send(app, smtp, mail)
    assert fields(head)["To"] == f"Amira Okafor-Wolfeschlegelstein <{address}>"
    assert fields(head)["Reply-To"] == address


@pytest.mark.parametrize("what", TEXTS)
def test_texts_and_names_arrive_as_they_were_written(app: Flask, smtp: Smtp, what: str) -> None:
    text = TEXTS[what][:200]
    (head,) = send(app, smtp, {"to_name": text, "subject": text}, from_name=text)
    found, wanted = fields(head), in_a_header(text)
    assert decoded(found["Subject"]) == wanted
    assert display_name(found["To"]) == wanted
    if wanted:
        assert found["To"].endswith(f" <{TO}>")
        assert found["From"].endswith(" <no-reply@example.org>")
    parsed = message_from_bytes(head, policy=default)
    assert parsed["Subject"] == wanted
    assert [_joined(a.display_name) for a in parsed["To"].addresses] == [_joined(wanted)]
    assert max(map(len, head.split(b"\r\n"))) <= 100, "only ids and addresses may be longer than 76"


@given(
    st.text(max_size=200),
    st.one_of(st.text(max_size=200), st.text('ab ,."\\<>()é👩\u0301日=?_\r\n', max_size=200)),
)
@settings(max_examples=400, deadline=None)
def test_any_subject_and_name_comes_back(subject: str, name: str) -> None:
    row = OutboxMessage(
        id=1, kind="test", to_address=TO, to_name=name, subject=subject, text="T", html="<p>T</p>",
        reply_to="", unsubscribe_url="", message_id="<1@example.org>", created_at=clock.now(),
    )  # fmt: skip
    sender = Sender(None, name, "no-reply@example.org", Path())
    head = as_email(row, sender).as_bytes().partition(b"\r\n\r\n")[0]
    found = fields(head)
    assert decoded(found["Subject"]) == in_a_header(subject)
    assert display_name(found["To"]) == in_a_header(name)
    assert {*found} == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "X-Auto-Response-Suppress", "Content-Type",
    }  # fmt: skip
    parsed = message_from_bytes(head, policy=default)
    assert parsed["Subject"] == in_a_header(subject)
    assert [(_joined(a.display_name), a.addr_spec) for a in parsed["To"].addresses] == [
        (_joined(in_a_header(name)), TO)
    ]
