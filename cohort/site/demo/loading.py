"""Building the demo, once."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.accounts.models import User
from cohort.accounts.passwords import hash_password
from cohort.db import db, take_turn, wait_longer
from cohort.kernel import clock
from cohort.site.demo.cast import Cast
from cohort.site.demo.founding import found_cohorts, found_programmes
from cohort.site.demo.happenings import let_it_happen
from cohort.site.demo.interest import registering
from cohort.site.demo.people import PASSWORD, PEOPLE
from cohort.site.demo.privacy import publish_notice
from cohort.site.demo.profiles import say_who_they_are
from cohort.site.demo.releases import set_releases


def load() -> bool:
    """Load the demo data in one transaction. False, and nothing changed, when it is there.

    Safe when two servers start at once: the second waits for the first one's commit.
    """
    password_hash = hash_password(PASSWORD)  # before the turn: it is slow, and needs no lock
    wait_longer()
    take_turn("demo")
    if _is_there():
        db.session.rollback()  # gives the turn back: on SQLite it is the lock on all writing
        return False
    cast = Cast()
    cast.make_accounts(password_hash)
    found_programmes(cast)
    found_cohorts(cast, clock.now())
    say_who_they_are(cast)
    publish_notice(cast)
    let_it_happen(cast, list(registering(cast)))
    set_releases(cast)
    db.session.commit()
    return True


def _is_there() -> bool:
    """Any one of its people will do: somebody may have closed another one's account."""
    addresses = [person.email for person in PEOPLE.values() if person.signs_in]
    found = db.session.scalar(sa.select(User.id).where(User.email.in_(addresses)).limit(1))
    return found is not None
