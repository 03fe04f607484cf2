"""Search by words that one rule takes apart

The index is emptied: each kind is built anew when a server starts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

NEW = ("title_words", "heading_words", "text_words", "other_words")
# What SQLite keeps for full text; no model knows it (see cohort/search/models.py).
BEFORE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(wall, title, headings, text, "
    "content='search_entry', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')"
)
AFTER = (
    f"CREATE VIRTUAL TABLE search_text USING fts5(wall, {', '.join(NEW)}, "
    "content='search_entry', content_rowid='id', tokenize='ascii')"
)


def upgrade() -> None:
    _empty()
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_column("headings")
        for name in NEW:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False))
        batch_op.add_column(sa.Column("rule", sa.Integer(), nullable=False))
    _make(AFTER)


def downgrade() -> None:
    _empty()
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_column("rule")
        for name in NEW:
            batch_op.drop_column(name)
        batch_op.add_column(sa.Column("headings", sa.Text(), nullable=False))
    _make(BEFORE)


def _empty() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_text")
    op.execute("DELETE FROM search_entry")


def _make(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(table)
