"""The output of an import on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import click

from cohort.course_authoring import actions
from cohort.course_authoring.actions.importing import TOLD, Fate
from cohort.course_format.checking import examine
from cohort.course_format.values import Course
from cohort.kernel.problems import Problem


def all_problems(course: Course, of_import: Sequence[Problem]) -> list[Problem]:
    """What a check says of the course's files, whether or not this import took them, but for its
    advice on writing; behind it, what the import alone can know."""
    seen = examine(without_refused(course, of_import))
    found = [problem for problem in seen.problems if problem not in seen.advice] + seen.remarks
    own = {_gist(problem): problem for problem in of_import}  # it knows who keeps what
    return list(dict.fromkeys([*(own.get(_gist(p), p) for p in found), *of_import]))


def _gist(problem: Problem) -> tuple[str, int, str]:
    """By which two sentences about one fault are known: their first words, of one line."""
    words = problem.text.split()[:6] if problem.line else problem.text.split()
    return problem.path, problem.line, " ".join(words)


def without_refused(course: Course, problems: Iterable[Problem]) -> Course:
    """The course without the files that cannot be kept, so that what shows them leads nowhere."""
    refused = {problem.path for problem in problems if problem.is_error}
    return replace(course, assets=[file for file in course.assets if file.path not in refused])


def tell(name: str, report: actions.LoadReport) -> None:
    """Print everything an import did; problems and conflicts go to the error stream."""
    click.echo(f"Modules of {name}:")
    for path, fate in report.fates:
        if fate in TOLD:
            click.echo(f"  {fate:11} {path}")
    for conflict in report.conflicts:
        click.echo(f"  {Fate.CONFLICT:11} {conflict.path}: {conflict.words}", err=True)
        for line in conflict.diff:
            click.echo(f"    {line}", err=True)
    if report.conflicts:
        click.echo("  Conflicts were left alone; --overwrite takes the files instead.", err=True)
    for problem in report.problems:
        click.echo(_line(problem), err=True)
    click.echo(f"{report.counts()}.".capitalize())


def say(name: str, report: actions.LoadReport) -> None:
    """Print a summary of what a server loaded at its start."""
    click.echo(
        f"Modules of {name}: {report.pages_written} pages written, "
        f"{report.pages_unchanged} unchanged."
    )
    for conflict in report.conflicts:
        click.echo(f"  {conflict.path}: {conflict.words}; it was left alone.", err=True)
    for problem in report.problems:
        click.echo(f"  {_line(problem)}", err=True)


def _line(problem: Problem) -> str:
    """In the form of compiler messages, so that editors can jump to the line."""
    if problem.is_error:
        return str(problem)
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"{place}: warning: {problem.text}"
