"""The results of the queries: plain values for lists and pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cohort.discussions.models import ThreadKind, Word
from cohort.discussions.queries.private import Exchange
from cohort.files.member_files import say_kind
from cohort.kernel.text import say_size

WIDEST, HIGHEST = 640, 480  # pixels of a picture beneath a post


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
    """A picture or file beside a post. Sizes in bytes and pixels, 0 pixels for what is no picture.
    `alt_text`: what a picture shows, empty where its author did not say."""

    id: int
    post_id: int
    name: str
    media_type: str
    size: int
    width: int
    height: int
    alt_text: str

    @property
    def is_picture(self) -> bool:
        """Whether the page shows it itself."""
        return self.width > 0

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height of a picture within a page, at most WIDEST and HIGHEST: so that nothing
        moves when it comes."""
        part = min(1, WIDEST / self.width, HIGHEST / self.height)
        return max(1, round(self.width * part)), max(1, round(self.height * part))

    @property
    def about(self) -> str:
        """Its kind and size, as a list says them: “PDF, 340 kB”."""
        return f"{say_kind(self.media_type)}, {say_size(self.size)}"


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post in its thread. `author_id` is 0 where the viewer may not know the author;
    `organisation`: as much as the viewer may see. A hidden post has its words and the reason only
    for its author and facilitators. `hears_answers`: they are told when somebody answers;
    `private`: exchanges of which they are one of the two."""

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
    private: tuple[Exchange, ...] = ()
    files: tuple[FileRow, ...] = ()

    @property
    def pictures(self) -> list[FileRow]:
        """The pictures beside it."""
        return [file for file in self.files if file.is_picture]

    @property
    def documents(self) -> list[FileRow]:
        """The files beside it that are no pictures."""
        return [file for file in self.files if not file.is_picture]


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
