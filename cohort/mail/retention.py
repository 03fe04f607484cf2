"""How long sent mail is kept."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from cohort.db import change
from cohort.mail.models import Bounce, IncomingMail, MailState, OutboxMessage
from cohort.mail.settings import KEEP_MAIL_BODIES_DAYS, KEEP_SENT_MAIL_DAYS
from cohort.settings.retention import Rule, before, in_words, remove

_is_settled = OutboxMessage.state != MailState.WAITING


def _empty_messages(ids: Sequence[int]) -> None:
    change(sa.update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(text="", html=""))


RULES = (
    Rule(
        "The text of mail that went or failed",
        "emptied",
        in_words(KEEP_MAIL_BODIES_DAYS),
        OutboxMessage,
        OutboxMessage.created_at,
        lambda: sa.and_(
            OutboxMessage.created_at < before(KEEP_MAIL_BODIES_DAYS),
            _is_settled,
            OutboxMessage.text != "",
        ),
        _empty_messages,
    ),
    Rule(
        "The fact that mail was sent",
        "removed",
        in_words(KEEP_SENT_MAIL_DAYS),
        OutboxMessage,
        OutboxMessage.created_at,
        lambda: sa.and_(OutboxMessage.created_at < before(KEEP_SENT_MAIL_DAYS), _is_settled),
        remove(OutboxMessage),
    ),
    Rule(
        "Reports that mail did not arrive",
        "removed",
        in_words(KEEP_SENT_MAIL_DAYS),
        Bounce,
        Bounce.at,
        lambda: Bounce.at < before(KEEP_SENT_MAIL_DAYS),
        remove(Bounce),
    ),
    Rule(
        "The fact that a mail came in",
        "removed",
        in_words(KEEP_SENT_MAIL_DAYS),
        IncomingMail,
        IncomingMail.at,
        lambda: IncomingMail.at < before(KEEP_SENT_MAIL_DAYS),
        remove(IncomingMail),
    ),
)
