"""Modules, their pages, prompts, terms and files: the content that organisers write.

`source` is always a file's whole text, front matter and body: the text that is edited, compared
and written back. The other columns of a module or page are read from it, rendered on save.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class CourseText(HasId, Base):
    """The text of programme.md; the programme's own page is edited separately (Programme)."""

    __tablename__ = "course_text"

    programme_id: Mapped[int] = points_to("programme.id", index=False, unique=True)
    source: Mapped[str] = mapped_column(sa.Text)
    file_digest: Mapped[str] = mapped_column(sa.String(32), default="")


class Module(HasId, Base):
    """A titled, ordered part of a programme. Opens `opens_after_days` after a cohort's start.

    `file_digest`: of the text as last imported; a source of another digest was edited here.
    `file_position`: the number before its file's name as last imported; None when no file holds
    it (made in the browser, or its file has gone). A different position was chosen here.
    `is_single_file`: it is kept in one file (see course_format.values.ModuleFile).
    `rendered_with`: the version of the renderer that made the introduction. `problems`: what it
    found, as [line, words, whether it must be put right]. `language`: a tag, its own or the
    course's.
    """

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
    introduction_parts: Mapped[list[Any]] = mapped_column(default=list)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    language: Mapped[str] = mapped_column(sa.String(20))
    licence: Mapped[str] = mapped_column(sa.String(60))
    is_single_file: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(sa.Text)
    file_digest: Mapped[str] = mapped_column(sa.String(32), default="")
    file_position: Mapped[int | None]
    rendered_with: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    retired_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ModulePage(HasId, Base):
    """One page of a module: its source, and the parts it was rendered to on save, with the
    problems that the renderer found: [line, words, whether it must be put right]. `language` is ""
    where it is the module's."""

    __tablename__ = "module_page"
    __table_args__ = (sa.UniqueConstraint("module_id", "slug"),)

    module_id: Mapped[int] = points_to("module.id", index=False)
    slug: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))
    minutes_to_read: Mapped[int]
    language: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    source: Mapped[str] = mapped_column(sa.Text)
    parts: Mapped[list[Any]] = mapped_column(default=list)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    file_digest: Mapped[str] = mapped_column(sa.String(32), default="")
    file_position: Mapped[int | None]
    rendered_with: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    retired_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


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


class GlossaryTerm(HasId, Base):
    """A term that a page explains, for the programme's list of terms."""

    __tablename__ = "glossary_term"
    __table_args__ = (sa.UniqueConstraint("programme_id", "slug"),)

    programme_id: Mapped[int] = points_to("programme.id", index=False)
    page_id: Mapped[int] = points_to("module_page.id")
    slug: Mapped[str] = mapped_column(sa.String(80))
    term: Mapped[str] = mapped_column(sa.String(120))
    html: Mapped[str] = mapped_column(sa.Text)


class CourseAsset(HasId, Base):
    """An image or file of a course. `path`: `<module slug>/…`, or `_/…` for the course's own.

    `file_digest`: of the bytes as last imported or added; `key`: where the file store keeps the
    served file (images are re-encoded). `from_files`: it came with an import, and is removed
    when it leaves the files; otherwise somebody added it in the browser. Sizes in bytes and
    pixels; 0 pixels for a file that is not an image.
    """

    __tablename__ = "course_asset"
    __table_args__ = (sa.UniqueConstraint("programme_id", "path"),)

    programme_id: Mapped[int] = points_to("programme.id", index=False)
    module_id: Mapped[int | None] = points_to("module.id")
    path: Mapped[str] = mapped_column(sa.String(300))
    key: Mapped[str] = mapped_column(sa.String(200))
    original_key: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    file_digest: Mapped[str] = mapped_column(sa.String(64))
    from_files: Mapped[bool] = mapped_column(default=False)
    added_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    added_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    retired_at: Mapped[dt.datetime | None]
