"""Names of people cleaned, as those to come are"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cohort.kernel.person_names import BadName, read_name

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

# (table, column, what stands for a name in which nothing can be seen)
NAMES = (
    ("user_account", "name", "No name given"),
    ("expression_of_interest", "name", "No name given"),
    ("complaint", "name", "No name given"),
    ("invitation", "name", ""),
    ("programme", "contact_name", ""),
    ("external_identity", "shown_name", ""),
)
LONGEST = {"name": 200, "contact_name": 200, "shown_name": 320}


def upgrade() -> None:
    connection = op.get_bind()
    for name_of_table, name_of_column, instead in NAMES:
        longest = LONGEST[name_of_column]
        table = sa.table(name_of_table, sa.column("id"), sa.column(name_of_column))
        column = table.c[name_of_column]
        for row_id, before in connection.execute(sa.select(table.c.id, column)).all():
            try:
                # Cut afterwards too: composing makes a few letters two or three.
                after = read_name(before[:longest], 3 * longest)[:longest].strip()
            except BadName:
                after = instead
            if after != before:
                changed = sa.update(table).where(table.c.id == row_id)
                connection.execute(changed.values({name_of_column: after}))


def downgrade() -> None:
    """What was taken out of names was never to be seen: nothing is put back."""
