"""What every mail must keep to, tried on a sample of each (tests/<feature>/mail_samples.py)."""

from __future__ import annotations

import email
import re
from collections import Counter
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from cohort.db import PersonName
from cohort.kernel import clock
from cohort.mail.models import OutboxMessage
from cohort.mail.outbox import Message
from cohort.mail.wire import Sender, as_email
from cohort.markdown.mail import NotForMail, mail_bodies, value_mark
from config import ROOT
from tests.mail.samples import PUBLIC_URL, all_samples
from tests.naughty import MARK, NAUGHTY

pytestmark = pytest.mark.sqlite_is_enough

SAMPLES = all_samples()
FOLDER = ROOT / "templates" / "emails"
CALM = "Amira Okafor"
LONGEST_SUBJECT = 90
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div"),
    *("p", "h2", "ul", "ol", "li", "a", "strong", "em", "br"),
}
ATTRIBUTES = {"href", "class", "lang", "charset", "name", "content"}
CLASSES = {"letter", "from", "code"}
JINJA = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#.*?#\}", re.DOTALL)
# What Jinja prints by these would be taken for a value: as if somebody had typed it.
NOT_IN_MAILS = re.compile(r"\s*[-+]?\s*(macro|call|filter|import|from|set|block|extends)\b")
A_CODE = re.compile(r"\b\d{3} ?\d{3}\b")
# Links that let their reader in as somebody end in a long token.
LETS_IN = re.compile(rf"{PUBLIC_URL}/(?:sign-in|reset|password|account)/\S*[\w-]{{16}}")


class Html(HTMLParser):
    """What a mail's HTML is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.classes: set[str] = set()
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            if name == "class":
                self.classes |= set((value or "").split())
            if name == "href":
                self.links.append(value or "")


def compose(app: Flask, kind: str, typed: str = CALM) -> Message:
    with app.test_request_context():
        return SAMPLES[kind](typed)


def on_the_wire(message: Message) -> EmailMessage:
    """Through bytes and back, as the reader's program has it."""
    row = OutboxMessage(
        id=1,
        kind=message.kind,
        to_address=message.to_address,
        to_name=message.to_name,
        subject=message.subject,
        text=message.text,
        html=message.html,
        reply_to=message.reply_to,
        unsubscribe_url=message.unsubscribe_url,
        message_id="<1@example.org>",
        created_at=clock.now(),
    )
    sender = Sender(None, "The programme", "no-reply@example.org", Path("unused"))
    return email.message_from_bytes(as_email(row, sender).as_bytes(), policy=default)  # type: ignore[return-value]


def source_faults(source: str) -> list[str]:
    """What is wrong with a mail's file, in every branch, whether a sample takes it or not."""
    head, apart, body = (*source.split("\n", 2), "", "")[:3]
    faults = []
    if not re.fullmatch(r"Subject: \S.*", head):
        faults.append("its first line is not “Subject: …”")
    if apart:
        faults.append("its second line is not empty")
    values: list[str] = []

    def plain(found: re.Match[str]) -> str:
        if found[1] is None:
            return ""
        is_web = re.search(r"url|link", found[1])
        values.append(f"{PUBLIC_URL}/" if is_web else "a@example.org")
        return value_mark(len(values) - 1)

    faults += [
        f"it uses {{% {found[1]} %}}"
        for tag in JINJA.finditer(source)
        if (found := NOT_IN_MAILS.match(tag[2] or ""))
    ]
    try:
        if not mail_bodies(JINJA.sub(plain, body), values).text.strip():
            faults.append("its body is empty")
    except NotForMail as fault:
        faults.append(str(fault))
    return faults


def stray_files(folder: Path) -> list[str]:
    """What lies there and is neither a mail, <feature>/<mail>.md, nor the layout of all."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    known = re.compile(r"layout\.html|\w+/\w+\.md")
    return sorted(str(name) for name in names if not known.fullmatch(name.as_posix()))


def test_every_mail_has_a_sample_and_a_snapshot_of_its_text() -> None:
    assert stray_files(FOLDER) == []
    kinds = {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.md")}
    assert kinds == set(SAMPLES), (
        "A mail without a sample: add a function to tests/<feature>/mail_samples.py"
    )
    for kind in kinds:
        feature, mail = kind.split("/")
        snapshot = ROOT / "tests" / feature / "mails" / f"{mail}.txt"
        assert snapshot.exists(), f"{kind}: keep its text in {snapshot.relative_to(ROOT)}"


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_mails_file_is_in_order_in_all_its_branches(kind: str) -> None:
    assert source_faults((FOLDER / f"{kind}.md").read_text()) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("Hello,\n\nYou are in.", "its first line is not “Subject: …”"),
        ("Subject:\n\nYou are in.", "its first line is not “Subject: …”"),
        ("Subject: You are in\nHello,\n\nBody", "its second line is not empty"),
        ("Subject: You are in\n\n{# nothing #}", "its body is empty"),
        ("Subject: You are in", "its body is empty"),
        ("Subject: In\n\nYou are <b>in</b>.", "a mail has no html_inline: <b>"),
        ("Subject: In\n\n{% if x %}{% else %}<p>In</p>{% endif %}", "a mail has no html_block <>"),
        ("Subject: In\n\n[Sign in]().", "a link leads nowhere ('')"),
        ("Subject: In\n\n[Sign in]({{ user.name }}).", "a link leads nowhere ('a@example.org')"),
        ("Subject: In\n\n[In]({{ url }}) or [out]({{ url }}).", "a line has one link at most"),
        ("Subject: In\n\n{% set x %}*y*{% endset %}{{ x }}", "it uses {% set %}"),
        ("Subject: In\n\n{%- macro x() %}*y*{% endmacro %}y", "it uses {% macro %}"),
    ],
)
def test_a_fault_in_a_mails_file_is_noticed(source: str, fault: str) -> None:
    (found,) = source_faults(source)
    assert found.startswith(fault)


def test_a_file_that_is_no_mail_is_noticed(tmp_path: Path) -> None:
    for name in ("layout.html", "a/one.md", "a/two/body.txt", "a/three.html", "four.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert stray_files(tmp_path) == ["a/three.html", "a/two/body.txt", "four.md"]


def test_the_test_message_says_what_its_snapshot_says(app: Flask) -> None:
    expected = (ROOT / "tests/mail/mails/test.txt").read_text()
    assert compose(app, "mail/test").text == expected


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_mail_reads_well(app: Flask, kind: str) -> None:
    message = compose(app, kind)
    assert message.kind == kind
    assert 8 <= len(message.subject) <= LONGEST_SUBJECT, message.subject
    assert not message.subject.endswith((".", "!"))
    text = message.text
    for trace in ("{{", "{%", "None", "<", ">", "&amp;", "\n\n\n", " \n", "\t"):
        assert trace not in text, f"{trace!r} in the text of {kind}:\n{text}"
    assert text == text.strip() + "\n"
    for line in text.splitlines():
        # A link stands at the end of its line, so that no full stop becomes part of it.
        for link in re.findall(r"https?://\S+", line):
            assert line.endswith(link), line


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_mails_html_is_plain_and_brings_nothing_from_elsewhere(app: Flask, kind: str) -> None:
    message = compose(app, kind)
    html = Html(message.html)
    assert set(html.tags) <= TAGS, set(html.tags) - TAGS
    assert html.attributes <= ATTRIBUTES, html.attributes - ATTRIBUTES
    assert html.classes <= CLASSES, html.classes - CLASSES
    assert html.tags["style"] == 1
    for word in ("url(", "@import", "http-equiv", "javascript:", "data:"):
        assert word not in message.html
    for link in html.links:
        assert link.startswith((PUBLIC_URL, "mailto:")), link


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_text_and_html_lead_to_the_same_places(app: Flask, kind: str) -> None:
    message = compose(app, kind)
    in_text = set(re.findall(r"https?://\S+", message.text))
    in_html = {link for link in Html(message.html).links if link.startswith("http")}
    assert in_html == in_text
    if message.unsubscribe_url:
        assert message.unsubscribe_url in in_text, f"{kind}: say how to stop such mail"


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_what_lets_somebody_in_is_marked_secret_and_ages(app: Flask, kind: str) -> None:
    message = compose(app, kind)
    if A_CODE.search(message.text) or LETS_IN.search(message.text):
        assert message.secret, f"{kind}: compose(…, secret=True)"
        assert message.useful_until is not None, f"{kind}: compose(…, useful_until=…)"


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_whatever_people_typed_changes_neither_the_mails_make_nor_its_headers(
    app: Flask, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Even a name that was never cleaned, though no row takes one.
    monkeypatch.setattr(PersonName, "read", lambda _self, typed: typed)
    calm = compose(app, kind)
    for what, typed in NAUGHTY.items():
        naughty = compose(app, kind, typed)
        tags = Html(naughty.html).tags
        if re.search(r"[\r\n]", typed):  # a value keeps its lines
            assert tags["br"] > Html(calm.html).tags["br"], what
            tags["br"] = Html(calm.html).tags["br"]
        assert tags == Html(calm.html).tags, what
        assert Html(naughty.html).attributes == Html(calm.html).attributes, what
        sent = on_the_wire(naughty)
        assert sent.keys() == on_the_wire(calm).keys(), what
        assert [a.addr_spec for a in sent["To"].addresses] == [naughty.to_address], what
        assert not sent.defects, (what, sent.defects)
        for name, header in sent.items():
            assert not header.defects, (what, name, header.defects)
        raw = sent.as_bytes()
        assert max(map(len, raw.splitlines())) <= 998, what  # RFC 5322
        head = raw.partition(b"\n\n")[0].decode("ascii")
        assert not re.search(rf"(?m)^(Bcc|Cc|X-\w+):.*{MARK}", head), what
