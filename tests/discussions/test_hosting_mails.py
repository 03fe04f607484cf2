"""What mail about reported and hidden posts, and private replies, says, word for word."""

from __future__ import annotations

import pytest
from flask import Flask

from config import ROOT
from tests.discussions import hosting_samples
from tests.discussions.mail_samples import private_reply

SAMPLES = hosting_samples.SAMPLES | {"discussions/private_reply": private_reply}


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_mail_says_what_its_snapshot_says(app: Flask, kind: str) -> None:
    with app.test_request_context():
        message = SAMPLES[kind]("Tom Adeyemi")
    expected = (ROOT / "tests" / "discussions" / "mails" / f"{kind.split('/')[1]}.txt").read_text()
    assert f"{message.subject}\n\n{message.text}" == expected
