"""The features' `flask` command groups, imported only when called: a web process needs none of
them, nor the Alembic and demo code that they import."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask, has_app_context
from flask.cli import AppGroup

GROUPS = {
    "cohorts": "cohort.programmes.cli",
    "data-rights": "cohort.data_rights.cli",
    "modules": "cohort.course_authoring.cli",
    "people": "cohort.data_rights.cli",
    "search": "cohort.search.cli",
    "site": "cohort.site.cli",
    "worker": "cohort.jobs.cli",
}


class Commands(AppGroup):
    """Finds `flask people` as `people` in cohort/data_rights/cli.py, and so on."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, for `flask --help`."""
        return sorted(GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, with the app's context pushed around it."""
        if cmd_name not in GROUPS:
            return super().get_command(ctx, cmd_name)
        if not has_app_context():
            ctx.with_resource(self.app.app_context())
        found: click.Command = getattr(import_module(GROUPS[cmd_name]), cmd_name.replace("-", "_"))
        return found


def install(app: Flask) -> None:
    """`flask cohorts`, `flask people`, `flask worker` and the other groups."""
    app.cli = Commands(app)
