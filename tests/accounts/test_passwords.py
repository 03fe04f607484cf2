"""Which passwords may be chosen, and how they are kept."""

from __future__ import annotations

import pytest
from flask import Flask

from cohort.accounts import passwords
from cohort.accounts.passwords import (
    COMMON,
    WeakPassword,
    check_new_password,
    hash_password,
    password_fits,
)
from tests.world import World

AMIRA = {"email": "amira.okafor@northmoor.gov.uk", "name": "Amira Okafor"}
GOOD = [
    "a long enough password",
    "pebble-harbour-lantern",
    "pas de règles ici",
    "квадратный арбуз",
    "四角い西瓜の夢を見た夏の朝",
    "🦉🌊🍞🎺🧦🪁🎲🧭🪴🫖",
    "amira likes long walks",
    "0192837465 and more",
    "'; drop table user_account; --",
    "<script>alert(1)</script>",
    "x" * 990 + "abcdefghij",
]
WEAK = [
    ("", "at least 10 characters"),
    ("ninechars", "at least 10 characters"),
    ("  ninechars  ", "at least 10 characters"),
    ("abcdefghij" * 100 + "k", "1,000 characters or fewer"),
    ("aaaaaaaaaaaaaaaa", "repeats too few characters"),
    ("abababababab", "repeats too few characters"),
    ("1234567890", "one of the most common"),
    ("qwertyuiop", "one of the most common"),
    ("Basketball", "one of the most common"),
    ("password12345", "one of the most common"),
    ("Sunshine2026!", "one of the most common"),
    ("2026-football", "one of the most common"),
    ("amira okafor", "mostly your name"),
    ("OkaforAmira1985", "mostly your name"),
    ("amira.okafor@northmoor.gov.uk", "mostly your name"),
    ("Northmoor2026", "mostly your name"),
    ("Commissioning with Communities", "mostly your name"),
    ("communities-99", "mostly your name"),
]


@pytest.mark.parametrize("password", GOOD)
def test_long_passwords_are_taken_whatever_they_are_made_of(app: Flask, password: str) -> None:
    with app.app_context():
        check_new_password(password, **AMIRA)


@pytest.mark.parametrize(("password", "words"), WEAK)
def test_what_is_easy_to_guess_is_refused_in_words(app: Flask, password: str, words: str) -> None:
    with app.app_context(), pytest.raises(WeakPassword, match=words):
        check_new_password(password, **AMIRA)


def test_somebody_elses_name_is_no_reason_to_refuse(app: Flask) -> None:
    with app.app_context():
        check_new_password("OkaforAmira1985", email="tom@example.org", name="Tom Adeyemi")


def test_the_shipped_list_holds_plain_words_a_line_each() -> None:
    lines = COMMON.read_text().splitlines()
    assert len(lines) > 20_000
    assert lines == sorted(set(lines))
    assert all(line == line.casefold() and len(line) >= 6 for line in lines)


def test_a_password_is_kept_at_the_cost_that_is_recommended() -> None:
    """People of the tests have cheaper ones: see tests/world.py."""
    assert hash_password("a long enough password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords._DECOY.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_argon_reads_every_character() -> None:
    long = "abcdefghij" * 99
    assert not password_fits(long + "y", hash_password(long + "x"))
    assert password_fits(long + "x", hash_password(long + "x"))


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    composed, decomposed = "caf\u00e9 au lait noir", "cafe\u0301 au lait noir"
    assert password_fits(decomposed, hash_password(composed))
    assert password_fits(" " + composed + "\n", hash_password(composed))
    assert not password_fits(composed.upper(), hash_password(composed))


def test_people_add_refuses_a_common_password_and_makes_no_account(world: World) -> None:
    runner = world.app.test_cli_runner()
    command = ["people", "add", "--email", "a@example.org", "--name", "Ada", "--password"]
    refused = runner.invoke(args=[*command, "password12345"])
    assert refused.exit_code == 1
    assert "Error: This password is one of the most common. Choose another" in refused.output
    made = runner.invoke(args=[*command, "pebbles on the shore"])
    assert made.output == "Ada can now sign in with a@example.org.\n"
