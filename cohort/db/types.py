"""Column types that SQLAlchemy lacks: a moment with its zone, a person's name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from cohort.kernel.person_names import LONGEST_NAME, clean_name, read_name
from cohort.kernel.text import shows_something


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """A moment. Takes and gives datetimes with a zone, in UTC; refuses those without."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        value = value.astimezone(dt.UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class PersonName(sa.types.TypeDecorator[str]):
    """A person's name. It is cleaned wherever it comes from. One with nothing visible in it is
    refused with BadName, or stored as empty if the column is `optional`."""

    impl = sa.String
    cache_ok = True

    def __init__(self, longest: int = LONGEST_NAME, optional: bool = False) -> None:
        super().__init__(longest)
        self.longest, self.optional = longest, optional

    def read(self, value: str) -> str:
        """The name as it is stored."""
        if self.optional and not shows_something(clean_name(value)):
            return ""
        return read_name(value, self.longest)

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else self.read(value)

    def coerce_compared_value(self, op: Any, value: Any) -> sa.types.TypeEngine[Any]:
        return sa.String()  # queries compare a name with a pattern, or with part of a name
