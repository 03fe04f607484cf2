"""What the addresses and forms of discussions are filled in with."""

from __future__ import annotations

from cohort.db import db
from cohort.discussions.models import MailedPost
from cohort.kernel import ids
from tests.access.scene import Form, Parameter, Scene

THREAD = "A kingfisher thread"
SECRETS = (THREAD,)


def _thread(scene: Scene) -> str:
    participant = scene.people["participant"]
    assert participant
    return ids.write_id(scene.world.thread(participant, scene.cohort, THREAD))


def _post_by_mail(scene: Scene) -> str:
    participant = scene.people["participant"]
    assert participant
    thread = ids.read_id(scene.names["thread_id"])
    post = scene.world.post(participant, scene.cohort, thread)
    with scene.world.database():
        facts = {"whole": "A kingfisher mail", "left_out": "A kingfisher quote", "lines": 1}
        db.session.add(MailedPost(post_id=post, user_id=participant.id, **facts))
    return ids.write_id(post)


PARAMETERS = (
    Parameter("thread_id", _thread),
    Parameter("post_id", _post_by_mail),
    Parameter("prompt_key", "m1-discuss", "no-such-prompt"),
)
FORMS = (
    Form("/cohorts/<cohort_slug>/threads", {"title": "Another", "body": "Hello"}),
    Form("/cohorts/<cohort_slug>/threads/<id:thread_id>/posts", {"body": "Some words"}),
    Form("/cohorts/<cohort_slug>/threads/<id:thread_id>/following", {"state": "following"}),
    Form(
        "/cohorts/<cohort_slug>/threads/<id:thread_id>/posts/<id:post_id>/following",
        {"state": "following"},
    ),
    Form(
        "/cohorts/<cohort_slug>/threads/<id:thread_id>/posts/<id:post_id>/edit",
        {"body": "Other words", "version": "1"},
    ),
    Form(
        "/cohorts/<cohort_slug>/threads/<id:thread_id>/posts/<id:post_id>/words",
        {"say": "thanks"},
    ),
    Form("/cohorts/<cohort_slug>/prompts/<prompt_key>/posts", {"body": "Some words"}),
)
