"""How far each person has read."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, points_to
from cohort.kernel import clock


class DoneMark(Base):
    """A member's own mark that a page is done: once per person and page."""

    __tablename__ = "done_mark"

    membership_id: Mapped[int] = points_to("membership.id", primary_key=True, index=False)
    page_id: Mapped[int] = points_to("module_page.id", primary_key=True)
    marked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ReadingPlace(Base):
    """Where a member stopped in a module: the page and the heading ("" for its top).

    Only the reader sees their reading place, and losing it does no harm.
    """

    __tablename__ = "reading_place"

    membership_id: Mapped[int] = points_to("membership.id", primary_key=True, index=False)
    module_id: Mapped[int] = points_to("module.id", primary_key=True)
    page_id: Mapped[int] = points_to("module_page.id")
    heading_id: Mapped[str] = mapped_column(sa.String(120), default="")
    heading: Mapped[str] = mapped_column(sa.String(200), default="")
    read_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
