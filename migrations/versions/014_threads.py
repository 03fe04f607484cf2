"""Kinds of thread, changed and removed posts, replies, and what is recorded of both"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RECORDS = (
    *("thread_telling", "thread_merge", "thread_summary", "thread_pin"),
    *("post_file", "mention", "acknowledgement", "helped", "post_removal", "post_revision"),
)


def upgrade() -> None:
    # Others point at these two tables, so SQLite cannot rebuild them: columns change in place,
    # and keys that point elsewhere are said within the column, which both databases understand.
    op.add_column("thread", sa.Column("kind", sa.String(12), nullable=False, server_default="open"))
    op.add_column("thread", sa.Column("opens_at", MOMENT, nullable=True))
    _point("thread", "module_id", "module")
    op.create_index("ix_thread_module_id", "thread", ["module_id"])
    op.create_index(
        "ix_thread_cohort_id_module_id_last_post_id",
        "thread",
        ["cohort_id", "module_id", "last_post_id"],
    )
    op.execute(
        "UPDATE thread SET module_id = (SELECT module_page.module_id FROM prompt JOIN module_page "
        "ON module_page.id = prompt.page_id WHERE prompt.id = thread.prompt_id) "
        "WHERE prompt_id IS NOT NULL"
    )
    _point("post", "reply_to_id", "post")
    op.add_column(
        "post", sa.Column("is_nameless", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("post", sa.Column("edited_at", MOMENT, nullable=True))
    op.add_column("post", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "thread_lock", sa.Column("reason", sa.String(300), nullable=False, server_default="")
    )
    _about_threads()
    _about_posts()


def _point(table: str, column: str, target: str) -> None:
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} BIGINT "
        f"CONSTRAINT fk_{table}_{column}_{target} REFERENCES {target} (id)"
    )


def _id(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _key(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def _record(name: str, of: str, who: str, *columns: sa.Column[object]) -> None:
    """A record about one thread or post, by somebody."""
    op.create_table(
        name,
        _id(f"{of}_id"),
        _id(who, nullable=True),
        *columns,
        _key(name, f"{of}_id", of, "CASCADE"),
        _key(name, who, "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint(f"{of}_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_{who}"), name, [who])


def _about_threads() -> None:
    _record("thread_pin", "thread", "pinned_by", sa.Column("pinned_at", MOMENT, nullable=False))
    _record(
        "thread_summary",
        "thread",
        "written_by",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "thread_merge",
        *(_id("thread_id"), _id("into_id"), _id("merged_by", nullable=True)),
        sa.Column("merged_at", MOMENT, nullable=False),
        _key("thread_merge", "thread_id", "thread", "CASCADE"),
        _key("thread_merge", "into_id", "thread", "CASCADE"),
        _key("thread_merge", "merged_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_thread_merge")),
    )
    for column in ("into_id", "merged_by"):
        op.create_index(op.f(f"ix_thread_merge_{column}"), "thread_merge", [column])
    op.create_table(
        "thread_telling",
        *(_id("id"), _id("thread_id"), _id("asked_by", nullable=True)),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        _key("thread_telling", "thread_id", "thread", "CASCADE"),
        _key("thread_telling", "asked_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_telling")),
    )
    for column in ("thread_id", "asked_by", "told_at"):
        op.create_index(op.f(f"ix_thread_telling_{column}"), "thread_telling", [column])


def _about_posts() -> None:
    op.create_table(
        "post_revision",
        _id("post_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        _key("post_revision", "post_id", "post", "CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "version", name=op.f("pk_post_revision")),
    )
    _record(
        "post_removal",
        "post",
        "removed_by",
        sa.Column("removed_at", MOMENT, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
    )
    op.create_index(op.f("ix_post_removal_removed_at"), "post_removal", ["removed_at"])
    op.create_table(
        "helped",
        *(_id("post_id"), _id("thread_id"), _id("marked_by", nullable=True)),
        sa.Column("marked_at", MOMENT, nullable=False),
        _key("helped", "post_id", "post", "CASCADE"),
        _key("helped", "thread_id", "thread", "CASCADE"),
        _key("helped", "marked_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_helped")),
    )
    for column in ("thread_id", "marked_by"):
        op.create_index(op.f(f"ix_helped_{column}"), "helped", [column])
    _of_people("acknowledgement", sa.Column("word", sa.String(12), nullable=False))
    _of_people("mention")
    op.create_table(
        "post_file",
        *(_id("id"), _id("post_id")),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("file_key", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        *(sa.Column(n, sa.Integer(), nullable=False) for n in ("size", "width", "height")),
        _key("post_file", "post_id", "post", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_file")),
    )
    op.create_index(op.f("ix_post_file_post_id"), "post_file", ["post_id"])


def _of_people(name: str, word: sa.Column[str] | None = None) -> None:
    """Something that many people can have with one post."""
    more = [] if word is None else [word, sa.Column("said_at", MOMENT, nullable=False)]
    keys = ["post_id", "user_id", *([] if word is None else ["word"])]
    op.create_table(
        name,
        *(_id("post_id"), _id("user_id")),
        *more,
        _key(name, "post_id", "post", "CASCADE"),
        _key(name, "user_id", "user_account", "CASCADE"),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_user_id"), name, ["user_id"])


def downgrade() -> None:
    for name in RECORDS:
        op.drop_table(name)
    op.drop_column("thread_lock", "reason")
    for column in ("version", "edited_at", "is_nameless", "reply_to_id"):
        op.drop_column("post", column)
    op.drop_index("ix_thread_cohort_id_module_id_last_post_id", "thread")
    op.drop_index("ix_thread_module_id", "thread")
    for column in ("module_id", "opens_at", "kind"):
        op.drop_column("thread", column)
