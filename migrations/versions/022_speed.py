"""What is gathered for Monday's digest, from when; whose threads are one's own, by an index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_mark", sa.Column("gathered", sa.JSON(none_as_null=True), nullable=True))
    op.create_index("ix_post_author_id_thread_id", "post", ["author_id", "thread_id"])


def downgrade() -> None:
    op.drop_index("ix_post_author_id_thread_id", "post")
    op.drop_column("mail_mark", "gathered")
