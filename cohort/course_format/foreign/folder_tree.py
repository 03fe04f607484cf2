"""A plain tree of Markdown files: folders are modules, files are pages.

A list gives the order where there is one (see navigation.py); else `weight`, `order` and the like
in front matter; else the numbers before names; else the names, 2 before 10.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from cohort.course_format.folder import Folder, is_markdown
from cohort.course_format.foreign.collections import collection_modules, collections_of
from cohort.course_format.foreign.content_root import content_root, link_roots
from cohort.course_format.foreign.import_plan import (
    ModulePlan,
    PagePlan,
    Plan,
    facts_of,
    is_draft,
    order_of,
    settings,
    words,
)
from cohort.course_format.foreign.jekyll import describe, read_site
from cohort.course_format.foreign.navigation import Node, find_navigation
from cohort.course_format.foreign.translations import translations_of, without_language
from cohort.course_format.naming import as_title, read_name
from cohort.course_format.native_format import BESIDE

_INTRODUCTIONS = ("index", "_index", "readme", "module", "overview", "introduction", "intro")
_SURE = frozenset({"index", "_index", "readme", "module"})
_LISTS = frozenset({"summary", "_sidebar", "_navbar", "_coverpage", "_404", "404", "tags"})


@dataclass
class _Place:
    """A folder's own Markdown files and the folders in it."""

    files: list[str] = field(default_factory=list)
    folders: dict[str, _Place] = field(default_factory=dict)


def plan_tree(folder: Folder) -> Plan:
    """What the tree is to become."""
    site, used = read_site(folder)
    plan = Plan("tree", site=site, settings_files=used)
    describe(plan, site)
    _describe_by_tools(folder, plan)
    listed = find_navigation(folder)
    others = translations_of(folder)
    root = listed.root if listed else content_root(folder, others)
    plan.roots = [root, *link_roots(root)]
    collections = collections_of(folder, site)
    others |= {path for one in collections for path in folder.under(one.folder)}
    paths = [path for path in folder.files if path not in others and _is_page(folder, path, root)]
    if listed:
        plan.settings_files.add(listed.file)
        nodes = _with_unlisted(folder, listed.nodes, paths, listed.file)
    else:
        nodes = _nodes(folder, _places(paths, root), root, depth=0)
    _into_modules(folder, plan, nodes, root)
    for path in plan.sources():
        plan.addresses[path] = _addresses(folder, path, root)
    modules, addresses = collection_modules(folder, collections)
    _settle_single(folder, plan, modules)
    plan.modules += modules
    plan.addresses |= addresses
    return plan


def _settle_single(folder: Folder, plan: Plan, modules: list[ModulePlan]) -> None:
    """With collections, a lone index introduces the course and is no module of its own."""
    only = plan.modules[0] if len(plan.modules) == 1 else None
    if not modules or plan.front or only is None or only.intro or len(only.pages) != 1:
        return
    if PurePosixPath(only.pages[0].path).stem.lower() in _SURE:
        plan.front, plan.modules = only.pages[0].path, []


def _describe_by_tools(folder: Folder, plan: Plan) -> None:
    names = "mkdocs.yml book.toml config.toml hugo.toml config.yaml _quarto.yml hugo.yaml"
    for name in (*names.split(), "course.yml", "book.json", "myst.yml"):
        config = settings(folder, name)
        plan.settings_files.add(name)
        keys = ("book", "website", "params", "project")
        for source in (config, *map(config.get, keys)):
            if isinstance(source, Mapping):
                plan.title = plan.title or words(source.get("title") or source.get("site_name"))
                said = source.get("description") or source.get("site_description")
                plan.summary = plan.summary or words(said)
                for key in ("language", "lang", "languageCode"):
                    plan.language = plan.language or words(source.get(key))


def _is_page(folder: Folder, path: str, root: str) -> bool:
    """Whether a file is text of the course; files left out are reported."""
    if not is_markdown(path):
        return False
    place = PurePosixPath(path)
    name = place.stem.lower()
    if name in _LISTS:
        return False
    is_within = not root or path.startswith(f"{root}/")
    if name in BESIDE and not (name == "readme" and is_within):
        folder.report(path, "it is about the files, so it is no page", is_error=False)
        return False
    if any(part.startswith("_") for part in place.parts[:-1]) or not is_within:
        folder.report(path, "it is part of the site, not of the course", is_error=False)
        return False
    facts = facts_of(folder, path)
    if is_draft(facts):
        folder.report(path, "its author marks it as a draft, so it is left out", is_error=False)
        return False
    return True


def _places(paths: list[str], root: str) -> _Place:
    top = _Place()
    for path in paths:
        *folders, _ = path[len(root) :].strip("/").split("/")
        place = top
        for name in folders:
            place = place.folders.setdefault(name, _Place())
        place.files.append(path)
    return top


def _nodes(folder: Folder, place: _Place, within: str, depth: int) -> list[Node]:
    """The content of a folder, in order; a folder's introduction is its own file."""
    found: list[tuple[Any, Node]] = []
    introduction = _introduction(place.files, within)
    for path in place.files:
        if path != introduction:
            found.append((order_of(facts_of(folder, path), path), Node("", path)))
    for name, inner in place.folders.items():
        path = f"{within}/{name}" if within else name
        children = _nodes(folder, inner, path, depth + 1)
        own = _introduction(inner.files, path)
        label = settings(folder, f"{path}/_category_.json") or settings(
            folder, f"{path}/_category_.yml"
        )
        facts = {**label, **(facts_of(folder, own) if own else {})}
        node = Node(words(label.get("label")), own, children)
        node.title = node.title or as_title(read_name(name).slug if name.isascii() else name)
        found.append((order_of(facts, path), node))
        if depth >= 1 and (children or own):
            say = "it lies in a folder within a module, so its pages follow in that module"
            folder.report(path, say, is_error=False)
    found.sort(key=lambda pair: pair[0])
    nodes = [node for _, node in found]
    if depth == 0 and introduction:
        nodes.insert(0, Node("", introduction))
    return nodes


def _introduction(files: list[str], within: str) -> str:
    """The file that introduces its folder; "" for none."""
    own = posixpath.basename(within).lower()
    by_name = {read_name(PurePosixPath(path).stem).slug: path for path in reversed(files)}
    exact = {PurePosixPath(path).stem.lower(): path for path in reversed(files)}
    for name in _INTRODUCTIONS:
        if name in exact and (name in _SURE or len(files) > 1):
            return exact[name]
    same = by_name.get(read_name(own).slug) if own else None
    return same or ""


def _with_unlisted(folder: Folder, nodes: list[Node], paths: list[str], file: str) -> list[Node]:
    """The listed nodes, followed by those that the list forgets."""
    listed = {leaf.path for node in nodes for leaf in [node, *node.leaves()]}
    rest = [path for path in paths if path not in listed]
    for path in rest:
        folder.report(path, f"it is not in {file}, so it comes last", is_error=False)
    more = Node("More pages", children=[Node("", path) for path in rest])
    return [*nodes, more] if rest else nodes


def _into_modules(folder: Folder, plan: Plan, nodes: list[Node], root: str) -> None:
    """Nodes with something below them are modules; single files side by side share one."""
    nodes = _without_parts(nodes)
    if nodes and nodes[0].path and not nodes[0].children and len(nodes) > 1:
        name = PurePosixPath(nodes[0].path).stem.lower()
        if name in _INTRODUCTIONS or name == "programme":
            plan.front = nodes[0].path
            nodes = nodes[1:]
    has_modules = any(node.children for node in nodes)
    run: ModulePlan | None = None
    taken = {plan.front} if plan.front else set()
    for node in nodes:
        if node.children:
            run = None
            plan.modules.append(_module(node, taken))
        elif node.path and node.path not in taken:
            taken.add(node.path)
            stem = PurePosixPath(node.path).stem
            if has_modules and read_name(stem).number is not None:
                page = PagePlan(node.path, stem, node.title)
                plan.modules.append(ModulePlan(stem, node.title, pages=[page]))
                run = None
                continue
            if run is None:
                is_all = not has_modules
                title = plan.title or as_title(folder.root.resolve().name) if is_all else ""
                run = ModulePlan(title or stem, title or node.title)
                plan.modules.append(run)
            run.pages.append(PagePlan(node.path, stem, node.title))
    plan.modules = [module for module in plan.modules if module.pages or module.intro]


def _module(node: Node, taken: set[str]) -> ModulePlan:
    name = posixpath.basename(posixpath.dirname(node.path)) if node.path else node.title
    is_intro = PurePosixPath(node.path).stem.lower() in _SURE if node.path else False
    if node.path and not is_intro:
        name = PurePosixPath(node.path).stem
    module = ModulePlan(name or node.title, node.title)
    if node.path and node.path not in taken:
        module.intro = node.path
        taken.add(node.path)
    below = [leaf for leaf in node.leaves() if leaf.path not in taken]
    names = Counter(_page_name(leaf.path) for leaf in below)
    for leaf in below:
        if leaf.path not in taken:
            taken.add(leaf.path)
            name = _page_name(leaf.path)
            if names[name] > 1:  # 01/problem.md, 02/problem.md: their folders tell them apart
                name = f"{posixpath.basename(posixpath.dirname(leaf.path))}-{name}"
            module.pages.append(PagePlan(leaf.path, name, leaf.title))
    return module


def _without_parts(nodes: list[Node]) -> list[Node]:
    """Parts are modules when their chapters have nothing below them, else only a heading."""
    out: list[Node] = []
    for node in nodes:
        if node.is_part and any(child.children for child in node.children):
            out += node.children
        else:
            out.append(node)
    return out


def _page_name(path: str) -> str:
    place = PurePosixPath(path)
    return place.parent.name if place.stem.lower() in _SURE and place.parent.name else place.stem


def _addresses(folder: Folder, path: str, root: str) -> list[str]:
    """A page's other addresses: its path within the content, and those in its front matter."""
    facts = facts_of(folder, path)
    within = path[len(root) :].strip("/") if root else path
    found = [within, without_language(within)]
    for key in ("permalink", "slug", "url", "id"):
        said = words(facts.get(key)).strip("/")
        if said:
            found += [said, posixpath.join(posixpath.dirname(within), said)]
    aliases = facts.get("aliases") or facts.get("redirect_from")
    aliases = aliases if isinstance(aliases, list) else [aliases]
    return found + [words(alias).strip("/") for alias in aliases if words(alias)]
