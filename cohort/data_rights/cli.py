"""`flask data-rights`."""

from __future__ import annotations

import click

from cohort.data_rights import holders


@click.group()
def data_rights() -> None:
    """What is stored about people, and for how long."""


@data_rights.command()
def stored() -> None:
    """The table of docs/data.md, from the code that downloads and erases."""
    click.echo(holders.table())
