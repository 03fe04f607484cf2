"""What the addresses and forms of programmes are filled in with."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import NOBODY
from cohort.course_authoring.actions import add_asset
from cohort.db import db
from cohort.kernel import ids
from cohort.programmes.actions import edit_programme
from cohort.programmes.models import Programme
from tests.access.scene import COHORT, Form, Parameter, Scene
from tests.pictures import picture
from tests.world import PASSWORD

SECRETS = (COHORT,)
STARTS = {"starts_on-day": "1", "starts_on-month": "6", "starts_on-year": "2027"}
ENDS = {"ends_on-day": "1", "ends_on-month": "9", "ends_on-year": "2027"}
ZONE = {"time_zone": "Europe/London"}
COHORT_FIELDS = {"status": "running", "capacity": "20", "accent": 1} | ZONE | STARTS | ENDS
PROGRAMME_FIELDS = {"keep_registrations_months": "12", "version": "7", "is_public": "y"}
INVITED = {"lines": "Tom, tom@example.org, A council", "role": "participant"}


def _invitation(scene: Scene) -> str:
    facilitator = scene.people["facilitator"]
    assert facilitator
    return ids.write_id(scene.world.invite(facilitator, "invited@example.org", scene.cohort).id)


def _token_of_an_invitation_to_the_site(scene: Scene) -> str:
    admin = scene.people["admin"]
    assert admin
    return scene.world.invite(admin, "new@example.org").token


def _person(scene: Scene) -> str:
    return ids.write_id(scene.world.person("To erase", email="to.erase@example.org").id)


def _picture_of_the_public_page(scene: Scene) -> str:
    with scene.world.database():
        programme = db.session.scalars(
            sa.select(Programme).where(Programme.slug == scene.programme)
        ).one()
        add_asset(NOBODY, programme, None, "shared.png", picture((7, 8, 9)))
        edit_programme(NOBODY, programme, description="![A square](shared.png)")
    return "shared.png"


PARAMETERS = (
    Parameter("programme_slug", lambda scene: scene.programme, "no-such-programme"),
    Parameter("shared_path", _picture_of_the_public_page, "no-such-file.png"),
    Parameter("cohort_slug", lambda scene: scene.cohort, "no-such-cohort"),
    Parameter("membership_id", lambda scene: ids.write_id(scene.hosting)),
    Parameter("invitation_id", _invitation),
    Parameter("token", _token_of_an_invitation_to_the_site, "0" * 39),
    Parameter("person_id", _person),
    Parameter("person_act", "administrator", "no-such-act"),
)
FORMS = (
    Form("/invitation/<token>", {"name": "New", "new_password": PASSWORD, "number": "0"}),
    Form("/cohorts/<cohort_slug>/agreement", {"number": "2"}),
    Form("/cohorts/<cohort_slug>/invitations", INVITED),
    Form("/cohorts/<cohort_slug>/invitations/check", INVITED),
    Form("/cohorts/<cohort_slug>/invitations/<id:invitation_id>/resend", {"times_sent": "1"}),
    Form("/cohorts/<cohort_slug>/members/<id:membership_id>/removal", {"reason": "Changed jobs"}),
    Form(
        "/cohorts/<cohort_slug>/members/<id:membership_id>/role",
        {"reason": "Hosts with us", "role": "facilitator"},
    ),
    Form("/organise/programmes", {"name": "Another"} | PROGRAMME_FIELDS),
    Form("/organise/programmes/<programme_slug>", {"name": "Renamed"} | PROGRAMME_FIELDS),
    Form(
        "/organise/programmes/<programme_slug>/organisers",
        {"reason": "Shares the work", "email": "participant@example.org"},
    ),
    Form("/organise/programmes/<programme_slug>/cohorts", {"name": "Another"} | COHORT_FIELDS),
    Form("/organise/cohorts/<cohort_slug>", {"name": "Renamed", "version": "1"} | COHORT_FIELDS),
    Form("/admin/people/invite", {"lines": "Olu, olu@example.org"}),
    Form("/admin/people/<id:person_id>/acts/<person_act>", {"reason": "Shares the work"}),
)
