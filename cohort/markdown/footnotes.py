"""Footnotes: numbered in the order in which the text refers to them, and put at the page's end.

Footnotes that only facilitators' notes refer to stay in the note itself, for facilitators alone.
A short one may be written inline: `^[its text]`, as in Pandoc (`inline_notes`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from cohort.markdown.nesting import Block, Note, with_notes

_REFERENCE = re.compile(r"\[\^([^\]\s]{1,200})\]")


@dataclass(eq=False)
class _Footnote:
    label: str
    line: int
    tokens: list[Token]
    home: Block | None = None  # the facilitators' note that it is written in
    references: list[tuple[Token, Block | None]] = field(default_factory=list)
    is_placed: bool = False
    number: int = 0

    @property
    def scope(self) -> Block | None:
        """The facilitators' note to which it belongs; None when everybody may read it."""
        scopes = [scope for _, scope in self.references] or [self.home]
        return scopes[0] if all(scopes) else None


def footnotes(md: MarkdownIt) -> None:
    """Teach a parser to read them; `place_footnotes` does the rest."""
    md.use(footnote_plugin, inline=False, move_to_end=False)
    md.inline.ruler.at("footnote_ref", _reference)
    md.inline.ruler.before("footnote_ref", "footnote_inline", _inline_note)


def _reference(state: StateInline, silent: bool) -> bool:
    """Our own, because the plugin's scans the whole line for each bracket."""
    if not state.src.startswith("[^", state.pos):
        return False
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    known = state.env.get("footnotes", {}).get("refs", {})
    if not found or f":{found[1]}" not in known:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"key": known[f":{found[1]}"]}
    state.pos = found.end()
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    """`^[words]`; not `^[words](address)`, which is a link in superscript."""
    if not state.src.startswith("^[", state.pos) or state.env.get("in_note"):
        return False
    start = state.pos + 2
    end = state.md.helpers.parseLinkLabel(state, start - 1)
    if end < 0 or not state.src[start:end].strip() or state.src[end + 1 : end + 2] in ("(", "["):
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.content = state.src[start:end]
        children: list[Token] = []
        state.env["in_note"] = True
        state.md.inline.parse(token.content, state.md, state.env, children)
        state.env["in_note"] = False
        token.meta = {"children": children}
    state.pos = end + 1
    return True


def lift_inline_notes(tokens: list[Token]) -> list[Token]:
    """The tokens, with the text of each `^[…]` defined right after the block that holds it."""
    out: list[Token] = []
    waiting: list[Token] = []
    count = 0
    for token in tokens:
        out.append(token)
        if waiting:  # the block of inline text ends right after it
            out.extend(waiting)
            waiting = []
        for child in token.children or []:
            if child.type == "image":
                child.children = [_as_typed(inner) for inner in child.children or []]
            elif child.type == "footnote_ref" and "children" in child.meta:
                count += 1
                waiting += _defined(child, f" {count}", token)
    return out


def _as_typed(child: Token) -> Token:
    """An image's alternative text can hold no footnote, and loses none of its words."""
    if child.type != "footnote_ref" or "children" not in child.meta:
        return child
    return Token("text", "", 0, content=f"^[{child.content}]")


def _defined(reference: Token, key: str, place: Token) -> list[Token]:
    words = Token("inline", "", 0, content=reference.content, map=place.map, level=place.level + 2)
    words.children = reference.meta["children"]
    reference.meta = {"key": key}
    opening = _token("footnote_reference_open", 1, label=f"^[{reference.content}]", key=key)
    paragraph = Token("paragraph_open", "p", 1, map=place.map, block=True)
    opening.map = place.map
    closing = Token("paragraph_close", "p", -1, block=True)
    return [opening, paragraph, words, closing, _token("footnote_reference_close", -1)]


def place_footnotes(tokens: list[Token], note: Note) -> list[Token]:
    """The tokens with all footnotes moved to where they are read."""
    body, known = _taken_out(tokens)
    if not known:
        return body
    ordered: list[_Footnote] = []
    _count(body, known, ordered)
    _follow(ordered, known, 0)
    for footnote in known.values():
        if not footnote.is_placed:
            note(footnote.line, f"nothing speaks of the footnote {footnote.label}", is_error=False)
            footnote.is_placed = True
            ordered.append(footnote)
            _follow(ordered, known, len(ordered) - 1)
    return _with_notes(body, ordered)


def _follow(ordered: list[_Footnote], known: dict[str, _Footnote], first: int) -> None:
    """Go through the footnotes' own text: one may refer to another, which then follows it."""
    place = first
    while place < len(ordered):
        footnote = ordered[place]
        _count(footnote.tokens, known, ordered, footnote.scope)
        place += 1


def _taken_out(tokens: list[Token]) -> tuple[list[Token], dict[str, _Footnote]]:
    known: dict[str, _Footnote] = {}
    stack: list[list[Token]] = [[]]
    for token, home in with_notes(tokens):
        if token.type == "footnote_reference_open":
            line = token.map[0] if token.map else 0
            footnote = _Footnote(token.meta["label"], line, [], home)
            footnote = known.setdefault(token.meta["key"], footnote)
            stack.append(footnote.tokens)
        elif token.type == "footnote_reference_close":
            stack.pop()
        else:
            stack[-1].append(token)
    return stack[0], known


def _count(
    tokens: list[Token],
    known: dict[str, _Footnote],
    ordered: list[_Footnote],
    scope: Block | None = None,
) -> None:
    """Record each reference; `scope` is the facilitators' note that the tokens are in, if any."""
    for token, home in with_notes(tokens):
        for child in token.children or []:
            if child.type != "footnote_ref":
                continue
            footnote = known[child.meta["key"]]
            if not footnote.is_placed:
                footnote.is_placed = True
                ordered.append(footnote)
            footnote.references.append((child, scope or home))


def _is_for_facilitators(token: Token) -> bool:
    return bool(token.meta["block"].kind == "facilitator")


def _with_notes(body: list[Token], ordered: list[_Footnote]) -> list[Token]:
    public = [footnote for footnote in ordered if footnote.scope is None]
    private = [footnote for footnote in ordered if footnote.scope is not None]
    for number, footnote in enumerate([*public, *private], 1):
        footnote.number = number
        for nth, (reference, _) in enumerate(footnote.references, 1):
            name = f"{number}" if nth == 1 else f"{number}-{nth}"
            reference.meta.update(number=number, name=name)
    out: list[Token] = []
    for token in body:
        if token.type == "block_close" and _is_for_facilitators(token):
            block = token.meta["block"]
            inside = [footnote for footnote in private if footnote.scope is block]
            out.extend(_list_of(inside))
        out.append(token)
    out.extend(_list_of(public))
    return out


def _list_of(footnotes: list[_Footnote]) -> list[Token]:
    if not footnotes:
        return []
    out = [_token("footnotes_open", 1, start=footnotes[0].number)]
    for footnote in footnotes:
        out.append(_token("footnote_open", 1, number=footnote.number))
        names = [reference.meta["name"] for reference, _ in footnote.references]
        back = _token("footnote_back", 0, names=names)
        if footnote.tokens and footnote.tokens[-1].type == "paragraph_close":
            out += [*footnote.tokens[:-1], back, footnote.tokens[-1]]
        else:
            out += [*footnote.tokens, back]
        out.append(_token("footnote_close", -1))
    out.append(_token("footnotes_close", -1))
    return out


def _token(kind: str, nesting: int, **meta: object) -> Token:
    return Token(kind, "", nesting, meta=meta, block=True)  # type: ignore[arg-type]
