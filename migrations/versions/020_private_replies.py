"""Private replies to a post's author"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None

TABLE = "private_reply"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("facilitator_id", sa.BigInteger(), nullable=False),
        sa.Column("from_author", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key", sa.String(13), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
            name=op.f("fk_private_reply_post_id_post"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["facilitator_id"],
            ["user_account.id"],
            name=op.f("fk_private_reply_facilitator_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_reply")),
        sa.UniqueConstraint(
            "post_id",
            "facilitator_id",
            "from_author",
            "submission_key",
            name=op.f("uq_private_reply_post_id_facilitator_id_from_author_submission_key"),
        ),
    )
    op.create_index(op.f("ix_private_reply_facilitator_id"), TABLE, ["facilitator_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
