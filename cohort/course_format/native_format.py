"""Reading a course in our own format.

programme.md
00-start-here.md             a module in one file
01-power/module.md           a module's facts and introduction
01-power/01-where-it-sits.md its pages
01-power/map.png             images and other files, in folders of any name
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol

from cohort.course_format import front_matter
from cohort.course_format.folder import Folder, asset_problem, is_markdown
from cohort.course_format.naming import Name, read_name, without_clash
from cohort.course_format.values import AssetFile, Course, ModuleFile, PageFile
from cohort.kernel.problems import Problem


class _Facts(Protocol):
    @property
    def problems(self) -> tuple[Problem, ...]: ...


# Files beside a course for people who open its folder.
BESIDE = frozenset(
    {"readme", "license", "licence", "notice", "changelog", "contributing", "authors"}
)


def looks_ours(folder: Folder) -> bool:
    """Whether this is our format: programme.md, or a folder like 01-power with module.md."""
    if folder.has("programme.md"):
        return True
    return any(
        path.count("/") == 1
        and path.endswith("/module.md")
        and read_name(path.split("/")[0]).number is not None
        for path in folder.files
    )


def read_ours(folder: Folder, slug: str) -> Course:
    """The course, with its problems; files that cannot be used are left out."""
    course = Course(slug=slug, problems=folder.problems)
    tops = dict.fromkeys(path.split("/")[0] for path in folder.files)
    course.text = _checked(folder, "programme.md", slug, front_matter.programme_facts) or ""
    taken: set[str] = set()
    for top in tops:
        is_file = folder.has(top)
        if is_file and not is_markdown(top):
            continue
        if is_file and (top == "programme.md" or _stands_beside(top)):
            continue
        if not is_file and not any(is_markdown(path) for path in folder.under(top)):
            continue
        name = read_name(PurePosixPath(top).stem if is_file else top)
        if name.number is None:
            _report_unnumbered(folder, top, is_file=is_file)
            continue
        slug_here = _slug(folder, top, name, taken)
        if not slug_here:
            continue
        read = _one_file if is_file else _one_folder
        module = read(folder, top, name, slug_here)
        if module:
            course.modules.append(module)
        else:
            course.unread.add(slug_here)
    course.unread |= _closed(folder, "")
    course.modules.sort(key=lambda module: module.position)
    course.assets = read_assets(folder)
    return course


def read_assets(folder: Folder) -> list[AssetFile]:
    """Every file that is not Markdown and may be kept; the others are reported."""
    assets = []
    for path, place in folder.files.items():
        if is_markdown(path) or PurePosixPath(path).stem.lower() in BESIDE:
            continue
        if wrong := asset_problem(path, place):
            folder.report(path, wrong, is_error=False)
        else:
            assets.append(AssetFile(path, place))
    return assets


def _one_file(folder: Folder, path: str, name: Name, slug: str) -> ModuleFile | None:
    text = _checked(folder, path, slug, front_matter.module_facts)
    if text is None or name.number is None:
        return None
    parts = front_matter.split(text)
    page = PageFile(slug, 1, parts.body, path)
    return ModuleFile(slug, name.number, parts.block, path, (page,), is_single_file=True)


def _one_folder(folder: Folder, top: str, name: Name, slug: str) -> ModuleFile | None:
    path = f"{top}/module.md"
    if not folder.has(path):
        folder.report(path, "there is no such file; a module's folder needs one")
        return None
    text = _checked(folder, path, slug, front_matter.module_facts)
    if text is None or name.number is None:
        return None
    pages, unread = _pages(folder, top)
    return ModuleFile(slug, name.number, text, path, tuple(pages), unread=frozenset(unread))


def _pages(folder: Folder, top: str) -> tuple[list[PageFile], set[str]]:
    pages: list[PageFile] = []
    unread = _closed(folder, top)
    taken: set[str] = set()
    for path in folder.under(top):
        place = PurePosixPath(path)
        if not is_markdown(path) or path == f"{top}/module.md":
            continue
        if len(place.parts) > 2:
            folder.report(path, "pages stand in the module's own folder; this one is not read")
            continue
        name = read_name(place.stem)
        if name.number is None:
            if place.stem.lower() not in BESIDE:
                folder.report(path, "a page is named like 01-ideas.md; this one is not read")
            continue
        slug = _slug(folder, path, name, taken)
        if not slug:
            continue
        text = _checked(folder, path, slug, front_matter.page_facts)
        if text is None:
            unread.add(slug)
        else:
            pages.append(PageFile(slug, name.number, text, path))
    return sorted(pages, key=lambda page: page.position), unread


def _closed(folder: Folder, within: str) -> set[str]:
    """The slugs of entries in this folder that cannot be entered or read."""
    here = [
        path for path in map(PurePosixPath, folder.closed) if str(path.parent) == (within or ".")
    ]
    names = [read_name(path.stem if is_markdown(path.name) else path.name) for path in here]
    return {name.slug for name in names if name.number is not None}


def _slug(folder: Folder, path: str, name: Name, taken: set[str]) -> str:
    """The slug to use, added to `taken`; "" and a problem when it is not free."""
    if name.is_ours and name.slug in taken:
        folder.report(path, f"another one has the name {name.slug}; this one is not read")
        return ""
    slug = without_clash(name.slug, taken)
    if not name.is_ours:
        say = f"names are small letters, digits and hyphens; it goes by {slug}"
        folder.report(path, say, is_error=False)
    taken.add(slug)
    return slug


def _checked(
    folder: Folder, path: str, slug: str, facts_of: Callable[[str, str], _Facts]
) -> str | None:
    """The file's text, when its front matter can be read; missing facts are reported."""
    text = folder.text(path) if folder.has(path) else None
    if text is None:
        return None
    if late := front_matter.late_block(text):
        say = "this looks like front matter, but is shown as text; begin the file with it"
        folder.report(path, say, text.count("\n", 0, late) + 1, is_error=False)
    broken = front_matter.split(text).problems
    found = broken or facts_of(text, slug).problems
    folder.problems += [replace(problem, path=path) for problem in found]
    return None if broken else text


def _stands_beside(top: str) -> bool:
    return PurePosixPath(top).stem.lower() in BESIDE


def _report_unnumbered(folder: Folder, top: str, *, is_file: bool) -> None:
    if is_file:
        folder.report(top, "a module is named like 01-first-steps.md; this one is not read")
        return
    folder.report(top, "a module's folder is named like 01-first-steps; this one is not read")
