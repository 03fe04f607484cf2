"""Who has seen that the privacy notice changed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # When somebody last hid the word that the privacy notice had changed.
    op.add_column(
        "user_account", sa.Column("notice_seen_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("user_account", "notice_seen_at")
