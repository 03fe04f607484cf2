"""Threads, and what is recorded of them. Each record says who and when: no row, no such state."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class ThreadKind(StrEnum):
    """How a thread works: who posts in it, and what each sees."""

    OPEN = "open"
    QUESTION = "question"
    NOTICEBOARD = "noticeboard"
    ROUND = "round"

    @property
    def said(self) -> str:
        """As a list says it; nothing for a plain thread."""
        return _SAID[self]

    @property
    def works(self) -> str:
        """How it works, in one line below its title; nothing for a plain thread."""
        return _WORKS[self]


_SAID = {
    ThreadKind.OPEN: "",
    ThreadKind.QUESTION: "Question",
    ThreadKind.NOTICEBOARD: "Noticeboard",
    ThreadKind.ROUND: "Quiet round",
}
_WORKS = {
    ThreadKind.OPEN: "",
    ThreadKind.QUESTION: "A question. Whoever asked it can mark what helped.",
    ThreadKind.NOTICEBOARD: "Noticeboard: facilitators write, everyone reads.",
    ThreadKind.ROUND: "Quiet round: each sees the others’ posts after writing their own.",
}


def _thread_id() -> MappedColumn[int]:
    """The thread that a record is about: one record a thread."""
    column: MappedColumn[int] = points_to(
        "thread.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    return column


class Thread(HasId, Base):
    """A discussion in one cohort; at most one for each discuss prompt.

    `posts` and `last_post_at` are kept here so that a list never counts the posts table.
    `module_id`: the module it belongs to; a prompt's thread belongs to its prompt's module.
    `is_nameless`: begun without its author's name; posts may move between threads, so it does not
    follow from the first post.
    """

    __tablename__ = "thread"
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "prompt_id"),
        sa.UniqueConstraint("author_id", "submission_key"),
        sa.Index("ix_thread_cohort_id_last_post_id", "cohort_id", "last_post_id"),
        sa.Index(
            "ix_thread_cohort_id_module_id_last_post_id",
            *("cohort_id", "module_id", "last_post_id"),
        ),
    )

    cohort_id: Mapped[int] = points_to("cohort.id", index=False)
    prompt_id: Mapped[int | None] = points_to("prompt.id")
    module_id: Mapped[int | None] = points_to("module.id", ondelete="NO ACTION")
    author_id: Mapped[int] = points_to("user_account.id", index=False)
    is_nameless: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(sa.String(12), default=ThreadKind.OPEN)
    title: Mapped[str] = mapped_column(sa.String(160))
    opened_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    posts: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    last_post_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    submission_key: Mapped[str] = mapped_column(sa.String(13))


class ThreadLock(Base):
    """A thread is closed to new posts. `locked_by` is empty for locks from before it was kept."""

    __tablename__ = "thread_lock"

    thread_id: Mapped[int] = _thread_id()
    locked_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    locked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")


class ThreadPin(Base):
    """A thread stands above the others in the list."""

    __tablename__ = "thread_pin"

    thread_id: Mapped[int] = _thread_id()
    pinned_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    pinned_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ThreadSummary(Base):
    """What a facilitator wrote on top of a thread, kept up to date as it goes on."""

    __tablename__ = "thread_summary"

    thread_id: Mapped[int] = _thread_id()
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    written_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    written_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ThreadMerge(Base):
    """A thread's posts went into another, and its address leads there. `into_id` is where they
    are now: when that is merged in turn, it is changed here too."""

    __tablename__ = "thread_merge"

    thread_id: Mapped[int] = _thread_id()
    into_id: Mapped[int] = points_to("thread.id", ondelete="CASCADE")
    merged_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    merged_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ThreadTelling(HasId, Base):
    """A facilitator wants people told what became of a thread. `act` is that of the audit log:
    'thread:close'; `told_at` is empty until notices were made of it."""

    __tablename__ = "thread_telling"

    thread_id: Mapped[int] = points_to("thread.id", ondelete="CASCADE")
    act: Mapped[str] = mapped_column(sa.String(40))
    asked_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    told_at: Mapped[dt.datetime | None] = mapped_column(index=True)
