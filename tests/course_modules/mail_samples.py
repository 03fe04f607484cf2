"""Mail about modules."""

from __future__ import annotations

import datetime as dt

from cohort.accounts.models import User
from cohort.course_modules import emails
from cohort.course_modules.queries.notices import OpenedModule
from cohort.mail.outbox import Message
from cohort.programmes.models import Cohort


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


SAMPLES = {"course_modules/module_opened": module_opened}
