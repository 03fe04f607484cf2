"""Mail about modules."""

from __future__ import annotations

import datetime as dt

from cohort.accounts.models import User
from cohort.course_modules import emails
from cohort.course_modules.queries.notices import OpenedModule
from cohort.mail.outbox import Message
from cohort.notices.actions.mailing import stops
from cohort.notices.sources import Letter, News
from cohort.programmes.models import Cohort
from tests.notices.mail_samples import AT, addressee


def module_opened(typed: str) -> Message:
    """Two that open together, with titles that an organiser typed."""
    user = User(id=1, name=typed, email="amira@example.org")
    dates = {"starts_on": dt.date(2027, 4, 1), "ends_on": dt.date(2027, 10, 1)}
    cohort = Cohort(id=2, name=typed, slug="spring", time_zone="Europe/London", **dates)
    modules = [
        OpenedModule(3, "start-here", typed, typed, 20),
        OpenedModule(4, "power", typed, typed, 45),
    ]
    return emails.module_opened(user, cohort, modules, 5)


def modules_waited(typed: str) -> Message:
    """Two for which there was no room on the day that they opened."""
    found = [
        News(
            user_id=1,
            cohort_id=2,
            kind="modules",
            area=emails.OPENED,
            place=f"module:{number}",
            subject_id=number,
            due=AT,
            about=typed,
            url=f"/cohorts/spring/modules/m{number}",
            line=typed,
        )
        for number in (3, 4)
    ]
    (mail,) = emails._write([Letter(addressee(typed), found, stops(1, ["modules"]))])
    return mail


SAMPLES = {
    "course_modules/module_opened": module_opened,
    "course_modules/modules_waited": modules_waited,
}
