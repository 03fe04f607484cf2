"""The lists that hold the order of pages in other formats, as one kind of tree.

SUMMARY.md (GitBook, mdBook), _sidebar.md (Docsify), mkdocs.yml, _toc.yml and myst.yml (Jupyter
Book), _quarto.yml and config.yaml.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from cohort.course_format.folder import Folder, is_markdown
from cohort.course_format.foreign.import_plan import settings, words
from cohort.course_format.front_matter import plain_heading

_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,3}[.)])[ \t]+(?P<rest>.*)\Z")
_LINK = re.compile(
    r"\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target><[^<>]*>|[^()\s]*)[^()]*\)"
)
_DEEPEST = 12


@dataclass
class Node:
    """A line of a list: a title, its file if it has one, and the lines below it."""

    title: str
    path: str = ""
    children: list[Node] = field(default_factory=list)
    is_part: bool = False

    def leaves(self) -> Iterable[Node]:
        """Everything below it that has a file, in order."""
        for child in self.children:
            if child.path:
                yield child
            yield from child.leaves()


@dataclass
class Navigation:
    """A list of pages: the file that holds it, and the folder to which its paths are relative."""

    file: str
    root: str
    nodes: list[Node]


def find_navigation(folder: Folder) -> Navigation | None:
    """The first list that names at least two of the files."""
    for reader in (_summary, _mkdocs, _toc, _myst, _quarto, _sidebar):
        found = reader(folder)
        if found and sum(1 for node in found.nodes for _ in _all(node)) > 1:
            return found
    return None


def _all(node: Node) -> Iterable[Node]:
    if node.path:
        yield node
    yield from node.leaves()


def _lists(folder: Folder, names: Iterable[str]) -> list[str]:
    """Files of these names, in any case, the nearest to the top first."""
    low = [name.lower() for name in names]
    found = [path for path in folder.files if path.rpartition("/")[2].lower() in low]
    return sorted(found, key=lambda path: path.count("/"))


def _summary(folder: Folder) -> Navigation | None:
    return _from_markdown(folder, _lists(folder, ["SUMMARY.md"]))


def _sidebar(folder: Folder) -> Navigation | None:
    return _from_markdown(folder, _lists(folder, ["_sidebar.md"]))


def _from_markdown(folder: Folder, files: Iterable[str]) -> Navigation | None:
    for file in files:
        text = folder.text(file)
        if text is None:
            continue
        root = posixpath.dirname(file)
        nodes = _nested(folder, file, root, text)
        if nodes:
            return Navigation(file, root, nodes)
    return None


def _nested(folder: Folder, file: str, root: str, text: str) -> list[Node]:
    """Items nested by their indentation; headings and bold lines part them."""
    top: list[Node] = []
    part: Node | None = None
    stack: list[tuple[int, Node]] = []
    for line, written in enumerate(text.split("\n"), 1):
        item = _ITEM.match(written)
        rest = item["rest"] if item else written.strip()
        link = _LINK.search(rest)
        if not item and not link:
            if written.startswith("## ") or (written.startswith("# ") and top):
                part = Node(plain_heading(written), is_part=True)
                top.append(part)
                stack = []
            continue
        node = Node(plain_heading(link["words"] if link else rest))
        if link:
            node.path = _path(folder, root, link["target"])
            if not node.path and not re.match(r"[a-z]+:|#|/?\)?\Z", link["target"]):
                say = f"it lists {link['target'][:100]}, which is not there"
                folder.report(file, say, line, is_error=False)
        depth = len(item["indent"].expandtabs(4)) if item else -1
        while stack and stack[-1][0] >= depth:
            stack.pop()
        if stack and len(stack) < _DEEPEST:
            stack[-1][1].children.append(node)
        elif part:
            part.children.append(node)
        else:
            top.append(node)
        stack.append((depth, node))
    return [node for node in top if node.path or node.children]


def _path(folder: Folder, root: str, target: str) -> str:
    """The file that a target in a list means; "" for none."""
    plain = unquote(target.strip("<> ").partition("#")[0]).lstrip("/")
    if not plain:
        return ""
    whole = posixpath.normpath(posixpath.join(root, plain))
    for path in (whole, f"{whole}.md", f"{whole}.Rmd", f"{whole}/README.md", f"{whole}/index.md"):
        if folder.has(path) and is_markdown(path):
            return path
    return ""


def _mkdocs(folder: Folder) -> Navigation | None:
    for file in _lists(folder, ["mkdocs.yml", "mkdocs.yaml"]):
        config = settings(folder, file)
        root = posixpath.normpath(
            posixpath.join(posixpath.dirname(file), words(config.get("docs_dir")) or "docs")
        )
        nodes = _from_list(folder, root, config.get("nav"), file)
        if nodes:
            return Navigation(file, "" if root == "." else root, nodes)
    return None


def _toc(folder: Folder) -> Navigation | None:
    for file in _lists(folder, ["_toc.yml", "toc.yml"]):
        root = posixpath.dirname(file)
        text = folder.text(file) or ""
        config = settings(folder, file)
        if not config and text.lstrip().startswith("-"):  # Jupyter Book's first format: a list
            return None
        first = _from_list(folder, root, [config.get("root")], file)
        nodes = first + _from_list(
            folder, root, config.get("parts") or config.get("chapters"), file
        )
        if nodes:
            return Navigation(file, root, nodes)
    return None


def _myst(folder: Folder) -> Navigation | None:
    """The list in myst.yml, of Jupyter Book from its second edition on."""
    for file in _lists(folder, ["myst.yml"])[:1]:
        root = posixpath.dirname(file)
        project = settings(folder, file).get("project")
        listed = project.get("toc") if isinstance(project, Mapping) else None
        nodes = _from_list(folder, root, listed, file)
        if nodes:
            return Navigation(file, root, nodes)
    return None


def _quarto(folder: Folder) -> Navigation | None:
    for file in ("_quarto.yml", "config.yaml", "config.yml"):
        config = settings(folder, file)
        for holder in (config.get("book"), config.get("website"), config):
            if not isinstance(holder, Mapping):
                continue
            sidebar = holder.get("sidebar")
            listed = sidebar.get("contents") if isinstance(sidebar, Mapping) else None
            for value in (holder.get("chapters"), listed, holder.get("pages"), holder.get("nav")):
                nodes = _from_list(folder, "", value, file)
                if nodes:
                    return Navigation(file, "", nodes)
    return None


def _from_list(folder: Folder, root: str, listed: Any, file: str, depth: int = 0) -> list[Node]:
    """Nodes from a list of paths, `title: path` and `title: [more]`, and the books' own forms."""
    nodes: list[Node] = []
    if not isinstance(listed, list) or depth > _DEEPEST:
        return nodes
    for item in listed[:2000]:
        if isinstance(item, str):
            nodes += _one(folder, root, "", item, file)
        elif isinstance(item, Mapping):
            nodes += _from_mapping(folder, root, item, file, depth)
    return nodes


def _from_mapping(
    folder: Folder, root: str, item: Mapping[str, Any], file: str, depth: int
) -> list[Node]:
    title = words(
        item.get("title") or item.get("caption") or item.get("text") or item.get("section")
    )
    target = item.get("file") or item.get("href") or item.get("path") or item.get("url")
    keys = ("sections", "chapters", "contents", "children", "pages", "items")
    below = next((item[key] for key in keys if isinstance(item.get(key), list)), None)
    part = item.get("part")
    if isinstance(part, str):
        at = _path(folder, root, part)
        title, target = ("" if at else words(part)), (part if at else target)
    if isinstance(target, str) or below is not None:
        node = Node(title, _path(folder, root, target) if isinstance(target, str) else "")
        node.children = _from_list(folder, root, below, file, depth + 1)
        return [node] if node.path or node.children else []
    nodes: list[Node] = []
    for name, value in item.items():
        if isinstance(value, str):
            nodes += _one(folder, root, words(name), value, file)
        elif isinstance(value, list):
            node = Node(words(name), children=_from_list(folder, root, value, file, depth + 1))
            nodes += [node] if node.children else []
    return nodes


def _one(folder: Folder, root: str, title: str, target: str, file: str) -> list[Node]:
    path = _path(folder, root, target)
    if not path and not re.match(r"[a-z]+:", target):
        folder.report(file, f"it lists {target[:100]}, which is not there", is_error=False)
    return [Node(title, path)] if path else []
