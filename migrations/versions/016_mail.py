"""What was mailed to whom of what happened, and what a mail is about"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None

WAITS = sa.text("waits")


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_user_id_user_account")
    return sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "mail_mark",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("digested_on", sa.Date(), nullable=False),
        sa.Column("daily_through", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weekly_on", sa.Date(), nullable=False),
        sa.Column("weekly_through", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        _of_user("mail_mark"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_mail_mark")),
    )
    op.create_index("ix_mail_mark_digested_on", "mail_mark", ["digested_on", "user_id"])
    op.create_index(
        "ix_mail_mark_waits", "mail_mark", ["user_id"], sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_table(
        "mailed",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_user("mailed"),
        sa.PrimaryKeyConstraint("user_id", "place", "subject_id", name=op.f("pk_mailed")),
    )
    op.create_index(op.f("ix_mailed_at"), "mailed", ["at"])
    op.create_table(
        "mail_sweep",
        sa.Column("name", sa.String(30), nullable=False),
        sa.Column("through", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mail_sweep")),
    )
    op.add_column(
        "outbox_message", sa.Column("place", sa.String(40), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("outbox_message", "place")
    for table in ("mail_sweep", "mailed", "mail_mark"):
        op.drop_table(table)
