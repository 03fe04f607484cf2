"""One file of a foreign course, from its text to ours: every dialect in its turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cohort.course_format.folder import Folder
from cohort.course_format.foreign.dialects import carry_dialects
from cohort.course_format.foreign.fences import prepare
from cohort.course_format.foreign.headings import fold_title
from cohort.course_format.foreign.import_links import Map
from cohort.course_format.foreign.import_plan import Plan, read_source, words
from cohort.course_format.foreign.inline_markup import carry_marks
from cohort.course_format.foreign.kramdown import as_kramdown, is_kramdown, with_opened
from cohort.course_format.foreign.mapped_text import Draft, begin
from cohort.course_format.foreign.raw_tags import carry_tags
from cohort.course_format.foreign.small_signs import carry_signs
from cohort.course_format.foreign.templating import fill_in


@dataclass
class Piece:
    """A file being converted: its facts, its title and its body."""

    facts: Mapping[str, Any]
    title: str
    draft: Draft


def piece_of(folder: Folder, plan: Plan, places: Map, path: str) -> Piece | None:
    """The file, converted but for its links; None when it cannot be read."""
    source = read_source(folder, path)
    if source is None:
        return None
    notes: list[tuple[int, str]] = []
    rows = source.body.split("\n")
    lines = list(enumerate(rows, source.body_line))
    if plan.definitions and path.count("/") <= 1:
        lines += [(len(rows) + source.body_line, line) for line in plan.definitions.split("\n")]

    def note(line: int, text: str) -> None:
        notes.append((line, text))

    lines = with_opened(lines, note)
    if plan.kind == "p2pu" or is_kramdown(folder):
        lines = as_kramdown(lines, note)
    draft = begin(prepare(lines, note))
    draft.notes += notes
    is_mdx = path.lower().endswith(".mdx")
    carry_dialects(draft, is_mdx=is_mdx)
    fill_in(draft, plan.site, source.facts)
    carry_signs(draft, folder, path)
    carry_tags(draft)
    carry_marks(draft, places.find, is_mdx=is_mdx)
    said = words(source.facts.get("title"))
    said = words(fill_title(plan, source.facts, said))
    title = fold_title(draft, said)
    return Piece(source.facts, said or title, draft)


def fill_title(plan: Plan, facts: Mapping[str, Any], title: str) -> str:
    """A title with its tags filled in."""
    if "{" not in title:
        return title
    draft = begin([(1, title)])
    fill_in(draft, plan.site, {})
    return draft.whole()
