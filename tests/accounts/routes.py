"""What the addresses and forms of accounts are filled in with."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.accounts.models import SignIn
from cohort.db import db
from cohort.kernel import ids
from cohort.mail import unsubscribing
from tests.access.scene import Form, Parameter, Scene
from tests.pictures import upload
from tests.world import PASSWORD

NEW_PASSWORD = "pebbles on the shore"


def _unsubscribe_token(scene: Scene) -> str:
    participant = scene.people["participant"]
    assert participant
    with scene.world.database():
        address = unsubscribing.unsubscribe_url("user", participant.id, "news")
    return address.rpartition("/")[2]


def _sign_in_of_the_host(scene: Scene) -> str:
    scene.world.browser(scene.host)
    with scene.world.database():
        theirs = sa.select(SignIn.id).where(SignIn.user_id == scene.host.id)
        return ids.write_id(db.session.scalars(theirs).one())


PARAMETERS = (
    Parameter("code_token", "no-such-token", "no-such-token"),
    Parameter("kept_id", ids.write_id(8)),
    Parameter("address_mark", "another-token", "no-such-token"),
    Parameter("sign_in_id", _sign_in_of_the_host),
    Parameter("away_id", ids.write_id(7)),
    Parameter("unsubscribe_token", _unsubscribe_token, "no.such-token"),
    Parameter("change", "codes", "no-such-change"),
    Parameter("identity_id", ids.write_id(7)),
)
FORMS = (
    Form("/sign-in", {"email": "host@example.org", "password": PASSWORD}),
    Form("/sign-in/code", {"email": "host@example.org"}),
    Form("/sign-in/code/enter", {"email": "host@example.org", "code": "123456"}),
    Form("/password/forgotten", {"email": "host@example.org"}),
    Form(
        "/password/reset",
        {"email": "host@example.org", "code": "123456", "new_password": NEW_PASSWORD},
    ),
    Form("/password/reset/<code_token>", {"new_password": NEW_PASSWORD}),
    Form("/account/profile", {"name": "Renamed", "version": "1"}),
    Form("/account/photo", lambda _scene: {"photo": upload()}),
    Form("/account/preferences", {"direct": "digest", "time_zone": "Asia/Tokyo"}),
    Form(
        "/account/away",
        {
            f"{which}-{part}": number
            for which in ("first_day", "last_day")
            for part, number in (("day", "1"), ("month", "6"), ("year", "2099"))
        },
    ),
)
