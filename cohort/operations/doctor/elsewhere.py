"""What other machines say: the mail server, and the site's own address as visitors come to it."""

from __future__ import annotations

import datetime as dt
import http.client
import imaplib
import json
import smtplib
import socket
import ssl
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import current_app

from cohort.kernel import clock
from cohort.mail import mailbox
from cohort.mail.wire import Sender
from cohort.operations.doctor.findings import Finding
from config import Config

WAIT_SECONDS = 10
RENEW_BEFORE = dt.timedelta(days=14)


def mail_server() -> Iterator[Finding]:
    """Whether the mail server lets us in. Nothing is sent."""
    config: Config = current_app.extensions["config"]
    if not config.smtp_url:
        yield Finding("Mail server", False, "SMTP_URL is not set: mail is only written to files.")
        return
    host = urlsplit(config.smtp_url).hostname
    try:
        with Sender.of(config).connection():
            yield Finding("Mail server", True, f"{host} lets us in.")
    except (OSError, smtplib.SMTPException) as error:
        words = " ".join(str(error).split())[:300]
        yield Finding("Mail server", False, f"{host} does not: {words}. Check SMTP_URL.")


def replies() -> Iterator[Finding]:
    """Whether replies by mail can come in. Nothing is read."""
    config: Config = current_app.extensions["config"]
    if not config.reply_address:
        yield Finding("Replies by mail", True, "They are off: REPLY_ADDRESS is not set.")
        return
    if config.reply_mailbox is None:
        yield Finding("Replies by mail", True, "A provider passes them on to /mail/incoming.")
        return
    try:
        mailbox.look_into(config.reply_mailbox)
        yield Finding("Replies by mail", True, "We can read the mailbox of REPLY_MAILBOX.")
    except (OSError, imaplib.IMAP4.error) as error:
        words = " ".join(str(error).split())[:300]
        said = f"The mailbox cannot be read: {words}. Check REPLY_MAILBOX."
        yield Finding("Replies by mail", False, said)


def address() -> Iterator[Finding]:
    """Whether the site answers at PUBLIC_URL, and how long its certificate lasts."""
    config: Config = current_app.extensions["config"]
    place = f"{config.public_url}/healthz"
    try:
        # Not by requests: it trusts its own list of authorities, and not the machine's.
        with urllib.request.urlopen(place, timeout=WAIT_SECONDS) as answer:  # noqa: S310 # nosec B310
            is_ours = json.loads(answer.read(200)) == {"status": "ok"}
    except (ValueError, http.client.HTTPException):  # not JSON, or no web server at all
        is_ours = False
    except OSError as error:
        reason = getattr(error, "reason", error)
        yield Finding(
            "Address", False, f"{place} cannot be read from here: {reason}. Check the proxy."
        )
        return
    yield Finding(
        "Address",
        is_ours,
        f"The site answers at {config.public_url}."
        if is_ours
        else f"{place} answers, but not as this site. Check PUBLIC_URL and the proxy.",
    )
    if config.public_url.startswith("https://"):
        yield _certificate(config.public_url)


def _certificate(url: str) -> Finding:
    parts = urlsplit(url)
    place = (str(parts.hostname), parts.port or 443)
    try:
        with (
            socket.create_connection(place, timeout=WAIT_SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=place[0]) as secure,
        ):
            ends = str((secure.getpeercert() or {}).get("notAfter", ""))
    except OSError as error:
        return Finding("Certificate", False, f"It is not accepted: {error}.")
    until = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), dt.UTC)
    is_well = until - clock.now() > RENEW_BEFORE
    words = f"It lasts until {until:%-d %B %Y}."
    return Finding("Certificate", is_well, words if is_well else f"{words} Renew it.")
