"""The shapes of the demo's threads. Who speaks is named by a key of people.PEOPLE."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.discussions.models import ThreadKind, Word


@dataclass(frozen=True)
class Said:
    """A post, `ago` days before the cohort's anchor day at local time `at` ("09:10"). `left_out`:
    it came by mail, without these lines. `answers`: the number of the post in its thread that it
    replies to, from 0. `words`: who acknowledged it, and how. `helped`: who asked marked it so.
    `has_picture`: the drawing of drawing.py is beside it."""

    by: str
    ago: int
    at: str
    text: str
    left_out: str = ""
    answers: int | None = None
    words: tuple[tuple[str, Word], ...] = ()
    helped: bool = False
    nameless: bool = False
    has_picture: bool = False


@dataclass(frozen=True)
class Talk:
    """A thread: on a discuss prompt where it has a key, else a free one with a title.

    What a facilitator does with it when all was said: `closed` for this reason by whoever posted
    last, `pinned` and a `summary` by `host`.
    """

    cohort: str
    title: str
    posts: tuple[Said, ...]
    prompt: str | None = None
    kind: ThreadKind = ThreadKind.OPEN
    closed: str = ""
    pinned: bool = False
    summary: str = ""
    host: str = "ruth"
