"""How much HTML is taken apart: what people write stays far below, and no mail costs more than a
few times its length."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

DEEPEST = 250  # elements in one another; a conversation of thirty mails in tables has some 150
MOST_ELEMENTS = 20_000  # a conversation of a hundred mails by Outlook has some 10,000
DEEPEST_TABLE = 20  # tables in one another: what is in the innermost is laid out by each
DEEPEST_QUOTE = 20  # quotes in one another


def is_too_much(soup: BeautifulSoup) -> bool:
    """Whether a mail has more elements, or deeper ones, than any program writes for people."""
    return any(
        depth > DEEPEST or tables > DEEPEST_TABLE or number > MOST_ELEMENTS
        for number, (_, depth, tables) in enumerate(_elements(soup, "table"))
    )


def flatten_quotes(soup: BeautifulSoup) -> None:
    """Let quotes within too many others be plain blocks: each level writes a sign in each line."""
    for tag, _, quotes in _elements(soup, "blockquote"):
        if tag.name == "blockquote" and quotes >= DEEPEST_QUOTE:
            tag.name = "div"


def _elements(soup: BeautifulSoup, within: str) -> Iterator[tuple[Tag, int, int]]:
    """(element, how deep it stands, in how many elements of that name), each once."""
    waiting: list[tuple[Tag, int, int]] = [(soup, 0, 0)]
    while waiting:
        tag, depth, count = waiting.pop()
        inner = count + (tag.name == within)
        yield tag, depth, count
        waiting += [(one, depth + 1, inner) for one in tag.children if isinstance(one, Tag)]
