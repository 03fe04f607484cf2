"""The site's settings, a row each; what has no row has the default of cohort.settings.facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base
from cohort.kernel import clock


class Setting(Base):
    """One setting that somebody changed from its default. `value` is JSON: text or a number."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(sa.JSON)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[int | None] = mapped_column(sa.BigInteger)
