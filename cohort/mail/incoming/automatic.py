"""Tells mail that a program sent from mail that a person wrote: RFC 3834, and what Exchange,
mailing lists and older programs write instead."""

from __future__ import annotations

import re

import sqlalchemy as sa

from cohort.db import db
from cohort.mail.incoming.received import Received
from cohort.mail.models import OutboxMessage

_BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
_SIGNS = (
    *("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply"),
    *("X-Failed-Recipients", "List-Id", "Feedback-ID", "X-FC-MachineGenerated"),
)
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:\+|@|$)")
_AWAY = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[- ]?reply|out of (?:the )?office|autoreply"
    r"|abwesenheitsnotiz|réponse automatique|ateb awtomatig|allan o'r swyddfa"
    r"|odpowiedź automatyczna|respuesta automática|automatisch antwoord|undeliverable)\b",
    re.IGNORECASE,
)


def is_automatic(received: Received) -> bool:
    """Whether nobody should answer this mail, nor take it for somebody's words. Our own mail that
    comes back is automatic too."""
    mail = received.mail
    submitted = received.header("Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no"):
        return True
    if received.header("Precedence").strip().lower() in _BULK:
        return True
    suppressed = {
        word.strip() for word in received.header("X-Auto-Response-Suppress").lower().split(",")
    }
    if not suppressed.isdisjoint(("all", "oof", "autoreply")):
        return True
    if "Return-Path" in mail and received.header("Return-Path").strip() in ("", "<>"):
        return True
    if any(name in mail for name in _SIGNS) or mail.get_content_type() == "multipart/report":
        return True
    if _is_ours(received.message_id):
        return True
    return bool(_DAEMON.match(received.sender[1]) or _AWAY.match(received.header("Subject")))


def _is_ours(message_id: str) -> bool:
    """Whether we wrote this mail. Colleagues' mail may have our domain in its Message-ID too."""
    ours = sa.exists().where(OutboxMessage.message_id == message_id)
    return bool(message_id) and bool(db.session.scalar(sa.select(ours)))
