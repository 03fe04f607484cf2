"""The rule book: for each act, the ways to be allowed it. All predicates of one way must hold.

A predicate reads as English and checks one thing about the actor or the subject (the thing acted
on, where there is one). One about the subject says no when none is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cohort.access.actions import Can
from cohort.access.actor import Actor

Predicate = Callable[[Actor, Any], bool]


def proved_who_they_are(actor: Actor, _subject: Any) -> bool:
    """Signed in with something only they have, not with a code that a facilitator read out."""
    return not actor.is_vouched_for


def is_member(actor: Actor, _subject: Any) -> bool:
    """In the cohort now, as participant or facilitator."""
    return actor.role is not None


def is_participant(actor: Actor, _subject: Any) -> bool:
    """In the cohort now, as participant."""
    return actor.is_participant


def is_facilitator(actor: Actor, _subject: Any) -> bool:
    """In the cohort now, as facilitator."""
    return actor.is_facilitator


def organises_it(actor: Actor, _subject: Any) -> bool:
    """Organises the programme in the URL."""
    return actor.organises_here


def organises_something(actor: Actor, _subject: Any) -> bool:
    """Organises any programme."""
    return actor.organises_something


def is_administrator(actor: Actor, _subject: Any) -> bool:
    """Administers the site."""
    return actor.is_administrator


def wrote_it(actor: Actor, subject: Any) -> bool:
    """The subject is their own."""
    return subject is not None and subject.author_id == actor.user_id


def is_of_this_cohort(actor: Actor, subject: Any) -> bool:
    """The subject belongs to the cohort in the URL."""
    return subject is not None and subject.cohort_id == actor.cohort.id


def is_open(_actor: Actor, subject: Any) -> bool:
    """The subject, a thread, is not closed to new posts."""
    return subject is not None and subject.locked_at is None


def takes_posts_of_all(_actor: Actor, subject: Any) -> bool:
    """The subject, a thread, is no noticeboard."""
    return subject is not None and subject.kind != "noticeboard"


def asks_a_question(_actor: Actor, subject: Any) -> bool:
    """The subject, a thread, is a question."""
    return subject is not None and subject.kind == "question"


def is_anothers(_actor: Actor, subject: Any) -> bool:
    """The subject, a post, is not their own, whether or not its author is shown."""
    return subject is not None and not subject.is_own


def has_words(_actor: Actor, subject: Any) -> bool:
    """The subject, a post, was not removed."""
    return subject is not None and subject.removed_at is None


def is_of_no_prompt(_actor: Actor, subject: Any) -> bool:
    """The subject, a thread, has a title of its own, not that of a prompt's module."""
    return subject is not None and subject.prompt_id is None


OWN: Sequence[Predicate] = [is_member, wrote_it, is_of_this_cohort]
RULES: Mapping[Can, Sequence[Sequence[Predicate]]] = {
    Can.CHANGE_ACCOUNT: [[proved_who_they_are]],
    Can.READ_NOTICES: [[proved_who_they_are]],
    Can.ADMINISTER: [[is_administrator]],
    Can.READ_AGREEMENT: [[is_member]],
    Can.READ_COHORT: [[is_member]],
    Can.MARK_DONE: [[is_participant]],
    Can.SET_RELEASES: [[is_facilitator], [organises_it], [is_administrator]],
    Can.SEE_PROGRESS: [[is_facilitator]],
    Can.READ_OWN_LOG: [[is_member, proved_who_they_are]],
    Can.WRITE_REFLECTION: [[is_member, proved_who_they_are]],
    Can.READ_REFLECTION: [[is_member, proved_who_they_are, wrote_it, is_of_this_cohort]],
    Can.EDIT_REFLECTION: [[is_member, proved_who_they_are, wrote_it, is_of_this_cohort]],
    Can.READ_THREADS: [[is_member]],
    Can.OPEN_THREAD: [[is_member]],
    Can.REPLY: [
        [is_member, is_of_this_cohort, is_open, takes_posts_of_all],
        [is_facilitator, is_of_this_cohort, is_open],
    ],
    Can.LEAD_THREAD: [[is_facilitator]],
    Can.MARK_HELPED: [
        [is_member, wrote_it, is_of_this_cohort, asks_a_question],
        [is_facilitator, is_of_this_cohort, asks_a_question],
    ],
    Can.CHANGE_POST: [OWN],
    Can.RENAME_THREAD: [
        [is_facilitator, is_of_this_cohort],
        [is_member, wrote_it, is_of_this_cohort, is_of_no_prompt],
    ],
    Can.TEND_THREADS: [[is_facilitator]],
    Can.SEE_POST_HISTORY: [[is_facilitator, is_of_this_cohort], OWN],
    Can.ACKNOWLEDGE: [[is_member, is_anothers, has_words]],
    Can.SET_NAMELESS: [[is_facilitator], [organises_it], [is_administrator]],
    Can.UNMASK: [[is_facilitator, proved_who_they_are]],
    Can.REPLY_PRIVATELY: [[is_facilitator, proved_who_they_are]],
    Can.ANSWER_PRIVATELY: [[is_member, proved_who_they_are]],
    Can.REPORT_POST: [[is_member]],
    Can.HOST_THREADS: [[is_facilitator]],
    Can.STEP_IN: [[organises_it], [is_administrator]],
    Can.INVITE: [[is_facilitator], [organises_it], [is_administrator]],
    Can.READ_OUT_CODE: [[is_facilitator]],
    Can.SEE_COHORT_REGISTRATIONS: [[is_facilitator], [organises_it], [is_administrator]],
    Can.EDIT_COHORT: [[organises_it], [is_administrator]],
    Can.ORGANISE: [[organises_something], [is_administrator]],
    Can.START_PROGRAMME: [[organises_something], [is_administrator]],
    Can.EDIT_PROGRAMME: [[organises_it], [is_administrator]],
    Can.EDIT_CONTENT: [[organises_it], [is_administrator]],
    Can.START_COHORT: [[organises_it], [is_administrator]],
    Can.SEE_REGISTRATIONS: [[organises_it], [is_administrator]],
}


def may(actor: Actor, action: Can, subject: Any = None) -> bool:
    """Whether the rule book lets `actor` do `action` (to `subject`). Always False for NOBODY."""
    return actor.is_signed_in and any(
        all(holds(actor, subject) for holds in way) for way in RULES[action]
    )
