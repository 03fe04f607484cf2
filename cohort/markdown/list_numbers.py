"""The numbers of a list as they were typed.

HTML counts on from the first number; "2. … 5. …" would be shown as 2 and 3. A list whose numbers
are all the same is left to count, as people who write Markdown mean it.
"""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.token import Token

_LARGEST = 999_999_999  # CommonMark 5.2: at most nine digits


def keep_numbers(tokens: Iterable[Token]) -> None:
    """Give `value` to the items whose number is not the one that follows."""
    open_lists: list[list[Token]] = []
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            open_lists.append([])
        elif token.type == "list_item_open" and open_lists:
            open_lists[-1].append(token)
        elif token.type in ("ordered_list_close", "bullet_list_close") and open_lists:
            _number(open_lists.pop())


def _number(items: list[Token]) -> None:
    numbers = [int(item.info) for item in items if item.info.isascii() and item.info.isdigit()]
    if len(numbers) != len(items) or len(set(numbers)) == 1:
        return
    for item, number, before in zip(items[1:], numbers[1:], numbers, strict=False):
        if number != before + 1 and number <= _LARGEST:
            item.attrSet("value", str(number))
