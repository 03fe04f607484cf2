"""Hostile text in threads, in a real browser: nothing of what a member writes runs, asks or leads.

First what the renderer of members makes of it, on a bare page without our policy; so too the mail
that carries it. Then the same in every field of discussions, on every page that shows any of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from playwright.sync_api import Browser

from cohort.access.actor import Actor, Role
from cohort.accounts.models import User
from cohort.app import create_app
from cohort.db import db
from cohort.demo.people import PASSWORD
from cohort.discussions import actions, queries
from cohort.discussions.actions import hiding, naming, reporting, telling
from cohort.discussions.actions.closing import close
from cohort.discussions.actions.pinning import pin
from cohort.discussions.actions.summarising import summarise
from cohort.discussions.models import PostReport, Thread
from cohort.discussions.models.hosting import Outcome, Reason
from cohort.discussions.queries import hosted
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.markdown import member_html
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.actions.digests import send_digests
from cohort.operations import migrating
from tests.browser import server
from tests.browser.conftest import OpensWindows
from tests.browser.server import Site
from tests.browser.tripping import AT_ONCE, TRIPWIRE, Bare, Walk
from tests.browser.window import PEOPLE
from tests.conftest import config_for
from tests.hostile import PAYLOADS
from tests.hostile.course import batches, contained
from tests.world import Person, World

IN_A_POST = 40  # payloads
TITLES = [payload for payload in PAYLOADS if "\n" not in payload and len(payload) <= 150][::110]
WRITTEN = PAYLOADS[::4]  # of which all were tried on the bare page
ROLES = {"participant": Role.PARTICIPANT, "facilitator": Role.FACILITATOR}


def as_written(payload: str) -> list[str]:
    """A payload as a post, within words, as an address, a quotation and an item."""
    words = f"Words {payload}\n\n[press](<{payload}>) <{payload}> @{payload}"
    return [payload, words, contained(0, payload), contained(1, payload)]


def test_nothing_runs_of_what_members_write_where_no_policy_would_stop_it(chrome: Browser) -> None:
    bare = Bare(chrome)
    html = {
        str(number): "<p></p>".join(member_html(text) for text in as_written(payload))
        for number, payload in enumerate(PAYLOADS)
    }
    for batch in batches(html.items(), AT_ONCE):
        assert not bare.show(dict(batch))
    bare.context.close()


@dataclass(frozen=True)
class Hostile:
    """A site with hostile threads in one cohort, and the HTML of the mail that it sent."""

    site: Site
    cohort: str
    threads: list[str]
    mails: list[str]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile") / "site"
    folder.mkdir()
    app = create_app(config_for(f"sqlite:///{folder}/cohort.db", folder))
    with app.app_context():
        migrating.migrate()
    world = World(app)
    cohort = world.cohort(world.programme())
    people = {}
    for who, role in ROLES.items():
        words = ["people", "add", "--email", PEOPLE[who], "--name", who, "--password", PASSWORD]
        assert app.test_cli_runner().invoke(args=words).exit_code == 0
        with world.database() as session:
            user = session.scalars(sa.select(User).where(User.email == PEOPLE[who])).one()
            people[who] = Person(user.id, user.name, user.email)
        world.join(people[who], cohort, role)
    for number in range(5):  # so that posts without a name are offered
        other = world.person(TITLES[number])
        world.join(other, cohort)
        world.browser(other).get(f"/cohorts/{cohort}")
        people["other"] = other
    _write(world, people, cohort)
    with world.database() as session:
        threads = [ids.write_id(thread) for thread in session.scalars(sa.select(Thread.id))]
        mails = [html for html in session.scalars(sa.select(OutboxMessage.html)) if html]
    with server.running(folder) as site:
        yield Hostile(site, cohort, threads, mails)


def _key() -> str:
    return ids.write_id(ids.new_id())


def _write(world: World, people: dict[str, Person], cohort: str) -> None:
    """Everything that can be written in threads, with hostile words in it."""
    app = world.app
    now = clock.now()
    _mail(app, now)  # the first look finds nothing
    with app.test_request_context():
        actors = {who: world.actor(person, cohort) for who, person in people.items()}
        member, host = actors["participant"], actors["facilitator"]
        opened = [
            actions.open_thread(member, title=title, body=title, submission_key=_key())
            for title in TITLES
        ]
        long, _ = opened[0].thread_id, opened[0].post_id
        written = [
            actions.reply(
                member,
                long,
                body="\n\n".join(contained(*each) for each in enumerate(batch)),
                submission_key=_key(),
                nameless=number % 3 == 0,
            ).post_id
            for number, batch in enumerate(batches(WRITTEN, IN_A_POST))
        ]
        for number, payload in enumerate(TITLES[:10]):
            answer = actions.reply(
                actors["other"],
                opened[number + 1].thread_id,
                body=contained(0, payload),
                submission_key=_key(),
                reply_to_id=opened[number + 1].post_id,
            )
            _report(member, host, answer.post_id, payload)
            _tend(host, opened[number + 1].thread_id, payload)
            post = queries.get_post(member, written[number])
            actions.edit_post(post, body=f"{post.body}\n\n{payload}")
        db.session.commit()
        for number in (0, 3, 6):
            naming.unmask(host, queries.get_post(host, written[number]), reason=TITLES[number])
        for number, payload in enumerate(TITLES[10:14]):
            hiding.hide_post(
                host, hosted.get_hosted_post(host, opened[number + 12].post_id), reason=payload
            )
        db.session.commit()
        telling.tell_of_posts()
        telling.tell_of_tending()
        db.session.commit()
    _mail(app, now + dt.timedelta(minutes=11))
    _mail(app, now + dt.timedelta(days=4))


def _mail(app: Flask, moment: dt.datetime) -> None:
    """What the worker sends of it then, at once and in digests."""
    with time_machine.travel(moment, tick=False), app.test_request_context():
        send_at_once()
        send_digests()
        db.session.commit()


def _tend(host: Actor, thread_id: int, payload: str) -> None:
    summarise(host, thread_id, body=f"{payload}\n\nWords {payload}", version=0, tell=True)
    pin(host, thread_id)
    close(host, thread_id, reason=payload, tell=True)


def _report(member: Actor, host: Actor, post_id: int, payload: str) -> None:
    post = hosted.get_hosted_post(member, post_id)
    reporting.report_post(member, post, reason=Reason.OTHER, words=payload)
    report = db.session.scalars(sa.select(PostReport).where(PostReport.post_id == post_id)).one()
    reporting.settle(host, report.id, outcome=Outcome.TALKED, answer=payload)


def test_nothing_runs_in_the_mail_that_it_made(chrome: Browser, hostile: Hostile) -> None:
    assert len(hostile.mails) > 20
    bare = Bare(chrome)
    assert not [troubles for html in hostile.mails if (troubles := bare.open(html))]
    bare.context.close()


@pytest.mark.parametrize("who", ["participant", "facilitator"])
def test_nothing_runs_on_any_page_that_shows_it(
    hostile: Hostile, open_: OpensWindows, who: str
) -> None:
    cohort = f"/cohorts/{hostile.cohort}"
    window = open_(hostile.site)
    window.context.add_init_script(TRIPWIRE)
    window.sign_in(who)
    threads = [f"{cohort}/threads/{thread}" for thread in hostile.threads]
    lists = [f"{cohort}/threads", "/notices", *_searches(cohort)]
    walk = Walk(window, [], [f"{cohort}/threads/", f"{cohort}/posts", *lists])
    walk.seen = {*threads, *lists}
    walk.queue = [*threads, *lists]
    walk.go_on()
    assert not walk.bad, f"{len(walk.bad)} pages; some: {list(walk.bad.items())[:8]}"
    assert len(walk.seen) > len(hostile.threads)


def _searches(cohort: str) -> list[str]:
    return [f"{cohort}/search?q={word}" for word in ("words", "alert")]
