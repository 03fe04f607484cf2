"""The settings as they are now.

A value saved by an administrator (table `setting`) overrides the default in its definition; the
default of `site_name` is SITE_NAME of the environment. Each process reads the table at most once
in 30 seconds; the process that saved a value reads it again at once.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from cohort import features
from cohort.db import db, reading
from cohort.settings.definitions import Definition
from cohort.settings.models import Setting
from cohort.settings.settings import SITE_NAME
from cohort.web.logs import reason_of

log = structlog.get_logger(__name__)

REREAD_SECONDS = 30
T = TypeVar("T")
_ROWS = sa.select(Setting.name, Setting.value)


@functools.cache
def definitions() -> Mapping[str, Definition[Any]]:
    """{name: definition} of all settings that features declare. Raises ValueError for a name that
    two of them use."""
    found: dict[str, Definition[Any]] = {}
    for definition in features.declared("settings", "SETTINGS"):
        if definition.name in found:
            raise ValueError(f"Two settings are called {definition.name}: rename one of them.")
        found[definition.name] = definition
    return found


def current(definition: Definition[T]) -> T:
    """The setting's value now. Needs an app context, but no request and no table."""
    value: T = all_current()[definition.name]
    return value


def all_current() -> Mapping[str, Any]:
    """{name: value} of all settings as they are now."""
    kept: tuple[float, Mapping[str, Any]] | None = current_app.extensions.get("settings")
    now = time.monotonic()
    if kept is not None and 0 <= now - kept[0] < REREAD_SECONDS:
        return kept[1]
    found = _read(kept[1] if kept else None)
    current_app.extensions["settings"] = (now, found)
    return found


def defaults() -> Mapping[str, Any]:
    """{name: value} of all settings before anybody changed them."""
    found = {name: definition.default for name, definition in definitions().items()}
    return found | {SITE_NAME.name: current_app.config["SITE_NAME"]}


def forget(app: Flask | None = None) -> None:
    """Read the table again before the next answer."""
    (app or current_app).extensions.pop("settings", None)


class SiteSettings:
    """The settings for templates: `site_settings.contact_email`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return all_current()[name]
        except KeyError:
            raise AttributeError(name) from None


def _read(last: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Read on a separate connection: the request's transaction may be writing, or broken."""
    try:
        with reading(), db.engine.connect() as connection:
            saved = connection.execute(_ROWS).all()
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        # No table yet, or no database: code that needs it will report that.
        log.info("settings not read", error=type(error).__name__)
        return last or defaults()
    found = dict(defaults())
    for name, stored in saved:
        definition = definitions().get(name)
        if definition is not None and stored is not None:
            try:
                found[name] = definition.load(stored)
            except ValueError as error:
                log.warning("a stored setting cannot be used", name=name, error=reason_of(error))
    return found
