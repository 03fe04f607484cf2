"""Loading a course from its files. What left the files is retired, not lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_modules import search
from cohort.course_modules.actions import saving
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.history.actions import record
from cohort.kernel import clock
from cohort.kernel.courses.values import Course, ModuleFile, PageFile, Problem, digest
from cohort.kernel.markdown import RENDERER_VERSION
from cohort.programmes.models import Programme


@dataclass
class LoadReport:
    """What loading did: counts of pages, modules changed by slug, and problems."""

    pages_written: int = 0
    pages_unchanged: int = 0
    modules_changed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_course(actor: Actor, programme: Programme, course: Course) -> LoadReport:
    """Make the programme's modules match the files."""
    report = LoadReport(problems=list(course.problems))
    query = sa.select(Module).where(Module.programme_id == programme.id)
    known = {module.slug: module for module in db.session.scalars(query)}
    written = [
        (source, _write_module(actor, programme.id, known.pop(source.slug, None), source, report))
        for source in course.modules
    ]
    for gone in known.values():
        if gone.slug not in course.unread:
            gone.retired_at = gone.retired_at or clock.now()
    db.session.flush()
    with search.together():
        _render(programme.id, written, report)
    search.catch_up(programme.id)
    if report.pages_written or report.modules_changed:
        record(
            actor,
            "modules:load",
            programme,
            programme_id=programme.id,
            pages_written=report.pages_written,
            modules_changed=report.modules_changed,
        )
    db.session.flush()
    return report


def _write_module(
    actor: Actor, programme_id: int, module: Module | None, source: ModuleFile, report: LoadReport
) -> Module:
    stamp = digest(source.text)
    is_same = module is not None and module.file_digest == stamp and module.retired_at is None
    if module is None:
        module = Module(programme_id=programme_id, slug=source.slug)
        db.session.add(module)
    module.position, module.is_single_file = source.position, source.is_single_file
    if not is_same:
        module.file_digest = stamp
        problems = saving.write_module(actor, module, source.text, origin="files")
        report.problems += saving.in_file(problems, source.path)
        report.modules_changed.append(source.slug)
    db.session.flush()
    _write_pages(actor, module, source, report)
    return module


def _write_pages(actor: Actor, module: Module, source: ModuleFile, report: LoadReport) -> None:
    query = sa.select(ModulePage).where(ModulePage.module_id == module.id)
    known = {page.slug: page for page in db.session.scalars(query)}
    for file in source.pages:
        _write_page(actor, module, known.pop(file.slug, None), file, report)
    for gone in known.values():
        if gone.slug not in source.unread:
            gone.retired_at = gone.retired_at or clock.now()
    db.session.flush()


def _write_page(
    actor: Actor, module: Module, page: ModulePage | None, file: PageFile, report: LoadReport
) -> None:
    stamp = digest(file.text)
    if page is not None and page.file_digest == stamp and page.retired_at is None:
        page.position = file.position
        report.pages_unchanged += 1
        return
    if page is None:
        page = ModulePage(module_id=module.id, slug=file.slug)
        db.session.add(page)
    page.position, page.file_digest = file.position, stamp
    problems = saving.write_page(actor, module, page, file.text, origin="files")
    report.problems += saving.in_file(problems, file.path)
    report.pages_written += 1


def _render(
    programme_id: int, written: list[tuple[ModuleFile, Module]], report: LoadReport
) -> None:
    course, terms = saving.course_map(programme_id), saving.terms_of(programme_id)
    for source, module in written:
        if module.rendered_with != RENDERER_VERSION:
            problems = saving.render_module(module, course, terms)
            report.problems += saving.in_file(problems, source.path)
        paths = {file.slug: file.path for file in source.pages}
        query = sa.select(ModulePage).where(
            ModulePage.module_id == module.id,
            ModulePage.retired_at.is_(None),
            ModulePage.rendered_with != RENDERER_VERSION,
        )
        for page in db.session.scalars(query).all():
            problems = saving.render_module_page(module, page, course, terms)
            report.problems += saving.in_file(problems, paths.get(page.slug, page.slug))
