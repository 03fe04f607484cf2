"""Modules, their pages and prompts, and done marks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class Module(HasId, Base):
    """A titled, ordered part of a programme. Opens `opens_after_days` after a cohort's start."""

    __tablename__ = "module"
    __table_args__ = (sa.UniqueConstraint("programme_id", "slug"),)

    programme_id: Mapped[int] = points_to("programme.id", index=False)
    slug: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(300))
    foundation: Mapped[str] = mapped_column(sa.String(60))
    minutes_to_read: Mapped[int]
    minutes_to_do: Mapped[int]
    opens_after_days: Mapped[int]
    objectives: Mapped[list[Any]]
    introduction_html: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(20))
    licence: Mapped[str] = mapped_column(sa.String(60))
    retired_at: Mapped[dt.datetime | None]


class ModulePage(HasId, Base):
    """One page of a module: its Markdown, and the parts it was rendered to on save."""

    __tablename__ = "module_page"
    __table_args__ = (sa.UniqueConstraint("module_id", "slug"),)

    module_id: Mapped[int] = points_to("module.id", index=False)
    slug: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))
    minutes_to_read: Mapped[int]
    source: Mapped[str] = mapped_column(sa.Text)
    source_digest: Mapped[str] = mapped_column(sa.String(32))
    parts: Mapped[list[Any]]
    retired_at: Mapped[dt.datetime | None]


class Prompt(HasId, Base):
    """A reflect, discuss or try block. `key` never changes, so answers outlive rewording.

    A prompt is never removed: when its block goes from the files, `page_id` becomes null.
    """

    __tablename__ = "prompt"
    __table_args__ = (sa.UniqueConstraint("programme_id", "key"),)

    programme_id: Mapped[int] = points_to("programme.id", index=False)
    page_id: Mapped[int | None] = points_to("module_page.id")
    key: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(20))
    template: Mapped[str] = mapped_column(sa.String(40))
    html: Mapped[str] = mapped_column(sa.Text)


class DoneMark(Base):
    """A member's own mark that a page is done: once per person and page."""

    __tablename__ = "done_mark"

    membership_id: Mapped[int] = points_to("membership.id", primary_key=True, index=False)
    page_id: Mapped[int] = points_to("module_page.id", primary_key=True)
    marked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
