"""Drafts of any feature: the editor's are kept, and each form's key stands in a column of its own"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None

KIND = "course_text"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
DRAFT = sa.table(
    "draft",
    sa.column("id", sa.BigInteger),
    sa.column("user_id", sa.BigInteger),
    sa.column("programme_id", sa.BigInteger),
    sa.column("target", sa.String),
    sa.column("key", sa.String),
    sa.column("kind", sa.String),
    sa.column("about", sa.String),
    sa.column("writer", sa.String),
    sa.column("turn", sa.Integer),
    sa.column("has_words", sa.Boolean),
    sa.column("based_on", sa.BigInteger),
    sa.column("base_version", sa.Integer),
)
TITLES = {
    name: sa.table(table, sa.column("id", sa.BigInteger), sa.column("title", sa.String))
    for name, table in (("module", "module"), ("page", "module_page"))
}


def upgrade() -> None:
    op.drop_index("ix_draft_target_saved_at", "draft")
    for column in (
        sa.Column("cohort_id", sa.BigInteger()),
        sa.Column("kind", sa.String(20)),
        sa.Column("key", sa.String(13)),
        sa.Column("about", sa.String(200)),
        sa.Column("based_on", sa.BigInteger()),
        sa.Column("has_words", sa.Boolean()),
        sa.Column("writer", sa.String(13)),
        sa.Column("turn", sa.Integer()),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("draft", column)
    _split_targets()
    with op.batch_alter_table("draft") as table:
        table.drop_constraint("uq_draft_user_id_target", type_="unique")
        table.alter_column(
            "target", existing_type=sa.String(40), type_=sa.String(100), existing_nullable=False
        )
        table.alter_column("programme_id", existing_type=sa.BigInteger(), nullable=True)
        for name, kind in (
            ("kind", sa.String(20)),
            ("key", sa.String(13)),
            ("about", sa.String(200)),
            ("based_on", sa.BigInteger()),
            ("has_words", sa.Boolean()),
            ("writer", sa.String(13)),
            ("turn", sa.Integer()),
        ):
            table.alter_column(name, existing_type=kind, nullable=False)
        table.drop_column("base_version")
        table.create_foreign_key(
            "fk_draft_cohort_id_cohort", "cohort", ["cohort_id"], ["id"], ondelete="RESTRICT"
        )
        table.create_unique_constraint("uq_draft_user_id_key", ["user_id", "key"])
    op.create_index("ix_draft_cohort_id", "draft", ["cohort_id"])
    op.create_index("ix_draft_saved_at", "draft", ["saved_at"])
    op.create_index("ix_draft_target_saved_at", "draft", ["target", "saved_at"])


def _split_targets() -> None:
    """`page:<id>:<key>` becomes the target `page:<id>` and its form's key."""
    connection = op.get_bind()
    taken: set[tuple[int, str]] = set()
    query = sa.select(DRAFT.c.id, DRAFT.c.user_id, DRAFT.c.target, DRAFT.c.base_version)
    for draft_id, user_id, whole, version in connection.execute(query.order_by(DRAFT.c.id)).all():
        target, _, key = whole.rpartition(":")
        if (user_id, key) in taken:  # a form that was tampered with: two texts with one key
            key = "0" + "".join(secrets.choice(LETTERS) for _ in range(12))
        taken.add((user_id, key))
        facts = {
            "target": target,
            "key": key,
            "kind": KIND,
            "about": _title(connection, target),
            "based_on": version,
            "has_words": True,
            "writer": "",
            "turn": 0,
        }
        connection.execute(sa.update(DRAFT).where(DRAFT.c.id == draft_id).values(facts))


def _title(connection: sa.Connection, target: str) -> str:
    name, _, number = target.partition(":")
    titles = TITLES.get(name)
    if titles is None or not number.isdigit():
        return ""
    found = connection.scalar(sa.select(titles.c.title).where(titles.c.id == int(number)))
    return (found or "")[:200]


def downgrade() -> None:
    """The release before knows the editor's drafts alone: those of threads go."""
    connection = op.get_bind()
    connection.execute(
        sa.delete(DRAFT).where(sa.or_(DRAFT.c.kind != KIND, DRAFT.c.has_words.is_(False)))
    )
    op.drop_index("ix_draft_target_saved_at", "draft")
    op.drop_index("ix_draft_saved_at", "draft")
    op.drop_index("ix_draft_cohort_id", "draft")
    op.add_column("draft", sa.Column("base_version", sa.Integer()))
    joined = DRAFT.c.target + ":" + DRAFT.c.key
    connection.execute(sa.update(DRAFT).values(target=joined, base_version=DRAFT.c.based_on))
    with op.batch_alter_table("draft") as table:
        table.drop_constraint("uq_draft_user_id_key", type_="unique")
        table.drop_constraint("fk_draft_cohort_id_cohort", type_="foreignkey")
        table.alter_column(
            "target", existing_type=sa.String(100), type_=sa.String(40), existing_nullable=False
        )
        table.alter_column("programme_id", existing_type=sa.BigInteger(), nullable=False)
        table.alter_column("base_version", existing_type=sa.Integer(), nullable=False)
        for name in (
            *("cohort_id", "kind", "key", "about", "based_on"),
            *("has_words", "writer", "turn", "finished_at"),
        ):
            table.drop_column(name)
        table.create_unique_constraint("uq_draft_user_id_target", ["user_id", "target"])
    op.create_index("ix_draft_target_saved_at", "draft", ["target", "saved_at"])
