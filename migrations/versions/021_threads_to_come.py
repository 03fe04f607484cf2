"""Threads that open later"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLE = "thread_to_come"


def _key(column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{TABLE}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(13), nullable=False),
        _key("cohort_id", "cohort", "RESTRICT"),
        _key("module_id", "module", "SET NULL"),
        _key("author_id", "user_account", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "author_id", "submission_key", name=op.f(f"uq_{TABLE}_author_id_submission_key")
        ),
    )
    op.create_index(op.f(f"ix_{TABLE}_module_id"), TABLE, ["module_id"])
    op.create_index(f"ix_{TABLE}_cohort_id_opens_at", TABLE, ["cohort_id", "opens_at"])
    op.create_index(f"ix_{TABLE}_opens_at", TABLE, ["opens_at"])


def downgrade() -> None:
    op.drop_table(TABLE)
