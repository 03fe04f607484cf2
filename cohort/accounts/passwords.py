"""Passwords: hashing with argon2id, and which new ones are accepted.

Parameters: OWASP Password Storage Cheat Sheet. Rules: NIST SP 800-63B (long enough, not common,
not the user's own name; no rules of composition, no expiry).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cohort.kernel.errors import DomainError
from cohort.settings.current import current
from cohort.settings.settings import SITE_NAME

SHORTEST = 10  # characters
LONGEST = 1000  # characters; argon2 reads all of them
FEWEST_DIFFERENT = 5  # characters, or it is one key held down
FEWEST_OF_ITS_OWN = 4  # letters besides words that anybody would guess for this person
COMMON = Path(__file__).with_name("common_passwords.txt")

MEMORY_KIB, TIME_COST, PARALLELISM = 19456, 2, 1
_hasher = PasswordHasher(memory_cost=MEMORY_KIB, time_cost=TIME_COST, parallelism=PARALLELISM)
_DECOY = _hasher.hash("no account has this password")


class WeakPassword(DomainError):
    """A new password that is too short, too long or too easy to guess."""


def hash_password(password: str) -> str:
    """The text to store for a password."""
    return _hasher.hash(_as_meant(password))


def password_fits(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one.

    With nothing stored it takes just as long to say no, so that the time tells nobody whether an
    account exists.
    """
    try:
        _hasher.verify(stored or _DECOY, _as_meant(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def check_new_password(password: str, *, email: str, name: str) -> None:
    """Raises WeakPassword, with a message for the person, unless the password is acceptable.

    `email` and `name` are those of the person who chooses it.
    """
    meant = _as_meant(password)
    if len(meant) < SHORTEST:
        raise WeakPassword(f"Your password must have at least {SHORTEST} characters")
    if len(meant) > LONGEST:
        raise WeakPassword(f"Your password must have {LONGEST:,} characters or fewer")
    if len(set(meant)) < FEWEST_DIFFERENT:
        raise WeakPassword("Your password repeats too few characters. Choose another")
    if _is_common(meant):
        raise WeakPassword("This password is one of the most common. Choose another")
    if _is_made_of(meant, _own_words(email, name)):
        raise WeakPassword(
            "Your password is mostly your name, your email address or the name of this site. "
            "Choose another"
        )


def _as_meant(password: str) -> str:
    """Normalise: a password typed on another keyboard, or pasted with a space, is the same one."""
    return unicodedata.normalize("NFKC", password).strip()


def _is_common(password: str) -> bool:
    """Whether the list has it, as it is or without the digits and signs that people add."""
    plain = password.casefold()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return any(f"\n{word}\n" in _common_passwords() for word in (plain, bare) if word)


@cache
def _common_passwords() -> str:
    """The list as one text, read when first needed: a set would take megabytes."""
    return "\n" + COMMON.read_text(encoding="utf-8")


def _own_words(email: str, name: str) -> list[str]:
    local, _, domain = email.partition("@")
    texts = (email, local, domain, name, current(SITE_NAME))
    whole = {_letters(text) for text in texts}
    parts = {_letters(part) for text in texts for part in re.split(r"[\W_]+", text)}
    return sorted((word for word in whole | parts if len(word) > 2), key=len, reverse=True)


def _is_made_of(password: str, words: list[str]) -> bool:
    """Whether hardly a letter is left without these words."""
    left = _letters(password)
    for word in words:
        left = left.replace(word, "")
    return left != _letters(password) and len(left) < FEWEST_OF_ITS_OWN


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())
