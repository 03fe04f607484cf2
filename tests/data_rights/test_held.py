"""Nothing is stored about people that a download and a deletion do not know."""

from __future__ import annotations

from importlib.util import find_spec

import sqlalchemy as sa

from cohort.data_rights import registry
from cohort.db import Base
from cohort.features import FEATURES
from config import ROOT

# Columns that hold a name, an address or the like wherever they stand.
TELLING = {
    *("email", "new_email", "address", "to_address", "to_name", "contact_email", "contact_name"),
    *("network", "device", "shown_name", "photo_key", "file_key", "actor_id", "changed_by"),
}
# A name in these tables is a person's.
PEOPLE = {"user_account", "expression_of_interest", "invitation", "complaint"}
# What neither is exported nor erased, and why.
EXCUSED = {
    "programme.contact_email": "the programme's public contact, which an organiser edits",
    "programme.contact_name": "the programme's public contact, which an organiser edits",
    "setting.changed_by": "a number; the record says the same and is in the download",
    "kept_form.network": "sealed with a key that only the browser holds; gone within a day",
    "sign_in.network": "goes with its row (sign_in.user_id)",
    "sign_in.device": "goes with its row (sign_in.user_id)",
    "sign_in_request.network": "goes with its row (sign_in_request.email)",
    "sign_in_failure.network": "goes with its row (sign_in_failure.email)",
}


def personal_columns() -> set[str]:
    """Every column that points to a person or a membership, or holds a name or an address."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            targets = {key.target_fullname for key in column.foreign_keys}
            points = targets & {"user_account.id", "membership.id"}
            a_name = column.name == "name" and table.name in PEOPLE
            if points or column.name in TELLING or a_name:
                found.add(f"{table.name}.{column.name}")
    return found


def test_every_column_about_a_person_is_in_the_download_and_the_deletion_or_excused() -> None:
    known = {column for held in registry.held() for column in held.columns}
    missing = personal_columns() - known - set(EXCUSED)
    assert not missing, (
        f"{sorted(missing)} point to a person or tell who they are. Put each into the HELD of its "
        "feature's data_rights.py, export it and erase it there; or excuse it here, with the "
        "reason."
    )


def test_what_is_said_to_be_stored_exists() -> None:
    real = {f"{t.name}.{c.name}" for t in Base.metadata.sorted_tables for c in t.columns}
    named = [column for held in registry.held() for column in held.columns]
    assert [column for column in [*named, *EXCUSED] if column not in real] == []
    assert len(named) == len(set(named)), "a column stands in two places"


def test_a_new_table_about_people_is_noticed() -> None:
    table = sa.Table(
        "badge",
        Base.metadata,
        sa.Column("wearer", sa.BigInteger, sa.ForeignKey("user_account.id")),
    )
    try:
        assert "badge.wearer" in personal_columns()
    finally:
        Base.metadata.remove(table)


def test_every_feature_that_holds_something_is_asked() -> None:
    have = {f for f in FEATURES if find_spec(f"cohort.{f}.data_rights")}
    asked = {module.__name__.split(".")[1] for module in registry.holders()}  # type: ignore[attr-defined]
    assert have == asked


def test_the_document_says_what_the_code_says() -> None:
    text = (ROOT / "docs" / "data.md").read_text()
    assert registry.table() in text, (
        "Write the table of docs/data.md anew: flask data-rights stored"
    )
