"""Registers the features' `flask` command groups."""

from __future__ import annotations

from flask import Flask

from cohort.accounts import cli as accounts
from cohort.course_modules import cli as course_modules
from cohort.mail import cli as mail
from cohort.site import cli as site


def install(app: Flask) -> None:
    """`flask people`, `flask modules`, `flask worker`, `flask site`."""
    for group in (accounts.people, course_modules.modules, mail.worker, site.site):
        app.cli.add_command(group)
