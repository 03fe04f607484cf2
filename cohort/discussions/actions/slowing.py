"""Slowing a thread down: one post a participant every so often."""

from __future__ import annotations

import datetime as dt

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.discussions.models import Thread, ThreadPace
from cohort.discussions.queries.hosted import held_minutes, hold_pace, next_post_at
from cohort.discussions.queries.rows import OpenThread
from cohort.kernel import clock
from cohort.kernel.errors import Closed

PACES = {60: "hour", 240: "4 hours", 1440: "day"}  # {minutes: in words}


class TooSoon(Closed):
    """The thread goes slowly, and this person has posted in it a short while ago."""


def slow_words(minutes: int) -> str:
    """How such a thread goes."""
    return f"This thread goes slowly: one post a person every {PACES.get(minutes, 'while')}."


def again_words(moment: dt.datetime, zone: str) -> str:
    """When somebody can post again; only the time where that is today."""
    local, today = clock.in_zone(moment, zone), clock.in_zone(clock.now(), zone).date()
    day = "" if local.date() == today else f" on {clock.say_day(local, zone)}"
    return f"You can post again at {clock.say_time(local)}{day}."


def pace_words(actor: Actor, thread: OpenThread) -> str:
    """What stands above the composer of a thread that goes slowly; empty for any other."""
    if thread.pace_minutes is None:
        return ""
    words = slow_words(thread.pace_minutes)
    if actor.is_facilitator:
        return f"{words} You can post at any time, as a facilitator."
    moment = next_post_at(actor, thread.id, thread.pace_minutes)
    if moment is None or moment <= clock.now():
        return words
    return f"{words} {again_words(_rounded_up(moment), actor.cohort.time_zone)}"


def _rounded_up(moment: dt.datetime) -> dt.datetime:
    """To the minute, so that whoever comes back when they were told is not refused."""
    return (moment + dt.timedelta(seconds=59)).replace(second=0, microsecond=0)


def keep_to_pace(actor: Actor, thread_id: int) -> None:
    """Raises TooSoon when the actor must wait before posting again. Facilitators need not."""
    if actor.is_facilitator:
        return
    minutes = held_minutes(thread_id)
    moment = next_post_at(actor, thread_id, minutes) if minutes else None
    if minutes and moment and moment > clock.now():
        words = again_words(_rounded_up(moment), actor.cohort.time_zone)
        raise TooSoon(f"{slow_words(minutes)} {words} Your words are kept in the box")


def slow_down(actor: Actor, thread_id: int, minutes: int) -> None:
    """Let a thread go slowly from now on. Pressed twice, it is recorded once."""
    pace = hold_pace(thread_id)
    if pace and pace.minutes == minutes:
        return
    if pace is None:
        pace = ThreadPace(thread_id=thread_id)
        db.session.add(pace)
    pace.minutes, pace.set_by, pace.set_at = minutes, actor.user_id, clock.now()
    db.session.flush()
    _record(actor, "thread:slow", thread_id, one_post_every=PACES[minutes])


def let_go(actor: Actor, thread_id: int) -> None:
    """Let people post as they like again."""
    pace = hold_pace(thread_id)
    if pace is not None:
        db.session.delete(pace)
        db.session.flush()
        _record(actor, "thread:unslow", thread_id)


def _record(actor: Actor, act: str, thread_id: int, **details: str) -> None:
    thread = db.session.get_one(Thread, thread_id)
    record(
        actor,
        act,
        thread,
        programme_id=actor.programme.id,
        cohort_id=thread.cohort_id,
        **details,
    )
