"""Fenced blocks: `::: story`, `::: {.reflect #id template=gibbs}`, nestable, any number of colons.

Sources of the syntax: Pandoc User's Guide, extension `fenced_divs`; The Carpentries Workbench.
The parser only marks the lines; `nesting.py` pairs them without recursion, however deep they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

PROMPTS = ("reflect", "discuss", "try")
CUTS = (*PROMPTS, "facilitator", "video")
# Each kind with the label that readers see or hear.
LABELS = {
    "callout": "Note",
    "story": "Story",
    "objectives": "What you will be able to do",
    "keypoints": "Key points",
    "details": "More",
    "facilitator": "For facilitators",
    "reflect": "Reflect",
    "discuss": "Discuss",
    "try": "Try this at work",
    "video": "Video",
    "download": "Download",
    "glossary": "Word explained",
}
# Names that other formats use: (our kind, its label). The Workbench's come first, then those of
# GitHub's alerts, Docusaurus, VitePress, MyST and MkDocs.
KIN = {
    "solution": ("details", "Solution"),
    "spoiler": ("details", "More"),
    "hint": ("details", "Hint"),
    "answer": ("details", "Answer"),
    "instructor": ("facilitator", "For facilitators"),
    "challenge": ("callout", "Exercise"),
    "exercise": ("callout", "Exercise"),
    "discussion": ("callout", "Discussion"),
    "checklist": ("callout", "Checklist"),
    "prereq": ("callout", "Before you begin"),
    "prerequisite": ("callout", "Before you begin"),
    "testimonial": ("callout", "In somebody's words"),
    "questions": ("callout", "Questions"),
    "question": ("callout", "Question"),
    "overview": ("callout", "Overview"),
    "tab": ("callout", ""),
    "group-tab": ("callout", ""),
    "group": ("callout", ""),
    "note": ("callout", "Note"),
    "info": ("callout", "Note"),
    "seealso": ("callout", "See also"),
    "tip": ("callout", "Tip"),
    "important": ("callout", "Important"),
    "attention": ("callout", "Attention"),
    "caution": ("callout", "Caution"),
    "warning": ("callout", "Warning"),
    "danger": ("callout", "Danger"),
    "error": ("callout", "Danger"),
    "abstract": ("callout", "Summary"),
    "summary": ("callout", "Summary"),
    "example": ("callout", "Example"),
    "quote": ("callout", "Quote"),
    "success": ("callout", "Done well"),
    "failure": ("callout", "Done badly"),
    "bug": ("callout", "Known fault"),
    "admonition": ("callout", "Note"),
}
# Any of these among a block's classes hides it from participants, and so does any longer name
# (facilitators, instructor-notes): a slip of the pen must not show a note to everybody.
_FOR_FACILITATORS = ("facilitator", "instructor")
QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_OPENING = re.compile(
    r"(?P<name>\.?[A-Za-z][\w-]*)?[ \t]*(?:\[(?P<boxed>[^\]]*)\])?[ \t]*"
    rf"(?:\{{(?P<attributes>(?:[^{{}}\"']|{QUOTED})*)\}})?(?P<title>[ \t]*[^{{}}:]*)"
)
MARKED = re.compile(r"(?<!\\)(\*\*|\*|`|__)(?=\S)([^*`_]+)\1")  # a title is plain words
_ATTRIBUTE = re.compile(
    rf"#(?P<id>[^\s}}]+)|(?P<key>[A-Za-z][\w:-]*)=(?P<value>{QUOTED}|[^\s\"']*)"
    r"|\.?(?P<word>[^\s.#=]+)|(?P<rest>\S)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Fence:
    """An opening line: the block's kind as written, its id and its key=value attributes."""

    kind: str
    id: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def read_attributes(words: str) -> Fence:
    """Read the text between braces: `.reflect #who template=gibbs title="Two words"`."""
    kind, found_id, attributes = "", "", {}
    for found in _ATTRIBUTE.finditer(words):
        if found["id"]:
            found_id = found["id"]
        elif found["key"]:
            attributes[found["key"].lower()] = _value(found["value"])
        elif found["word"]:
            word = found["word"].lower()
            kind = word if not kind or word.startswith(_FOR_FACILITATORS) else kind
    return Fence(kept_back(kind), found_id, attributes)


def kept_back(kind: str, *words: str) -> str:
    """The block's kind, or "facilitator" when the kind or another word says it is for them."""
    is_theirs = any(word.startswith(_FOR_FACILITATORS) for word in (kind, *words))
    return "facilitator" if is_theirs else kind


def _value(written: str) -> str:
    if written[:1] not in "\"'" or not written:
        return written
    return re.sub(r"\\(.)", r"\1", " ".join(written[1:-1].split()))


def read_fence(words: str) -> Fence | None:
    """Read `story`, `note Its title` or `{.reflect #who}`; None when it opens nothing."""
    found = _OPENING.fullmatch(words)
    if not found:
        return None
    fence = read_attributes(found["attributes"] or "")
    name = (found["name"] or "").lstrip(".").lower()
    title = (found["boxed"] or found["title"] or "").strip()
    if not name and found["attributes"] is None:
        return None
    kind = fence.kind if not name or fence.kind == "facilitator" else kept_back(name)
    if title and "title" not in fence.attributes:
        fence.attributes["title"] = MARKED.sub(r"\2", title)
    return Fence(kind, fence.id, fence.attributes)


def fenced_blocks(md: MarkdownIt) -> None:
    """Teach a parser to mark the lines that open and close blocks."""
    md.block.ruler.before(
        "fence",
        "block_mark",
        _block_mark,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )


def _block_mark(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(":::", start) or state.is_code_block(line):
        return False
    words = state.src[start : state.eMarks[line]].lstrip(":").strip().rstrip(":").rstrip()
    fence = read_fence(words) if words else None
    if words and fence is None:
        return False
    if not silent:
        token = state.push("block_mark", "", 0)
        token.map = [line, line + 1]
        token.meta = {"fence": fence}
        state.line = line + 1
    return True
