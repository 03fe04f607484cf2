"""The commands of `flask site` for whoever runs the machine."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from cohort.operations import doctor as examination
from cohort.operations import migrating
from cohort.operations.backups import making, restoring
from cohort.operations.backups.archive import Backup, BackupRefused


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="Keep only the newest so many.")
@click.option("--files/--no-files", "with_files", default=True, help="Take the files too.")
def backup(target: Path, keep: int | None, with_files: bool) -> None:
    """Write the database and the files into one archive, while the site runs. TARGET is a file, or
    a folder in which it gets a name with the moment in it."""
    try:
        path, made = making.make(target, with_files=with_files, keep=keep)
    except (BackupRefused, OSError) as error:
        raise click.ClickException(f"No backup was made. {error}") from error
    except DBAPIError as error:
        raise click.ClickException(migrating.unreachable(error)) from error
    click.echo(f"{path}: {_size(path)}, {_in_words(made)}.")
    click.echo("Keep it on another machine, and the settings (SECRET_KEY above all) beside it.")


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Read all of it and change nothing.")
@click.option("--replace", is_flag=True, help="Put it in the place of a site that is there.")
@click.option("--send-waiting", is_flag=True, help="Send the mail that waited in the backup.")
def restore(archive: Path, only_check: bool, replace: bool, send_waiting: bool) -> None:
    """Restore ARCHIVE into the database and the file store that the settings name. The site must be
    stopped."""
    try:
        if only_check:
            click.echo(f"{archive} is whole: {_in_words(restoring.check(archive))}.")
            return
        done = restoring.restore(archive, replace=replace, send_waiting=send_waiting)
    except (BackupRefused, migrating.MigrationRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored: {_in_words(done.backup)}.")
    click.echo(
        f"{done.sign_ins} sign-ins were ended, and {done.cancelled} messages that waited to be "
        "sent are cancelled now: look at /admin/mail. Whoever deleted their account since the "
        "backup is back: delete them again."
    )


@click.command()
@click.option("--offline", is_flag=True, help="Ask no other machine.")
@click.option("--name-server", help="Ask this one (host or host:port) about the mail's domain.")
def doctor(offline: bool, name_server: str | None) -> None:
    """Look at settings, database, worker, mail, disk, permissions, clock, backups and keys. Ends
    with 1 when something is wrong."""
    is_well = True
    for finding in examination.examine(offline=offline, name_server=name_server):
        click.echo(str(finding))
        is_well = is_well and finding.is_well is not False
    sys.exit(0 if is_well else 1)


def _in_words(made: Backup) -> str:
    files = f"{made.files} files" if made.with_files else "no files"
    return (
        f"{made.site} on {made.made_at:%-d %B %Y at %H:%M} UTC, {made.people} people, "
        f"{files}, a {made.database} database at revision {made.revision}"
    )


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1024**2:.1f} MB"
