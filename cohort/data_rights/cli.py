"""`flask data-rights`, and the commands of `flask people` about somebody's data."""

from __future__ import annotations

from pathlib import Path

import click

from cohort.access.actor import NOBODY
from cohort.accounts.cli import people
from cohort.accounts.models import User
from cohort.accounts.queries import find_user_by_email
from cohort.audit_log.actions import record
from cohort.data_rights import registry
from cohort.data_rights.actions import deletions, downloads, retention
from cohort.db import db
from cohort.kernel.errors import DomainError


@click.group()
def data_rights() -> None:
    """What is stored about people, and for how long."""


@data_rights.command()
def stored() -> None:
    """The table of docs/data.md, from the code that downloads and erases."""
    click.echo(registry.table())


@data_rights.command("retention")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def keep_no_longer(dry_run: bool) -> None:
    """Remove data whose retention is over, as the nightly job does."""
    if not dry_run:
        click.echo(retention.run())
        return
    for line in retention.report():
        oldest = f", the oldest of {line.oldest:%-d %B %Y}" if line.oldest else ""
        click.echo(
            f"{line.rule.what} ({line.rule.period()}): {line.count:,} would be "
            f"{line.rule.then}{oldest}"
        )


@people.command()
@click.argument("email")
@click.option("--to", "path", required=True, type=click.Path(path_type=Path, dir_okay=False))
def export(email: str, path: Path) -> None:
    """Write everything of one person to a ZIP file, private writing included."""
    user = _find(email)
    if path.exists():
        raise click.ClickException(f"{path} is there already. Choose another name.")
    downloads.write_everything(path, user, lambda _done, _of: None)
    path.chmod(0o600)
    record(NOBODY, "person:export", user)
    db.session.commit()
    downloads.TAKEN.note(user.id)
    click.echo(f"Everything of {user.name} is in {path}. It holds private writing: guard it.")


@people.command()
@click.argument("email")
@click.option("--reason", prompt=True, help="Why. Recorded.")
@click.option("--remove-posts", is_flag=True, help="Remove the words of posts in threads too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, reason: str, remove_posts: bool, yes: bool) -> None:
    """Erase somebody's account now. It cannot be undone."""
    user = _find(email)
    name = user.name
    if not yes:
        click.confirm(f"Erase the account of {name} ({user.email}) for good?", abort=True)
    try:
        wish = deletions.erase_somebody(
            NOBODY, user, reason=reason, remove_posts=remove_posts, at_once=True
        )
        done = deletions.erase(wish)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    deletions.ERASED.note(wish.user_id)
    for words, count in done.removed.items():
        click.echo(f"  removed: {count:,} {words}")
    for words, count in done.kept.items():
        click.echo(f"  kept without a name: {count:,} {words}")
    click.echo(f"The account of {name} is erased.")


def _find(email: str) -> User:
    user = find_user_by_email(email)
    if user is None:
        raise click.ClickException(f"Nobody has an account with {email}.")
    return user
