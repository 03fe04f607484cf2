"""The mailbox that undeliverable mail comes back to, read by IMAP."""

from __future__ import annotations

import imaplib
from urllib.parse import unquote, urlsplit

import structlog

from cohort.db import db
from cohort.mail import bounces, reports

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 100


def read_bounces(url: str, bounce_address: str) -> int:
    """Record the bounces among the unread mail, and mark each mail as read once its bounces are
    safe in the database; returns how many were recorded. Raises OSError or imaplib's errors."""
    recorded = 0
    with _open(url) as imap:
        _, found = imap.uid("search", "UNSEEN")
        for uid in (found[0] or b"").split()[:MOST_AT_ONCE]:
            raw = _fetch(imap, uid.decode())
            for report in reports.from_mail(raw, bounce_address):
                recorded += bounces.record(report) is not None
            db.session.commit()
            imap.uid("store", uid.decode(), "+FLAGS", r"(\Seen)")
    return recorded


def _open(url: str) -> imaplib.IMAP4:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    imap: imaplib.IMAP4
    if parts.scheme == "imaps":
        imap = imaplib.IMAP4_SSL(host, parts.port or 993, timeout=TIMEOUT_SECONDS)
    else:
        imap = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT_SECONDS)
    imap.login(unquote(parts.username or ""), unquote(parts.password or ""))
    folder = unquote(parts.path.strip("/")) or "INBOX"
    answer, _ = imap.select(f'"{folder}"')
    if answer != "OK":
        raise imaplib.IMAP4.error(f"there is no folder {folder!r}")
    return imap


def _fetch(imap: imaplib.IMAP4, uid: str) -> bytes:
    _, parts = imap.uid("fetch", uid, "(BODY.PEEK[])")
    return b"".join(part[1] for part in parts if isinstance(part, tuple))
