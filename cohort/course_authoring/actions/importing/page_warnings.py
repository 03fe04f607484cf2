"""What rendering found, named by the files as their author knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from cohort.course_authoring.actions.prompts_and_terms import lines_before, path_of
from cohort.course_authoring.actions.rendering import Rendering
from cohort.course_format.values import ModuleFile, PageFile
from cohort.kernel.problems import Problem

Files = Mapping[int, ModuleFile | PageFile]


def problems_found(rendering: Rendering, files: Files) -> list[Problem]:
    """What was found in the pages and introductions that were rendered, each once."""
    return list(dict.fromkeys(_found(rendering, files)))


def _found(rendering: Rendering, files: Files) -> Iterator[Problem]:
    course = rendering.course
    for module_id, problem in rendering.module_problems:
        module = course.modules[module_id]
        yield _named(problem, files.get(module_id), module.source, path_of(module))
    for warning in rendering.page_warnings:
        page, problem = course.pages[warning.page_id], warning.problem
        module, file = course.modules[page.module_id], files.get(page.id)
        if problem.line and not (file and file.lines):  # a converted file knows its own lines
            problem = replace(problem, line=problem.line + lines_before(module))
        yield _named(problem, file, page.source, path_of(module, page))


def _named(problem: Problem, file: ModuleFile | PageFile | None, source: str, path: str) -> Problem:
    """By the author's own path and line while the text is the file's; else by ours."""
    if file is None or source != file.text:
        return replace(problem, path=path)
    line = file.authors_line(problem.line) if problem.line else 0
    return replace(problem, path=file.path, line=line)


def lost_answers(keys: Collection[str]) -> list[Problem]:
    """Warnings of prompts that people answered and that stand in no page any more."""
    words = (
        "the prompt #{} stands in no page any more, but has answers; they stay with those "
        "who wrote them, and meet the prompt again when it comes back under this id"
    )
    return [Problem("", 0, words.format(key), is_error=False) for key in sorted(keys)]
