"""Mail that came in, addresses for replies, and posts that came by mail"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None


def _points_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_mail_key")),
    )
    op.create_index("ix_incoming_mail_at", "incoming_mail", ["at"])
    op.create_table(
        "reply_address",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=False),
        _points_to("reply_address", "user_id", "user_account"),
        _points_to("reply_address", "thread_id", "thread"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_address")),
        sa.UniqueConstraint(
            "user_id", "thread_id", name=op.f("uq_reply_address_user_id_thread_id")
        ),
    )
    op.create_index(op.f("ix_reply_address_thread_id"), "reply_address", ["thread_id"])
    op.create_index("ix_reply_address_mailed_at", "reply_address", ["mailed_at"])
    op.create_table(
        "mailed_post",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        _points_to("mailed_post", "post_id", "post"),
        _points_to("mailed_post", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_post")),
        sa.UniqueConstraint("post_id", name=op.f("uq_mailed_post_post_id")),
    )
    op.create_index("ix_mailed_post_user_id_at", "mailed_post", ["user_id", "at"])


def downgrade() -> None:
    for table in ("mailed_post", "reply_address", "incoming_mail"):
        op.drop_table(table)
