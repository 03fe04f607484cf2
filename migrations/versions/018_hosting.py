"""Reports of posts, hidden posts and slow threads"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNOPENED = sa.text("opened_at IS NULL")


def _key(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def _by(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [_key(table, column, "user_account", "SET NULL") for column in columns]


def upgrade() -> None:
    op.create_table(
        "post_report",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("reported_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("waits_told_at", MOMENT, nullable=True),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(12), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _key("post_report", "post_id", "post", "CASCADE"),
        _key("post_report", "cohort_id", "cohort", "RESTRICT"),
        *_by("post_report", "reported_by", "opened_by", "settled_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_report")),
        sa.UniqueConstraint(
            "post_id", "reported_by", name=op.f("uq_post_report_post_id_reported_by")
        ),
    )
    for column in ("reported_by", "opened_by", "settled_by"):
        op.create_index(op.f(f"ix_post_report_{column}"), "post_report", [column])
    op.create_index("ix_post_report_cohort_id_id", "post_report", ["cohort_id", "id"])
    op.create_index(
        "ix_post_report_unopened",
        "post_report",
        ["reported_at"],
        sqlite_where=UNOPENED,
        postgresql_where=UNOPENED,
    )
    op.create_table(
        "post_hiding",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("hidden_by", sa.BigInteger(), nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("post_hiding", "post_id", "post", "CASCADE"),
        *_by("post_hiding", "hidden_by"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_hiding")),
    )
    op.create_index(op.f("ix_post_hiding_hidden_by"), "post_hiding", ["hidden_by"])
    op.create_table(
        "thread_pace",
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=True),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_thread_pace_minutes")),
        _key("thread_pace", "thread_id", "thread", "CASCADE"),
        *_by("thread_pace", "set_by"),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_thread_pace")),
    )
    op.create_index(op.f("ix_thread_pace_set_by"), "thread_pace", ["set_by"])


def downgrade() -> None:
    for table in ("thread_pace", "post_hiding", "post_report"):
        op.drop_table(table)
