"""What is gathered for Monday's digest, from when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_mark", sa.Column("gathered", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("mail_mark", "gathered")
