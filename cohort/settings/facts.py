"""What can be set, with its defaults; and the settings as they are now.

A value saved by an administrator (table `setting`) stands over the default here; the default of
`site_name` is SITE_NAME of the environment. Each process reads the table at most once in 30
seconds, and the one that saved reads it again at once. To add a setting, add a line to Facts.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from cohort.db import db, reading
from cohort.settings.definitions import Definition, Group, address, long, markdown, number, short
from cohort.settings.models import Setting

log = structlog.get_logger(__name__)

REREAD_SECONDS = 30
NOTICE = "privacy_notice"
NAMES, ADDRESSES, WORDING, PERIODS = Group.NAMES, Group.ADDRESSES, Group.WORDING, Group.PERIODS


@dataclass(frozen=True)
class Facts:
    """The site's settings. Periods are days unless the name says otherwise."""

    site_name: str = short(
        "Name of the site",
        NAMES,
        "On every page, and the name that mail comes from.",
        default="Commissioning with Communities",
        required=True,
    )
    organisation: str = short(
        "Organisation that runs it", NAMES, "Its full name, as on its letters."
    )

    contact_email: str = address(
        "Contact’s email address",
        ADDRESSES,
        "For people who need help. On pages that anyone can open.",
    )
    reply_to: str = address(
        "Where answers to our mail go",
        ADDRESSES,
        "When somebody presses Reply. Empty: to the address it came from.",
    )
    postal_address: str = long("Postal address", ADDRESSES, "Shown to councils’ IT desks.")
    it_contact_email: str = address(
        "Contact for IT desks", ADDRESSES, "Empty: the contact’s address is given."
    )
    mail_servers: str = long(
        "Servers that send our mail",
        ADDRESSES,
        "Their names or IP addresses, one to a line, for councils’ IT desks.",
    )

    footer_words: str = short("Words at the foot of every page", WORDING, "Empty: the site’s name.")
    sign_in_words: str = markdown(
        "Words on the sign-in page",
        WORDING,
        "For example whom to ask for help. You can use Markdown.",
    )
    data_location: str = short(
        "Where the data is kept", WORDING, "For example: on servers in the United Kingdom."
    )

    invitation_days: int = number("An invitation lasts", PERIODS, unit="days", default=21, most=180)
    deletion_undo_days: int = number(
        "Deleting an account can be undone for", PERIODS, unit="days", default=14, most=60
    )
    complaint_answer_days: int = number(
        "A data-protection complaint is answered within",
        PERIODS,
        "It is acknowledged at once.",
        unit="days",
        default=30,
        most=90,
    )
    inactive_account_months: int = number(
        "An unused account is kept for",
        PERIODS,
        "Counted from the last visit.",
        unit="months",
        default=36,
        least=6,
        most=120,
    )
    keep_sign_ins_days: int = number(
        "Records of sign-ins are kept for", PERIODS, unit="days", default=90, most=730
    )
    keep_invitations_days: int = number(
        "Invitations are kept for",
        PERIODS,
        "After they expired, or were revoked or accepted.",
        unit="days",
        default=180,
        most=730,
    )
    inactive_warning_days: int = number(
        "Before an unused account goes, its person is warned",
        PERIODS,
        "By mail. Signing in keeps the account.",
        unit="days",
        default=30,
        least=14,
        most=90,
    )
    keep_mail_bodies_days: int = number(
        "The words of sent mail are kept for",
        PERIODS,
        "After that only who and when.",
        unit="days",
        default=30,
        most=730,
    )
    keep_sent_mail_days: int = number(
        "The record that mail was sent is kept for", PERIODS, unit="days", default=365, most=3650
    )
    keep_exports_days: int = number(
        "A download of somebody’s own data is kept for", PERIODS, unit="days", default=7, most=60
    )
    keep_complaints_years: int = number(
        "Data-protection complaints are kept for",
        PERIODS,
        "After they were answered.",
        unit="years",
        default=6,
        most=20,
    )

    # No setting, but wanted by every page, and so kept where nothing more is asked for it:
    # [number, moment] of the privacy notice published last, since the site could tell people.
    privacy_notice: tuple[int, dt.datetime] | None = None


DEFINITIONS: Mapping[str, Definition] = {
    field.name: field.metadata["setting"]
    for field in dataclasses.fields(Facts)
    if "setting" in field.metadata
}
_ROWS = sa.select(Setting.name, Setting.value)


def current() -> Facts:
    """The settings as they are now. Needs an app's context, but no request and no table."""
    kept: tuple[float, Facts] | None = current_app.extensions.get("facts")
    now = time.monotonic()
    if kept is not None and 0 <= now - kept[0] < REREAD_SECONDS:
        return kept[1]
    found = _read(kept[1] if kept else None)
    current_app.extensions["facts"] = (now, found)
    return found


def defaults() -> Facts:
    """The settings before anybody changed them."""
    return Facts(site_name=current_app.config["SITE_NAME"])


def forget(app: Flask | None = None) -> None:
    """Read the table again before the next answer."""
    (app or current_app).extensions.pop("facts", None)


def _read(last: Facts | None) -> Facts:
    """On a connection of its own: the request's transaction may be a writing one, or broken."""
    try:
        with reading(), db.engine.connect() as connection:
            saved = connection.execute(_ROWS).all()
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        # No table yet, or no database: whoever needs it will say so.
        log.info("settings not read", error=type(error).__name__)
        return last or defaults()
    usable = {
        name: value
        for name, value in saved
        if value is not None and name in DEFINITIONS and DEFINITIONS[name].allows(value)
    }
    noted = _notice(next((value for name, value in saved if name == NOTICE), None))
    return dataclasses.replace(defaults(), privacy_notice=noted, **usable)


def _notice(value: Any) -> tuple[int, dt.datetime] | None:
    try:
        number, moment = value
        return int(number), dt.datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return None  # none was published yet
