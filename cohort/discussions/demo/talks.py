"""Each post of the demo's threads, made by its author at its moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

import sqlalchemy as sa

from cohort.access.actions import Can
from cohort.course_modules.demo import find_prompt
from cohort.db import db
from cohort.demo.acting import Cast, Happening, check, date_back, new_key, unwrap
from cohort.discussions.actions import Posted, open_thread, reply, reply_to_prompt
from cohort.discussions.actions.attaching import change_files, describe
from cohort.discussions.demo import course, drawing, hello, kinds, pilot, procurement, work
from cohort.discussions.demo.shapes import Said, Talk
from cohort.discussions.demo.tended import answer_in_words, tend
from cohort.discussions.models import MailedPost, Post, PostFile, Thread, ThreadKind
from cohort.discussions.queries import get_thread

TALKS = (
    *(*hello.TALKS, *course.TALKS, *procurement.TALKS, *work.TALKS, *pilot.TALKS),
    *kinds.TALKS,
)
OPENED_BY_ALL = (ThreadKind.OPEN, ThreadKind.QUESTION)
ANSWERED_AFTER, TENDED_AFTER = dt.timedelta(minutes=35), dt.timedelta(minutes=50)


def conversations(cast: Cast) -> Iterator[Happening]:
    """Every post, at the moment when it was made."""
    for talk in TALKS:
        # A thread has no address until its first post has been made.
        place: list[int] = []
        for said in talk.posts:
            moment = cast.moment(talk.cohort, said.ago, said.at)
            yield moment, partial(_say, cast, talk, said, place)
            if said.words or said.helped:
                number = talk.posts.index(said)
                later = moment + ANSWERED_AFTER
                yield later, partial(answer_in_words, cast, talk, number, place)
        if talk.closed or talk.pinned or talk.summary:
            yield moment + TENDED_AFTER, partial(tend, cast, talk, place)


def _say(cast: Cast, talk: Talk, said: Said, place: list[int], moment: dt.datetime) -> None:
    actor, body = cast.member(said.by, talk.cohort), unwrap(said.text)
    prompt = find_prompt(actor, talk.prompt)
    if place:
        check(actor, Can.REPLY, get_thread(actor, place[0]))
    else:
        check(actor, Can.OPEN_THREAD if talk.kind in OPENED_BY_ALL else Can.LEAD_THREAD)
    key, nameless = new_key(), said.nameless
    if prompt is not None:
        posted = reply_to_prompt(actor, prompt, body=body, submission_key=key)
    elif place:
        answered = None if said.answers is None else place[1 + said.answers]
        posted = reply(
            actor, place[0], body=body, submission_key=key, reply_to_id=answered, nameless=nameless
        )
    else:
        posted = open_thread(
            actor,
            title=talk.title,
            body=body,
            submission_key=key,
            kind=talk.kind,
            nameless=nameless,
        )
    if said.has_picture:
        _put_picture(posted)
    if said.left_out:
        whole = f"{body}\n\n{said.left_out}"
        cuts = {"whole": whole, "left_out": said.left_out, "lines": said.left_out.count("\n") + 1}
        db.session.add(MailedPost(post_id=posted.post_id, user_id=actor.user_id, at=moment, **cuts))
    _date_post_back(posted, moment, first=not place)
    place[:] = [posted.thread_id, *place[1:], posted.post_id]


def _put_picture(posted: Posted) -> None:
    change_files(posted.post_id, [drawing.thirty_weeks()])
    of_post = sa.select(PostFile.id).where(PostFile.post_id == posted.post_id)
    describe(posted.post_id, {db.session.scalars(of_post).one(): drawing.SHOWS})


def _date_post_back(posted: Posted, moment: dt.datetime, *, first: bool) -> None:
    date_back(Post, Post.id == posted.post_id, posted_at=moment)
    opened = {"opened_at": moment} if first else {}
    date_back(Thread, Thread.id == posted.thread_id, last_post_at=moment, **opened)
