"""What a picture beside a post shows, in words"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("alt_text", sa.String(500), nullable=False, server_default="")
    with op.batch_alter_table("post_file") as post_file:
        post_file.add_column(column)
    with op.batch_alter_table("post_file") as post_file:
        post_file.alter_column("alt_text", existing_type=sa.String(500), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("post_file") as post_file:
        post_file.drop_column("alt_text")
