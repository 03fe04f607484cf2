"""How long reports, addresses for replies, and what was left out of replies, are kept."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from cohort.db import change
from cohort.discussions.models import MailedPost, PostReport, ReplyAddress
from cohort.discussions.settings import KEEP_LEFT_OUT_DAYS, KEEP_REPORTS_DAYS, REPLY_ADDRESS_DAYS
from cohort.settings.retention import Rule, before, in_words, remove


def _empty(ids: Sequence[int]) -> None:
    change(
        sa.update(MailedPost).where(MailedPost.id.in_(ids)).values(whole="", left_out="", lines=0)
    )


RULES = (
    Rule(
        "Reports of posts that are settled",
        "removed",
        in_words(KEEP_REPORTS_DAYS),
        PostReport,
        PostReport.settled_at,
        lambda: sa.and_(
            PostReport.settled_at.is_not(None), PostReport.settled_at < before(KEEP_REPORTS_DAYS)
        ),
        remove(PostReport),
    ),
    Rule(
        "What was left out of a reply by mail",
        "emptied",
        in_words(KEEP_LEFT_OUT_DAYS),
        MailedPost,
        MailedPost.at,
        lambda: sa.and_(MailedPost.at < before(KEEP_LEFT_OUT_DAYS), MailedPost.whole != ""),
        _empty,
    ),
    Rule(
        "Addresses for replies by mail",
        "removed",
        in_words(REPLY_ADDRESS_DAYS),
        ReplyAddress,
        ReplyAddress.mailed_at,
        lambda: ReplyAddress.mailed_at < before(REPLY_ADDRESS_DAYS),
        remove(ReplyAddress),
    ),
)
