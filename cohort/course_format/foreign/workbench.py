"""Carpentries lessons: the Workbench's `episodes/` and the older `_episodes/`.

Each episode is a page. Consecutive episodes with the same `block` in their front matter are a
module; without blocks all of them are one, with the lesson's title. Pages for learners form a
module of their own, and so do pages for instructors, which facilitators alone can read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from cohort.course_format.folder import Folder, is_markdown
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
from cohort.course_format.foreign.jekyll import read_site
from cohort.course_format.foreign.mapped_text import begin
from cohort.course_format.foreign.tag_values import Site
from cohort.course_format.foreign.templating import fill_in
from cohort.course_format.naming import natural

_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,300}\]:[ \t]*\S")
_EPISODES = ("episodes", "_episodes", "_episodes_rmd")
_LICENCE = ("LICENSE.md", "CODE_OF_CONDUCT.md")
_NOT_PAGES = frozenset({"readme", "contributing", "citation", "authors", "news", "links", "notice"})


def looks_like_workbench(folder: Folder) -> bool:
    """Whether there are episodes, and the settings that go with them."""
    has_settings = folder.has("config.yaml") or folder.has("_config.yml")
    return has_settings and any(_pages(folder, name) for name in _EPISODES)


def plan_workbench(folder: Folder) -> Plan:
    """The plan for the lesson."""
    site, used = read_site(folder)
    config = settings(folder, "config.yaml") if folder.has("config.yaml") else site.settings
    plan = Plan(
        "workbench",
        title=words(config.get("title")),
        language=words(config.get("lang") or config.get("language")),
        licence=licence(config.get("license")),
        site=Site({**site.settings, **config}, site.data),
        roots=["episodes", "_episodes", "learners", "instructors", "profiles", "_extras"],
        settings_files=used | {"config.yaml"},
    )
    plan.front = next((path for path in ("index.md", "index.Rmd") if folder.has(path)), "")
    plan.definitions = _definitions(folder, plan.site)
    episodes = [
        path
        for name in _EPISODES
        for path in _listed(folder, name, config.get("episodes"), "episodes")
    ]
    plan.modules += _blocks(folder, plan.title, episodes)
    learners = [*_listed(folder, "learners", config.get("learners"), "learners")]
    learners += [path for path in _pages(folder, "_extras") if not _is_guide(path)]
    learners += [path for path in ("reference.md", "setup.md", "glossary.md") if folder.has(path)]
    learners += [path for path in _LICENCE if folder.has(path)]
    instructors = [*_listed(folder, "instructors", config.get("instructors"), "instructors")]
    instructors += [path for path in _pages(folder, "_extras") if _is_guide(path)]
    instructors += _listed(folder, "profiles", config.get("profiles"), "profiles")
    _add(plan, "for-learners", "For learners", learners)
    _add(plan, "for-instructors", "For instructors", instructors, facilitators_only=True)
    _report_others(folder, plan)
    for path in plan.sources():
        plan.addresses[path] = [stem(path), f"episodes/{stem(path)}"]
    return plan


def _pages(folder: Folder, name: str) -> list[str]:
    """The Markdown files directly in this folder."""
    return [path for path in folder.under(name) if path.count("/") == 1 and is_markdown(path)]


def _listed(folder: Folder, name: str, listed: Any, what: str) -> list[str]:
    """The folder's pages, in the order of the settings; without a list, by name."""
    there = _pages(folder, name)
    if not isinstance(listed, list):
        # The Workbench starts with the instructions for setting up.
        return sorted(there, key=lambda path: (stem(path) != "setup", natural(path)))
    found = []
    for item in listed:
        path = f"{name}/{item}"
        same = [p for p in there if stem(p) == stem(path)]
        if same:
            found.append(same[0])
        elif name == what:
            folder.report("config.yaml", f"it lists {what}/{str(item)[:80]}, which is not there")
    for path in there:
        if path not in found:
            say = f"it is not in the list of {what}, so it comes last"
            folder.report(path, say, is_error=False)
            found.append(path)
    return found


def _blocks(folder: Folder, title: str, episodes: Iterable[str]) -> list[ModulePlan]:
    modules: list[ModulePlan] = []
    last = ""
    for path in episodes:
        facts: Mapping[str, Any] = facts_of(folder, path)
        block = words(facts.get("block"))
        if not modules or (block and block != last):
            name = block or title or "Episodes"
            again = 1 + sum(module.name == name for module in modules)
            modules.append(ModulePlan(name, f"{name}, part {again}" if again > 1 else name))
            last = block
        modules[-1].pages.append(PagePlan(path, stem(path)))
    return modules


def _add(
    plan: Plan, name: str, title: str, paths: Iterable[str], *, facilitators_only: bool = False
) -> None:
    taken = set(plan.sources())
    pages = [PagePlan(path, stem(path)) for path in dict.fromkeys(paths) if path not in taken]
    if pages:
        plan.modules.append(
            ModulePlan(name, title, pages=pages, facilitators_only=facilitators_only)
        )


def _definitions(folder: Folder, site: Site) -> str:
    """links.md: link definitions for every page, filled in; other lines are left out."""
    for path in ("links.md", "_includes/links.md"):
        if folder.has(path):
            draft = begin(list(enumerate((folder.text(path) or "").split("\n"), 1)))
            fill_in(draft, site, {})
            for line, words in sorted(set(draft.notes)):
                folder.report(path, words, line, is_error=False)
            return "\n".join(filter(_DEFINITION.match, draft.whole().split("\n")))
    return ""


def _is_guide(path: str) -> bool:
    return stem(path).lower() in ("guide", "instructor-notes", "instructors")


def _report_others(folder: Folder, plan: Plan) -> None:
    taken = {*plan.sources(), "links.md", "_includes/links.md"}
    for path in folder.files:
        if not is_markdown(path) or path in taken:
            continue
        if PurePosixPath(path).stem.lower() in _NOT_PAGES:
            folder.report(path, "it is about the files, so it is no page", is_error=False)
        else:
            folder.report(path, "it is no page of the lesson, so it is left out", is_error=False)
