"""When a module opens to one cohort, where that differs from its offset, and to one person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, points_to
from cohort.kernel import clock


class Release(Base):
    """A module's release to a cohort. Without a row, or with no `opens_at`, the offset decides.

    `hidden_at`: participants do not see the module at all. `shown_at`: it was last shown again
    after that. `announced_at`: its "module opened" notices were posted, which happens once.
    """

    __tablename__ = "release"

    cohort_id: Mapped[int] = points_to("cohort.id", primary_key=True, index=False)
    module_id: Mapped[int] = points_to("module.id", primary_key=True)
    opens_at: Mapped[dt.datetime | None]
    hidden_at: Mapped[dt.datetime | None]
    shown_at: Mapped[dt.datetime | None]
    announced_at: Mapped[dt.datetime | None]
    changed_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class EarlyOpening(Base):
    """A module opened to one member ahead of the cohort. `announced_at`: when they were told."""

    __tablename__ = "early_opening"

    membership_id: Mapped[int] = points_to("membership.id", primary_key=True, index=False)
    module_id: Mapped[int] = points_to("module.id", primary_key=True)
    opened_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    opened_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    announced_at: Mapped[dt.datetime | None]
