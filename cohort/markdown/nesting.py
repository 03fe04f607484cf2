"""Pairs the lines that open and close blocks, so that every block is whole in its container.

A block that opens inside a list item ends with the item at the latest. Faults are reported by
line; the content is always kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from cohort.markdown.blocks import CUTS, KIN, LABELS, PROMPTS, Fence

DEEPEST = 20  # blocks within blocks
Note = Callable[..., None]  # note(line, text, is_error=True)


@dataclass(eq=False)
class Block:
    """A `:::` block. `kind` is one of ours or "plain"; `label` is its name for readers.

    `is_cut`: it is lifted out of the page, as a part of its own. `line` counts from 0.
    """

    fence: Fence
    line: int
    kind: str
    label: str
    is_cut: bool = False
    title: str = ""
    has_heading: bool = False  # its content begins with one, which is its title then
    number: int = 0  # in the order of the page
    id: str = ""
    address: str = ""  # where a video or a download is
    poster: str = ""
    captions: str = ""
    about: str = ""  # the description of a download


@dataclass(eq=False)
class _Open:
    block: Block | None  # None: a container of the parser's own, which no block crosses
    level: int = 0
    inside: Block | None = None  # such a container may be an admonition, which is a block too
    is_ended: bool = False  # its container ended first; a later closing line may still be its
    is_flat: bool = False  # too deep to be shown as a block


def pair_blocks(tokens: list[Token], note: Note) -> list[Token]:
    """The tokens with `block_open` and `block_close` (meta: the Block) for the marked lines."""
    return _Pairing(note).run(tokens)


def with_notes(tokens: list[Token]) -> Iterator[tuple[Token, Block | None]]:
    """Each token, with the outermost note for facilitators that it stands in, if in any."""
    home: Block | None = None
    for token in tokens:
        block = token.meta.get("block") if token.type in ("block_open", "block_close") else None
        if home is None and block is not None and block.kind == "facilitator":
            home = block
            yield token, home
        else:
            yield token, home
            if block is not None and block is home and token.nesting == -1:
                home = None


class _Pairing:
    def __init__(self, note: Note) -> None:
        self.note = note
        self.stack: list[_Open] = []
        self.out: list[Token] = []
        self.depth = 0
        self.notes = 0  # for facilitators, now open
        self.was_deep = False

    def run(self, tokens: list[Token]) -> list[Token]:
        for token in tokens:
            if token.type == "block_mark":
                line = token.map[0] if token.map else 0
                fence = token.meta["fence"]
                if fence is None:
                    self._close(line)
                else:
                    self._open(fence, line, token.level)
                continue
            if token.nesting == 1:
                self.stack.append(_Open(None, inside=token.meta.get("block")))
                if token.type == "block_open":
                    self._decide_cut(token.meta["block"])
            elif token.nesting == -1:
                self._end_container()
            self.out.append(token)
        for still_open in reversed(self.stack):
            self._never_closed(still_open)
        return self.out

    def _open(self, fence: Fence, line: int, level: int) -> None:
        block = block_of(fence, line)
        flat = self.depth >= DEEPEST
        if flat and not self.was_deep:
            self.was_deep = True
            self.note(line, f"blocks nested more than {DEEPEST} deep", is_error=True)
        if block.kind == "unknown":
            self.note(line, f"unknown block ::: {fence.kind}")
            block.kind, block.label = "other", ""
        if block.kind == "facilitator" and not self.notes:
            flat = False  # a note stays for facilitators alone, however deep
        if not flat:
            self._decide_cut(block)
            self._emit("block_open", 1, block, level)
            self.depth += 1
            self.notes += block.kind == "facilitator"
        self.stack.append(_Open(block, level, is_flat=flat))

    def _decide_cut(self, block: Block) -> None:
        """Lift nothing out of a facilitators' note: only facilitators may see its content."""
        if block.kind not in CUTS:
            return
        blocks = [o.block or o.inside for o in self.stack if not o.is_ended]
        outer = [b.kind for b in blocks if b and b.is_cut and b is not block]
        block.is_cut = "facilitator" not in outer
        if block.kind in PROMPTS and outer:
            self.note(
                block.line,
                f"a {block.kind} block inside ::: {outer[-1]} "
                + ("is shown as plain text" if not block.is_cut else "is shown after it"),
            )

    def _close(self, line: int) -> None:
        if not self.stack or self.stack[-1].block is None:
            self.note(line, "a ::: closes nothing")
            return
        self._end(self.stack.pop())

    def _end(self, opened: _Open) -> None:
        if not opened.is_ended and not opened.is_flat:
            self.depth -= 1
            self.notes -= opened.block is not None and opened.block.kind == "facilitator"
            self._emit("block_close", -1, opened.block, opened.level)
        opened.is_ended = True

    def _end_container(self) -> None:
        """Close the blocks open inside; a closing line after the container may still be theirs."""
        ended = []
        while self.stack:
            opened = self.stack.pop()
            if opened.block is None:
                break
            self._end(opened)
            ended.append(opened)
        self.stack.extend(reversed(ended))

    def _never_closed(self, opened: _Open) -> None:
        if opened.block is not None:
            self.note(
                opened.block.line, f"this ::: {opened.block.fence.kind} block is never closed"
            )
            self._end(opened)

    def _emit(self, kind: str, nesting: int, block: Block | None, level: int) -> None:
        token = Token(kind, "div", nesting, level=level, block=True)  # type: ignore[arg-type]
        token.meta = {"block": block}
        self.out.append(token)


def block_of(fence: Fence, line: int) -> Block:
    """The block that an opening line asks for; an unknown kind is "unknown"."""
    kind, label = fence.kind, LABELS.get(fence.kind, "")
    if kind in KIN:
        kind, label = KIN[kind]
    elif not kind:
        kind = "plain"
    elif kind not in LABELS:
        kind = "unknown"
    return Block(fence, line, kind, label, title=fence.attributes.get("title", "").strip())
