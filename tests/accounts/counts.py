"""The queries of pages that list something of one's account, and rows for them."""

from __future__ import annotations

import datetime as dt

from cohort.accounts.models import Away, SignIn
from cohort.db import db
from cohort.kernel import clock
from tests.architecture.counting import ListPage, Rows

PAGES = (
    ListPage("/account/sign-ins", "participant", 3, "Device {n} on Linux"),
    ListPage("/account/away", "participant", 2),  # shows dates
)


def _sign_ins_and_days_away(rows: Rows) -> None:
    mine = {"user_id": rows.people["participant"].id}
    for n in rows.numbers:
        db.session.add(SignIn(way="password", device=f"Device {n} on Linux", **mine))
        day = clock.now().date() + dt.timedelta(days=2 * n)
        db.session.add(Away(first_day=day, last_day=day, **mine))


ROWS = (_sign_ins_and_days_away,)
