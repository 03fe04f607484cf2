"""P2PU's course-in-a-box and other Jekyll courses whose pages are posts, module by module.

_data/course.yml                              title, description, the modules in order
modules/<module>/_posts/2000-01-31-<page>.md  the pages, by date
index.md                                      the front page
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from cohort.course_format.folder import Folder, is_markdown
from cohort.course_format.foreign.collections import collection_modules, collections_of
from cohort.course_format.foreign.import_plan import (
    ModulePlan,
    PagePlan,
    Plan,
    facts_of,
    licence,
    settings,
    stem,
    words,
)
from cohort.course_format.foreign.tag_values import Site
from cohort.course_format.naming import as_title, natural
from cohort.course_format.native_format import BESIDE

_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)\Z")
FRONT = ("index.md", "index.markdown", "home.md")


def looks_like_posts(folder: Folder) -> bool:
    """Whether the pages are Jekyll posts."""
    return any("_posts/" in path and is_markdown(path) for path in folder.files)


def plan_posts(folder: Folder) -> Plan:
    """The plan for the posts."""
    site, used = read_site(folder)
    listed = _listed_modules(site)
    plan = Plan("p2pu", site=site, settings_files=used)
    describe(plan, site)
    plan.front = next((path for path in FRONT if folder.has(path)), "")
    groups: dict[str, list[str]] = {}
    for path in folder.files:
        if is_markdown(path) and "_posts" in path.split("/"):
            groups.setdefault(path.partition("_posts/")[0].strip("/"), []).append(path)
    for group in _in_order(folder, list(groups), listed):
        name = group.removeprefix("modules/") or "posts"
        title = listed.get(_last(name), "") or as_title(_last(name))
        posts = sorted(groups[group], key=lambda path: (_date(path), natural(path)))
        pages = [PagePlan(path, _name(path), "") for path in posts]
        intro = next((p for p in (f"{group}/{front}" for front in FRONT) if folder.has(p)), "")
        plan.modules.append(ModulePlan(name.replace("/", "-"), title, intro, pages))
        for page in pages:
            plan.addresses[page.path] = [f"{group}/{page.name}", f"{name}/{page.name}"]
            site.posts = {**site.posts, **_post_names(page.path, group)}
    modules, addresses = collection_modules(folder, collections_of(folder, site))
    plan.modules += modules
    plan.addresses |= addresses
    _add_single_pages(folder, plan)
    return plan


def read_site(folder: Folder) -> tuple[Site, set[str]]:
    """The site's settings and data files, and the paths of those files."""
    used: set[str] = set()
    data: dict[str, Any] = {}
    for path in folder.under("_data"):
        if path.endswith((".yml", ".yaml", ".json")):
            data[stem(path)] = settings(folder, path)
            used.add(path)
    config: Mapping[str, Any] = {}
    for path in ("_config.yml", "_config.yaml", "_config.toml"):
        if folder.has(path):
            config = settings(folder, path)
            used.add(path)
    return Site(config, data), used


def describe(plan: Plan, site: Site) -> None:
    """Title, summary, language and licence, from the course's own data before the site's."""
    course = site.data.get("course")
    sources = [source for source in (course, site.settings) if isinstance(source, Mapping)]
    for source in sources:
        plan.title = plan.title or words(source.get("title"))
        plan.summary = plan.summary or words(source.get("description") or source.get("tagline"))
        plan.language = plan.language or words(source.get("lang") or source.get("language"))
        plan.licence = plan.licence or licence(source.get("license") or source.get("licence"))


def _listed_modules(site: Site) -> dict[str, str]:
    """The modules in their order, with their titles where the list gives them."""
    for data in (site.data.get("course"), *site.data.values(), site.settings):
        found = data.get("modules") if isinstance(data, Mapping) else None
        if not isinstance(found, list):
            continue
        listed: dict[str, str] = {}
        for item in found:
            if isinstance(item, Mapping):
                keys = ("name", "slug", "folder", "id", "path", "title")
                name = next((str(item[key]) for key in keys if words(item.get(key))), "")
                listed[_last(name)] = words(item.get("title"))
            elif words(item):
                listed[_last(str(item))] = ""
        return listed
    return {}


def _in_order(folder: Folder, groups: list[str], listed: Mapping[str, str]) -> list[str]:
    order = {name: place for place, name in enumerate(listed)}
    for name in listed:
        if name not in {_last(group) for group in groups}:
            folder.report("_data/course.yml", f"it lists a module {name}, which has no pages")
    for group in groups:
        if listed and _last(group) not in order:
            say = "its module is not in the list of modules, so it comes last"
            folder.report(f"{group}/_posts", say, is_error=False)
    return sorted(groups, key=lambda group: (order.get(_last(group), len(order)), natural(group)))


def _add_single_pages(folder: Folder, plan: Plan) -> None:
    """Pages beside the posts, which their site shows without a module."""
    taken = set(plan.sources())
    pages = []
    for path in folder.files:
        place = PurePosixPath(path)
        if not is_markdown(path) or path in taken:
            continue
        if place.stem.lower() in BESIDE:
            folder.report(path, "it is about the files, so it is no page", is_error=False)
        elif any(part.startswith("_") for part in place.parts):
            folder.report(path, "it is part of the site, not of the course", is_error=False)
        else:
            pages.append(PagePlan(path, place.stem))
            permalink = words(facts_of(folder, path).get("permalink")).strip("/")
            plan.addresses[path] = [permalink] if permalink else []
    if pages:
        plan.modules.append(ModulePlan("more-pages", "More pages", pages=pages))


def _post_names(path: str, group: str) -> dict[str, str]:
    dated = stem(path)
    return {dated: path, f"{group}/{dated}": path, f"{group}/_posts/{dated}": path}


def _date(path: str) -> tuple[int, ...]:
    found = _DATED.match(stem(path))
    return tuple(int(part) for part in found[1].split("-")) if found else (9999,)


def _name(path: str) -> str:
    found = _DATED.match(stem(path))
    return found[2] if found else stem(path)


def _last(path: str) -> str:
    return path.strip("/").rpartition("/")[2]
