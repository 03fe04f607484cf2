"""Takes the reports that our mail did not arrive."""

from __future__ import annotations

from flask import current_app

from cohort.mail import bounces, reports
from cohort.mail.incoming.received import Received
from config import Config

BOUNCE = "bounce"


def take_bounces(received: Received) -> str | None:
    """Record the bounces that a mail reports; None when it reports none."""
    config: Config = current_app.extensions["config"]
    if received.is_too_big:
        return None
    found = reports.from_mail(received.raw, config.bounce_address)
    if not found:
        return None
    recorded = [bounces.record(report) for report in found]
    return BOUNCE if any(recorded) else "bounce of no message of ours"
