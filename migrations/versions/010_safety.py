"""Recovery codes hashed as passwords are; whose room a kept form takes up"""

from __future__ import annotations

import secrets
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

CODES = sa.table(
    "recovery_code",
    sa.column("id", sa.BigInteger),
    sa.column("user_id", sa.BigInteger),
    sa.column("code_hash", sa.String),
)


def upgrade() -> None:
    with op.batch_alter_table("recovery_code") as table:
        table.alter_column(
            "code_hash",
            existing_type=sa.String(64),
            type_=sa.String(200),
            existing_nullable=False,
        )
    _hash_slowly()
    op.add_column("kept_form", sa.Column("owner", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("kept_form") as table:
        table.alter_column("owner", existing_type=sa.String(64), server_default=None)
    op.drop_index("ix_kept_form_network_kept_at", "kept_form")
    op.create_index("ix_kept_form_owner_network", "kept_form", ["owner", "network"])


def _hash_slowly() -> None:
    """Hash each plain hash once more, a fiftieth of a second each: the codes themselves are not
    there to be hashed anew, and stay good."""
    from cohort.accounts.recovery_codes import hash_slowly

    connection = op.get_bind()
    query = sa.select(CODES).where(CODES.c.code_hash.not_like("$%")).order_by(CODES.c.user_id)
    for _, rows in groupby(connection.execute(query).all(), key=lambda row: row.user_id):
        salt = secrets.token_bytes(16)
        for row in rows:
            this_one = sa.update(CODES).where(CODES.c.id == row.id)
            connection.execute(this_one.values(code_hash=hash_slowly(row.code_hash, salt)))


def downgrade() -> None:
    """The release before cannot read slow hashes: those codes are removed, and their owners make
    new ones with a code from their app."""
    op.drop_index("ix_kept_form_owner_network", "kept_form")
    op.create_index("ix_kept_form_network_kept_at", "kept_form", ["network", "kept_at"])
    op.drop_column("kept_form", "owner")
    op.get_bind().execute(sa.delete(CODES))
    with op.batch_alter_table("recovery_code") as table:
        table.alter_column(
            "code_hash",
            existing_type=sa.String(200),
            type_=sa.String(64),
            existing_nullable=False,
        )
