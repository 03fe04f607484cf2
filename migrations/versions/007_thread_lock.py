"""A thread's lock as a record: who closed it, and when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thread_lock",
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("locked_by", sa.BigInteger(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_thread_lock_thread_id_thread"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["locked_by"],
            ["user_account.id"],
            name=op.f("fk_thread_lock_locked_by_user_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_thread_lock")),
    )
    op.create_index(op.f("ix_thread_lock_locked_by"), "thread_lock", ["locked_by"])
    op.execute(
        "INSERT INTO thread_lock (thread_id, locked_at) "
        "SELECT id, locked_at FROM thread WHERE locked_at IS NOT NULL"
    )
    op.drop_column("thread", "locked_at")


def downgrade() -> None:
    op.add_column("thread", sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE thread SET locked_at = "
        "(SELECT locked_at FROM thread_lock WHERE thread_lock.thread_id = thread.id)"
    )
    op.drop_table("thread_lock")
