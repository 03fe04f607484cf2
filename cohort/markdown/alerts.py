"""GitHub's alerts (`> [!NOTE]`) become the same blocks as `::: note`."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token

from cohort.markdown.blocks import Fence
from cohort.markdown.nesting import block_of


def alerts_to_blocks(tokens: list[Token]) -> list[Token]:
    """The tokens, with alerts as opened and closed blocks."""
    return list(_changed(tokens))


def _changed(tokens: list[Token]) -> Iterator[Token]:
    open_blocks = []
    in_title = False
    for token in tokens:
        if token.type == "alert_open":
            line = token.map[0] if token.map else 0
            open_blocks.append(block_of(Fence(str(token.meta["kind"]).lower()), line))
            token.type, token.meta = "block_open", {"block": open_blocks[-1]}
        elif token.type == "alert_close":
            token.type, token.meta = "block_close", {"block": open_blocks.pop()}
        elif token.type == "alert_title_open":
            in_title = True
        if not in_title:
            yield token
        elif token.type == "alert_title_close":
            in_title = False
