"""Choosing which mail to get: on the preferences page, or from a mail itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from cohort.accounts.mail_choices import (
    ALL,
    ALL_WORDS,
    DIGEST,
    DIGEST_WORDS,
    PRESET,
    Preset,
    Wish,
    categories,
    kinds,
    preset_of,
    wants,
)
from cohort.accounts.models import User
from cohort.db import db
from cohort.mail.unsubscribing import Subscription

_WIDE = {ALL: ALL_WORDS, DIGEST: DIGEST_WORDS}  # they stop what is of many categories


def choose_mail(
    user: User, preset: Preset, table: Mapping[str, str], *, is_stopped: bool = False
) -> None:
    """Store a preset, and what was changed in the table of single kinds.

    A row of the table counts where it differs from what was chosen before: so a new preset takes
    its rows with it, and a row changed together with the preset still holds. `is_stopped`: all
    mail stays stopped, whatever is chosen.
    """
    before = user.mail_choices
    changed = {k.name for k in kinds() if table.get(k.name, "") != _wish_below(before, k.name)}
    base: dict[str, Any] = {PRESET: str(preset)}
    keeps = preset is preset_of(before)
    if keeps:  # a group's choice decides for kinds that a later release adds to it
        base |= {name: wish for name, wish in before.items() if _is_group(name)}
    chosen = dict(base)
    for kind in kinds():
        wish = table.get(kind.name, "")
        counts = wish in kind.wishes and (keeps or kind.name in changed)
        if counts and Wish(wish) is not wants(base, kind.name):
            chosen[kind.name] = wish
    if is_stopped:
        chosen[ALL] = str(Wish.NO)
    user.mail_choices = chosen


def find_subscription(subject_id: int, category: str) -> Subscription | None:
    """Whether somebody gets mail of a category: nobody who is leaving does. None when their
    account is gone."""
    user = _find(subject_id)
    if user is None:
        return None
    stays = user.leaving_at is None
    if category in _WIDE:
        is_stopped = Wish.NO in (user.mail_choices.get(ALL), user.mail_choices.get(category))
        return Subscription(_WIDE[category], stays and not is_stopped)
    if category not in categories():
        return None
    on = stays and any(
        wants(user.mail_choices, name) is not Wish.NO for name in (category, *_kinds_of(category))
    )
    return Subscription(categories()[category].words, on)


def stop(subject_id: int, category: str) -> None:
    """Send no more mail of this category, or of any; the others stay as they are."""
    user = _find(subject_id, to_change=True)
    if user is not None and (category in _WIDE or category in categories()):
        gone = _kinds_of(category)
        kept = {k: v for k, v in user.mail_choices.items() if k not in gone}
        user.mail_choices = {**kept, category: str(Wish.NO)}


def resume(subject_id: int, category: str) -> None:
    """Send mail of this category again: as it was chosen beside the stop, or as usual. All mail,
    once stopped, comes back as it was chosen before."""
    user = _find(subject_id, to_change=True)
    if user is None or (category not in _WIDE and category not in categories()):
        return
    kept = {k: v for k, v in user.mail_choices.items() if k not in (category, ALL)}
    if category not in _WIDE and wants(kept, category) is Wish.NO:  # the group or preset says no
        kept.pop(DIGEST, None)
    if category not in _WIDE and wants(kept, category) is Wish.NO:
        kept[category] = str(categories()[category].usual)
    if kept != user.mail_choices:
        user.mail_choices = kept


def _wish_below(mail_choices: Mapping[str, Any], name: str) -> Wish:
    """What was chosen for a kind, whether or not all mail is stopped."""
    return wants({k: v for k, v in mail_choices.items() if k != ALL}, name)


def _is_group(name: str) -> bool:
    return name in categories() and categories()[name].is_group


def _kinds_of(group: str) -> list[str]:
    return [name for name, category in categories().items() if group and category.group == group]


def _find(user_id: int, *, to_change: bool = False) -> User | None:
    query = sa.select(User).where(User.id == user_id, User.deactivated_at.is_(None))
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)
