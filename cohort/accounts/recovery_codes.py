"""Recovery codes: how they are made, and how they are stored: hashed as passwords are.

All codes of a set share one salt, so that one try costs one slow hash whatever the number of
codes (decision 033). What is hashed is a plain hash of the code: rows that held only that, before,
were hashed once more by a migration, and read the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from argon2.low_level import Type, hash_secret
from flask import current_app

from cohort.accounts.passwords import MEMORY_KIB, PARALLELISM, TIME_COST

CODES = 10  # in a set
_BYTES = 10  # of a code: 80 bits
_SALT_BYTES = 16
_HASH_BYTES = 32


def code_of(row_id: int) -> str:
    """The code of a row: made from its id and SECRET_KEY, so that the page that shows the codes
    can be opened again until the person has kept them."""
    mac = hmac.digest(_key(), str(row_id).encode(), "sha256")
    text = base64.b32encode(mac[:_BYTES]).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def new_salt() -> bytes:
    """A salt for a set of codes."""
    return secrets.token_bytes(_SALT_BYTES)


def salt_of(stored: str) -> bytes:
    """The salt within a stored hash."""
    text = stored.split("$")[-2]
    return base64.b64decode(text + "=" * (-len(text) % 4))


def hash_code(typed: str, salt: bytes) -> str:
    """The stored hash of a code, whatever spaces, hyphens and capitals it is typed with.

    Zero and one are read as the letters they look like: base 32 has neither digit. Slow.
    """
    plain = "".join(letter for letter in typed.lower() if letter.isalnum())
    plain = plain.replace("0", "o").replace("1", "l")
    return hash_slowly(hashlib.sha256(f"recovery code {plain}".encode()).hexdigest(), salt)


def hash_slowly(plain_hash: str, salt: bytes) -> str:
    """Argon2id of a code's plain hash, with the parameters and the salt in the text."""
    made = hash_secret(
        plain_hash.encode(),
        salt,
        time_cost=TIME_COST,
        memory_cost=MEMORY_KIB,
        parallelism=PARALLELISM,
        hash_len=_HASH_BYTES,
        type=Type.ID,
    )
    return made.decode()


def _key() -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secret = current_app.config["SECRET_KEY"].encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"recovery codes").derive(secret)
