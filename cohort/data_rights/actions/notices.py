"""The privacy notice: drafted, previewed, published; a published version never changes."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.audit_log.actions import record
from cohort.data_rights import queries
from cohort.data_rights.default_notice import DEFAULT
from cohort.data_rights.models import PrivacyNotice
from cohort.data_rights.settings import PRIVACY_NOTICE
from cohort.db import change, db
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock
from cohort.kernel.errors import Closed
from cohort.settings.actions import note
from cohort.settings.current import all_current, current

UNITS = {"days": "day", "months": "month", "years": "year"}


def periods() -> dict[str, str]:
    """Every period of the settings in words: {'invitation_days': '21 days'}."""
    found = {}
    for name, value in all_current().items():
        unit = UNITS.get(name.rpartition("_")[2])
        if unit and isinstance(value, int):
            found[name] = f"{value:,} {unit}{'' if value == 1 else 's'}"
    return found


def what_is_missing(notice: dict[str, Any]) -> list[str]:
    """What must be added before it can be published."""
    lacking = []
    named = [one for one in notice["controllers"] if one["name"]]
    if not named:
        lacking.append("Name the organisation that is responsible (the controller).")
    lacking += [
        f"Give the {what} of {one['name']}."
        for one in named
        for what, key in (("address", "address"), ("contact", "contact"))
        if not one[key]
    ]
    if not notice["protection_contact"]:
        lacking.append("Say how to reach whoever answers questions about data protection.")
    for one in notice["purposes"]:
        wanted = {"which": "which data", "basis": "its lawful basis", "kept": "how long"}
        lacks = [words for key, words in wanted.items() if one["what"] and not one[key]]
        if lacks:
            lacking.append(f"“{one['what']}” does not say {', '.join(lacks)}.")
    lacking += [
        f"Name the company that does this: “{one['does']}”, or remove the line."
        for one in notice["recipients"]
        if one["does"] and not one["name"]
    ]
    if queries.current_notice() is not None and not notice["changed"]:
        lacking.append("Say what has changed since the last version.")
    return lacking


def draft_facts() -> dict[str, Any]:
    """The draft's contents; without one, those of the present version, or the shipped one."""
    draft = queries.draft_notice()
    if draft is not None:
        return draft.facts
    present = queries.current_notice()
    begun = copy.deepcopy(present.facts if present else DEFAULT)
    begun.pop("periods", None)
    return begun | {"changed": ""}


def save_draft(notice: dict[str, Any]) -> PrivacyNotice:
    """Save the draft of the next version."""
    draft = queries.draft_notice()
    if draft is None:
        draft = PrivacyNotice(number=queries.newest_number() + 1, facts=notice)
        db.session.add(draft)
    draft.facts = notice
    db.session.flush()
    return draft


def publish(actor: Actor) -> PrivacyNotice:
    """The draft becomes the notice, with the periods as they are in the settings now.

    Raises Closed when something is missing, or when there is no draft.
    """
    draft = queries.draft_notice()
    if draft is None:
        raise Closed("There is no draft to publish.")
    missing = what_is_missing(draft.facts)
    if missing:
        raise Closed(missing[0])
    draft.facts = draft.facts | {"periods": periods()}
    draft.published_at, draft.published_by = clock.now(), actor.user_id or None
    record(actor, "privacy-notice:publish", draft, number=draft.number)
    db.session.flush()
    note(PRIVACY_NOTICE, [draft.number, draft.published_at.isoformat()])
    return draft


def changed_for(viewer: Actor) -> dt.datetime | None:
    """When the notice last changed, if that was after the viewer joined or last confirmed seeing
    it. Makes no query: every page calls this."""
    number, published_at = current(PRIVACY_NOTICE) or (0, None)
    if number < 2 or published_at is None or viewer.notice_known_at is None:
        return None  # before the first version nothing could change
    return published_at if viewer.notice_known_at < published_at else None


def note_seen(viewer: Actor) -> None:
    """Stop telling this person that the notice changed, until it changes again."""
    mine = User.id == viewer.user_id
    change(sa.update(User).where(mine).values(notice_seen_at=clock.now()))


def drop_draft() -> None:
    """Throw the draft away."""
    draft = queries.draft_notice()
    if draft is not None:
        db.session.delete(draft)
        db.session.flush()


@event.listens_for(ExpressionOfInterest, "before_insert")
def _note_the_version(_mapper: Any, connection: sa.Connection, interest: Any) -> None:
    """Record the notice shown with the form. Here, since interest is below and knows no notices."""
    newest = sa.select(sa.func.max(PrivacyNotice.number))
    published = newest.where(PrivacyNotice.published_at.is_not(None))
    interest.notice_number = connection.scalar(published)
