"""Jekyll's collections: folders such as `_lessons`, whose files become pages of the site.

Source: Jekyll's documentation, "Collections": `output`, `order`, `sort_by`, `collections_dir`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cohort.course_format.folder import Folder, is_markdown
from cohort.course_format.foreign.import_plan import (
    ModulePlan,
    PagePlan,
    facts_of,
    is_draft,
    order_of,
    stem,
    words,
)
from cohort.course_format.foreign.tag_values import Site
from cohort.course_format.naming import as_title, natural


@dataclass(frozen=True)
class Collection:
    """A collection that the site shows: its name, its folder, and what the settings say of it."""

    name: str
    folder: str
    said: Mapping[str, Any]


def collections_of(folder: Folder, site: Site) -> list[Collection]:
    """Those that hold pages, in the order of the settings."""
    listed = site.settings.get("collections")
    if isinstance(listed, list):  # names alone, whose pages a template shows
        listed = {name: {"output": True} for name in listed if isinstance(name, str)}
    if not isinstance(listed, Mapping):
        return []
    within = words(site.settings.get("collections_dir")).strip("/")
    found = []
    for name, said in listed.items():
        home = posixpath.join(within, f"_{name}")
        is_shown = isinstance(said, Mapping) and said.get("output") is True
        is_ours = name not in ("posts", "drafts") and "episodes" not in name
        if is_shown and is_ours and any(map(is_markdown, folder.under(home))):
            found.append(Collection(str(name), home, said))
    return found


def collection_modules(
    folder: Folder, collections: Iterable[Collection]
) -> tuple[list[ModulePlan], dict[str, list[str]]]:
    """A module for each collection, and {a page's path: its addresses on its own site}."""
    modules, addresses = [], {}
    for one in collections:
        pages, intro = [], ""
        for path in _in_order(folder, one):
            if is_draft(facts_of(folder, path)):
                say = "its author marks it as a draft, so it is left out"
                folder.report(path, say, is_error=False)
                continue
            within = path.removeprefix(f"{one.folder}/")
            plain = posixpath.splitext(within)[0]
            addresses[path] = _addresses(folder, one, path, plain)
            if "/" in within:
                say = "it lies in a folder within a module, so it follows in that module"
                folder.report(path, say, is_error=False)
            if plain == "index":
                intro = path
            else:
                name = (
                    stem(path)
                    if stem(path) != "index"
                    else posixpath.basename(posixpath.dirname(path))
                )
                pages.append(PagePlan(path, name))
        title = words(one.said.get("title")) or as_title(one.name)
        summary = words(one.said.get("description"))
        modules.append(ModulePlan(one.name, title, intro, pages, summary))
    return [module for module in modules if module.pages or module.intro], addresses


def _in_order(folder: Folder, one: Collection) -> list[str]:
    paths = [path for path in folder.under(one.folder) if is_markdown(path)]
    listed = one.said.get("order")
    places = [str(item).lstrip("/") for item in listed] if isinstance(listed, list) else []
    key = words(one.said.get("sort_by"))

    def place(path: str) -> tuple[Any, ...]:
        within = path.removeprefix(f"{one.folder}/")
        if within in places:
            return (0, places.index(within))
        facts = facts_of(folder, path)
        if key and words(facts.get(key)):
            return (1, natural(words(facts.get(key))), natural(within))
        # A folder's pages follow the page of its name.
        return (2, *order_of(facts, path), natural(posixpath.splitext(within)[0]))

    return sorted(paths, key=place)


def _addresses(folder: Folder, one: Collection, path: str, plain: str) -> list[str]:
    found = [f"{one.name}/{plain}"]
    pattern = words(one.said.get("permalink"))
    if pattern:
        filled = pattern.replace(":collection", one.name).replace(":path", plain)
        filled = filled.replace(":name", stem(path)).replace(":title", stem(path))
        found.append(filled.replace(":output_ext", "").strip("/"))
    permalink = words(facts_of(folder, path).get("permalink")).strip("/")
    return [*found, permalink] if permalink else found
