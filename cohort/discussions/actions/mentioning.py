"""Naming people in a post with an @: who is named is stored beside the post, and told of it.

Somebody who names themselves is stored too, and told nothing: a post without a name would
otherwise show by what is missing who wrote it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.db import change, db
from cohort.discussions.models import Mention, Post
from cohort.discussions.notices import MENTION, place_of
from cohort.discussions.queries import mentions, recipients
from cohort.discussions.queries.mentions import MOST_NAMED, Nameable
from cohort.kernel import clock
from cohort.markdown import Names, folded, member_html
from cohort.notices.actions import Told, tell
from cohort.notices.models import Notice

SIGNS = ("@", "\uff20")


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of a post as safe HTML, and whom they name. `said`: what their author should hear
    of names that count for nobody; empty when all is as they meant it."""

    html: str
    people: Sequence[int] = ()
    said: str = ""


def worded(cohort_id: int, body: str) -> Worded:
    """Read the words of a post of this cohort. Asks who is in it only where there is an @."""
    if not any(sign in body for sign in SIGNS):
        return Worded(member_html(body))
    people = mentions.nameable(cohort_id)
    names = mentions.names_of(people)
    html = member_html(body, names)
    return Worded(html, tuple(names.found), _said(names, people))


def keep_named(post_id: int, people: Sequence[int]) -> None:
    """Store whom a new post names. They are told when everybody is (telling.py)."""
    if people:
        rows = [{"post_id": post_id, "user_id": user_id} for user_id in people]
        db.session.execute(sa.insert(Mention), rows)


def change_named(post_id: int, people: Collection[int]) -> None:
    """Store whom a changed post names, and tell those whom it did not name before. What was told
    to somebody whom it names no longer is taken back, unless they have read it."""
    before = mentions.named_in(post_id)
    gone, newly = before - set(people), set(people) - before
    if gone:
        _forget(post_id, gone)
    if newly:
        keep_named(post_id, sorted(newly))
        _tell(post_id, newly)


def _forget(post_id: int, people: Collection[int]) -> None:
    change(sa.delete(Mention).where(Mention.post_id == post_id, Mention.user_id.in_(people)))
    place = place_of(db.session.scalars(sa.select(Post.thread_id).where(Post.id == post_id)).one())
    change(
        sa.delete(Notice).where(
            Notice.user_id.in_(people),
            Notice.place == place,
            Notice.subject_id == post_id,
            Notice.kind == MENTION,
            Notice.read_at.is_(None),
        )
    )


def _tell(post_id: int, people: Collection[int]) -> None:
    """A post whose notices are still to be made tells them with all others."""
    post = recipients.find_told(post_id)
    if post is None:
        return
    hear = recipients.who_hears([post], [recipients.mentioned], place_of)
    now = clock.now()
    tell(
        Told(one.user_id, one.cohort_id, one.kind, one.place, one.subject_id, now)
        for one in hear
        if one.user_id in people
    )


def _said(names: Names, people: Sequence[Nameable]) -> str:
    said = []
    if names.beyond:
        count = len(names.found) + len(names.beyond)
        said.append(
            f"Your post names {count} people. A post tells {MOST_NAMED} at most, so the names after"
            " those stand in it as plain words. Nothing of it is lost."
        )
    for name in names.unclear:
        same = [one for one in people if folded(one.name) == name or folded(one.written) == name]
        ways = " or ".join(f"“@{one.written}”" for one in same[:5])
        said.append(
            f"More than one person here is called {same[0].name}, so none of them is told. To name"
            f" one, change your post and write {ways}."
        )
    if names.everyone:
        said.append(
            "An @ before “everyone” or “all” tells nobody: those who follow the thread hear of your"
            " post anyway, in the way that each has chosen."
        )
    return " ".join(said)
