"""Tokens for links in mail: an id, and a signature that needs the secret.

They are letters and digits only, all in lower case: no mail program cuts them off at the end of
a line, and nobody mishears them when they are read out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cohort.kernel import ids

ID_LENGTH = 13
MARK_BYTES = 16


def write_token(secret: str, purpose: str, number: int, generation: int) -> str:
    """The token for the thing with this id. Raising `generation` makes older ones useless."""
    written = ids.write_id(number)
    mark = hmac.new(
        secret.encode(), f"{purpose}:{written}:{generation}".encode(), hashlib.sha256
    ).digest()[:MARK_BYTES]
    return written + base64.b32encode(mark).decode().rstrip("=").lower()


def id_in(token: str) -> int:
    """The id a token claims; check it with `is_genuine`. Raises ValueError if it has none."""
    return ids.read_id(token[:ID_LENGTH])


def is_genuine(token: str, secret: str, purpose: str, number: int, generation: int) -> bool:
    """Whether we wrote this token, for this thing as it is now."""
    wanted = write_token(secret, purpose, number, generation)
    return hmac.compare_digest(wanted.encode(), token.encode("utf-8", "replace"))
