"""The words of each mail about people's data, compared whole with a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.data_rights.mail_samples import SAMPLES

pytestmark = pytest.mark.sqlite_is_enough

MAILS = Path(__file__).parent / "mails"


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_words_of_each_mail(app: Flask, kind: str) -> None:
    with app.test_request_context():
        message = SAMPLES[kind]("Amira Okafor")
    expected = (MAILS / f"{kind.partition('/')[2]}.txt").read_text()
    assert f"Subject: {message.subject}\n\n{message.text}" == expected
