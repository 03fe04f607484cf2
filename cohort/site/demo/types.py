"""The shapes the demo's words come in. Who speaks is named by a key of people.PEOPLE."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.interest.models import Stage


@dataclass(frozen=True)
class Said:
    """A post, `ago` days before the cohort's anchor day at local time `at` ("09:10")."""

    by: str
    ago: int
    at: str
    text: str


@dataclass(frozen=True)
class Talk:
    """A thread: on a discuss prompt where it has a key, else a free one with a title."""

    cohort: str
    title: str
    posts: tuple[Said, ...]
    prompt: str | None = None
    locked: bool = False


@dataclass(frozen=True)
class Entry:
    """A reflection, free or on a reflect prompt."""

    cohort: str
    by: str
    ago: int
    at: str
    title: str
    text: str
    prompt: str | None = None


@dataclass(frozen=True)
class Reading:
    """Marking the first `pages` pages of a module as done; all of them where it is None."""

    cohort: str
    by: str
    ago: int
    at: str
    module: int
    pages: int | None = None


@dataclass(frozen=True)
class Registration:
    """An expression of interest, in the next cohort or (`later`) in a later one."""

    ago: int
    at: str
    name: str
    email: str
    organisation: str
    job: str
    hopes: str
    stage: Stage = Stage.REGISTERED
    held_because: str | None = None
    bounced: bool = False
    later: bool = False


def unwrap(text: str) -> str:
    """Text as a person would have typed it: one line to a paragraph or list item."""
    paragraphs = []
    for paragraph in text.strip().split("\n\n"):
        lines: list[str] = []
        for line in paragraph.splitlines():
            if lines and not line.startswith("- "):
                lines[-1] += " " + line.removeprefix("> ").strip()
            else:
                lines.append(line.strip())
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)
