"""What the addresses and forms of data_rights are filled in with."""

from __future__ import annotations

from cohort.access.actor import NOBODY
from cohort.data_rights.actions import complaints, notices
from cohort.db import db
from cohort.kernel import ids
from tests.access.scene import Form, Parameter, Scene
from tests.data_rights.notices import COMPLETE, a_notice


def _complaint(scene: Scene) -> str:
    said = {"name": "Tom", "email": "tom@example.org", "about": "Mail", "wanted": ""}
    key = ids.write_id(ids.new_id())
    with scene.world.app.test_request_context():
        made = complaints.complain(**said, held_because="Too quick", submission_key=key)
        db.session.commit()
        return ids.write_id(made.id)


def _first_notice(scene: Scene) -> str:
    with scene.world.app.test_request_context():
        notices.save_draft(COMPLETE)
        notices.publish(NOBODY)
        db.session.commit()
    return "1"


PARAMETERS = (
    Parameter("complaint_id", _complaint),
    Parameter("number", _first_notice, "7"),
    Parameter("export_id", ids.write_id(8)),
)
FORMS = (
    Form(
        "/data-protection/complaint",
        {"name": "Tom", "email": "t@example.org", "about": "Mail"},
    ),
    Form(
        "/admin/complaints/<id:complaint_id>",
        {"state": "answered", "outcome": "Told", "version": "1"},
    ),
    Form("/admin/privacy-notice", a_notice()),
    Form(
        "/admin/people/<id:person_id>/erase",
        {"reason": "Asked", "address": "to.erase@example.org", "when": "later"},
    ),
)
