"""Sends the outbox after all other woken work, so that mail from that work goes too; and reads
returned mail."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from cohort.jobs.schedule import Job
from cohort.mail import mailbox
from cohort.mail.delivery import deliver_due
from cohort.mail.wire import Sender
from config import Config


def deliver() -> int:
    """Send everything that is due; returns how many messages went out."""
    return deliver_due(Sender.of(current_app.extensions["config"]))


def read_returned_mail() -> str:
    """Record the bounces in the mailbox of BOUNCE_MAILBOX, where there is one."""
    config: Config = current_app.extensions["config"]
    if config.bounce_mailbox is None:
        return "no mailbox is set"
    return f"{mailbox.read_bounces(config.bounce_mailbox, config.bounce_address)} recorded"


WOKEN = (deliver,)
SCHEDULED = (
    Job(
        "read returned mail",
        every=dt.timedelta(minutes=5),
        run=read_returned_mail,
        lease=dt.timedelta(minutes=15),
    ),
)
