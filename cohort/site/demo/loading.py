"""Building the demo, once."""

from __future__ import annotations

import sqlalchemy as sa

from cohort import features
from cohort.accounts.models import User
from cohort.accounts.passwords import hash_password
from cohort.db import db, take_advisory_lock, wait_longer
from cohort.db.write_lock import release_write_lock
from cohort.demo.acting import Cast
from cohort.demo.people import PASSWORD, PEOPLE
from cohort.kernel import clock
from cohort.site.demo.cast import FoundedCast
from cohort.site.demo.founding import found_cohorts, found_programmes


def load() -> bool:
    """Load the demo data in one transaction. False, and nothing changed, if it exists already.

    Safe when two servers start at once: the second waits for the first one's commit.
    """
    password_hash = hash_password(PASSWORD)  # before the lock, which it does not need: it is slow
    wait_longer()
    take_advisory_lock("demo")
    if _is_there():
        release_write_lock()  # and the advisory lock with it
        return False
    cast = FoundedCast()
    cast.make_accounts(password_hash)
    found_programmes(cast)
    found_cohorts(cast, clock.now())
    act_out(cast)
    db.session.commit()
    return True


def act_out(cast: Cast) -> None:
    """Run the functions in the features' `demo.py` files: BEFORE, then the happenings of all
    features in the order of their moments, then AFTER."""
    for act in features.declared("demo", "BEFORE"):
        act(cast)
    happenings = [one for told in features.declared("demo", "HAPPENINGS") for one in told(cast)]
    for moment, act in sorted(happenings, key=lambda happening: happening[0]):
        act(moment)
    for act in features.declared("demo", "AFTER"):
        act(cast)


def _is_there() -> bool:
    """Any of its people will do: somebody may have closed another one's account."""
    addresses = [person.email for person in PEOPLE.values() if person.signs_in]
    found = db.session.scalar(sa.select(User.id).where(User.email.in_(addresses)).limit(1))
    return found is not None
