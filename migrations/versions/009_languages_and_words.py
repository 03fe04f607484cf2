"""The language of a page; members' words rendered again, as they were typed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cohort.markdown import member_html

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

TABLES = ("post", "reflection")
BATCH = 500  # rows in memory at a time


def upgrade() -> None:
    language = sa.Column("language", sa.String(20), nullable=False, server_default="")
    op.add_column("module_page", language)
    connection = op.get_bind()
    for name in TABLES:
        table = sa.table(name, sa.column("id"), sa.column("body"), sa.column("body_html"))
        rows = sa.select(table.c.id, table.c.body, table.c.body_html).order_by(table.c.id)
        batch = connection.execute(rows.limit(BATCH)).all()
        while batch:
            for row_id, text, before in batch:
                html = member_html(text)
                if html != before:
                    changed = sa.update(table).where(table.c.id == row_id)
                    connection.execute(changed.values(body_html=html))
            after = rows.where(table.c.id > batch[-1].id)
            batch = connection.execute(after.limit(BATCH)).all()


def downgrade() -> None:
    # Both ways of showing members' words are HTML of the same kind: nothing is put back there.
    op.drop_column("module_page", "language")
