"""From a post to the mail about it, and from the answer to that mail back to a post."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.db import change, db
from cohort.discussions.actions.telling import tell_of_posts
from cohort.discussions.models import Mention, Post, Thread, ThreadKind
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.notices.actions.at_once import send_at_once
from cohort.programmes.models import Membership
from tests.client import Browser
from tests.discussions.test_by_mail import Talk, site, talk  # noqa: F401 - fixtures
from tests.world import PASSWORD


def test_a_reply_becomes_a_notice_and_a_mail_whose_answer_is_posted(talk: Talk) -> None:  # noqa: F811
    asked = ids.write_id(last_post(talk))
    page = f"/cohorts/{talk.cohort}/threads/{ids.write_id(talk.thread)}"
    with time_machine.travel(clock.now(), tick=False) as now:
        priya = Browser(talk.site)
        priya.sign_in(talk.priya.email, PASSWORD)
        form = priya.get(f"{page}?reply={asked}")
        priya.send(form, "/posts", body="We began with **one** street.")
        told(talk)
        now.shift(dt.timedelta(minutes=11))
        with talk.site.app_context():
            assert send_at_once() == "posted 1"
            (sent,) = db.session.scalars(sa.select(OutboxMessage))
            assert sent.user_id == talk.tom.id
            assert sent.text.startswith("We began with **one** street.")
            assert "because it answers what you wrote" in sent.text
            assert sent.reply_to.startswith("replies+")
            assert sent.reply_to.endswith("@learn.example.org")
            reply_to, mailed = sent.reply_to, sent.message_id
        answer = EmailMessage()
        answer["From"] = f"Tom Price <{talk.tom.email}>"
        answer["To"] = reply_to
        answer["Message-ID"] = "<1@mail.council.example>"
        answer["In-Reply-To"] = mailed
        answer.set_content("Which street?\n")
        assert talk.take(answer) == "posted"
    with talk.site.app_context():
        newest = db.session.scalars(sa.select(Post).order_by(Post.id.desc())).first()
        assert newest is not None
        assert (newest.body, newest.author_id) == ("Which street?", talk.tom.id)
        assert newest.reply_to_id is not None, "it answers the post that the mail was about"


def test_mail_from_the_noticeboard_has_an_address_for_answers_for_facilitators_alone(
    talk: Talk,  # noqa: F811
) -> None:
    ruth = talk.member("Ruth Calder", "ruth@council.example")
    with talk.site.app_context():
        theirs = Membership.user_id.in_([ruth.id])
        change(sa.update(Membership).where(theirs).values(role=Role.FACILITATOR))
        db.session.commit()
    with time_machine.travel(clock.now(), tick=False) as now:
        post = talk.world.post(talk.tom, talk.cohort, talk.thread, "The room has changed.")
        with talk.site.app_context():
            change(sa.update(Thread).values(kind=ThreadKind.NOTICEBOARD))
            for person in (ruth, talk.priya):
                db.session.add(Mention(post_id=post, user_id=person.id))
            db.session.commit()
        told(talk)
        now.shift(dt.timedelta(minutes=11))
        with talk.site.app_context():
            assert send_at_once() == "posted 2"
            sent = {mail.user_id: mail for mail in db.session.scalars(sa.select(OutboxMessage))}
    says = "Only facilitators write on the noticeboard, so an answer to this mail reaches nobody"
    assert sent[ruth.id].reply_to.startswith("replies+")
    assert says not in " ".join(sent[ruth.id].text.split())
    assert sent[talk.priya.id].reply_to == ""
    assert says in " ".join(sent[talk.priya.id].text.split())
    assert "and to answer" not in sent[talk.priya.id].text


def last_post(talk: Talk) -> int:  # noqa: F811
    with talk.site.app_context():
        return int(db.session.scalar(sa.select(sa.func.max(Post.id))) or 0)


def told(talk: Talk) -> None:  # noqa: F811
    with talk.site.app_context():
        assert tell_of_posts() >= 1
        db.session.commit()
