"""The shapes of the demo's threads. Who speaks is named by a key of people.PEOPLE."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A post, `ago` days before the cohort's anchor day at local time `at` ("09:10"). `left_out`:
    it came by mail, without these lines."""

    by: str
    ago: int
    at: str
    text: str
    left_out: str = ""


@dataclass(frozen=True)
class Talk:
    """A thread: on a discuss prompt where it has a key, else a free one with a title."""

    cohort: str
    title: str
    posts: tuple[Said, ...]
    prompt: str | None = None
    locked: bool = False
