"""Sends the outbox after all other woken work, so that mail from that work goes too; and reads
incoming mail."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from flask import current_app

from cohort.jobs.schedule import Job
from cohort.mail import mailbox
from cohort.mail.delivery import deliver_due
from cohort.mail.wire import Sender
from config import Config


def deliver() -> int:
    """Send everything that is due; returns how many messages went out."""
    return deliver_due(Sender.of(current_app.extensions["config"]))


def read_incoming_mail() -> str:
    """Handle what came to the mailboxes of BOUNCE_MAILBOX and REPLY_MAILBOX; they may be one."""
    config: Config = current_app.extensions["config"]
    urls = [url for url in (config.bounce_mailbox, config.reply_mailbox) if url is not None]
    if not urls:
        return "no mailbox is set"
    outcomes: Counter[str] = Counter()
    for url in dict.fromkeys(urls):
        outcomes += mailbox.read_mailbox(url)
    return ", ".join(f"{what}: {count}" for what, count in sorted(outcomes.items())) or "no mail"


WOKEN = (deliver,)
SCHEDULED = (
    Job(
        "read returned mail",
        every=dt.timedelta(minutes=2),
        run=read_incoming_mail,
        lease=dt.timedelta(minutes=15),
    ),
)
