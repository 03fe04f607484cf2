"""The texts of mail about what happened, and what its headers say."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from config import ROOT
from tests.mail.test_every_mail import compose, on_the_wire

UNSUBSCRIBE = re.compile(r"(?<=/unsubscribe/)\S+")
KINDS = ("notices/digest", "notices/several", "discussions/posts", "course_modules/modules_waited")


@pytest.mark.parametrize("kind", KINDS)
def test_the_mail_says_what_its_snapshot_says(app: Flask, kind: str) -> None:
    message = compose(app, kind)
    feature, mail = kind.split("/")
    expected = (ROOT / "tests" / feature / "mails" / f"{mail}.txt").read_text()
    shown = UNSUBSCRIBE.sub("TOKEN", f"Subject: {message.subject}\n\n{message.text}")
    assert shown == expected


@pytest.mark.parametrize("kind", KINDS)
def test_every_such_mail_can_be_stopped_by_one_click_and_all_of_it_by_a_link(
    app: Flask, kind: str
) -> None:
    message = compose(app, kind)
    sent = on_the_wire(message)
    assert sent["List-Unsubscribe"] == f"<{message.unsubscribe_url}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "no more mail about anything but your account and your data" in message.text
