"""Tokens for links in mail: an id, and a mark that only whoever has the secret can make.

They are letters and digits only, all in lower case: nothing that a mail program cuts off at the
end of a line, and nothing that somebody reading it out could mistake.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cohort.kernel import ids

ID_LENGTH = 13
MARK_BYTES = 16


def write_token(secret: str, purpose: str, number: int, generation: int) -> str:
    """The token of the thing with this id. Raising its `generation` makes older ones useless."""
    written = ids.write_id(number)
    mark = hmac.new(
        secret.encode(), f"{purpose}:{written}:{generation}".encode(), hashlib.sha256
    ).digest()[:MARK_BYTES]
    return written + base64.b32encode(mark).decode().rstrip("=").lower()


def id_in(token: str) -> int:
    """The id a token claims to be about; `is_genuine` tells. Raises ValueError if it has none."""
    return ids.read_id(token[:ID_LENGTH])


def is_genuine(token: str, secret: str, purpose: str, number: int, generation: int) -> bool:
    """Whether we wrote this token, for this thing as it is now."""
    wanted = write_token(secret, purpose, number, generation)
    return hmac.compare_digest(wanted.encode(), token.encode("utf-8", "replace"))
