"""`flask modules`: import courses from files, export, check and render them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
import sqlalchemy as sa
from flask import current_app

from cohort.access.actor import NOBODY
from cohort.course_authoring import actions
from cohort.course_authoring.actions.importing import problems_of_files
from cohort.course_authoring.actions.sweeping import sweep, unused_files
from cohort.course_authoring.cli.reporting import all_problems, say, tell, without_refused
from cohort.course_authoring.queries.answered_prompts import answered_prompts
from cohort.course_format.checking import examine
from cohort.course_format.reading import read_course
from cohort.course_format.values import Course
from cohort.course_modules import books
from cohort.db import db, reading
from cohort.kernel.errors import DomainError, NotFound
from cohort.kernel.problems import Problem
from cohort.programmes.models import Programme

WRITTEN = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def modules() -> None:
    """Course modules."""


@modules.command("import")
@click.argument("path", type=FOLDER)
@click.option("--programme", "slug", help="The programme's slug; the folder's name if not given.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--overwrite", is_flag=True, help="Take the files' text where it was edited here.")
def import_(path: Path, slug: str | None, dry_run: bool, overwrite: bool) -> None:
    """Load a folder of Markdown into a programme.

    Exit code 0: all well. 1: something could not be imported, or was edited on both sides and left
    alone. 2: wrong use. A fault in one file does not stop the import of the others.
    """
    with _in_words("Nothing was changed."):
        course = _read(path)
        report = _load(course, slug, overwrite=overwrite, dry_run=dry_run)
        if not dry_run:
            db.session.commit()
    report.problems = all_problems(course, report.problems)
    tell(path.name, report)
    if dry_run:
        click.echo("This was a dry run: nothing was written.")
    sys.exit(0 if report.is_clean else 1)


@modules.command("check")
@click.argument("path", type=FOLDER)
@click.option("--programme", "slug", help="Look in the database too: answered prompts must stay.")
@click.option("--strict", is_flag=True, help="Let a warning fail the check as an error does.")
def check(path: Path, slug: str | None, strict: bool) -> None:
    """Check a course's files, and report how they read. Only --programme needs a database.

    Exit code 0: nothing to put right. 1: errors, or warnings with --strict. 2: wrong use.
    """
    answered: set[str] = set()
    if slug:
        with _in_words("Nothing was checked."):
            programme_id = db.session.scalar(sa.select(Programme.id).where(Programme.slug == slug))
            if programme_id is None:
                raise click.UsageError(f"There is no programme {slug}.")
            answered = answered_prompts(programme_id)
    course = read_course(path)
    of_files = problems_of_files(course)
    seen = examine(without_refused(course, of_files), answered)
    problems = [*seen.problems, *seen.remarks, *of_files]
    if not course.modules:
        problems.append(Problem("", 0, "there is no module in this folder"))
    for problem in problems:
        click.echo(f"{'error' if problem.is_error else 'warning'}: {problem}", err=True)
    for text in [*seen.modules, *seen.pages]:
        click.echo(f"{text.path}: {text}")
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    pages = len(seen.pages)
    click.echo(f"{len(seen.modules)} modules, {pages} pages: {errors} errors, {warnings} warnings.")
    sys.exit(1 if errors or (strict and warnings) else 0)


@modules.command("export")
@click.argument("slug")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--epub", type=WRITTEN, help="Write the whole course to this EPUB file.")
@click.option("--html", type=WRITTEN, help="Write the whole course to this one HTML file.")
@click.option("--notes", is_flag=True, help="With the facilitators' notes, in a book.")
@click.option("--replace", is_flag=True, help="Put it in the place of the course that is there.")
def export(
    slug: str, path: Path | None, epub: Path | None, html: Path | None, notes: bool, replace: bool
) -> None:
    """Write a programme's course, with the edits made here, to a folder that `import` can read; or
    to an EPUB or HTML file, to read without the site."""
    if path is None and epub is None and html is None:
        raise click.UsageError("Say where to: a folder, --epub FILE or --html FILE.")
    with _in_words("Nothing was written."):
        programme = _find(slug)
    if epub or html:
        book = books.whole_book(programme.id, slug, programme.name, with_notes=notes)
        for target, write in ((epub, books.write_epub), (html, books.write_html)):
            if target:
                write_book(book, write, target)
    if path is None:
        return
    with _in_words("Nothing was written."):
        count = actions.export_course(programme, path, replace=replace)
    click.echo(f"{count} files of {slug} written to {path}.")


def write_book(
    book: books.Book, write: Callable[[books.Book, IO[bytes]], None], target: Path
) -> None:
    """Write a book to a temporary file beside its place, and move it there when complete."""
    beside = target.with_name(f".{target.name}.new")
    try:
        with beside.open("wb") as file:
            write(book, file)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise click.ClickException(f"{error} Nothing was written.") from error
    click.echo(f"{book.title} written to {target}.")


@modules.command("render")
def render() -> None:
    """Render every text again that an older version of the program rendered."""
    with _in_words("What was rendered before that is kept."):
        click.echo(f"{render_all()} pages rendered.")


@modules.command("sweep")
@click.option("--dry-run", is_flag=True, help="Name them, and remove nothing.")
def sweep_files(dry_run: bool) -> None:
    """Remove course files that a killed import left in the file store, as the nightly job does:
    those that nothing here refers to and that are older than a day."""
    with _in_words("What was not removed before that is kept."):
        if not dry_run:
            click.echo(sweep())
            return
        for key in unused_files():
            click.echo(key)
    click.echo("This was a dry run: nothing was removed.")


@contextmanager
def _in_words(outcome: str) -> Iterator[None]:
    """An error inside ends the command with its message, followed by `outcome`."""
    try:
        yield
    except (DomainError, OSError) as error:
        db.session.rollback()
        raise click.ClickException(f"{error} {outcome}") from error
    except (sa.exc.OperationalError, sa.exc.ProgrammingError) as error:
        db.session.rollback()
        words = str(error.orig).splitlines()[0]
        raise click.ClickException(
            f"The database does not answer as it should ({words}). {outcome} "
            "If it has not been set up yet, run: flask --app wsgi site setup"
        ) from error


def _find(slug: str) -> Programme:
    found = db.session.scalar(sa.select(Programme).where(Programme.slug == slug))
    if found is None:
        raise NotFound(f"There is no programme {slug}.")
    return found


def load_all() -> None:
    """Load every folder of modules/, as a server does when it starts."""
    folder: Path = current_app.extensions["config"].modules_path
    for path in sorted(place for place in folder.iterdir() if place.is_dir()):
        try:
            report = load_folder(path, None)
            db.session.commit()
        except DomainError as error:  # the site still starts, with the content loaded before
            db.session.rollback()
            report = actions.LoadReport(
                problems=[Problem("", 0, f"{error} Nothing of this course was loaded.")]
            )
        say(path.name, report)
    try:
        render_all()
    except DomainError as error:  # the site still starts, with pages as they were rendered before
        db.session.rollback()
        click.echo(str(error), err=True)


def render_all() -> int:
    """Render again the pages of an older renderer, by programme; returns the number of pages."""
    with reading():
        programmes = db.session.scalars(sa.select(Programme.id)).all()
        db.session.rollback()
    pages = 0
    for programme_id in programmes:
        pages += actions.render_programme(programme_id)
        db.session.commit()
        actions.render_front_page(programme_id)
        db.session.commit()
    return pages


def load_folder(
    path: Path, slug: str | None, *, overwrite: bool = False, dry_run: bool = False
) -> actions.LoadReport:
    """Load one folder, in this transaction; creates a missing programme, which is not public
    yet. Raises DomainError when there is nothing to load."""
    return _load(_read(path), slug, overwrite=overwrite, dry_run=dry_run)


def _read(path: Path) -> Course:
    course = read_course(path)
    if not course.modules and not course.unread:
        reasons = "".join(f"\n{problem}" for problem in course.problems[:20])
        raise DomainError(f"There is no module in {path}.{reasons}\n")
    return course


def _load(
    course: Course, slug: str | None, *, overwrite: bool, dry_run: bool
) -> actions.LoadReport:
    slug = slug or course.slug
    return actions.import_course(NOBODY, course, slug, overwrite=overwrite, dry_run=dry_run)
