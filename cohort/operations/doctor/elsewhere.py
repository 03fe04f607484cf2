"""What other machines say: the mail server, and the site's own address as visitors come to it."""

from __future__ import annotations

import datetime as dt
import smtplib
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from flask import current_app

from cohort.kernel import clock
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


def address() -> Iterator[Finding]:
    """Whether the site answers at PUBLIC_URL, and how long its certificate lasts."""
    config: Config = current_app.extensions["config"]
    try:
        answer = requests.get(f"{config.public_url}/healthz", timeout=WAIT_SECONDS)
        is_ours = answer.ok and answer.json().get("status") == "ok"
    except (requests.RequestException, ValueError) as error:
        words = f"{config.public_url} does not answer from here ({type(error).__name__})."
        yield Finding("Address", False, f"{words} Check the proxy and PUBLIC_URL.")
        return
    yield Finding(
        "Address",
        is_ours,
        f"The site answers at {config.public_url}."
        if is_ours
        else f"{config.public_url}/healthz answers {answer.status_code}, and not as this site.",
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
