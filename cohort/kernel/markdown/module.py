"""Course pages: Markdown to parts, rendered once on save and never on reading.

A page becomes a list of parts, in order: `{"kind": "html", "html": …}`, a prompt
`{"kind": "reflect", "key": …, "template": …, "html": …}` (or discuss, try), or
`{"kind": "facilitator", "html": …}`, which is left out for everybody else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from cohort.kernel.courses.values import Problem
from cohort.kernel.markdown.blocks import PROMPTS, Fence, FencedBlocks
from cohort.kernel.markdown.clean import clean_module
from cohort.kernel.words import slugify

RENDERER_VERSION = 1
_START = re.compile(r'<hr data-cut="(\d{1,4})">')


@dataclass(frozen=True)
class FoundPrompt:
    """A prompt in a page. `key` is the id its author gave and never changes."""

    key: str
    kind: str
    template: str
    html: str


@dataclass(frozen=True)
class FoundTerm:
    """A term that a page explains."""

    slug: str
    term: str
    html: str
    line: int = 0


@dataclass
class RenderedPage:
    """What a page's Markdown came to; `problems` are for its author. `headings` are (level, id,
    words) and `words` their number in the page."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    prompts: list[FoundPrompt] = field(default_factory=list)
    terms: list[FoundTerm] = field(default_factory=list)
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    words: int = 0


def render_page(
    text: str,
    *,
    resolve: Callable[[str], str | None] | None = None,  # noqa: ARG001
    terms: Sequence[tuple[str, str]] = (),  # noqa: ARG001
    first_line: int = 1,
) -> RenderedPage:
    """Render a page's body. Raises nothing the text can cause but RecursionError."""
    md: Any = markdown.Markdown(
        extensions=[
            "sane_lists",
            "tables",
            "footnotes",
            "def_list",
            "abbr",
            "attr_list",
            "pymdownx.magiclink",
            "pymdownx.tilde",
            "pymdownx.tasklist",
            "pymdownx.saneheaders",
            "pymdownx.superfences",
            FencedBlocks(),
            _Headings(),
        ],
        extension_configs={
            "pymdownx.tilde": {"subscript": False},
            "pymdownx.superfences": {"css_class": "", "disable_indented_code_blocks": False},
        },
        output_format="html",
    )
    md.cuts, md.problems = [], []
    html = clean_module(md.convert(text))
    page = RenderedPage(problems=[Problem("", first_line, text) for text in md.problems])
    _split(html, [fence for fence, _ in md.cuts], page)
    return page


def _split(html: str, fences: list[Fence], page: RenderedPage) -> None:
    """Cut the page at its lifted-out blocks: each is `<hr data-cut><div>…</div>`."""
    position = 0
    for start in _START.finditer(html):
        if start.start() < position or int(start[1]) >= len(fences):
            continue  # a block inside a lifted-out one stays with it; a forged mark is nothing
        end = _end_of_div(html, start.end())
        _add_html(page, html[position : start.start()])
        inner = _START.sub("", html[start.end() : end]).strip()
        _add_cut(page, fences[int(start[1])], inner.removeprefix("<div>").removesuffix("</div>"))
        position = end
    _add_html(page, html[position:])


def _end_of_div(html: str, position: int) -> int:
    depth = 0
    for tag in re.compile(r"<(/?)div\b[^>]*>").finditer(html, position):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return len(html)


def _add_html(page: RenderedPage, html: str) -> None:
    if html.strip():
        page.parts.append({"kind": "html", "html": html.strip()})


def _add_cut(page: RenderedPage, fence: Fence, html: str) -> None:
    html = html.strip()
    if fence.kind not in PROMPTS:
        page.parts.append({"kind": fence.kind, "html": html})
        return
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", fence.id):
        words = (
            f"a {fence.kind} block needs an id of small letters, digits and hyphens, "
            f"such as {{.{fence.kind} #my-question}}; it has {fence.id!r}"
        )
        page.problems.append(Problem("", 0, words))
        page.parts.append({"kind": "html", "html": html})
        return
    template = fence.attributes.get("template", "free")
    page.prompts.append(FoundPrompt(fence.id, fence.kind, template, html))
    page.parts.append({"kind": fence.kind, "key": fence.id, "template": template, "html": html})


class _Headings(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.treeprocessors.register(_GiveIds(md), "give_ids", 4)


class _GiveIds(Treeprocessor):
    """Headings get ids to link to; the page's h1 is its title, so a body's h1 becomes h2.

    Tables get a box of their own to scroll in, so that the page never does.
    """

    def run(self, root: Element) -> None:
        used: dict[str, int] = {}
        for element in root.iter():
            if element.tag == "h1":
                element.tag = "h2"
            if element.tag in ("h2", "h3", "h4", "h5", "h6"):
                slug = slugify("".join(element.itertext()))
                used[slug] = used.get(slug, 0) + 1
                # "s-" keeps the page's own ids apart from those of an author's making
                element.set("id", f"s-{slug}" + (f"-{used[slug]}" if used[slug] > 1 else ""))
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag == "table":
                    parent.remove(child)
                    box = Element("div", {"class": "table-scroll"})
                    box.append(child)
                    box.tail, child.tail = child.tail, None
                    parent.insert(place, box)
