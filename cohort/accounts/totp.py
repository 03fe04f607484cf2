"""Time-based one-time passwords (RFC 6238): six digits, SHA-1, a new one each 30 seconds, as every
authenticator app makes them. And how their secrets are stored.

Secrets are encrypted with a key made from SECRET_KEY. When SECRET_KEY changes they can no longer
be read: recovery codes still work, and `flask people reset-second-factor` lets a person start
again.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac

import pyotp
from flask import current_app

STEP_SECONDS = 30
DRIFT = 1  # steps that a phone's clock may be ahead or behind


class Unreadable(Exception):
    """The secret was encrypted with another SECRET_KEY."""


def make_secret() -> str:
    """A new secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def seal(secret: str) -> str:
    """The secret, encrypted for storage."""
    from cryptography.fernet import Fernet

    key = base64.urlsafe_b64encode(_key(b"second factor secret"))
    return Fernet(key).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret, decrypted. Raises Unreadable if it was encrypted with another SECRET_KEY."""
    from cryptography.fernet import Fernet, InvalidToken

    try:
        key = base64.urlsafe_b64encode(_key(b"second factor secret"))
        return Fernet(key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def can_be_read(sealed: str) -> bool:
    """Whether the secret was encrypted with the present SECRET_KEY."""
    try:
        unseal(sealed)
    except Unreadable:
        return False
    return True


def step_at(moment: dt.datetime) -> int:
    """The number of the 30-second step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def find_step(secret: str, code: str, now: dt.datetime, *, drift: int = DRIFT) -> int | None:
    """The newest step, at most `drift` away from now, that has this code."""
    totp = pyotp.TOTP(secret)
    current = step_at(now)
    found = None
    for step in range(current - drift, current + drift + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            found = step
    return found


def address_for(secret: str, *, email: str, site: str) -> str:
    """The otpauth:// address that an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site)


def qr_code(text: str) -> str:
    """The text as a QR code: SVG to put into a page, black on white in every colour scheme."""
    import segno

    svg: str = segno.make(text, error="m", micro=False).svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr-code", lineclass=None
    )
    return svg


def in_groups(secret: str) -> str:
    """A secret in groups of four, to type by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _key(purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secret = current_app.config["SECRET_KEY"]
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
