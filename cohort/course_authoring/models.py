"""Every save of a module or page."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class Revision(HasId, Base):
    """A module's (`page_id` null) or a page's whole text as it was saved. Append-only.

    `origin`: files, browser or restore. `version` is the version of the module or page it made.
    """

    __tablename__ = "revision"
    __table_args__ = (
        sa.CheckConstraint("origin in ('files', 'browser', 'restore')", name="origin"),
        sa.Index("ix_revision_module_id_page_id_id", "module_id", "page_id", "id"),
        sa.Index("ix_revision_page_id_id", "page_id", "id"),
    )

    module_id: Mapped[int] = points_to("module.id", index=False)
    page_id: Mapped[int | None] = points_to("module_page.id", index=False)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    origin: Mapped[str] = mapped_column(sa.String(20))
    author_id: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
