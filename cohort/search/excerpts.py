"""What of a hit is shown: its title and a piece of its text, with the words that matched marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from markupsafe import Markup, escape

from cohort.search.tokens import Form, Wanted
from cohort.search.words import Term, stem, terms_of

CHUNKS_BEFORE, CHUNKS_SHOWN = 6, 30
MOST_LETTERS = 260  # shown; 30 words of most languages have fewer
LETTERS_BEFORE = 40  # the first match, where the text has no spaces to cut it at
MOST_MATCHES = 100  # looked at, to choose the piece with the most different words

Span = tuple[int, int]


class Sought:
    """The words of a search, as they are looked for in the texts that it found."""

    def __init__(self, wanted: Wanted) -> None:
        self.clauses = [clause.forms for clause in wanted.wished]
        self.forms = list(dict.fromkeys(form for forms in self.clauses for form in forms))
        self.single = {form.stems[0] for form in self.forms if len(form.stems) == 1}
        self.begun = tuple(f.stems[0] for f in self.forms if f.begins and len(f.stems) == 1)
        self.patterns = [
            (number, re.compile(_pattern(form)))
            for number, forms in enumerate(self.clauses)
            for form in forms
        ]

    def marked(self, title: str) -> Markup:
        """A title as safe HTML, with <mark> round what matched."""
        return Markup(_html(title, self._spans(title)))  # noqa: S704  # nosec B704

    def excerpt(self, text: str, stems: str, other_words: str) -> Markup:
        """A piece of a text as safe HTML, with <mark> round what matched; its beginning where
        nothing did. `stems` and `other_words` are the text's, from the index."""
        chunks = text.split()
        has_other = any(self._is_sought(word) for word in other_words.split())
        first = self._place(stems)
        if first is None and has_other:
            found = (n for n, chunk in enumerate(chunks) if self._spans(chunk))
            first = next(found, None)
        start = max(0, (first or 0) - CHUNKS_BEFORE)
        shown = chunks[start : start + CHUNKS_SHOWN]
        piece = " ".join(shown)
        spans: list[Span] = []
        if first is not None:
            pieces = stems.split(" ")[start : start + CHUNKS_SHOWN]
            spans = self._spans(piece) if has_other else self._spans_of(shown, pieces)
        begin, end = _cut(piece, spans)
        before = "…" if start or begin else ""
        after = "…" if start + len(shown) < len(chunks) or end < len(piece) else ""
        within = [(max(s, begin) - begin, min(e, end) - begin) for s, e in spans if s < end]
        html = _html(piece[begin:end], [(s, e) for s, e in within if s < e])
        return Markup(before + html + after)  # noqa: S704  # nosec B704

    def _spans_of(self, chunks: Sequence[str], pieces: Sequence[str]) -> list[Span]:
        """Where words that match stand in these chunks, told by their stems in the index: only
        those that match are taken apart again."""
        stems = " ".join(pieces)
        found: list[Span] = []
        for begin, end, _ in self._matches_in(stems):
            first, last = stems.count(" ", 0, begin), stems.count(" ", 0, end)
            offset = sum(len(chunk) + 1 for chunk in chunks[:first])
            near = self._spans(" ".join(chunks[first : last + 1]))
            found += [(offset + start, offset + end) for start, end in near]
        return _merged(found)

    def _place(self, stems: str) -> int | None:
        """The chunk to begin with: that with the most different clauses soon after it."""
        places: list[tuple[int, int]] = []
        chunk = before = 0
        for begin, _, number in self._matches_in(stems):
            chunk += stems.count(" ", before, begin)
            before = begin
            places.append((chunk, number))
            if len(self.clauses) == 1:
                break
        if not places:
            return None
        return max(places, key=lambda at: (len(_within(places, at[0])), -at[0]))[0]

    def _matches_in(self, stems: str) -> list[tuple[int, int, int]]:
        """The first matches: where they begin and end, and the number of their clause."""
        # A pattern begins with its letters and looks for nothing before them: so `re` skips to
        # them, and this takes a tenth of the time.
        found: list[tuple[int, int, int]] = []
        for number, pattern in self.patterns:
            matches = (
                (match.start(), match.end(), number)
                for match in pattern.finditer(stems)
                if not match.start() or stems[match.start() - 1] in " -"
            )
            found += islice(matches, MOST_MATCHES)
        return sorted(found)

    def _is_sought(self, stemmed: str) -> bool:
        return stemmed in self.single or bool(self.begun and stemmed.startswith(self.begun))

    def _spans(self, text: str) -> list[Span]:
        """Where words that match stand in a text, in order."""
        words: list[tuple[str, Span]] = []
        found: list[Span] = []
        for offset, chunk in _chunks(text):
            for term in terms_of(chunk):
                placed = [(offset + start, offset + end) for start, end in term.spans]
                words += zip(map(stem, term.words), placed, strict=True)
                if self._has_other(term):
                    found.append((placed[0][0], placed[-1][1]))
        for form in self.forms:
            size = len(form.stems)
            for place in range(len(words) - size + 1):
                end = place + size
                if _matches(form, words[place:end]):
                    found.append((words[place][1][0], words[end - 1][1][1]))
        return _merged(found)

    def _has_other(self, term: Term) -> bool:
        return any(self._is_sought(word) for word in term.also)


def _pattern(form: Form) -> str:
    stems = "[ -]+".join(map(re.escape, form.stems))
    return stems + ("[^ -]*" if form.begins else "") + "(?![^ -])"


def _matches(form: Form, words: Sequence[tuple[str, Span]]) -> bool:
    *first, last = form.stems
    if any(stem != word for stem, (word, _) in zip(first, words, strict=False)):
        return False
    return words[-1][0].startswith(last) if form.begins else words[-1][0] == last


def _within(places: Sequence[tuple[int, int]], first: int) -> set[int]:
    last = first + CHUNKS_SHOWN - CHUNKS_BEFORE
    return {clause for chunk, clause in places if first <= chunk < last}


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Each chunk of a text with where it stands."""
    offset = 0
    for chunk in text.split():
        offset = text.index(chunk, offset)
        yield offset, chunk
        offset += len(chunk)


def _merged(spans: list[Span]) -> list[Span]:
    """In order; those that touch or overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cut(piece: str, spans: list[Span]) -> Span:
    """What is shown of a piece that is too long, as one without spaces is."""
    if len(piece) <= MOST_LETTERS:
        return 0, len(piece)
    start = max(0, spans[0][0] - LETTERS_BEFORE) if spans else 0
    if start:
        space = piece.find(" ", start, spans[0][0])
        start = space + 1 if space >= 0 else start
    end = min(len(piece), start + MOST_LETTERS)
    space = piece.rfind(" ", start + MOST_LETTERS // 2, end) if end < len(piece) else -1
    return start, space if space >= 0 else end


def _html(text: str, spans: list[Span]) -> str:
    """Escaped piece by piece, so that only our own marks are HTML."""
    parts = []
    done = 0
    for start, end in spans:
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return "".join([*map(str, parts), str(escape(text[done:]))])
