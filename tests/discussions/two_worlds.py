"""Two worlds that differ in nothing but who of two participants wrote without a name.

Both begin from one kept database, at one moment, with one sequence of ids; both participants sign
in and read the same pages. Whatever anybody else is then shown, sent or given must be the same to
the byte.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from PIL import ExifTags, Image

from cohort import features
from cohort.accounts.models import User
from cohort.data_rights.registry import sections
from cohort.db import db
from cohort.discussions.models import Acknowledgement, Mention, Post, PostFollowing, PrivateReply
from cohort.kernel import clock, ids
from cohort.kernel.data_rights import DataSubject
from cohort.mail.models import OutboxMessage
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.actions.digests import send_digests
from tests.access.leaking import Site
from tests.access.test_leaks import without_marks
from tests.client import Browser
from tests.world import World

WRITERS = ("author", "double")
READERS = (
    *("peer", "facilitator", "organiser", "admin"),
    *("left", "outsider", "other_fac", "other_org"),
)
TICK = dt.timedelta(minutes=3)


def build(world: World) -> tuple[Site, dt.datetime]:
    """The site of the leak tests with five participants more, and the moment it was ready. Its ids
    are of now, whatever the clock of an earlier test said: those of a history stand above."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "_last", 0)
        return _built(world)


def _built(world: World) -> tuple[Site, dt.datetime]:
    site = Site(world)
    for role in ("double", "third", "fourth", "fifth", "sixth"):
        site.people[role] = world.person(f"Quillon {role.title()}", email=f"{role}@rare.example")
        world.join(site.people[role], site.heron)
    for role in WRITERS:
        texts = {"organisation": f"Guild of {role}s", "job": f"Chief {role}"}
        world.profile(site.people[role], None, **texts)
        world.photo(site.people[role])
    with world.database():
        db.session.execute(sa.update(User).values(last_seen_on=clock.now().date()))
    return site, clock.now() + dt.timedelta(hours=1)


class Telling:
    """One world in which `writer` writes what somebody wrote without a name."""

    def __init__(self, site: Site, writer: str, clock_hand: Any) -> None:
        self.site, self.hand = site, clock_hand
        self.world, self.writer = site.world, site.people[writer]
        self.at = f"/cohorts/{site.heron}/threads"
        # Both sign in and look at the list, so that neither is seen more than the other.
        self.browsers = {role: self._signed_in(role) for role in (*WRITERS, "peer", "facilitator")}
        self.mine = self.browsers[writer]
        self.threads: list[int] = []
        self.posts: list[int] = []

    def _signed_in(self, role: str) -> Browser:
        browser = self.world.browser(self.site.people[role])
        browser.get(self.at)
        return browser

    def do(self, step: str) -> None:
        """One step of a history; one that has nothing to act on yet does nothing."""
        self.hand.shift(TICK)
        if self.posts or step in ("open", "prompt"):
            getattr(self, f"_{step}")()

    def _remember(self) -> None:
        with self.world.database() as session:
            newest = session.execute(sa.select(Post.id, Post.thread_id).order_by(Post.id.desc()))
            post_id, thread_id = newest.first()
        self.posts.append(post_id)
        self.threads.append(thread_id)

    def _send(self, browser: Browser, page: str, action: str, **typed: Any) -> None:
        answer = browser.submit(page, action, **typed)
        assert answer.status == 303, answer.text
        self._remember()

    @property
    def _thread(self) -> str:
        return f"{self.at}/{ids.write_id(self.threads[0])}"

    def _open(self) -> None:
        words = {"title": f"Threads: {len(self.posts)}", "body": f"Opened {len(self.posts)}"}
        self._send(self.mine, f"{self.at}/new", "/threads", without_name="y", **words)

    def _prompt(self) -> None:
        page = self.mine.get(f"/cohorts/{self.site.heron}/prompts/m1-discuss/thread")
        page = self.mine.follow(page) if page.location else page
        words = {"body": f"On the prompt {len(self.posts)}", "without_name": "y"}
        assert self.mine.send(page, "/posts", **words).status == 303
        self._remember()

    def _reply(self) -> None:
        words = {"body": f"More of it {len(self.posts)}", "without_name": "y"}
        self._send(self.mine, self._thread, "/posts", **words)

    def _name(self) -> None:
        """Whoever writes names one of the two: themselves, in one of the worlds."""
        body = f"As @{self.site.people[WRITERS[0]].name} said {len(self.posts)}"
        self._send(self.mine, self._thread, "/posts", body=body, without_name="y")

    def _picture(self) -> None:
        """A picture whose name and data say who took it."""
        facts = Image.Exif()
        facts[ExifTags.Base.Artist] = self.writer.name
        out = io.BytesIO()
        Image.new("RGB", (64, 48), (40, 120, 80)).save(out, "JPEG", exif=facts)
        sent = {"body": f"Seen {len(self.posts)}", "without_name": "y"}
        file = io.BytesIO(out.getvalue()), f"{self.writer.name}.jpg"
        self._send(self.mine, self._thread, "/posts", files=file, **sent)

    def _answer(self) -> None:
        quote = f"> Opened\n\nI see, {len(self.posts)}"
        self._send(self.browsers["peer"], self._thread, "/posts", body=quote)
        with self.world.database() as session:
            mine = sa.update(Post).where(Post.id == self.posts[-1])
            session.execute(mine.values(reply_to_id=self.posts[-2]))

    def _thank(self) -> None:
        who = self.site.people["peer"].id
        with self.world.database() as session:
            facts = {"post_id": self.posts[-1], "user_id": who, "word": "thanks"}
            if session.get(Acknowledgement, tuple(facts.values())) is None:
                session.add(Acknowledgement(**facts))

    def _mention(self) -> None:
        who = self.site.people["facilitator"].id
        with self.world.database() as session:
            if session.get(Mention, (self.posts[0], who)) is None:
                session.add(Mention(post_id=self.posts[0], user_id=who))

    def _follow(self) -> None:
        who = self.site.people["peer"].id
        with self.world.database() as session:
            if session.get(PostFollowing, (self.posts[0], who)) is None:
                session.add(PostFollowing(post_id=self.posts[0], user_id=who, state="following"))

    def _privately(self) -> None:
        """The facilitator writes privately to whoever wrote the first post, who answers."""
        at = f"/cohorts/{self.site.heron}"
        page = f"{at}/posts/{ids.write_id(self.posts[0])}/private-reply"
        words = f"Privately {len(self.posts)}"
        host = self.browsers["facilitator"]
        assert host.submit(page, "/private-reply", body=words).status == 303
        with self.world.database() as session:
            mine = PrivateReply.post_id == self.posts[0]
            first = session.scalars(sa.select(sa.func.min(PrivateReply.id)).where(mine)).one()
        self.hand.shift(TICK)
        answer = f"{at}/private-replies/{ids.write_id(first)}"
        sent = self.mine.submit(answer, answer, body=f"Heard {words}")
        assert sent.status == 303, sent.text

    def _work(self) -> None:
        """What the worker does: notices, mail at once, and the digests of a day later."""
        with self.world.database():
            for work in features.declared("jobs", "WOKEN"):
                work()
        self.hand.shift(dt.timedelta(minutes=15))
        for work in (send_at_once, send_digests):
            with self.world.database():
                work()


@contextmanager
def one_sequence(patch: pytest.MonkeyPatch, moment: dt.datetime) -> Iterator[Any]:
    """The clock stands at this moment until it is shifted, and ids come in one order."""
    chance = random.Random(10)

    class Chance:
        randbits = staticmethod(chance.getrandbits)
        randbelow = staticmethod(chance.randrange)
        choice = staticmethod(chance.choice)

    with patch.context() as inner, time_machine.travel(moment, tick=False) as hand:
        inner.setattr(ids, "secrets", Chance)
        inner.setattr(ids, "_last", 0)
        yield hand


def told(
    site: Site, moment: dt.datetime, writer: str, steps: Sequence[str], patch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Everything that others come across after these steps: {"role address": page}, mails, notices
    and the record."""
    with one_sequence(patch, moment) as hand:
        telling = Telling(site, writer, hand)
        for step in steps:
            telling.do(step)
        telling.do("work")
        hand.shift(dt.timedelta(days=1))
        telling.do("work")
        found = mails_and_rows(site)
        for role in READERS:
            for address, body in map(without_marks, site.crawl(role).items()):
                if not address.startswith("/dev/"):  # development's mailbox, which holds all mail
                    found[f"{role} {address}"] = body
            found |= searched_and_downloaded(site, role)
    return found


def mails_and_rows(site: Site) -> dict[str, str]:
    """The mail of everybody but the two, and tables that hold no author at all."""
    theirs = {site.people[role].id for role in WRITERS}
    found: dict[str, str] = {}
    with site.world.database() as session:
        for mail in session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)):
            if mail.user_id not in theirs:
                found[f"mail {mail.to_address} {len(found)}"] = "\n".join(
                    map(str, (mail.subject, mail.text, mail.html, mail.place, mail.to_name))
                )
        tables = ("history", "search_entry", "notice", "private_reply", "mention", "post_file")
        for table in tables:
            rows = session.execute(sa.text(f"select * from {table}")).mappings()
            kept = [row for row in rows if row.get("user_id") not in theirs]
            found[f"table {table}"] = "\n".join(sorted(_without_id(row) for row in kept))
    return found


def _without_id(row: Mapping[str, Any]) -> str:
    return str({name: value for name, value in row.items() if name != "id"})


def searched_and_downloaded(site: Site, role: str) -> dict[str, str]:
    """What a reader finds by the search box, and all that their own download holds."""
    person, found = site.people[role], {}
    browser = site.world.browser(person)
    for words in ("opened", "guild", "quillon", "heron author"):
        page = browser.get(f"/cohorts/{site.heron}/search", query_string={"q": words})
        found[f"{role} search {words}"] = without_marks(("", page.body))[1]
    with site.world.database():
        for section in sections(DataSubject(person.id, person.email)):
            facts = [str(item.facts) + (item.html or "") for item in section.items()]
            found[f"{role} download {section.name}"] = "\n".join(facts)
    return found
