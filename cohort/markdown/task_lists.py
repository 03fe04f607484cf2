"""Task lists, `- [ ] to do`, read as GitHub reads them: the box first, then the rest as text.

Our own, because the parser's plugin reads what follows the box as a new block: "- [ ] 1. first"
lost its number. Source: GitHub Flavored Markdown Spec, "Task list items (extension)".
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_BOX = re.compile(r"\[([ xX])\][ \t\n]+")


def task_lists(md: MarkdownIt) -> None:
    """Teach a parser to mark them: `meta["checked"]` of an item, and its list's class."""
    md.core.ruler.after("block", "task_lists", _mark)


def _mark(state: StateCore) -> None:
    lists = []
    for place, token in enumerate(state.tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open" and len(state.tokens) > place + 2:
            content = state.tokens[place + 2]
            if state.tokens[place + 1].type != "paragraph_open":
                continue
            box = _BOX.match(content.content)
            if box and len(content.content) > box.end():
                content.content = content.content[box.end() :]
                token.meta["checked"] = box[1] != " "
                lists[-1].attrSet("class", "task-list")
