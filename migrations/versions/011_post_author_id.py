"""A person's latest posts, found by an index"""

from __future__ import annotations

from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_post_author_id_id", "post", ["author_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_post_author_id_id", "post")
