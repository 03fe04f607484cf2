"""The texts of a course: programme.md, modules and pages, each judged and taken or left alone.

A pure function from plain rows and files to plain rows: nothing is read or written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from cohort.course_authoring.actions.importing import merge_policy
from cohort.course_authoring.actions.importing.merge_policy import R, Verdict, judge
from cohort.course_authoring.actions.importing.report import Fate, LoadReport
from cohort.course_authoring.actions.saving import with_module_text, with_page_text
from cohort.course_authoring.queries.stored_course import StoredCourse, StoredModule, StoredPage
from cohort.course_format.front_matter import ModuleFacts, PageFacts, module_facts, page_facts
from cohort.course_format.links import IS_RESERVED, RESERVED
from cohort.course_format.naming import file_name
from cohort.course_format.values import Course, ModuleFile, PageFile, digest
from cohort.kernel import ids
from cohort.kernel.problems import Problem


@dataclass
class Merge:
    """The course as it will be, in the making. `facts`: what the texts that are taken say;
    `files`: the file that each text was read from; both by id."""

    stored: StoredCourse
    report: LoadReport
    overwrite: bool
    now: dt.datetime
    new_id: Callable[[], int] = ids.new_id
    text: tuple[str, str] | None = field(init=False)
    modules: dict[int, StoredModule] = field(init=False)
    pages: dict[int, StoredPage] = field(init=False)
    facts: dict[int, ModuleFacts | PageFacts] = field(default_factory=dict)
    files: dict[int, ModuleFile | PageFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.text = self.stored.text
        self.modules, self.pages = dict(self.stored.modules), dict(self.stored.pages)

    def course(self) -> StoredCourse:
        """As it will be, but for its files."""
        return replace(self.stored, text=self.text, modules=self.modules, pages=self.pages)


def merge_course_text(merge: Merge, course: Course) -> None:
    """Keep programme.md for an export to give back. The programme's facts are edited apart."""
    if not course.text:
        return
    path, report, kept = "programme.md", merge.report, merge.text
    if kept is None:
        report.add("programme", path, Fate.NEW)
    elif kept[0] == course.text:
        report.add("programme", path, Fate.UNCHANGED)
    elif kept[1] not in ("", digest(kept[0])) and not merge.overwrite:
        if kept[1] != digest(course.text):
            report.clash("programme", path, merge_policy.EDITED, kept[0], course.text)
        return
    else:
        report.add("programme", path, Fate.CHANGED)
    merge.text = (course.text, digest(course.text))


def merge_modules(merge: Merge, course: Course) -> None:
    """Take over, leave alone and retire modules and pages."""
    gone = {module.slug: module for module in merge.stored.modules.values()}
    for file in course.modules:
        if _is_reserved(file.slug, file.path, merge.report):
            continue
        module = _merge_module(merge, gone.pop(file.slug, None), file)
        _merge_pages(merge, module, file)
    for slug, module in gone.items():
        if slug not in course.unread:
            _retire_module(merge, module)


def _merge_module(merge: Merge, known: StoredModule | None, file: ModuleFile) -> StoredModule:
    row = known or StoredModule(merge.new_id(), file.slug, file.position, "", "")
    row = merge_policy.take_number(row, file.position)
    if file.is_single_file:
        merge.report.single_files.add(file.path)
    if row.is_single_file is not file.is_single_file:
        row = replace(row, is_single_file=file.is_single_file, rendered_with=0)
    verdict, words = _judge(merge, "module", known, file)
    if verdict is Verdict.TAKE:
        facts = module_facts(file.text, file.slug)
        row = with_module_text(row, facts, file.text)
        _note(merge, row.id, facts, file.path)
    row = _settled(row, verdict, words, file.text)
    merge.modules[row.id], merge.files[row.id] = row, file
    return row


def _merge_pages(merge: Merge, module: StoredModule, file: ModuleFile) -> None:
    gone = merge.stored.pages_of(module.id)
    for page_file in file.pages:
        if not _is_reserved(page_file.slug, page_file.path, merge.report):
            _merge_page(merge, module, gone.pop(page_file.slug, None), page_file)
    for slug, page in gone.items():
        if slug not in file.unread:
            _retire_page(merge, module, page)


def _merge_page(
    merge: Merge, module: StoredModule, known: StoredPage | None, file: PageFile
) -> None:
    row = known or StoredPage(merge.new_id(), module.id, file.slug, file.position, "", "")
    row = merge_policy.take_number(row, file.position)
    verdict, words = _judge(merge, "page", known, file)
    if verdict is Verdict.TAKE:
        facts = page_facts(file.text, file.slug)
        row = with_page_text(row, facts, file.text, module)
        _note(merge, row.id, facts, file.path)
    row = _settled(row, verdict, words, file.text)
    if module.is_single_file:
        row = replace(row, title=module.title)  # which stands in the module's front matter
    merge.pages[row.id], merge.files[row.id] = row, file


def _judge(
    merge: Merge,
    kind: str,
    known: StoredModule | StoredPage | None,
    file: ModuleFile | PageFile,
) -> tuple[Verdict, str]:
    """The verdict on a file, as it goes into the report."""
    if known is None:
        merge.report.add(kind, file.path, Fate.NEW)
        return Verdict.TAKE, ""
    verdict, words = judge(known, file.text, overwrite=merge.overwrite)
    if verdict is Verdict.CLASH:
        merge.report.clash(kind, file.path, words, known.source, file.text)
    elif verdict is Verdict.TAKE:
        fate = Fate.CHANGED if known.retired_at is None else Fate.BACK
        merge.report.add(kind, file.path, fate)
    else:
        fate = Fate.BACK if verdict is Verdict.BRING_BACK else Fate.UNCHANGED
        merge.report.add(kind, file.path, fate)
    return verdict, words


def _note(merge: Merge, row_id: int, facts: ModuleFacts | PageFacts, path: str) -> None:
    merge.facts[row_id] = facts
    merge.report.problems += [replace(problem, path=path) for problem in facts.problems]


def _settled(row: R, verdict: Verdict, words: str, text: str) -> R:
    """What the verdict means for the row, beyond its text."""
    if verdict is Verdict.TAKE or row.source == text:
        row = replace(row, file_digest=digest(text))
    is_back = verdict is Verdict.BRING_BACK or (
        verdict is Verdict.CLASH and words != merge_policy.TAKEN_OUT
    )
    if is_back and row.retired_at is not None:
        row = replace(row, retired_at=None, rendered_with=0)
    return row


def _retire_module(merge: Merge, module: StoredModule) -> None:
    """A module whose file has gone; not one that holds what was written here."""
    if module.retired_at is not None or module.file_position is None:
        return
    path = _path(module)
    pages = merge.stored.pages_of(module.id).values()
    here = [page for page in pages if page.retired_at is None and merge_policy.was_edited(page)]
    if (here or merge_policy.was_edited(module)) and not merge.overwrite:
        merge.report.clash("module", path, merge_policy.GONE)
        return
    merge.modules[module.id] = _retired(module, merge.now)
    merge.report.add("module", path, Fate.RETIRED)


def _retire_page(merge: Merge, module: StoredModule, page: StoredPage) -> None:
    """A page whose file has gone; not one that was made or edited here."""
    if page.retired_at is not None or (page.file_position is None and not page.file_digest):
        return
    path = f"{_path(module)}/{file_name(page.position, page.slug)}.md"
    if merge_policy.was_edited(page) and not merge.overwrite:
        merge.report.clash("page", path, merge_policy.GONE)
        return
    merge.pages[page.id] = _retired(page, merge.now)
    merge.report.add("page", path, Fate.RETIRED)


def _retired(row: Any, now: dt.datetime) -> Any:
    return replace(row, retired_at=now, file_position=None)


def _path(module: StoredModule) -> str:
    name = file_name(module.position, module.slug)
    return f"{name}.md" if module.is_single_file else name


def _is_reserved(slug: str, path: str, report: LoadReport) -> bool:
    if slug in RESERVED:
        report.problems.append(Problem(path, 0, IS_RESERVED.format(slug)))
        return True
    return False
