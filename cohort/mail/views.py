"""Bounces reported by a mail provider, and the mailbox of a development machine."""

from __future__ import annotations

import hmac
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from cohort.kernel.errors import NotFound
from cohort.mail import bounces, reports
from cohort.mail.incoming import dispatch, webhooks
from cohort.mail.incoming.webhooks import BIGGEST_WEBHOOK
from cohort.web.guard import public
from cohort.web.headers import OWN_FRAMES, answer_as_file
from cohort.web.incoming import from_anywhere, takes_up_to
from config import Config

blueprint = Blueprint("mail", __name__)
MOST_SHOWN = 50
POLICY_OF_MAIL = f"sandbox; default-src 'none'; style-src 'unsafe-inline'; {OWN_FRAMES}"


@blueprint.post("/mail/bounces")
@public
@from_anywhere
def take_bounces() -> ResponseReturnValue:
    """Record the bounces from a provider's webhook. A report sent twice is recorded once."""
    config: Config = current_app.extensions["config"]
    if not config.bounce_secret:
        raise NotFound("No bounces are taken here: BOUNCE_SECRET is not set.")
    if not _knows(config.bounce_secret):
        return {"error": "the secret is missing or wrong"}, 403
    try:
        told = reports.from_webhook(request.get_data())
    except reports.UnreadableReport as error:
        return {"error": str(error)}, 400
    return {"recorded": sum(bounces.record(report) is not None for report in told)}


@blueprint.post("/mail/incoming")
@public
@from_anywhere
@takes_up_to(BIGGEST_WEBHOOK)
def take_mail() -> ResponseReturnValue:
    """Take one mail from a provider's webhook. Sent twice, it is handled once."""
    config: Config = current_app.extensions["config"]
    if not config.reply_secret:
        raise NotFound("No mail is taken here: REPLY_SECRET is not set.")
    if not _knows(config.reply_secret, "X-Reply-Secret"):
        return {"error": "the secret is missing or wrong"}, 403
    raw = webhooks.mail_in(request.get_data(cache=True), request.mimetype, request.form)
    if not raw:
        return {"error": "there is no mail in it: see docs/operators/mail.md"}, 400
    return {"outcome": dispatch.take(raw)}


def _knows(secret: str, header: str = "X-Bounce-Secret") -> bool:
    """Whether the request has the secret: in our own header, or as the password of the address
    (https://bounces:SECRET@…)."""
    given = request.headers.get(header, "")
    if not given and request.authorization is not None:
        given = request.authorization.password or ""
    return hmac.compare_digest(given.encode(), secret.encode())


@blueprint.get("/dev/mailbox")
@public
def list_mailbox() -> ResponseReturnValue:
    """Mail that would have been sent, newest first. Not in production."""
    newest = sorted(_mailbox().glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    mails = [(path.stem, _read(path)) for path in newest[:MOST_SHOWN]]
    has_server = current_app.extensions["config"].smtp_url is not None
    return render_template("mail/mailbox.html", mails=mails, has_server=has_server)


@blueprint.get("/dev/mailbox/<mail_name>")
@public
def read_mail(mail_name: str) -> ResponseReturnValue:
    """One of these mails: its headers, its text with working links, its HTML as it looks."""
    mail = _find(mail_name)
    text, html = _body(mail, "plain"), _body(mail, "html")
    return render_template(
        "mail/mailbox_mail.html", mail=mail, mail_name=mail_name, text=text, html=html
    )


@blueprint.get("/dev/mailbox/<mail_name>/html")
@public
def show_html(mail_name: str) -> ResponseReturnValue:
    """The HTML of one mail, for the frame beside its text: it may run, load and send nothing."""
    html = _body(_find(mail_name), "html")
    if not html:
        raise NotFound("This mail has no HTML.")
    answer_as_file(POLICY_OF_MAIL)
    return html


def _find(mail_name: str) -> EmailMessage:
    path = _mailbox() / f"{mail_name}.eml"
    if not mail_name.isalnum() or not path.exists():
        raise NotFound("There is no such mail.")
    return _read(path)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""


def _mailbox() -> Path:
    config: Config = current_app.extensions["config"]
    if config.is_production:
        raise NotFound("There is no mailbox in production.")
    return config.instance_path / "mailbox"


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)
