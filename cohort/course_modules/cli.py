"""`flask modules`."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app

from cohort.access.actor import NOBODY
from cohort.course_modules import actions
from cohort.db import db, take_turn
from cohort.kernel.course_files import read_course
from cohort.kernel.courses.front_matter import programme_facts
from cohort.kernel.courses.values import Course, Problem
from cohort.kernel.errors import DomainError
from cohort.programmes.actions import start_programme
from cohort.programmes.models import Programme


@click.group()
def modules() -> None:
    """Course modules."""


@modules.command("import")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--programme", "slug", help="The programme's slug; the folder's name if not given.")
def import_(path: Path, slug: str | None) -> None:
    """Load a folder of Markdown into a programme."""
    try:
        report = load_folder(path, slug)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    say(path.name, report)


def load_all() -> None:
    """Load every folder of modules/, as a server does when it starts."""
    folder: Path = current_app.extensions["config"].modules_path
    for path in sorted(place for place in folder.iterdir() if place.is_dir()):
        try:
            report = load_folder(path, None)
            db.session.commit()
        except DomainError as error:  # the site still starts, with what was loaded before
            db.session.rollback()
            report = actions.LoadReport(
                problems=[Problem("", 0, f"{error} Nothing of this course was loaded.")]
            )
        say(path.name, report)


def load_folder(path: Path, slug: str | None) -> actions.LoadReport:
    """Load one folder; a programme that does not exist yet is started, not yet public."""
    course = read_course(path)
    take_turn("modules")  # before looking: two servers starting at once must make one programme
    programme = _programme(course, slug or course.slug)
    return actions.load_course(NOBODY, programme, course)


def say(name: str, report: actions.LoadReport) -> None:
    """Print what loading did."""
    click.echo(
        f"Modules of {name}: {report.pages_written} pages written, "
        f"{report.pages_unchanged} unchanged."
    )
    for problem in report.problems:
        click.echo(f"  {problem}", err=True)


def _programme(course: Course, slug: str) -> Programme:
    found = db.session.scalar(sa.select(Programme).where(Programme.slug == slug))
    if found is not None:
        return found
    facts = programme_facts(course.text, course.slug)
    return start_programme(
        NOBODY, name=facts.title, slug=slug, summary=facts.summary, description=facts.body.strip()
    )
