"""From a plan of a foreign course to a course in our format, with every line accounted for."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from cohort.course_format import front_matter
from cohort.course_format.folder import Folder, asset_problem, is_markdown
from cohort.course_format.foreign.cross_references import carry_references
from cohort.course_format.foreign.headings import anchors_of
from cohort.course_format.foreign.import_links import Map, asset_home, rewrite_links
from cohort.course_format.foreign.import_plan import (
    ModulePlan,
    PagePlan,
    Plan,
    number,
    words,
)
from cohort.course_format.foreign.mapped_text import Draft
from cohort.course_format.foreign.pieces import Piece, piece_of
from cohort.course_format.links import RESERVED
from cohort.course_format.naming import as_title, file_name, read_name, without_clash
from cohort.course_format.values import AssetFile, Course, ModuleFile, PageFile
from cohort.kernel.languages import nearest_tag

MOST = 999  # modules, and pages in each: as many as the numbers before names can count
# Files in these folders are no text or download; we cannot read courses written in them.
_OTHER_TEXT = (".ipynb", ".rst", ".adoc", ".org", ".tex", ".docx", ".html", ".htm")
_TOOLS = (
    *("package.json", "package-lock.json", "requirements.txt", "robots.txt", "tsconfig.json"),
    "_category_.json",
)
_MACHINERY = ("_includes/", "_layouts/", "_sass/", "_plugins/", "themes/", "theme/", "layouts/")


def convert(folder: Folder, plan: Plan, slug: str) -> Course:
    """The course in our format."""
    _shorten(folder, plan)
    places = _places(folder, plan)
    pieces: dict[str, Piece] = {}
    for path in plan.sources():
        piece = piece_of(folder, plan, places, path)
        if piece:
            pieces[path] = piece
            places.anchors[path] = anchors_of(piece.draft)
    for path, piece in pieces.items():
        rewrite_links(piece.draft, places, path)
        cites = path.lower().endswith((".rmd", ".qmd"))
        carry_references(piece.draft, places, path, has_citations=cites)
        for line, text in sorted(set(piece.draft.notes)):
            folder.report(path, text, line, is_error=False)
    course = Course(slug, plan.kind, problems=folder.problems)
    plan.title = plan.title or _title_of(plan, pieces) or as_title(slug)
    course.text, lines = _programme(plan, pieces)
    course.lines = tuple(lines)
    course.path = plan.front or course.path
    for position, module in enumerate(plan.modules, 1):
        course.modules.append(_module(plan, module, position, places, pieces))
    course.assets = [AssetFile(home, folder.files[path]) for path, home in places.assets.items()]
    if not course.modules:
        folder.report("", "there are no pages of Markdown here")
    return course


def _shorten(folder: Folder, plan: Plan) -> None:
    for module in plan.modules:
        for page in module.pages[MOST:]:
            folder.report(page.path, f"a module holds at most {MOST} pages; this one is left out")
        del module.pages[MOST:]
    for module in plan.modules[MOST:]:
        folder.report(module.name, f"a course holds at most {MOST} modules; this one is left out")
    del plan.modules[MOST:]


# --- Where things go -----------------------------------------------------------------------------


def _places(folder: Folder, plan: Plan) -> Map:
    """Where everything goes, with every slug made unique."""
    places = Map(addresses=plan.addresses, roots=plan.roots, own_sites=_own_sites(plan))
    places.front = plan.front
    if plan.front:
        places.pages[plan.front] = "programme.md"
    modules: set[str] = set(RESERVED)
    for position, module in enumerate(plan.modules, 1):
        module.name = _take(module.name, modules)
        within = file_name(position, module.name)
        if module.intro:
            places.pages[module.intro] = f"{within}/module.md"
        pages: set[str] = set(RESERVED)
        for place, page in enumerate(module.pages, 1):
            page.name = _take(page.name, pages)
            places.pages.setdefault(page.path, f"{within}/{file_name(place, page.name)}.md")
    places.assets = _assets(folder, plan)
    places.index()
    return places


def _take(name: str, taken: set[str]) -> str:
    slug = without_clash(read_name(name).slug, taken)
    taken.add(slug)
    return slug


def _own_sites(plan: Plan) -> list[str]:
    config = plan.site.settings
    url, base = words(config.get("url")).rstrip("/"), words(config.get("baseurl")).strip("/")
    sites = [f"{url}/{base}".rstrip("/")] if url.startswith("http") else []
    return sites + ([f"/{base}"] if base else [])


def _assets(folder: Folder, plan: Plan) -> dict[str, str]:
    """Files to keep, by path; files left out are reported once for each folder."""
    assets: dict[str, str] = {}
    others: dict[str, set[str]] = {}
    for path, place in folder.files.items():
        if is_markdown(path) or path in plan.settings_files or posixpath.basename(path) in _TOOLS:
            continue
        if path.startswith(_MACHINERY):
            others.setdefault(path.partition("/")[0], set()).add(posixpath.splitext(path)[1])
        elif path.lower().endswith(_OTHER_TEXT) and not path.lower().endswith(".docx"):
            folder.report(path, "this kind of text is not read", is_error=False)
        elif wrong := asset_problem(path, place):
            if "kind of file" not in wrong:
                folder.report(path, wrong, is_error=False)
            else:
                others.setdefault(posixpath.dirname(path), set()).add(posixpath.splitext(path)[1])
        else:
            assets[path] = asset_home(path)
    for within, endings in others.items():
        kinds = ", ".join(sorted(ending or "no ending" for ending in endings))
        folder.report(
            within or ".",
            f"files that are no part of a course are left out ({kinds})",
            is_error=False,
        )
    return assets


# --- Putting together -----------------------------------------------------------------------------


def _title_of(plan: Plan, pieces: Mapping[str, Piece]) -> str:
    return pieces[plan.front].title if plan.front in pieces else ""


def _programme(plan: Plan, pieces: Mapping[str, Piece]) -> tuple[str, list[int]]:
    piece = pieces.get(plan.front)
    facts = {
        "title": plan.title[: front_matter.LONGEST_TITLE],
        "summary": plan.summary[: front_matter.LONGEST_SUMMARY],
        "language": nearest_tag(plan.language),
        "licence": plan.licence,
    }
    said = {name: value for name, value in facts.items() if value}
    if not piece:
        return front_matter.block_of(said), []
    return _composed({**said, **_others(piece.facts, said)}, piece.draft)


def _module(
    plan: Plan, module: ModulePlan, position: int, places: Map, pieces: Mapping[str, Piece]
) -> ModuleFile:
    piece = pieces.get(module.intro)
    facts = dict(piece.facts) if piece else {}
    title = words(facts.get("title")) or (piece.title if piece else "") or module.title
    reading = [_minutes(pieces[p.path].facts, "teaching") for p in module.pages if p.path in pieces]
    doing = [_minutes(pieces[p.path].facts, "exercises") for p in module.pages if p.path in pieces]
    summary = words(facts.get("summary") or facts.get("description")) or module.summary
    said: dict[str, Any] = {
        "title": (title or as_title(module.name))[: front_matter.LONGEST_TITLE],
        "summary": summary[: front_matter.LONGEST_SUMMARY],
        "minutes_to_read": number(facts.get("minutes_to_read")) or sum(reading),
        "minutes_to_do": number(facts.get("minutes_to_do")) or sum(doing),
        "opens_after_days": number(facts.get("opens_after_days")),
        "licence": words(facts.get("licence")) or plan.licence,
        "language": nearest_tag(words(facts.get("language"))) or nearest_tag(plan.language),
    }
    said = {name: value for name, value in said.items() if value}
    facts = _others(facts, said)
    objectives = facts.get("objectives")
    if not (isinstance(objectives, list) and all(isinstance(item, str) for item in objectives)):
        facts.pop("objectives", None)
    text, lines = _composed({**said, **facts}, piece.draft if piece else None)
    pages = [
        _page(module, page, place, pieces[page.path])
        for place, page in enumerate(module.pages, 1)
        if page.path in pieces
    ]
    unread = frozenset(page.name for page in module.pages if page.path not in pieces)
    path = module.intro or posixpath.dirname(module.pages[0].path) or module.name
    return ModuleFile(
        module.name, position, text, path, tuple(pages), unread=unread, lines=tuple(lines)
    )


def _page(module: ModulePlan, page: PagePlan, place: int, piece: Piece) -> PageFile:
    title = piece.title or page.title or as_title(read_name(page.name).slug)
    said: dict[str, Any] = {"title": title[: front_matter.LONGEST_TITLE]}
    minutes = number(piece.facts.get("minutes_to_read")) or _minutes(piece.facts, "teaching")
    if minutes:
        said["minutes_to_read"] = minutes
    if own := nearest_tag(words(piece.facts.get("language") or piece.facts.get("lang"))):
        said["language"] = own
    if module.facilitators_only and piece.draft.text.strip():
        first, last = piece.draft.lines[0], piece.draft.lines[-1]
        piece.draft.text = f"::::: facilitator\n\n{piece.draft.text.strip(chr(10))}\n\n:::::\n"
        rows = piece.draft.text.count("\n") + 1
        piece.draft.lines = _between(piece.draft.lines, first, last, rows)
    text, lines = _composed({**said, **_others(piece.facts, said)}, piece.draft)
    return PageFile(page.name, place, text, page.path, tuple(lines))


def _between(lines: list[int], first: int, last: int, rows: int) -> list[int]:
    middle = lines[: max(0, rows - 5)]
    return [first, first, *middle, *[last] * (rows - 2 - len(middle))]


def _minutes(facts: Mapping[str, Any], name: str) -> int:
    return number(facts.get(name))


def _others(facts: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The rest of an author's front matter stays, except for what we read in another form."""
    ours = {"title", "summary", "minutes_to_read", "minutes_to_do", "opens_after_days"}
    ours |= {"foundation", "language", "licence"}
    kept = {name: value for name, value in facts.items() if name not in said and name not in ours}
    return dict(kept)


def _composed(facts: Mapping[str, Any], draft: Draft | None) -> tuple[str, list[int]]:
    """A whole file, and the author's line of each of its lines."""
    block = front_matter.block_of(facts)
    if len(block) > front_matter.LONGEST_BLOCK:
        block = front_matter.block_of({k: v for k, v in facts.items() if isinstance(v, (str, int))})
    lines = [1] * block.count("\n")
    if draft is None:
        return block, [*lines, 1]
    body = draft.whole()
    skipped = len(body) - len(body.lstrip("\n"))
    body = body.strip("\n") + "\n" if body.strip() else ""
    return block + body, lines + draft.lines[skipped:]
