"""The mailboxes that undeliverable mail and replies come to, read by IMAP."""

from __future__ import annotations

import imaplib
import re
from collections import Counter
from urllib.parse import unquote, urlsplit

from cohort.mail.incoming import dispatch
from cohort.mail.incoming.received import BIGGEST

TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 100
MOST_OF_HEADERS = 256 * 1024  # bytes
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def read_mailbox(url: str) -> Counter[str]:
    """Handle the unread mail, and mark each as read once what it led to is safe in the database;
    returns {what became of them: how many}. What could not be handled is flagged as well, for a
    person to look at. Raises OSError or imaplib's errors.

    Of a mail that is too big only the headers are fetched.
    """
    outcomes: Counter[str] = Counter()
    with _open(url) as imap:
        _, found = imap.uid("search", "UNSEEN")
        for uid in (found[0] or b"").decode().split()[:MOST_AT_ONCE]:
            is_too_big = _size(imap, uid) > BIGGEST
            part = f"BODY.PEEK[HEADER]<0.{MOST_OF_HEADERS}>" if is_too_big else "BODY.PEEK[]"
            outcome = dispatch.take(_fetch(imap, uid, part), is_too_big=is_too_big)
            flags = r"(\Seen \Flagged)" if outcome == dispatch.FAILED else r"(\Seen)"
            imap.uid("store", uid, "+FLAGS", flags)
            outcomes[outcome] += 1
    return outcomes


def look_into(url: str) -> None:
    """Open a mailbox and change nothing. Raises OSError or imaplib's errors when that fails."""
    with _open(url):
        pass


def _open(url: str) -> imaplib.IMAP4:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    imap: imaplib.IMAP4
    if parts.scheme == "imaps":
        imap = imaplib.IMAP4_SSL(host, parts.port or 993, timeout=TIMEOUT_SECONDS)
    else:
        imap = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT_SECONDS)
    try:
        imap.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        answer, _ = imap.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"there is no folder {folder!r}")
    except BaseException:
        imap.shutdown()
        raise
    return imap


def _size(imap: imaplib.IMAP4, uid: str) -> int:
    """A mail's size in bytes, as the server says; 0 when it does not."""
    _, lines = imap.uid("fetch", uid, "(RFC822.SIZE)")
    found = _SIZE.search(b" ".join(line for line in lines if isinstance(line, bytes)))
    return int(found[1]) if found else 0


def _fetch(imap: imaplib.IMAP4, uid: str, part: str) -> bytes:
    _, parts = imap.uid("fetch", uid, f"({part})")
    return b"".join(part[1] for part in parts if isinstance(part, tuple))
