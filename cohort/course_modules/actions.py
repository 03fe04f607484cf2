"""Loading modules from files, and marking pages as done."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.course_modules.models import DoneMark, Module, ModulePage, Prompt
from cohort.course_modules.queries import PageLine
from cohort.db import db
from cohort.history.actions import record
from cohort.kernel import clock
from cohort.kernel.course_files import Course, ModuleFile, PageFile, digest
from cohort.kernel.errors import Clash
from cohort.kernel.markdown import FoundPrompt, render_page
from cohort.kernel.markdown.module import RENDERER_VERSION
from cohort.programmes.models import Programme


@dataclass
class LoadReport:
    """What loading did: counts of pages, and problems as "file: what is wrong"."""

    pages_written: int = 0
    pages_unchanged: int = 0
    modules_changed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def load_course(actor: Actor, programme: Programme, course: Course) -> LoadReport:
    """Make the programme's modules match the files. What left the files is retired, not lost."""
    report = LoadReport(problems=list(course.problems))
    known = {m.slug: m for m in _modules_of(programme.id)}
    for source in course.modules:
        module = _write_module(programme.id, known.pop(source.slug, None), source, report)
        _write_pages(programme.id, module, source, report)
    for gone in known.values():
        if gone.slug not in course.unread:
            gone.retired_at = gone.retired_at or clock.now()
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


def mark_done(actor: Actor, pages: list[PageLine]) -> None:
    """Mark pages as done for oneself. Doing it twice changes nothing."""
    for page in pages:
        if not page.is_done:
            mark = sa.insert(DoneMark).values(membership_id=actor.membership_id, page_id=page.id)
            try:
                with db.session.begin_nested():
                    db.session.execute(mark)
            except IntegrityError:  # the other press of a double press was quicker
                continue


def unmark_done(actor: Actor, page: PageLine) -> None:
    """Take the mark back. Doing it twice changes nothing."""
    db.session.execute(
        sa.delete(DoneMark).where(
            DoneMark.membership_id == actor.membership_id, DoneMark.page_id == page.id
        )
    )


def _modules_of(programme_id: int) -> list[Module]:
    return list(db.session.scalars(sa.select(Module).where(Module.programme_id == programme_id)))


def _write_module(
    programme_id: int, module: Module | None, source: ModuleFile, report: LoadReport
) -> Module:
    if module is None:
        module = Module(programme_id=programme_id, slug=source.slug)
        db.session.add(module)
    introduction = render_page(source.body)
    report.problems += [f"{source.path}: {problem}" for problem in introduction.problems]
    facts = {
        "position": source.position,
        "title": source.title,
        "summary": source.summary,
        "foundation": source.foundation,
        "minutes_to_read": source.minutes_to_read,
        "minutes_to_do": source.minutes_to_do,
        "opens_after_days": source.opens_after_days,
        "objectives": source.objectives,
        "introduction_html": "\n".join(
            part["html"] for part in introduction.parts if part["kind"] == "html"
        ),
        "language": source.language,
        "licence": source.licence,
        "retired_at": None,
    }
    if any(getattr(module, name) != value for name, value in facts.items()):
        report.modules_changed.append(source.slug)
    for name, value in facts.items():
        setattr(module, name, value)
    db.session.flush()
    return module


def _write_pages(programme_id: int, module: Module, source: ModuleFile, report: LoadReport) -> None:
    query = sa.select(ModulePage).where(ModulePage.module_id == module.id)
    known = {page.slug: page for page in db.session.scalars(query)}
    for file in source.pages:
        page = known.pop(file.slug, None)
        stamp = digest(RENDERER_VERSION, file)
        if page is not None and page.source_digest == stamp and page.retired_at is None:
            report.pages_unchanged += 1
            continue
        if page is None:
            page = ModulePage(module_id=module.id, slug=file.slug)
            db.session.add(page)
        _write_page(programme_id, page, file, stamp, report)
        report.pages_written += 1
    for gone in known.values():
        if gone.slug not in source.unread:
            gone.retired_at = gone.retired_at or clock.now()


def _write_page(
    programme_id: int, page: ModulePage, file: PageFile, stamp: str, report: LoadReport
) -> None:
    rendered = render_page(file.body)
    report.problems += [f"{file.path}: {problem}" for problem in rendered.problems]
    page.position, page.title = file.position, file.title
    page.minutes_to_read, page.source = file.minutes_to_read, file.body
    page.parts, page.source_digest, page.retired_at = rendered.parts, stamp, None
    db.session.flush()
    _write_prompts(programme_id, page, rendered.prompts, file.path)


def _write_prompts(
    programme_id: int, page: ModulePage, found: list[FoundPrompt], path: str
) -> None:
    keys = [prompt.key for prompt in found]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise Clash(f"{path}: the prompt id {twice.pop()!r} stands twice on this page.")
    query = sa.select(Prompt).where(
        Prompt.programme_id == programme_id,
        sa.or_(Prompt.key.in_(keys), Prompt.page_id == page.id),
    )
    known = {prompt.key: prompt for prompt in db.session.scalars(query)}
    for source in found:
        prompt = known.pop(source.key, None)
        if prompt is None:
            prompt = Prompt(programme_id=programme_id, key=source.key)
            db.session.add(prompt)
        prompt.page_id, prompt.kind = page.id, source.kind
        prompt.template, prompt.html = source.template, source.html
    for gone in known.values():
        gone.page_id = None
    db.session.flush()
