"""Choosing which mail to get: on the preferences page, or from a mail itself."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from cohort.accounts.mail_choices import Wish, categories, wants
from cohort.accounts.models import User
from cohort.db import db
from cohort.mail.unsubscribing import Subscription


def choose_mail(user: User, choices: Mapping[str, str]) -> None:
    """Store the choice for each category; the default is not stored."""
    user.mail_choices = {
        name: str(wants(choices, name))
        for name, category in categories().items()
        if wants(choices, name) is not category.usual
    }


def find_subscription(subject_id: int, category: str) -> Subscription | None:
    """Whether somebody gets mail of a category: nobody who is leaving does. None when their
    account is gone."""
    user = _find(subject_id)
    if user is None or category not in categories():
        return None
    on = user.leaving_at is None and wants(user.mail_choices, category) is not Wish.NO
    return Subscription(categories()[category].words, on)


def stop(subject_id: int, category: str) -> None:
    """Send no more mail of this category; the others stay as they are."""
    user = _find(subject_id, to_change=True)
    if user is not None and category in categories():
        choose_mail(user, {**user.mail_choices, category: Wish.NO})


def resume(subject_id: int, category: str) -> None:
    """Send mail of this category again, by default."""
    user = _find(subject_id, to_change=True)
    if user is not None and wants(user.mail_choices, category) is Wish.NO:
        choose_mail(user, {k: v for k, v in user.mail_choices.items() if k != category})


def _find(user_id: int, *, to_change: bool = False) -> User | None:
    query = sa.select(User).where(User.id == user_id, User.deactivated_at.is_(None))
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)
