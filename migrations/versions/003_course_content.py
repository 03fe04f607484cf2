"""Course content: sources, revisions, files, releases and reading places"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course_text",
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_course_text_programme_id_programme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_text")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_course_text_programme_id")),
    )
    op.create_table(
        "draft",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_draft_programme_id_programme"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_draft_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("user_id", "target", name=op.f("uq_draft_user_id_target")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index("ix_draft_target_saved_at", ["target", "saved_at"], unique=False)

    op.create_table(
        "course_asset",
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("original_key", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("from_files", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["user_account.id"],
            name=op.f("fk_course_asset_added_by_user_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["module.id"],
            name=op.f("fk_course_asset_module_id_module"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_course_asset_programme_id_programme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_asset")),
        sa.UniqueConstraint("programme_id", "path", name=op.f("uq_course_asset_programme_id_path")),
    )
    with op.batch_alter_table("course_asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_asset_added_by"), ["added_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_asset_module_id"), ["module_id"], unique=False)

    op.create_table(
        "release",
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["user_account.id"],
            name=op.f("fk_release_changed_by_user_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_release_cohort_id_cohort"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["module.id"],
            name=op.f("fk_release_module_id_module"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("cohort_id", "module_id", name=op.f("pk_release")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_changed_by"), ["changed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_module_id"), ["module_id"], unique=False)

    op.create_table(
        "early_opening",
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_early_opening_membership_id_membership"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["module.id"],
            name=op.f("fk_early_opening_module_id_module"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"],
            ["user_account.id"],
            name=op.f("fk_early_opening_opened_by_user_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("membership_id", "module_id", name=op.f("pk_early_opening")),
    )
    with op.batch_alter_table("early_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_early_opening_module_id"), ["module_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_early_opening_opened_by"), ["opened_by"], unique=False)

    op.create_table(
        "glossary_term",
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("term", sa.String(length=120), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"],
            ["module_page.id"],
            name=op.f("fk_glossary_term_page_id_module_page"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_glossary_term_programme_id_programme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_term")),
        sa.UniqueConstraint(
            "programme_id", "slug", name=op.f("uq_glossary_term_programme_id_slug")
        ),
    )
    with op.batch_alter_table("glossary_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_glossary_term_page_id"), ["page_id"], unique=False)

    op.create_table(
        "reading_place",
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("heading_id", sa.String(length=120), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_reading_place_membership_id_membership"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["module.id"],
            name=op.f("fk_reading_place_module_id_module"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["page_id"],
            ["module_page.id"],
            name=op.f("fk_reading_place_page_id_module_page"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("membership_id", "module_id", name=op.f("pk_reading_place")),
    )
    with op.batch_alter_table("reading_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_place_module_id"), ["module_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_place_page_id"), ["page_id"], unique=False)

    op.create_table(
        "revision",
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "origin in ('files', 'browser', 'restore')", name=op.f("ck_revision_origin")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user_account.id"],
            name=op.f("fk_revision_author_id_user_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["module.id"],
            name=op.f("fk_revision_module_id_module"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["page_id"],
            ["module_page.id"],
            name=op.f("fk_revision_page_id_module_page"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            "ix_revision_module_id_page_id_id", ["module_id", "page_id", "id"], unique=False
        )
        batch_op.create_index("ix_revision_page_id_id", ["page_id", "id"], unique=False)

    # Others point at these two tables, so SQLite cannot rebuild them: columns change in place.
    op.add_column("module", _column("introduction_parts", sa.JSON(), "[]"))
    op.add_column("module", _column("is_single_file", sa.Boolean(), sa.false()))
    op.add_column("module", _column("source", sa.Text(), ""))
    for table in ("module", "module_page"):
        op.add_column(table, _column("file_digest", sa.String(length=32), ""))
        op.add_column(table, sa.Column("file_position", sa.Integer(), nullable=True))
        op.add_column(table, _column("rendered_with", sa.Integer(), "0"))
        op.add_column(table, _column("problems", sa.JSON(), "[]"))
        op.add_column(
            table, _column("changed_at", sa.DateTime(timezone=True), "2026-11-24 00:00:00+00")
        )
        op.add_column(table, _column("version", sa.Integer(), "1"))
    _make_sources_whole()
    op.drop_column("module", "introduction_html")
    op.drop_column("module_page", "source_digest")


def downgrade() -> None:
    op.add_column("module_page", _column("source_digest", sa.String(length=32), ""))
    op.add_column("module", _column("introduction_html", sa.Text(), ""))
    _give_introductions_back()
    for table in ("module_page", "module"):
        added = ("problems", "rendered_with", "file_position", "file_digest")
        for column in ("version", "changed_at", *added):
            op.drop_column(table, column)
    for column in ("source", "is_single_file", "introduction_parts"):
        op.drop_column("module", column)
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index("ix_revision_page_id_id")
        batch_op.drop_index("ix_revision_module_id_page_id_id")
        batch_op.drop_index(batch_op.f("ix_revision_author_id"))

    op.drop_table("revision")
    with op.batch_alter_table("reading_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_place_page_id"))
        batch_op.drop_index(batch_op.f("ix_reading_place_module_id"))

    op.drop_table("reading_place")
    with op.batch_alter_table("glossary_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_glossary_term_page_id"))

    op.drop_table("glossary_term")
    with op.batch_alter_table("early_opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_early_opening_opened_by"))
        batch_op.drop_index(batch_op.f("ix_early_opening_module_id"))

    op.drop_table("early_opening")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_module_id"))
        batch_op.drop_index(batch_op.f("ix_release_changed_by"))

    op.drop_table("release")
    with op.batch_alter_table("course_asset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_asset_module_id"))
        batch_op.drop_index(batch_op.f("ix_course_asset_added_by"))

    op.drop_table("course_asset")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index("ix_draft_target_saved_at")
        batch_op.drop_index(batch_op.f("ix_draft_programme_id"))

    op.drop_table("draft")
    op.drop_table("course_text")


def _column(name: str, kind: sa.types.TypeEngine, default: object) -> sa.Column:
    return sa.Column(name, kind, nullable=False, server_default=default)


_module = sa.table(
    "module",
    sa.column("id", sa.BigInteger),
    sa.column("title", sa.String),
    sa.column("summary", sa.String),
    sa.column("foundation", sa.String),
    sa.column("minutes_to_read", sa.Integer),
    sa.column("minutes_to_do", sa.Integer),
    sa.column("opens_after_days", sa.Integer),
    sa.column("objectives", sa.JSON),
    sa.column("language", sa.String),
    sa.column("licence", sa.String),
    sa.column("introduction_html", sa.Text),
    sa.column("introduction_parts", sa.JSON),
    sa.column("source", sa.Text),
)
_page = sa.table(
    "module_page",
    sa.column("id", sa.BigInteger),
    sa.column("title", sa.String),
    sa.column("minutes_to_read", sa.Integer),
    sa.column("source", sa.Text),
)


def _make_sources_whole() -> None:
    """A source becomes a file's whole text: what the columns say goes in front of the body.

    A module's introduction was kept only as HTML; it stays so, until its file is loaded again.
    """
    connection = op.get_bind()
    said = ("title", "summary", "foundation", "minutes_to_read", "minutes_to_do")
    said += ("opens_after_days", "objectives", "language", "licence")
    for row in connection.execute(sa.select(_module)).mappings().all():
        html = row["introduction_html"]
        values = {
            "source": _front_matter({name: row[name] for name in said}) + html,
            "introduction_parts": [{"kind": "html", "html": html}] if html else [],
        }
        connection.execute(sa.update(_module).where(_module.c.id == row["id"]).values(values))
    for row in connection.execute(sa.select(_page)).mappings().all():
        facts = {"title": row["title"], "minutes_to_read": row["minutes_to_read"]}
        source = _front_matter(facts) + row["source"]
        connection.execute(sa.update(_page).where(_page.c.id == row["id"]).values(source=source))


def _front_matter(facts: dict[str, object]) -> str:
    lines = [
        f"{name}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in facts.items()
        if value not in ("", [], 0)
    ]
    return "\n".join(["---", *lines, "---", "", ""])


def _give_introductions_back() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(_module)).mappings().all():
        html = "\n".join(part["html"] for part in row["introduction_parts"] or () if "html" in part)
        values = {"introduction_html": html}
        connection.execute(sa.update(_module).where(_module.c.id == row["id"]).values(values))
