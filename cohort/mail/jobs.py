"""Sending what is in the outbox. Woken after all other work, so that what they post goes too."""

from __future__ import annotations

from flask import current_app

from cohort.mail.delivery import deliver_due
from cohort.mail.wire import Sender


def deliver() -> int:
    """Send everything that is due; returns how many messages went out."""
    return deliver_due(Sender.of(current_app.extensions["config"]))


WOKEN = (deliver,)
SCHEDULED = ()
