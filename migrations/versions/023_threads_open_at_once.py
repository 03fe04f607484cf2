"""A thread is there or to come: it has no later moment of its own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Others point at this table, so SQLite cannot rebuild it: the column goes in place.
    op.drop_column("thread", "opens_at")


def downgrade() -> None:
    op.add_column("thread", sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True))
