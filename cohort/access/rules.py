"""The rule book: for each act, the predicates of which one must hold.

A predicate reads as English and looks only at the actor and the subject (the thing acted
on, where there is one). A rule that mentions a subject says no when none is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cohort.access.actions import Can
from cohort.access.actor import Actor

Predicate = Callable[[Actor, Any], bool]


def is_member(actor: Actor, _subject: Any) -> bool:
    """In the cohort now, as participant or facilitator."""
    return actor.role is not None


def proved_who_they_are(actor: Actor, _subject: Any) -> bool:
    """Signed in by something only they have, not by a code that a facilitator read out."""
    return not actor.is_vouched_for


def is_administrator(actor: Actor, _subject: Any) -> bool:
    """Administers the site."""
    return actor.is_administrator


def is_member_who_proved_it(actor: Actor, _subject: Any) -> bool:
    """A member who signed in by something only they have: their log opens to nobody else."""
    return actor.role is not None and not actor.is_vouched_for


def is_participant(actor: Actor, _subject: Any) -> bool:
    """In the cohort now, as participant."""
    return actor.is_participant


def is_facilitator(actor: Actor, _subject: Any) -> bool:
    """In the cohort now, as facilitator."""
    return actor.is_facilitator


def runs_programme(actor: Actor, _subject: Any) -> bool:
    """Organises the programme asked about, or administers the site."""
    return actor.organises_here or actor.is_administrator


def runs_some_programme(actor: Actor, _subject: Any) -> bool:
    """Organises any programme, or administers the site."""
    return actor.organises_something or actor.is_administrator


def wrote_it(actor: Actor, subject: Any) -> bool:
    """A member's own thing, in the cohort it was written for."""
    return (
        actor.role is not None
        and not actor.is_vouched_for
        and subject is not None
        and subject.author_id == actor.user_id
        and subject.cohort_id == actor.cohort.id
    )


def is_member_and_thread_is_open(actor: Actor, subject: Any) -> bool:
    """A member, and a thread of the same cohort that nobody has closed to new posts."""
    return (
        actor.role is not None
        and subject is not None
        and subject.cohort_id == actor.cohort.id
        and subject.locked_at is None
    )


RULES: Mapping[Can, tuple[Predicate, ...]] = {
    Can.CHANGE_ACCOUNT: (proved_who_they_are,),
    Can.ADMINISTER: (is_administrator,),
    Can.READ_AGREEMENT: (is_member,),
    Can.READ_COHORT: (is_member,),
    Can.MARK_DONE: (is_participant,),
    Can.SET_RELEASES: (is_facilitator, runs_programme),
    Can.SEE_PROGRESS: (is_facilitator,),
    Can.READ_OWN_LOG: (is_member_who_proved_it,),
    Can.WRITE_REFLECTION: (is_member_who_proved_it,),
    Can.READ_REFLECTION: (wrote_it,),
    Can.EDIT_REFLECTION: (wrote_it,),
    Can.READ_THREADS: (is_member,),
    Can.OPEN_THREAD: (is_member,),
    Can.REPLY: (is_member_and_thread_is_open,),
    Can.INVITE: (is_facilitator, runs_programme),
    Can.READ_OUT_CODE: (is_facilitator,),
    Can.SEE_COHORT_REGISTRATIONS: (is_facilitator, runs_programme),
    Can.EDIT_COHORT: (runs_programme,),
    Can.ORGANISE: (runs_some_programme,),
    Can.START_PROGRAMME: (runs_some_programme,),
    Can.EDIT_PROGRAMME: (runs_programme,),
    Can.EDIT_CONTENT: (runs_programme,),
    Can.START_COHORT: (runs_programme,),
    Can.SEE_REGISTRATIONS: (runs_programme,),
}


def may(actor: Actor, action: Can, subject: Any = None) -> bool:
    """Whether the rule book lets `actor` do `action` (to `subject`). Nobody may do anything."""
    return actor.is_signed_in and any(rule(actor, subject) for rule in RULES[action])
