"""The results of the queries: plain values for lists and pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in the list. `last_post_id` is the list's key."""

    id: int
    last_post_id: int
    title: str
    author_id: int
    author: str
    posts: int
    last_post_at: dt.datetime
    locked_at: dt.datetime | None
    module_title: str | None
    module_language: str | None
    module_position: int | None
    last_words: str | None


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread the viewer may read."""

    id: int
    cohort_id: int
    title: str
    posts: int
    locked_at: dt.datetime | None
    prompt_html: str | None
    prompt_key: str | None
    prompt_language: str | None
    module_title: str | None
    module_language: str | None
    module_slug: str | None
    module_position: int | None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post in its thread. `organisation`: as much as the viewer may see."""

    id: int
    author_id: int
    author: str
    role: str | None
    organisation: str | None
    body_html: str
    posted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PromptThread:
    """A prompt's thread as shown below it: how many posts there are, and the latest."""

    id: int
    posts: int
    last_post_at: dt.datetime
