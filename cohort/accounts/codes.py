"""Makes, hashes and reads six-digit codes, browser keys and the signed tokens in links.

A code is short, so its hash is keyed with SECRET_KEY: nobody with the database alone can try
all million of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
import unicodedata

from flask import current_app
from itsdangerous import BadData, Signer

from cohort.kernel import ids

LASTS = dt.timedelta(minutes=15)
DIGITS = 6
# Machines' clocks differ a little. A code from further in the future than this was made before a
# clock was set back, and might otherwise be good for hours.
SKEW = dt.timedelta(minutes=5)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def read_code(typed: str) -> str | None:
    """The six digits somebody typed, with or without spaces and dashes; None for anything else.

    Digits of other scripts and full-width digits count: phones in other languages write them.
    """
    plain = re.sub(r"[\s\u200b\ufeff-]|\u2010|\u2011|\u2013", "", typed)
    digits = "".join(str(unicodedata.decimal(letter, "?")) for letter in plain)
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else None


def show_code(code: str) -> str:
    """'123 456': easier to read out and to type."""
    return f"{code[:3]} {code[3:]}"


def hash_code(user_id: int, code: str) -> str:
    """The hash that is stored of a person's code."""
    return _keyed_hash(f"code:{user_id}:{code}")


def new_browser_key() -> str:
    """A key that only one browser's cookie holds."""
    return secrets.token_urlsafe(24)


def hash_browser_key(key: str) -> str:
    """The hash that is stored of a browser's key."""
    return _keyed_hash(f"browser:{key}")


def hash_owner(owner: str) -> str:
    """The hash that is stored of whose room a kept form takes up."""
    return _keyed_hash(f"owner:{owner}")


def sign(purpose: str, number: int) -> str:
    """A signed token for a link: it stands for the id `number`, for one purpose."""
    return _signer(purpose).sign(ids.write_id(number)).decode()


def read(purpose: str, token: str) -> int | None:
    """The id that `sign` signed for this purpose; None for anything else."""
    try:
        return ids.read_id(_signer(purpose).unsign(token).decode())
    except (BadData, ValueError):
        return None


def is_good_at(now: dt.datetime, made_at: dt.datetime, expires_at: dt.datetime) -> bool:
    """Whether something made then is still good, even if a clock has jumped in between."""
    return made_at - SKEW <= now < expires_at


def _keyed_hash(text: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _signer(purpose: str) -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt=f"accounts.{purpose}")
