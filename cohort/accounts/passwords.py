"""Hashing passwords with argon2id. Parameters: OWASP Password Storage Cheat Sheet."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
_DECOY = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """The text to store for a password."""
    return _hasher.hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one.

    With nothing stored it works just as long before saying no, so that the time taken tells
    nobody whether an account exists.
    """
    try:
        _hasher.verify(stored or _DECOY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
