"""Finds the mail in what a provider's webhook sends: the mail itself as the body, or one in a form
field or in JSON, as SendGrid, Mailgun, Postmark and Amazon SES (by SNS) have it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from cohort.mail.incoming.received import BIGGEST

BIGGEST_WEBHOOK = BIGGEST * 3 // 2  # bytes: base64 in JSON takes a third more
FIELDS = ("email", "body-mime", "message")  # SendGrid (raw), Mailgun, and plain sense


def mail_in(body: bytes, mimetype: str, form: Mapping[str, str]) -> bytes:
    """The mail as it is in the request; b"" when there is none."""
    if mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return next((form[name].encode() for name in FIELDS if form.get(name)), b"")
    if mimetype != "application/json" and not body.lstrip().startswith(b"{"):
        return body
    try:
        return _in_json(json.loads(body))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return b""


def _in_json(told: Any) -> bytes:
    if isinstance(told.get("Message"), str):  # SNS wraps what SES says
        told = json.loads(told["Message"])
    raw = told.get("RawEmail") or told.get("content") or told.get("raw") or ""
    if not isinstance(raw, str):
        return b""
    if ":" in raw.partition("\n")[0]:  # a header: base64 has no colon
        return raw.encode()
    try:
        return base64.b64decode(raw, validate=False)
    except binascii.Error:
        return b""
