"""The texts of a course: programme.md, modules and pages, each judged and taken or left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_authoring.actions import saving
from cohort.course_authoring.actions.importing import merge_policy
from cohort.course_authoring.actions.importing.merge_policy import Verdict, judge
from cohort.course_authoring.actions.importing.report import Fate, LoadReport
from cohort.course_format.links import RESERVED
from cohort.course_format.naming import file_name
from cohort.course_format.values import Course, ModuleFile, PageFile, digest
from cohort.course_modules.models import CourseText, Module, ModulePage
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.problems import Problem
from cohort.programmes.models import Programme

Pages = dict[tuple[int, str], ModulePage]  # by module's id and slug


@dataclass
class Load:
    """One import, as the functions below pass it on. `files`: {id: the file it was read from}."""

    actor: Actor
    programme_id: int
    report: LoadReport
    overwrite: bool
    files: dict[int, ModuleFile | PageFile] = field(default_factory=dict)


def load_course_text(
    programme: Programme, course: Course, report: LoadReport, *, overwrite: bool
) -> None:
    """Keep programme.md for an export to give back. The programme's facts are edited apart."""
    if not course.text:
        return
    path = "programme.md"
    query = sa.select(CourseText).where(CourseText.programme_id == programme.id)
    kept = db.session.scalar(query)
    if kept is None:
        kept = CourseText(programme_id=programme.id)
        report.add("programme", path, Fate.NEW)
    elif kept.source == course.text:
        report.add("programme", path, Fate.UNCHANGED)
    elif kept.file_digest not in ("", digest(kept.source)) and not overwrite:
        if kept.file_digest != digest(course.text):
            report.clash("programme", path, merge_policy.EDITED, kept.source, course.text)
        return
    else:
        report.add("programme", path, Fate.CHANGED)
    kept.source, kept.file_digest = course.text, digest(course.text)
    db.session.add(kept)


def load_modules(
    actor: Actor,
    programme: Programme,
    course: Course,
    modules: Mapping[str, Module],
    pages: Pages,
    report: LoadReport,
    *,
    overwrite: bool,
) -> Mapping[int, ModuleFile | PageFile]:
    """Take over, leave alone and retire modules and pages. Returns the file of each, by its id."""
    load = Load(actor, programme.id, report, overwrite)
    gone = dict(modules)
    for file in course.modules:
        if _is_reserved(file.slug, file.path, report):
            continue
        module = _load_module(load, gone.pop(file.slug, None), file)
        _load_pages(load, module, file, pages)
    for slug, module in gone.items():
        if slug not in course.unread:
            own = [page for (module_id, _), page in pages.items() if module_id == module.id]
            _retire_module(load, module, own)
    db.session.flush()
    return load.files


def _load_module(load: Load, module: Module | None, file: ModuleFile) -> Module:
    if module is None:
        module = Module(programme_id=load.programme_id, slug=file.slug, source="")
        verdict, words = Verdict.TAKE, ""
        fate = Fate.NEW
    else:
        verdict, words = judge(module, file.text, overwrite=load.overwrite)
        fate = Fate.CHANGED if module.retired_at is None else Fate.BACK
    for name, value in merge_policy.take_number(module, file.position).items():
        setattr(module, name, value)
    if file.is_single_file:
        load.report.single_files.add(file.path)
    if module.is_single_file is not file.is_single_file:
        module.is_single_file = file.is_single_file
        module.rendered_with = 0
    db.session.add(module)
    if verdict is Verdict.CLASH:
        load.report.clash("module", file.path, words, module.source, file.text)
    elif verdict is Verdict.TAKE:
        problems = saving.write_module(load.actor, module, file.text, origin="files")
        load.report.problems += saving.in_file(problems, file.path)
        load.report.add("module", file.path, fate)
    else:
        fate = Fate.BACK if verdict is Verdict.BRING_BACK else Fate.UNCHANGED
        load.report.add("module", file.path, fate)
    _settle(module, verdict, words, file.text)
    db.session.flush()
    load.files[module.id] = file
    return module


def _load_pages(load: Load, module: Module, file: ModuleFile, pages: Pages) -> None:
    gone = {slug: page for (module_id, slug), page in pages.items() if module_id == module.id}
    for page_file in file.pages:
        if not _is_reserved(page_file.slug, page_file.path, load.report):
            _load_page(load, module, gone.pop(page_file.slug, None), page_file)
    for slug, page in gone.items():
        if slug not in file.unread:
            _retire_page(load, module, page)


def _load_page(load: Load, module: Module, page: ModulePage | None, file: PageFile) -> None:
    if page is None:
        page = ModulePage(module_id=module.id, slug=file.slug, source="")
        verdict, words, fate = Verdict.TAKE, "", Fate.NEW
    else:
        verdict, words = judge(page, file.text, overwrite=load.overwrite)
        fate = Fate.CHANGED if page.retired_at is None else Fate.BACK
    for name, value in merge_policy.take_number(page, file.position).items():
        setattr(page, name, value)
    db.session.add(page)
    if verdict is Verdict.CLASH:
        load.report.clash("page", file.path, words, page.source, file.text)
    elif verdict is Verdict.TAKE:
        problems = saving.write_page(load.actor, module, page, file.text, origin="files")
        load.report.problems += saving.in_file(problems, file.path)
        load.report.add("page", file.path, fate)
    else:
        fate = Fate.BACK if verdict is Verdict.BRING_BACK else Fate.UNCHANGED
        load.report.add("page", file.path, fate)
    _settle(page, verdict, words, file.text)
    if module.is_single_file and page.title != module.title:
        page.title = module.title  # which stands in the module's front matter
    load.files[page.id] = file


def _settle(thing: Module | ModulePage, verdict: Verdict, words: str, text: str) -> None:
    """What the verdict means for the row, beyond its text."""
    if verdict is Verdict.TAKE or thing.source == text:
        thing.file_digest = digest(text)
    is_back = verdict is Verdict.BRING_BACK or (
        verdict is Verdict.CLASH and words != merge_policy.TAKEN_OUT
    )
    if is_back and thing.retired_at is not None:
        thing.retired_at, thing.rendered_with = None, 0


def _retire_module(load: Load, module: Module, pages: list[ModulePage]) -> None:
    """A module whose file has gone; not one that holds what was written here."""
    if module.retired_at is not None or module.file_position is None:
        return
    path = _path(module)
    here = [page for page in pages if page.retired_at is None and merge_policy.was_edited(page)]
    if (here or merge_policy.was_edited(module)) and not load.overwrite:
        load.report.clash("module", path, merge_policy.GONE)
        return
    module.retired_at, module.file_position = clock.now(), None
    load.report.add("module", path, Fate.RETIRED)


def _retire_page(load: Load, module: Module, page: ModulePage) -> None:
    """A page whose file has gone; not one that was made or edited here."""
    if page.retired_at is not None or (page.file_position is None and not page.file_digest):
        return
    path = f"{_path(module)}/{file_name(page.position, page.slug)}.md"
    if merge_policy.was_edited(page) and not load.overwrite:
        load.report.clash("page", path, merge_policy.GONE)
        return
    page.retired_at, page.file_position = clock.now(), None
    load.report.add("page", path, Fate.RETIRED)


def _path(module: Module) -> str:
    name = file_name(module.position, module.slug)
    return f"{name}.md" if module.is_single_file else name


def _is_reserved(slug: str, path: str, report: LoadReport) -> bool:
    if slug in RESERVED:
        words = f"the name “{slug}” is one of the site’s own addresses; call it something else"
        report.problems.append(Problem(path, 0, words))
        return True
    return False
