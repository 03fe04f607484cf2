"""The results of the queries: plain values for lists and pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cohort.discussions.models import ThreadKind, Word


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in the list. `last_post_id` is the list's key; `author_id` is 0 where the viewer may
    not know who began it. `last_words` are those of the latest
    post, None where the viewer may not see it yet."""

    id: int
    last_post_id: int
    title: str
    kind: str
    author_id: int
    author: str
    posts: int
    last_post_at: dt.datetime
    locked_at: dt.datetime | None
    pinned_at: dt.datetime | None
    module_title: str | None
    module_language: str | None
    module_position: int | None
    last_words: str | None
    new_posts: int  # to the viewer, as far as MOST_COUNTED
    is_answered: bool

    @property
    def kind_words(self) -> str:
        """The kind as a list says it, with whether a question was answered."""
        said = ThreadKind(self.kind).said
        return f"{said} · Answered" if self.is_answered else said


@dataclass(frozen=True, slots=True)
class Summary:
    """What a facilitator wrote on top of a thread."""

    body: str
    html: str
    by: str
    at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread the viewer may read. `shows_all`: also the others' posts in a quiet round;
    `hidden_writers`: how many people wrote those that are not shown; `pace_minutes`: how long
    between a person's posts, if it goes slowly."""

    id: int
    cohort_id: int
    author_id: int
    title: str
    kind: str
    posts: int
    shows_all: bool
    hidden_writers: int
    locked_at: dt.datetime | None
    lock_reason: str | None
    pace_minutes: int | None
    pinned_at: dt.datetime | None
    prompt_id: int | None
    prompt_html: str | None
    prompt_key: str | None
    prompt_language: str | None
    module_id: int | None
    module_title: str | None
    module_language: str | None
    module_slug: str | None
    module_position: int | None
    summary: Summary | None = None

    @property
    def works(self) -> str:
        """How its kind works, in one line; nothing for a plain thread."""
        return ThreadKind(self.kind).works


@dataclass(frozen=True, slots=True)
class Said:
    """A small word said of a post: who said it, and whether the viewer did."""

    word: Word
    names: tuple[str, ...] = ()
    is_mine: bool = False

    @property
    def by(self) -> str:
        """The names in words: “Amira, Joe and you”."""
        everybody = [*self.names, "you"] if self.is_mine else list(self.names)
        if len(everybody) < 2:
            return "".join(everybody)
        return f"{', '.join(everybody[:-1])} and {everybody[-1]}"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file beside a post. Sizes in bytes and pixels."""

    id: int
    post_id: int
    name: str
    media_type: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post in its thread. `author_id` is 0 where the viewer may not know the author;
    `organisation`: as much as the viewer may see. A hidden post has its words and the reason only
    for its author and facilitators. `hears_answers`: they are told when somebody answers."""

    id: int
    cohort_id: int
    author_id: int
    author: str
    is_own: bool
    is_nameless: bool
    role: str | None
    organisation: str | None
    body_html: str
    posted_at: dt.datetime
    edited_at: dt.datetime | None
    removed_at: dt.datetime | None
    can_be_put_back: bool
    reply_to_id: int | None
    reply_to_author: str | None
    helped_at: dt.datetime | None
    hidden_at: dt.datetime | None = None
    hidden_reason: str | None = None
    came_by_mail: bool = False
    said: tuple[Said, ...] = ()
    hears_answers: bool = False
    files: tuple[FileRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OnePost:
    """A post by itself, with what the rule book needs to know of it."""

    id: int
    thread_id: int
    thread_title: str
    cohort_id: int
    author_id: int
    author: str
    is_own: bool
    is_nameless: bool
    body: str
    posted_at: dt.datetime
    edited_at: dt.datetime | None
    version: int
    reply_to_id: int | None
    removed_at: dt.datetime | None
    removed_body: str | None
