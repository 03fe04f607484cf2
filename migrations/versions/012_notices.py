"""Notices, how far each person has read, and who follows which thread and post"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None

LONG_AGO = sa.text("TIMESTAMPTZ '2000-01-01 00:00:00+00'")
UNREAD, UNTOLD = sa.text("read_at IS NULL"), sa.text("told_at IS NULL")


def _points_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


def _check(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} in ({listed})", name=op.f(f"ck_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("cohort_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("notice", "user_id", "user_account"),
        _points_to("notice", "cohort_id", "cohort"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "user_id", "place", "subject_id", name=op.f("uq_notice_user_id_place_subject_id")
        ),
    )
    op.create_index(op.f("ix_notice_cohort_id"), "notice", ["cohort_id"])
    op.create_index("ix_notice_user_id_id", "notice", ["user_id", "id"])
    op.create_index("ix_notice_subject_id", "notice", ["subject_id"])
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["user_id", "cohort_id", "id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )
    op.create_table(
        "read_through",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points_to("read_through", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("user_id", "place", name=op.f("pk_read_through")),
    )
    op.create_index("ix_read_through_place", "read_through", ["place"])
    op.create_table(
        "thread_following",
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("why", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points_to("thread_following", "thread_id", "thread"),
        _points_to("thread_following", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("thread_id", "user_id", name=op.f("pk_thread_following")),
        _check("thread_following", "state", "following", "stopped", "muted"),
        _check("thread_following", "why", "began", "wrote", "asked"),
    )
    op.create_index(op.f("ix_thread_following_user_id"), "thread_following", ["user_id"])
    op.create_table(
        "post_following",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points_to("post_following", "post_id", "post"),
        _points_to("post_following", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("post_id", "user_id", name=op.f("pk_post_following")),
        _check("post_following", "state", "following", "stopped"),
    )
    op.create_index(op.f("ix_post_following_user_id"), "post_following", ["user_id"])
    _tell_what_was_said()
    op.create_index("ix_post_untold", "post", ["id"], sqlite_where=UNTOLD, postgresql_where=UNTOLD)
    op.execute(
        "INSERT INTO thread_following (thread_id, user_id, state, why, at) "
        "SELECT post.thread_id, post.author_id, 'following', "
        "CASE WHEN max(thread.author_id) = post.author_id THEN 'began' ELSE 'wrote' END, "
        "max(post.posted_at) "
        "FROM post JOIN thread ON thread.id = post.thread_id "
        "GROUP BY post.thread_id, post.author_id"
    )
    # Whoever was in a cohort before reads on from here: old threads are not all new to them.
    op.execute(
        "INSERT INTO read_through (user_id, place, through, at) "
        "SELECT membership.user_id, 'thread:' || thread.id, thread.last_post_id, "
        "thread.last_post_at "
        "FROM thread JOIN membership ON membership.cohort_id = thread.cohort_id "
        "WHERE thread.last_post_id > 0"
    )


def _tell_what_was_said() -> None:
    """What was said before there were notices is news to nobody, and is followed by its authors.

    On PostgreSQL an UPDATE would write every post anew, millions in one transaction that keeps both
    versions of each. A constant default costs nothing there, however many posts there are: it
    stands in the catalogue (https://www.postgresql.org/docs/current/sql-altertable.html, Notes). It
    says that they were told long ago, which is all that is asked of the moment. SQLite cannot take
    a default away again, and has the moments of the posts.
    """
    if op.get_bind().dialect.name == "sqlite":
        op.add_column("post", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        op.execute("UPDATE post SET told_at = posted_at")
        return
    column = sa.Column(
        "told_at", sa.DateTime(timezone=True), nullable=True, server_default=LONG_AGO
    )
    op.add_column("post", column)
    op.alter_column("post", "told_at", server_default=None)


def downgrade() -> None:
    op.drop_index("ix_post_untold", "post")
    op.drop_column("post", "told_at")
    for table in ("post_following", "thread_following", "read_through", "notice"):
        op.drop_table(table)
