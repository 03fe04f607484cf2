"""What was done with posts and threads of the demo once they stood: small words, what helped, pins,
reasons for closing and summaries, each by the action that its button uses."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actions import Can
from cohort.demo.acting import Cast, check, date_back, unwrap
from cohort.discussions.actions.acknowledging import say_word
from cohort.discussions.actions.closing import close
from cohort.discussions.actions.helping import mark_helped
from cohort.discussions.actions.pinning import pin
from cohort.discussions.actions.summarising import summarise
from cohort.discussions.demo.shapes import Talk
from cohort.discussions.models import (
    Acknowledgement,
    Helped,
    ThreadLock,
    ThreadPin,
    ThreadSummary,
)
from cohort.discussions.queries import get_post, get_thread


def answer_in_words(
    cast: Cast, talk: Talk, number: int, place: list[int], moment: dt.datetime
) -> None:
    """The small words said of a post, and whoever asked marks it as what helped. `place`: the
    thread's id, then its posts'."""
    said, post_id = talk.posts[number], place[1 + number]
    for who, word in said.words:
        actor = cast.member(who, talk.cohort)
        post = get_post(actor, post_id)
        check(actor, Can.ACKNOWLEDGE, post)
        say_word(actor, post, word)
    date_back(Acknowledgement, Acknowledgement.post_id == post_id, said_at=moment)
    if said.helped:
        actor = cast.member(talk.posts[0].by, talk.cohort)
        thread = get_thread(actor, place[0])
        check(actor, Can.MARK_HELPED, thread)
        mark_helped(actor, thread, get_post(actor, post_id))
        date_back(Helped, Helped.post_id == post_id, marked_at=moment)


def tend(cast: Cast, talk: Talk, place: list[int], moment: dt.datetime) -> None:
    """What its facilitators do with a thread."""
    thread_id = place[0]
    if talk.closed:
        actor = cast.member(talk.posts[-1].by, talk.cohort)
        check(actor, Can.TEND_THREADS)
        close(actor, thread_id, reason=talk.closed)
        date_back(ThreadLock, _of(ThreadLock, thread_id), locked_at=moment)
    host = cast.member(talk.host, talk.cohort)
    if talk.pinned:
        check(host, Can.TEND_THREADS)
        pin(host, thread_id)
        date_back(ThreadPin, _of(ThreadPin, thread_id), pinned_at=moment)
    if talk.summary:
        check(host, Can.TEND_THREADS)
        summarise(host, thread_id, body=unwrap(talk.summary), version=0)
        date_back(ThreadSummary, _of(ThreadSummary, thread_id), written_at=moment)


def _of(
    table: type[ThreadLock | ThreadPin | ThreadSummary], thread_id: int
) -> sa.ColumnElement[bool]:
    return table.thread_id == thread_id
