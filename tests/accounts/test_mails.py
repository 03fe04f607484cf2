"""The words of each mail about signing in, whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.accounts.mail_samples import SAMPLES

pytestmark = pytest.mark.sqlite_is_enough

HERE = Path(__file__).parent
ELSEWHERE = (
    "accounts/second_factor",
    "accounts/recovery",
    "accounts/microsoft",
)  # compared when the act is tried


@pytest.mark.parametrize("kind", sorted(k for k in SAMPLES if not k.startswith(ELSEWHERE)))
def test_a_mail_says_what_its_snapshot_says(app: Flask, kind: str) -> None:
    with app.test_request_context():
        message = SAMPLES[kind]("Amira Okafor")
    expected = (HERE / "mails" / f"{kind.partition('/')[2]}.txt").read_text()
    assert f"Subject: {message.subject}\n\n{message.text}" == expected
