"""The results of rendering a page, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cohort.kernel.problems import Problem
from cohort.markdown.headings import Heading


@dataclass(frozen=True)
class FoundPrompt:
    """A prompt in a page. `key` is the id its author gave and never changes."""

    key: str
    kind: str
    template: str
    html: str
    line: int = 0


@dataclass(frozen=True)
class FoundTerm:
    """A word that a page explains, in a `::: {.glossary term="…"}` block."""

    slug: str
    term: str
    html: str
    line: int = 0


@dataclass
class RenderedPage:
    """A page: its parts in order, and what was found in it. `problems` are for its author, by line;
    `words` counts what participants read."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    prompts: list[FoundPrompt] = field(default_factory=list)
    terms: list[FoundTerm] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    words: int = 0
