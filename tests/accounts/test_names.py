"""Names of people are cleaned where people are made, whatever the way in (see naming.py).

The rule belongs to the columns: a new one that holds a name, or a new place in the code that
writes one, fails here until it is tried too.
"""

from __future__ import annotations

import ast
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from cohort.accounts.actions.people import create_user
from cohort.accounts.emails import address_taken
from cohort.accounts.models import User
from cohort.data_rights.actions.complaints import complain
from cohort.data_rights.models import Complaint
from cohort.db import Base, PersonName, db
from cohort.interest.actions import register_interest
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import ids
from cohort.kernel.person_names import BadName, clean_name, read_name
from cohort.programmes.models import Programme
from config import ROOT
from tests.accounts.naming import WAYS
from tests.naughty import CLEANED_NAMES, NAUGHTY, REAL_NAMES, TOO_LONG_NAMES, UNSEEN_NAMES
from tests.world import World

NOT_PUT_ON_A_LINE = {"a line end", "CR and LF", "a line separator", "next line"}
# Columns of this kind of name that hold no person's.
NOT_A_PERSONS = {
    "cohort.name": "a cohort's",
    "heartbeat.name": "a process's",
    "mail_sweep.name": "a job's",
    "outbox_message.to_name": "a copy, which outbox.post makes fit for a header: stricter still",
    "post_file.name": "a file's",
    "programme.name": "a programme's",
    "scheduled_job.name": "a job's",
    "setting.name": "a setting's",
}
# Where names are written, as package:function, with the way that tries it.
WRITERS = {
    "accounts:_read": "tests/accounts/test_microsoft.py",
    "accounts:_unknown": "shows again what _read has read",
    "accounts:add": "people_add",
    "accounts:connect": "microsoft_account",
    "accounts:create_user": "making_an_account",
    "accounts:erase": "a constant",
    "accounts:find_person": "microsoft_account",
    "accounts:save_profile": "profile",
    "accounts:say_who_they_are": "profile",
    "course_authoring:_programme": "a programme of a folder, which has no contact",
    "data_rights:_new": "complaint",
    "data_rights:complain": "complaint",
    "interest:_register": "interest",
    "interest:register_interest": "interest",
    "mail:_lay_out": "the name of an HTML element",
    "mail:_lay_out_tables": "the name of an HTML element",
    "mail:flatten_quotes": "the name of an HTML element",
    "mail:_mark_quotes": "the name of an HTML element",
    "programmes:_accept": "accepting",
    "programmes:_invite": "inviting",
    "programmes:_invitee": "inviting",
    "programmes:accept_as_new": "accepting",
    "programmes:invite": "inviting",
    "programmes:invite_people": "inviting_to_the_site",
    "programmes:save_programme": "contact",
    "programmes:start_programme": "contact",
    "site:begin": "setting_up",
    "site:found_programmes": "constants of the demo",
    "site:make_accounts": "making_an_account",
}
TAKERS = {
    *("create_user", "save_profile", "accept_as_new", "register_interest", "complain"),
    *("invite", "start_programme", "edit_programme", "Invitee", "Identity"),
}
NO_ROWS = ("kernel", "markdown", "course_format")  # plain values: nothing there reaches a row


# --- Every way in ----------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_what_nobody_can_see_is_refused_in_words(world: World, way: str) -> None:
    for what, typed in UNSEEN_NAMES.items():
        assert WAYS[way](world, typed) is None, what


@pytest.mark.parametrize("way", WAYS)
def test_what_is_too_long_is_refused_in_words(world: World, way: str) -> None:
    for what, typed in TOO_LONG_NAMES.items():
        if (way, what) != ("microsoft_account", "201 letters"):  # a name of theirs may have 320
            assert WAYS[way](world, typed) is None, what


@pytest.mark.parametrize("way", WAYS)
def test_what_is_invisible_or_parts_lines_is_left_out(world: World, way: str) -> None:
    for what, (typed, kept) in CLEANED_NAMES.items():
        if not (way.startswith("inviting") and what in NOT_PUT_ON_A_LINE):
            assert WAYS[way](world, typed) == kept, what


@pytest.mark.parametrize("way", WAYS)
def test_real_names_stay_as_they_are(world: World, way: str) -> None:
    for what, name in REAL_NAMES.items():
        if not (way.startswith("inviting") and what == "punctuation"):  # a comma ends it there
            assert WAYS[way](world, name) == name, what


@pytest.mark.parametrize("way", ["interest", "complaint", "making_an_account"])
def test_any_text_is_kept_clean_or_refused_in_words(world: World, way: str) -> None:
    for what, typed in NAUGHTY.items():
        kept = WAYS[way](world, typed)
        assert kept is None or is_clean(kept), (what, kept)


def is_clean(name: str) -> bool:
    categories = {unicodedata.category(letter) for letter in name}
    return (
        not categories & {"Cc", "Zl", "Zp", "Cs"}
        and not set(name)
        & set("\u200b\u200e\u200f\u202a\u202e\u2066\u2060\ufeff\u00ad\u2800\u3164")
        and not any("\U000e0000" <= letter <= "\U000e00ff" for letter in name)
        and unicodedata.is_normalized("NFC", name)
        and name == " ".join(name.split())
        and 0 < len(name) <= 200
    )


MARKS = "e\u0301\u0651\u0915\u094d\u0644\u200b\u200c\u200d\u202e\ufe0f\u034f\u2800 \U0001f469"


@given(st.text(alphabet=MARKS, max_size=12))
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean_name(clean_name(text)) == clean_name(text)


@pytest.mark.parametrize("way", ["interest", "complaint"])
def test_the_same_name_typed_again_is_one_sending(world: World, way: str) -> None:
    """Back, and the button again: the words of a sending are compared as they are kept."""
    world.programme()
    table = {"interest": ExpressionOfInterest, "complaint": Complaint}[way]
    with world.app.test_request_context():
        for typed in ("Zoe\u0308\u200b", "Zoë"):
            key = ids.write_id(ids.new_id())
            said = {"name": typed, "email": "zoe@example.org", "held_because": None}
            if way == "complaint":
                complain(**said, about="Mail", wanted="", submission_key=key)
            else:
                work = {"organisation": "", "job": "", "hopes": "", "cohort_id": None}
                programme = db.session.scalars(sa.select(Programme)).first()
                register_interest(programme, **said, **work, submission_key=key)
        db.session.commit()
    assert world.count(table) == 1


# --- The model -------------------------------------------------------------------------------


def columns() -> dict[str, Any]:
    """{table.column: the model's attribute} of each column of this kind."""
    return {
        f"{mapper.local_table.name}.{column.name}": getattr(mapper.class_, column.key)
        for mapper in Base.registry.mappers
        for column in mapper.columns
        if isinstance(column.type, PersonName)
    }


@pytest.mark.parametrize("column", columns())
def test_a_row_has_a_clean_name_before_it_is_stored(column: str) -> None:
    attribute = columns()[column]
    made = attribute.class_(**{attribute.key: "Ann\u202e\nLee"})
    assert getattr(made, attribute.key) == "Ann Lee"
    setattr(made, attribute.key, "Zoe\u0308\u200b")
    assert getattr(made, attribute.key) == "Zoë"
    with pytest.raises(BadName, match="characters or fewer"):
        setattr(made, attribute.key, "x" * 10_000)
    if attribute.type.optional:
        setattr(made, attribute.key, "\u2800")
        assert getattr(made, attribute.key) == ""
    else:
        with pytest.raises(BadName, match="Enter a name that people can see"):
            setattr(made, attribute.key, "\u2800")


def test_statements_clean_too(world: World) -> None:
    amira = world.person("Amira")
    with world.database() as session:
        session.execute(sa.update(User).values(name="Ann\u202eevil"))
    with world.app.app_context():
        assert db.session.get_one(User, amira.id).name == "Annevil"
        facts = {"email": "b@example.org", "name": "Bea\nBcc: x"}
        db.session.execute(sa.insert(User), [facts])
        assert db.session.scalars(sa.select(User.name).where(User.email == "b@example.org")).one()
        found = db.session.scalars(sa.select(User).where(User.name.contains(" Bcc"))).one()
        assert found.name == "Bea Bcc: x"
        with pytest.raises(StatementError, match="Enter a name that people can see"):
            db.session.execute(sa.update(User).values(name="\u3164"))


def test_mail_of_the_same_transaction_has_the_clean_name(world: World) -> None:
    with world.app.test_request_context():
        user = create_user(name="Ann\u202e\r\nBcc: x", email="ann@example.org", password=None)
        assert address_taken(user).to_name == "Ann Bcc: x"


def test_a_name_is_read_from_many_marks_without_delay() -> None:
    with pytest.raises(BadName, match="200 characters or fewer"):
        read_name("e" + "\u0301\u0323" * 1_000_000)  # composing that would take hours


# --- Nothing is forgotten ----------------------------------------------------------------------


def columns_of_names() -> set[str]:
    """Every column that is called a name and holds text."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name == "name" or column.name.endswith("_name")
    }


def test_every_column_of_a_name_is_of_the_kind_or_no_persons() -> None:
    unknown = columns_of_names() - set(columns()) - set(NOT_A_PERSONS)
    assert not unknown, (
        f"{sorted(unknown)}: a column of a person's name is a PersonName (cohort/db/types.py). "
        "One that holds something else's name stands in NOT_A_PERSONS, with the reason."
    )
    assert set(NOT_A_PERSONS) <= columns_of_names() - set(columns())


def test_a_new_column_of_a_name_is_noticed() -> None:
    table = sa.Table("badge", Base.metadata, sa.Column("wearer_name", sa.String(200)))
    try:
        assert "badge.wearer_name" in columns_of_names()
    finally:
        Base.metadata.remove(table)


def writers(package: Path) -> set[str]:
    """package:function of whatever makes a row that has a person's name, sets one, or calls what
    takes one."""
    made = {attribute.class_.__name__ for attribute in columns().values()}
    names = {attribute.key for attribute in columns().values()}
    found = set()
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package).parts[0]
        if place in NO_ROWS:
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                writes = any(_writes(node, made, names) for node in ast.walk(function))
                found |= {f"{place}:{function.name}"} if writes else set()
    return found


def _writes(node: ast.AST, made: set[str], names: set[str]) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        is_own = isinstance(node.value, ast.Name) and node.value.id == "self"
        return node.attr in names and not is_own
    if isinstance(node, ast.Call):
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        given = {keyword.arg for keyword in node.keywords}
        return called in made | TAKERS or (called == "values" and bool(given & names))
    return False


def test_every_place_that_writes_a_name_is_tried() -> None:
    found = writers(ROOT / "cohort")
    assert found - set(WRITERS) == set(), (
        "Names of people come in here too: try it in tests/accounts/naming.py, and say in WRITERS "
        "which way that is."
    )
    assert set(WRITERS) - found == set(), "these write no name any more"


@pytest.mark.parametrize(
    "planted",
    [
        "def import_people(rows):\n    return [User(email=r.email, name=r.name) for r in rows]",
        "def rename(user, name):\n    user.name = name",
        "def rename(user, name):\n    change(sa.update(User).values(name=name))",
        "def welcome(name):\n    return people.create_user(name=name, email='', password=None)",
    ],
)
def test_a_new_way_in_is_noticed(tmp_path: Path, planted: str) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "actions.py").write_text(planted)
    assert {found.partition(":")[0] for found in writers(tmp_path)} == {"desk"}
