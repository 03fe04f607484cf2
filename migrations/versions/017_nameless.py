"""Threads begun without a name, cohorts that ended the choice, and names that were asked for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.add_column(
        "thread", sa.Column("is_nameless", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "nameless_ending",
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=False),
        _key("nameless_ending", "cohort_id", "cohort", "CASCADE"),
        _key("nameless_ending", "ended_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_nameless_ending")),
    )
    op.create_index(op.f("ix_nameless_ending_ended_by"), "nameless_ending", ["ended_by"])
    op.create_table(
        "unmasking",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("unmasked_by", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("unmasked_at", MOMENT, nullable=False),
        _key("unmasking", "post_id", "post", "CASCADE"),
        _key("unmasking", "unmasked_by", "user_account", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmasking")),
        sa.UniqueConstraint(
            "post_id", "unmasked_by", name=op.f("uq_unmasking_post_id_unmasked_by")
        ),
    )
    op.create_index(op.f("ix_unmasking_unmasked_by"), "unmasking", ["unmasked_by"])


def downgrade() -> None:
    op.drop_table("unmasking")
    op.drop_table("nameless_ending")
    op.drop_column("thread", "is_nameless")
