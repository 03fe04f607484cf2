"""What the addresses and forms of discussions are filled in with."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.db import db
from cohort.discussions.actions import open_thread
from cohort.discussions.actions.attaching import change_files
from cohort.discussions.actions.private import reply_privately
from cohort.discussions.actions.reporting import report_post
from cohort.discussions.actions.to_come import Plan, plan_thread
from cohort.discussions.models import MailedPost, PostFile, PostReport, Reason
from cohort.discussions.queries import get_post
from cohort.discussions.queries.hosted import get_hosted_post
from cohort.files.member_files import look_through
from cohort.kernel import clock, ids
from tests.access.scene import Form, Parameter, Scene
from tests.pictures import picture

THREAD = "A kingfisher thread"
SECRETS = (THREAD, "A kingfisher in private")


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


def _to_come(scene: Scene) -> str:
    """Another facilitator's, so that there is something to take over."""
    with scene.world.database():
        actor = scene.world.actor(scene.host, scene.cohort)
        later = clock.now() + dt.timedelta(days=3)
        plan = Plan(scene.world.fresh("A kingfisher to come"), "Words to come", later)
        made = plan_thread(actor, plan, submission_key=ids.write_id(ids.new_id()))
    return ids.write_id(made)


def _post_file(scene: Scene) -> str:
    """A picture beside the post that the other addresses name."""
    with scene.world.database():
        post_id = ids.read_id(scene.names["post_id"])
        change_files(post_id, [look_through("kingfisher.png", picture())])
        found = db.session.scalars(sa.select(PostFile.id).where(PostFile.post_id == post_id))
        return ids.write_id(found.one())


def _nameless_post(scene: Scene) -> str:
    participant = scene.people["participant"]
    assert participant
    with scene.world.database():
        posted = open_thread(
            scene.world.actor(participant, scene.cohort),
            title="A nameless kingfisher",
            body="Words without a name",
            submission_key=ids.write_id(ids.new_id()),
            nameless=True,
        )
    return ids.write_id(posted.post_id)


def _of_another(scene: Scene) -> int:
    author = scene.world.person()
    scene.world.join(author, scene.cohort)
    thread = scene.world.thread(author, scene.cohort, "Another kingfisher thread")
    return scene.world.post(author, scene.cohort, thread, "Some words")


def _report(scene: Scene) -> str:
    """One that waits for an organiser."""
    reporter = scene.world.person()
    scene.world.join(reporter, scene.cohort)
    post_id = _of_another(scene)
    with scene.world.database():
        actor = scene.world.actor(reporter, scene.cohort)
        post = get_hosted_post(actor, post_id)
        report_post(actor, post, reason=Reason.UNKIND, words="")
        report = db.session.scalars(sa.select(PostReport).order_by(PostReport.id.desc())).first()
        assert report
        report.waits_told_at = clock.now()
        return ids.write_id(report.id)


def _private_reply(scene: Scene) -> str:
    """From another facilitator to the participant."""
    participant, host = scene.people["participant"], scene.world.person()
    assert participant
    scene.world.join(host, scene.cohort, Role.FACILITATOR)
    thread = scene.world.thread(participant, scene.cohort, "A third kingfisher thread")
    post_id = scene.world.post(participant, scene.cohort, thread)
    with scene.world.database():
        actor = scene.world.actor(host, scene.cohort)
        key = ids.write_id(ids.new_id())
        written = reply_privately(
            actor, get_post(actor, post_id), body="A kingfisher in private", submission_key=key
        )
    return ids.write_id(written)


PARAMETERS = (
    Parameter("private_id", _private_reply),
    Parameter("nameless_id", _nameless_post),
    Parameter("report_id", _report),
    Parameter("to_come_id", _to_come),
    Parameter("plan_id", _to_come),  # another one, since the first has opened
    Parameter("thread_id", _thread),
    Parameter("post_id", _post_by_mail),
    Parameter("post_file_id", _post_file),
    Parameter("prompt_key", "m1-discuss", "no-such-prompt"),
)
FORMS = (
    Form("/cohorts/<cohort_slug>/threads/without-names", {"allowed": "no"}),
    Form(
        "/cohorts/<cohort_slug>/threads/without-names/<id:nameless_id>",
        {"reason": "Somebody may be in danger."},
    ),
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
        "/cohorts/<cohort_slug>/threads/<id:thread_id>/posts/<id:post_id>/pictures",
        {"beside-0-file": ids.write_id(7), "beside-0-alt": "A kingfisher"},
    ),
    Form(
        "/cohorts/<cohort_slug>/threads/<id:thread_id>/posts/<id:post_id>/words",
        {"say": "thanks"},
    ),
    Form("/cohorts/<cohort_slug>/threads/<id:thread_id>/title", {"title": "Another title"}),
    Form("/cohorts/<cohort_slug>/threads/<id:thread_id>/close", {"reason": "It is answered"}),
    Form(
        "/cohorts/<cohort_slug>/threads/<id:thread_id>/summary",
        {"body": "All agreed", "version": "0"},
    ),
    Form("/cohorts/<cohort_slug>/threads/<id:thread_id>/summary/remove", {"version": "1"}),
    Form("/cohorts/<cohort_slug>/prompts/<prompt_key>/posts", {"body": "Some words"}),
    Form("/cohorts/<cohort_slug>/posts/<id:post_id>/private-reply", {"body": "Some words"}),
    Form("/cohorts/<cohort_slug>/private-replies/<id:private_id>", {"body": "Some words"}),
    Form("/cohorts/<cohort_slug>/posts/<id:post_id>/report", {"reason": "unkind"}),
    Form(
        "/cohorts/<cohort_slug>/threads/to-come/<id:to_come_id>",
        {
            "opens_on-day": "3",
            "opens_on-month": "3",
            "opens_on-year": "2099",
            "opens_time": "9am",
            "version": "1",
        },
    ),
    Form("/cohorts/<cohort_slug>/posts/<id:post_id>/hide", {"reason": "It names a resident."}),
    Form("/cohorts/<cohort_slug>/posts/<id:post_id>/restore", {}),
    Form("/cohorts/<cohort_slug>/threads/<id:thread_id>/pace", {"minutes": "240"}),
    Form("/cohorts/<cohort_slug>/threads/<id:thread_id>/pace/end", {}),
    Form("/cohorts/<cohort_slug>/reports/<id:report_id>/take", {}),
    Form("/cohorts/<cohort_slug>/reports/<id:report_id>/settle", {"outcome": "talked"}),
    # Without a reason: whoever steps in is a facilitator for the rest of the table.
    Form("/organise/cohorts/<cohort_slug>/step-in", {"reason": ""}),
)
