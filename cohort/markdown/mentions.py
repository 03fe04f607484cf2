"""Names of people, typed with an @ before them: `@Amira Okafor`.

They count only where the parser sees text: not in code, links, addresses or quotations, nor behind
a backslash. The longest name wins; small and capital letters, accents and the width of spaces make
no difference. A name ends where its last word ends: `@Sam Jones’s` names Sam Jones, `@Sam
Jones-Hill` does not.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from cohort.kernel.text import INVISIBLE

EVERYONE = ("everyone", "all")
MOST_TRIED = 1_000  # signs in one text: a wall of them costs no more than honest text
_APOSTROPHES, _HYPHENS = "'\u2019\u02bc\u2018", "-\u2010\u2011\u2012\u2013"
_ALIKE = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_HYPHENS, "-")
    # Letters that Unicode does not take apart, as they are typed without them on the keyboard.
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
)
_TEXT = {"text", "softbreak", "hardbreak"}


@dataclass(frozen=True, slots=True)
class Called:
    """Who is meant by a name: a number, and the address of their page, from / on."""

    key: int
    url: str


@dataclass
class Names:
    """The names that count in one text, and what was found of them there.

    `known`: {folded name: who}, None for a name that several people have. `found`: whom the text
    names, in its order, at most `most`; `beyond`: whom it names after those; `unclear`: names of
    several people, folded; `everyone`: whether it tries to name them all.
    """

    known: dict[str, Called | None]
    most: int
    found: dict[int, Called] = field(default_factory=dict)
    beyond: set[int] = field(default_factory=set)
    unclear: list[str] = field(default_factory=list)
    everyone: bool = False

    def forget_found(self) -> None:
        """As before the text was read."""
        self.found, self.beyond, self.unclear, self.everyone = {}, set(), [], False


def folded(words: str) -> str:
    """A name as it is compared."""
    return _Folded(words).text.strip()


def mentions(md: MarkdownIt) -> None:
    """Teach a parser to find the names of `env["names"]`, where there are any. Needs the rule of
    bare addresses. What it renders is to be passed on to `linked`, behind the sanitiser."""
    md.core.ruler.after("bare_addresses", "mentions", _find_all)
    md.add_render_rule("mention_open", _open)
    md.add_render_rule("mention_close", _close)


def secret_mark() -> str:
    """What nobody can type: for `env["mark"]`."""
    return f"\ufdd0{secrets.token_hex(8)}"


def linked(html: str, names: Names, mark: str) -> str:
    """Sanitised HTML with its marks made links. They are ours, and so carry no `rel`."""
    for who in names.found.values():
        opening = f'<a class="mention" href="{escape(who.url)}">'
        html = html.replace(f"{mark}{who.key}\ufdd1", opening)
    return html.replace(f"{mark}/\ufdd1", "</a>")


def _open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f"{env['mark']}{tokens[at].meta['key']}\ufdd1"


def _close(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f"{env['mark']}/\ufdd1"


def _find_all(state: StateCore) -> None:
    names: Names | None = state.env.get("names")
    if names is None:
        return
    search, quotes = _Search(names), 0
    for token in state.tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            quotes += token.nesting
        elif token.type == "inline" and not quotes:
            token.children = list(_with_names(token.children or [], search))


def _with_names(children: list[Token], search: _Search) -> Iterator[Token]:
    """The same tokens, with names. Each stretch of text outside links is looked at as a whole: a
    mail program may have ended a line in the middle of a name."""
    links = 0
    run: list[Token] = []
    for child in children:
        if child.type in _TEXT and not links:
            run.append(child)
            continue
        yield from _in_run(run, search)
        run = []
        links += child.nesting if child.type in ("link_open", "link_close") else 0
        yield child
    yield from _in_run(run, search)


def _in_run(run: list[Token], search: _Search) -> Iterator[Token]:
    pieces = [token.content if token.type == "text" else "\n" for token in run]
    spans = search.spans("".join(pieces))
    if not spans:
        yield from run
        return
    cuts = {start: Token("mention_open", "", 1, meta={"key": key}) for start, _, key in spans}
    ends = {end: Token("mention_close", "", -1) for _, end, _ in spans}
    at = 0
    for token, piece in zip(run, pieces, strict=True):
        stop = at + len(piece)
        places = sorted(place for place in {*cuts, *ends} if at <= place < stop)
        for here, there in zip([at, *places], [*places, stop], strict=True):
            if here in ends and here in places:
                yield ends.pop(here)
            if here in cuts and here in places:
                yield cuts.pop(here)
            if there > here:
                whole = there - here == len(piece)
                yield token if whole else _text(piece[here - at : there - at], token.level)
        at = stop
    yield from ends.values()


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


class _Folded:
    """Text as it is compared, and for each of its letters where it stands in the original."""

    def __init__(self, words: str) -> None:
        self.letters: list[str] = []
        self.places: list[int] = []
        for place, letter in enumerate(words):
            for plain in _plain(letter):
                if plain != " " or self.letters[-1:] != [" "]:
                    self.letters.append(plain)
                    self.places.append(place)
        self.text = "".join(self.letters)
        self.places.append(len(words))


def _plain(letter: str) -> str:
    if letter.isspace():
        return " "
    if letter.isascii():
        return letter.lower()
    if INVISIBLE.match(letter):
        return ""
    apart = unicodedata.normalize("NFKD", letter.casefold())
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return plain.casefold().translate(_ALIKE)


class _Search:
    """Finds names in one text, a stretch at a time."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.lengths = sorted({len(name) for name in names.known}, reverse=True)
        self.left = MOST_TRIED

    def spans(self, words: str) -> list[tuple[int, int, int]]:
        """(start, end, key) of each name, its @ included."""
        if "@" not in words and "\uff20" not in words:
            return []
        text, spans, at = _Folded(words), [], -1
        while (at := text.text.find("@", at + 1)) >= 0 and self.left:
            self.left -= 1
            if at and (text.text[at - 1].isalnum() or text.text[at - 1] in "@/\\_"):
                continue
            end, who = self._longest(text, at + 1)
            if who is not None and self._counts(who):
                spans.append((text.places[at], text.places[end], who.key))
        return spans

    def _longest(self, text: _Folded, start: int) -> tuple[int, Called | None]:
        known = self.names.known
        for length in self.lengths:
            end, name = start + length, text.text[start : start + length]
            if name in known and _ends(text, end):
                if known[name] is None and name not in self.names.unclear:
                    self.names.unclear.append(name)
                return end, known[name]
        if any(text.text.startswith(word, start) for word in EVERYONE):
            ends = (start + len(word) for word in EVERYONE if text.text.startswith(word, start))
            self.names.everyone |= any(_ends(text, end) for end in ends)
        return start, None

    def _counts(self, who: Called) -> bool:
        found = self.names.found
        if who.key not in found and len(found) >= self.names.most:
            self.names.beyond.add(who.key)
            return False
        found[who.key] = who
        return True


def _ends(text: _Folded, end: int) -> bool:
    """Whether a name may end here: not within a letter, a word, or a name joined by a hyphen or an
    apostrophe, but before an ’s."""
    rest = text.text[end : end + 3]
    if end > len(text.text) or (rest and text.places[end] == text.places[end - 1]):
        return False
    if not rest:
        return True
    sign, letter, after = rest[0], rest[1:2], rest[2:3]
    if sign.isalnum() or sign in "_@":
        return False
    if sign == "'" and letter == "s" and not after.isalnum():
        return True
    return sign not in "-'" or not letter.isalnum()
