"""Marking pages as done."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.course_modules.models import DoneMark
from cohort.course_modules.queries import PageRow
from cohort.db import db


def mark_done(actor: Actor, pages: list[PageRow]) -> None:
    """Mark pages as done, for the actor. Doing it twice changes nothing."""
    for page in pages:
        if not page.is_done:
            mark = sa.insert(DoneMark).values(membership_id=actor.membership_id, page_id=page.id)
            try:
                with db.session.begin_nested():
                    db.session.execute(mark)
            except IntegrityError:  # the other request of a double press was quicker
                continue


def unmark_done(actor: Actor, pages: list[PageRow]) -> None:
    """Remove the actor's marks. Doing it twice changes nothing."""
    db.session.execute(
        sa.delete(DoneMark).where(
            DoneMark.membership_id == actor.membership_id,
            DoneMark.page_id.in_([page.id for page in pages]),
        )
    )
