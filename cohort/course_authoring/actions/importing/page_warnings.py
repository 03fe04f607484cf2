"""What rendering found, named by the files as their author knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cohort.course_authoring.actions import prompts_and_terms
from cohort.course_authoring.actions.importing.report import LoadReport
from cohort.course_authoring.actions.rendering import Outcome
from cohort.course_authoring.queries.answered_prompts import answered_prompts, prompts_without_page
from cohort.course_format.values import ModuleFile, PageFile
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.kernel.problems import Problem

Files = Mapping[int, ModuleFile | PageFile]


def tell_problems(report: LoadReport, outcome: Outcome, files: Files) -> None:
    """Add to the report what was found in the pages and introductions that were rendered."""
    found = []
    for module_id, problem in outcome.of_modules:
        file, module = files.get(module_id), db.session.get(Module, module_id)
        if module is not None:
            found.append(_named(problem, file, module.source, prompts_and_terms.path_of(module)))
    for told in outcome.of_pages:
        page = db.session.get(ModulePage, told.page_id)
        module = None if page is None else db.session.get(Module, page.module_id)
        if page is None or module is None:
            continue
        file, problem = files.get(page.id), told.problem
        if problem.line and not (file and file.lines):  # a converted file knows its own lines
            problem = replace(problem, line=problem.line + prompts_and_terms.lines_before(module))
        found.append(_named(problem, file, page.source, prompts_and_terms.path_of(module, page)))
    seen = set()
    for problem in found:
        if problem not in seen:
            seen.add(problem)
            report.problems.append(problem)


def _named(problem: Problem, file: ModuleFile | PageFile | None, source: str, path: str) -> Problem:
    """By the author's own path and line while the text is the file's; else by ours."""
    if file is None or source != file.text:
        return replace(problem, path=path)
    line = file.authors_line(problem.line) if problem.line else 0
    return replace(problem, path=file.path, line=line)


def tell_lost_answers(report: LoadReport, programme_id: int) -> None:
    """Warn of prompts that people answered and that stand in no page any more."""
    gone = prompts_without_page(programme_id)
    for key in sorted(gone & answered_prompts(programme_id)) if gone else ():
        words = (
            f"the prompt #{key} stands in no page any more, but has answers; they stay with those "
            "who wrote them, and meet the prompt again when it comes back under this id"
        )
        report.problems.append(Problem("", 0, words, is_error=False))
