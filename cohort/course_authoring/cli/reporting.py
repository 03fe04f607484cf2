"""The output of an import on the command line."""

from __future__ import annotations

import click

from cohort.course_authoring import actions
from cohort.course_authoring.actions.importing import TOLD, Fate
from cohort.kernel.problems import Problem


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
