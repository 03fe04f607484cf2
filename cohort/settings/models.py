"""The site's settings, a row each; a setting without a row has its default."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId
from cohort.kernel import clock


class Setting(HasId, Base):
    """One setting that somebody changed. `value` is JSON: text, a number, or null once it was
    set back to its default; `previous` is the value before."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    value: Mapped[Any] = mapped_column(sa.JSON)
    previous: Mapped[Any] = mapped_column(sa.JSON)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[int | None] = mapped_column(sa.BigInteger)
