"""The search index: one row for each thing, with its words.

Each database searches the words with its own full-text index, which the migrations make and
the models do not know: on SQLite an FTS5 table `search_text` over this one, on PostgreSQL a column
`search_entry.document` with a GIN index.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, points_to

# FTS5 keeps its index in further tables beside the visible one.
FULL_TEXT_TABLES = frozenset(
    {"search_text", *(f"search_text_{part}" for part in ("config", "data", "docsize", "idx"))}
)
FULL_TEXT_COLUMN = ("search_entry", "document")
FULL_TEXT_INDEX = "ix_search_entry_document"


class SearchEntry(Base):
    """A thing that search can find. `extra` holds the parts of its address.

    `wall` is its scope: `c` and the id of its cohort, or `p` and the id of its programme.
    `title_words`, `heading_words` and `text_words` are its stems, `other_words` what its terms
    are found by beside (cohort/search/words.py); `rule` is the version of the rule that took them
    apart. `words` are its distinct words as they are spelt, for correcting typing mistakes.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        sa.UniqueConstraint("kind", "thing_id"),
        sa.Index("ix_search_entry_wall", "wall"),
    )

    # Counted by the database, and never shown: small numbers keep the full-text index small.
    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    kind: Mapped[str] = mapped_column(sa.String(30))
    thing_id: Mapped[int] = mapped_column(sa.BigInteger)
    programme_id: Mapped[int] = points_to("programme.id")
    cohort_id: Mapped[int | None] = points_to("cohort.id")
    owner_id: Mapped[int | None] = points_to("user_account.id")
    wall: Mapped[str] = mapped_column(sa.String(24))
    title: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    title_words: Mapped[str] = mapped_column(sa.Text)
    heading_words: Mapped[str] = mapped_column(sa.Text)
    text_words: Mapped[str] = mapped_column(sa.Text)
    other_words: Mapped[str] = mapped_column(sa.Text)
    rule: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text)
    extra: Mapped[dict[str, Any]]


# What a hit is made of.
FOUND = (
    SearchEntry.kind,
    SearchEntry.thing_id,
    SearchEntry.extra,
    SearchEntry.title,
    SearchEntry.text,
    SearchEntry.text_words,
    SearchEntry.other_words,
)


def is_full_text(name: str | None, kind: str, table: str | None) -> bool:
    """Whether a table, column or index is one that only migrations know."""
    if kind == "table":
        return name in FULL_TEXT_TABLES
    if kind == "column":
        return (table, name) == FULL_TEXT_COLUMN
    return kind == "index" and name == FULL_TEXT_INDEX
