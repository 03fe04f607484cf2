"""What a new site still lacks before people can be let in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from cohort.accounts.models import SecondFactor, User
from cohort.data_rights.models import PrivacyNotice
from cohort.db import columns_of, db, row_of
from cohort.jobs.models import Heartbeat
from cohort.kernel import clock
from cohort.mail.models import MailState, OutboxMessage
from cohort.operations import health
from cohort.settings.current import current
from cohort.settings.settings import CONTACT_EMAIL, ORGANISATION, SITE_NAME
from config import Config

ONE_OF_THE_DEMO = "participant@example.org"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to have. `is_done` is None where no program can tell; `place` is the endpoint
    of the page to mend it on, with its values."""

    name: str
    is_done: bool | None
    words: str
    place: str = ""
    group: str = ""


def checklist() -> Sequence[Check]:
    """Everything, in the order in which it is best done."""
    config: Config = current_app.extensions["config"]
    seen = _seen()
    alive = seen.pulse is not None and clock.now() - seen.pulse < health.WORKER_SILENT_FOR
    edit = "site_administrator.edit_settings"
    return [
        Check("The site has a name", bool(current(SITE_NAME)), current(SITE_NAME), edit, "names"),
        Check(
            "It says which organisation runs it",
            bool(current(ORGANISATION)),
            current(ORGANISATION) or "People want to know who keeps what they write.",
            edit,
            "names",
        ),
        Check(
            "It gives an address to write to",
            bool(current(CONTACT_EMAIL)),
            current(CONTACT_EMAIL) or "For people who cannot sign in.",
            edit,
            "addresses",
        ),
        Check(
            "A privacy notice is published",
            seen.notice,
            "The law asks for it before anybody’s data is taken."
            if not seen.notice
            else "Publish a new version when something changes.",
        ),
        Check(
            "Visitors come by HTTPS",
            config.public_url.startswith("https://"),
            f"PUBLIC_URL is {config.public_url}.",
        ),
        Check(
            "The proxy in front is known",
            config.trusted_proxies > 0,
            f"TRUSTED_PROXIES is {config.trusted_proxies}. With 0, all visitors look like one and "
            "share one rate limit.",
        ),
        Check(
            "Mail goes to a server",
            config.smtp_url is not None,
            "SMTP_URL is set."
            if config.smtp_url
            else "SMTP_URL is not set: mail is only written to files.",
        ),
        Check(
            "A test mail was sent",
            seen.test_mail,
            "The mail server took it." if seen.test_mail else "Send one, and see that it arrives.",
            "mail_administrator.send_test",
        ),
        Check(
            "The worker is alive",
            alive,
            "It said so within the last five minutes."
            if alive
            else "No sign of it for five minutes. Start it: flask worker.",
        ),
        Check(
            "A second factor is compulsory for whoever hosts",
            config.second_factor_compulsory,
            "SECOND_FACTOR is on." if config.second_factor_compulsory else "SECOND_FACTOR is off.",
        ),
        Check(
            "Every administrator has a second factor",
            seen.administrators > 0 and seen.unguarded == 0,
            f"{seen.administrators - seen.unguarded} of {seen.administrators} have one.",
        ),
        Check(
            "There are two administrators",
            seen.administrators > 1,
            "One can fall ill, or lose a phone.",
        ),
        Check(
            "The demo data is absent",
            not seen.demo,
            "Its password is known to everybody." if seen.demo else "Nobody of it is here.",
        ),
        Check(
            "There are backups, and one was restored",
            None,
            "Only you can tell: see docs/operators/first-run.md.",
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Seen:
    pulse: dt.datetime | None
    notice: bool
    test_mail: bool
    administrators: int
    unguarded: int
    demo: bool


def _seen() -> _Seen:
    """All facts from the database, in one query."""
    counted = sa.select(sa.func.count()).select_from(User)
    administers = sa.and_(User.administrator_since.is_not(None), User.deactivated_at.is_(None))
    guarded = sa.exists().where(
        SecondFactor.user_id == User.id, SecondFactor.confirmed_at.is_not(None)
    )
    sent = sa.and_(OutboxMessage.kind == "mail/test", OutboxMessage.state == MailState.SENT)
    beat = sa.select(Heartbeat.at).where(Heartbeat.name == health.WORKER)
    row = db.session.execute(
        sa.select(
            *columns_of(
                _Seen,
                pulse=beat.scalar_subquery(),
                notice=sa.exists().where(PrivacyNotice.published_at.is_not(None)),
                test_mail=sa.exists().where(sent),
                administrators=counted.where(administers).scalar_subquery(),
                unguarded=counted.where(administers, ~guarded).scalar_subquery(),
                demo=sa.exists().where(User.email == ONE_OF_THE_DEMO),
            )
        )
    ).one()
    return row_of(_Seen, row)
