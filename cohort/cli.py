"""The features' `flask` command groups, imported only when called: a web process needs none of
them, nor the Alembic and demo code that they import."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise

import click
from flask import Flask, has_app_context
from flask.cli import AppGroup

from config import Config, ConfigError

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


def reads_files_alone(arguments: Sequence[str]) -> bool:
    """Whether this command line, without the program's name, is `flask … modules check FOLDER`,
    which needs no site and no settings; with --programme it looks into the database."""
    words = list(arguments)
    asks = any(pair == ("modules", "check") for pair in pairwise(words))
    return asks and not any(word.startswith("--programme") for word in words)


def settings_without_a_site() -> Config:
    """For commands that only read files: no environment is asked, no database opened."""
    env = {
        "COHORT_ENV": "development",
        "SECRET_KEY": secrets.token_urlsafe(48),
    }
    try:
        return Config.from_env(env)
    except ConfigError:  # our own folder cannot be written to
        return Config.from_env(env | {"INSTANCE_PATH": tempfile.mkdtemp(prefix="cohort-")})
