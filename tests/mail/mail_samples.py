"""Mail about mail."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from cohort.mail.outbox import Message, compose


def test_message(typed: str) -> Message:
    """As an administrator asks for it."""
    return compose(
        "mail/test",
        to_address="ops@example.org",
        to_name=typed,
        asked_by=typed,
        asked_at=dt.datetime(2027, 3, 2, 9, 5, tzinfo=dt.UTC),
        mail_url=f"{current_app.config['PUBLIC_URL']}/admin/mail",
    )


SAMPLES = {"mail/test": test_message}
