"""Posts, and what people did with them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock

LONGEST_ALT = 500  # characters


class Word(StrEnum):
    """A small acknowledgement of a post."""

    THANKS = "thanks"
    SAME = "same"
    HELPS = "helps"

    @property
    def said(self) -> str:
        """As it stands on the page."""
        return {"thanks": "Thank you", "same": "Same here", "helps": "This helps"}[self]


def _post_id() -> MappedColumn[int]:
    """The post that a record is about: one record a post."""
    column: MappedColumn[int] = points_to(
        "post.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    return column


class Post(HasId, Base):
    """One contribution to a thread.

    `reply_to_id`: the post it answers, one level deep. `is_nameless`: written without its
    author's name; see queries/authors.py. `edited_at` and `version` tell of changes of its words;
    `told_at`: when its notices were made.
    """

    __tablename__ = "post"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "submission_key"),
        sa.Index("ix_post_thread_id_id", "thread_id", "id"),
        sa.Index("ix_post_author_id_id", "author_id", "id"),
        sa.Index("ix_post_author_id_thread_id", "author_id", "thread_id"),
        sa.Index(
            "ix_post_untold",
            "id",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        ),
    )

    thread_id: Mapped[int] = points_to("thread.id", index=False)
    author_id: Mapped[int] = points_to("user_account.id", index=False)
    reply_to_id: Mapped[int | None] = points_to("post.id", index=False, ondelete="NO ACTION")
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    is_nameless: Mapped[bool] = mapped_column(default=False)
    posted_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str] = mapped_column(sa.String(13))
    told_at: Mapped[dt.datetime | None]


class PostRevision(Base):
    """An earlier wording of a post, as it stood from `written_at` until the next."""

    __tablename__ = "post_revision"

    post_id: Mapped[int] = _post_id()
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[dt.datetime]


class PostRemoval(Base):
    """A post's words are gone; where it stood, the page says so. `body` holds them for the ten
    minutes in which their author can put them back, and is None afterwards."""

    __tablename__ = "post_removal"

    post_id: Mapped[int] = _post_id()
    removed_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    removed_at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)
    body: Mapped[str | None] = mapped_column(sa.Text)


class Helped(Base):
    """A post was marked as what helped, in a thread that asks a question."""

    __tablename__ = "helped"

    post_id: Mapped[int] = _post_id()
    thread_id: Mapped[int] = points_to("thread.id", ondelete="CASCADE")
    marked_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    marked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Acknowledgement(Base):
    """Somebody said one of three small words to a post."""

    __tablename__ = "acknowledgement"

    post_id: Mapped[int] = _post_id()
    user_id: Mapped[int] = points_to("user_account.id", primary_key=True, ondelete="CASCADE")
    word: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    said_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Mention(Base):
    """A post names somebody of its cohort by typing @."""

    __tablename__ = "mention"

    post_id: Mapped[int] = _post_id()
    user_id: Mapped[int] = points_to("user_account.id", primary_key=True, ondelete="CASCADE")


class PostFile(HasId, Base):
    """A picture or file beside a post. `file_key`: where the file store keeps it, as examined and
    drawn anew; sizes in bytes and pixels, 0 pixels for what is no picture. `alt_text`: what a
    picture shows, in its author's words; empty until they say."""

    __tablename__ = "post_file"

    post_id: Mapped[int] = points_to("post.id", ondelete="CASCADE")
    name: Mapped[str] = mapped_column(sa.String(200))
    file_key: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(120))
    digest: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    alt_text: Mapped[str] = mapped_column(sa.String(LONGEST_ALT), default="")
