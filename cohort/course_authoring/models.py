"""Every save of a module or page, and the text being typed but not yet saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

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


class Draft(HasId, Base):
    """The text that an organiser is typing: kept on the server until the same text is saved.

    `target`: `page:<id>:<form>` or `module:<id>:<form>`: each open form has a draft of its own, so
    that two tabs never overwrite each other. `base_version`: of the newest revision when the
    typing began. A draft of the last minutes also shows others who is editing.
    """

    __tablename__ = "draft"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "target"),
        sa.Index("ix_draft_target_saved_at", "target", "saved_at"),
    )

    user_id: Mapped[int] = points_to("user_account.id", index=False, ondelete="CASCADE")
    programme_id: Mapped[int] = points_to("programme.id")
    target: Mapped[str] = mapped_column(sa.String(40))
    facts: Mapped[dict[str, Any]]
    base_version: Mapped[int]
    started_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    saved_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
