"""Definitions inside a note for facilitators apply in that note alone.

The parser itself keeps all definitions of a page (`[label]: address "title"`, `[^label]: …`,
`*[word]: …`) in one place, wherever they are written, and would show a note's words to everybody
who reads the label. So we collect them by note before the inline text is parsed.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from cohort.markdown.alerts import alerts_to_blocks
from cohort.markdown.definitions import MOST_ABBREVIATIONS
from cohort.markdown.footnotes import lift_inline_notes
from cohort.markdown.nesting import Block, Note, pair_blocks, with_notes

_LABEL = re.compile(r"\[([^\[\]]{1,200})\]")


def scoped_definitions(md: MarkdownIt) -> None:
    """Teach a parser to pair its blocks, and to read each text with the definitions of its note.

    `env["note"]`, where given, is called with each fault; `env["abbreviations"]` holds the
    abbreviations afterwards, by note.
    """
    md.options["inline_definitions"] = True
    md.core.ruler.after("block", "blocks", _pair)
    md.core.ruler.at("inline", _inline)


def _pair(state: StateCore) -> None:
    state.tokens = pair_blocks(alerts_to_blocks(state.tokens), _note_of(state))


def _note_of(state: StateCore) -> Note:
    note: Note = state.env.get("note", _unheard)
    return note


def _unheard(line: int, text: str, is_error: bool = True) -> None:
    """Ignore faults, for callers that only read a page's tokens."""


def _inline(state: StateCore) -> None:
    scopes = _Scopes()
    state.tokens = list(scopes.taken_out(state.tokens))
    state.env["abbreviations"] = scopes.abbreviations
    complaints = _Complaints(scopes, _note_of(state))
    for token, home in with_notes(state.tokens):
        if token.type != "inline":
            continue
        state.env["references"] = _what_counts(scopes.links, home)
        state.env["footnotes"] = {"refs": _what_counts(scopes.footnotes, home)}
        token.children = []
        state.md.inline.parse(token.content, state.md, state.env, token.children)
        complaints.look_at(token, home)
    state.tokens = lift_inline_notes(state.tokens)


def _what_counts(
    written: dict[Block | None, dict[str, Any]], home: Block | None
) -> MutableMapping[str, Any]:
    return ChainMap(written.get(home, {}), written.get(None, {}))


class _Scopes:
    """A page's definitions, by the facilitators' note that they are written in."""

    def __init__(self) -> None:
        self.links: dict[Block | None, dict[str, Any]] = {}
        self.footnotes: dict[Block | None, dict[str, str]] = {}
        self.abbreviations: dict[Block | None, dict[str, str]] = {}
        self.notes = 0

    def taken_out(self, tokens: list[Token]) -> Iterator[Token]:
        """The tokens without definitions; footnotes get keys of their own."""
        known = 0
        before: Block | None = None
        for token, home in with_notes(tokens):
            self.notes += home is not None and home is not before
            before = home
            meta = token.meta
            if token.type == "definition":
                defined = {"href": meta["url"], "title": meta["title"], "map": token.map}
                self.links.setdefault(home, {}).setdefault(meta["id"], defined)
            elif token.type == "abbreviation":
                known += 1
                if known <= MOST_ABBREVIATIONS:
                    found = self.abbreviations.setdefault(home, {})
                    found.setdefault(meta["word"], meta["words"])
            else:
                if token.type == "footnote_reference_open":
                    # No label holds a space, so no other note's key can be the same.
                    key = f"{self.notes} {meta['label']}" if home else meta["label"]
                    self.footnotes.setdefault(home, {})[f":{meta['label']}"] = key
                    meta["key"] = key
                yield token


class _Complaints:
    """Reports, once each, uses of a definition outside the note in which it applies."""

    def __init__(self, scopes: _Scopes, note: Note) -> None:
        self.note = note
        self.labels = {label for home, known in scopes.links.items() if home for label in known}
        footnotes = (known for home, known in scopes.footnotes.items() if home)
        self.labels |= {
            normalizeReference(f"^{label[1:]}") for known in footnotes for label in known
        }
        words = {word for home, known in scopes.abbreviations.items() if home for word in known}
        words -= set(scopes.abbreviations.get(None, {}))
        any_word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        self.words = re.compile(rf"(?<!\w)(?:{any_word})(?!\w)") if words else None
        self.told: set[str] = set()

    def look_at(self, token: Token, home: Block | None) -> None:
        if not self.labels and not self.words:
            return
        pieces = [child.content if child.type == "text" else "\0" for child in token.children or []]
        text = "".join(pieces)
        line = token.map[0] if token.map else 0
        for found in _LABEL.finditer(text):
            if normalizeReference(found[1]) in self.labels and self._is_new(found[0]):
                self.note(line, f"{found[0]} is defined in ::: facilitator, and counts only there")
        for found in self.words.finditer(text) if self.words and home is None else ():
            if self._is_new(found[0]):
                say = f"what {found[0]} means is said in ::: facilitator, and counts only there"
                self.note(line, say, is_error=False)

    def _is_new(self, words: str) -> bool:
        is_new = words not in self.told
        self.told.add(words)
        return is_new
