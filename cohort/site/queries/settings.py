"""The site's settings, with who changed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.access.rules import may
from cohort.accounts.models import User
from cohort.db import db
from cohort.settings.current import defaults, definitions
from cohort.settings.definitions import Definition, Group
from cohort.settings.models import Setting


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as saved. `changed_at` is None if nobody ever changed it;
    `changed_by` is None when it was changed on the command line."""

    name: str
    definition: Definition[Any]
    value: Any
    default: Any
    previous: Any
    changed_at: dt.datetime | None
    changed_by: str | None

    @property
    def is_default(self) -> bool:
        return bool(self.value == self.default)


def settings_visible_to(viewer: Actor, group: Group | None = None) -> Sequence[SettingRow]:
    """All settings, or those of one group, in the order in which they are declared."""
    if not may(viewer, Can.ADMINISTER):
        return []
    query = sa.select(
        Setting.name, Setting.value, Setting.previous, Setting.changed_at, User.name.label("who")
    ).outerjoin(User, User.id == Setting.changed_by)
    rows = {row.name: row for row in db.session.execute(query)}
    before = defaults()
    return [
        _line(name, definition, before[name], rows.get(name))
        for name, definition in definitions().items()
        if definition.group and group in (None, definition.group)
    ]


def _line(name: str, definition: Definition[Any], default: Any, row: Any) -> SettingRow:
    if row is None:
        return SettingRow(name, definition, default, default, None, None, None)
    usable = row.value is not None and definition.allows(row.value)
    value = row.value if usable else default
    return SettingRow(name, definition, value, default, row.previous, row.changed_at, row.who)
