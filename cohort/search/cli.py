"""`flask search`."""

from __future__ import annotations

import click

from cohort.db import db
from cohort.search import index, kinds


@click.group()
def search() -> None:
    """The search index."""


@search.command()
@click.argument("kind", required=False)
def rebuild(kind: str | None) -> None:
    """Rebuild the index of one KIND, or of all. Safe at any time."""
    names = list(kinds.known())
    if kind is not None and kind not in names:
        raise click.ClickException(f"There is no kind {kind!r}. There are: {', '.join(names)}.")
    for name in names if kind is None else [kind]:
        count = index.rebuild(name)
        db.session.commit()
        click.echo(f"{name}: {count:,} in the index.")
