"""What happened in the demo's cohorts, done again in the order in which it happened.

Ids rise with time and lists are sorted by them, so every happening of every cohort is put into
one order first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.course_modules.actions import mark_done
from cohort.course_modules.models import DoneMark
from cohort.course_modules.queries import PromptRow, get_module, get_prompt, modules_visible_to
from cohort.discussions.actions import Posted, open_thread, reply, reply_to_prompt
from cohort.discussions.models import Post, Thread
from cohort.discussions.queries import get_thread
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.reflections.actions import write_reflection
from cohort.reflections.models import Reflection
from cohort.site.demo import (
    entries,
    readings,
    talks_course,
    talks_hello,
    talks_pilot,
    talks_procurement,
    talks_work,
)
from cohort.site.demo.cast import Cast, check, date_back
from cohort.site.demo.types import Entry, Reading, Said, Talk, unwrap

TALKS = (
    *talks_hello.TALKS,
    *talks_course.TALKS,
    *talks_procurement.TALKS,
    *talks_work.TALKS,
    *talks_pilot.TALKS,
)

Happening = tuple[dt.datetime, Callable[[dt.datetime], None]]


def let_it_happen(cast: Cast, more: list[Happening]) -> None:
    """Talks, reflections and done marks, with `more` happenings from elsewhere."""
    everything = [*_conversations(cast), *_solitary(cast), *more]
    for moment, act in sorted(everything, key=lambda happening: happening[0]):
        act(moment)


def _conversations(cast: Cast) -> Iterator[Happening]:
    for talk in TALKS:
        # Where a thread stands is known once its first post has been made.
        place: list[int] = []
        for said in talk.posts:
            moment = cast.moment(talk.cohort, said.ago, said.at)
            yield moment, partial(_say, cast, talk, said, place)


def _solitary(cast: Cast) -> Iterator[Happening]:
    for entry in entries.ENTRIES:
        yield cast.moment(entry.cohort, entry.ago, entry.at), partial(_write, cast, entry)
    for reading in readings.READINGS:
        yield cast.moment(reading.cohort, reading.ago, reading.at), partial(_read, cast, reading)


def _say(cast: Cast, talk: Talk, said: Said, place: list[int], moment: dt.datetime) -> None:
    actor, body = cast.member(said.by, talk.cohort), unwrap(said.text)
    prompt = _find_prompt(actor, talk.prompt)
    if place:
        check(actor, Can.REPLY, get_thread(actor, place[0]))
    else:
        check(actor, Can.OPEN_THREAD)
    if prompt is not None:
        posted = reply_to_prompt(actor, prompt, body=body, submission_key=new_key())
    elif place:
        posted = reply(actor, place[0], body=body, submission_key=new_key())
    else:
        posted = open_thread(actor, title=talk.title, body=body, submission_key=new_key())
    _date_post_back(posted, moment, first=not place)
    place[:] = [posted.thread_id]
    if talk.locked and said is talk.posts[-1]:
        date_back(Thread, Thread.id == posted.thread_id, locked_at=moment)


def _date_post_back(posted: Posted, moment: dt.datetime, *, first: bool) -> None:
    date_back(Post, Post.id == posted.post_id, posted_at=moment)
    opened = {"opened_at": moment} if first else {}
    date_back(Thread, Thread.id == posted.thread_id, last_post_at=moment, **opened)


def _write(cast: Cast, entry: Entry, moment: dt.datetime) -> None:
    actor = cast.member(entry.by, entry.cohort)
    check(actor, Can.WRITE_REFLECTION)
    prompt = _find_prompt(actor, entry.prompt)
    reflection_id = write_reflection(
        actor,
        body=unwrap(entry.text),
        title=entry.title,
        prompt_id=prompt.id if prompt else None,
        submission_key=new_key(),
    )
    date_back(Reflection, Reflection.id == reflection_id, written_at=moment, changed_at=moment)


def _read(cast: Cast, reading: Reading, moment: dt.datetime) -> None:
    actor = cast.member(reading.by, reading.cohort)
    check(actor, Can.MARK_DONE)
    lines = [m for m in modules_visible_to(actor) if m.position == reading.module]
    for line in lines:  # none where the modules were not loaded
        pages = get_module(actor, line.slug).contents[: reading.pages]
        fresh = [page for page in pages if not page.is_done]
        mark_done(actor, fresh)
        date_back(
            DoneMark,
            DoneMark.membership_id == actor.membership_id,
            DoneMark.page_id.in_([page.id for page in fresh]),
            marked_at=moment,
        )


def _find_prompt(actor: Actor, key: str | None) -> PromptRow | None:
    """None for free writing, and where the modules were not loaded."""
    try:
        return get_prompt(actor, key) if key else None
    except NotFound:
        return None


def new_key() -> str:
    """What a form would have carried to be sent only once."""
    return ids.write_id(ids.new_id())
