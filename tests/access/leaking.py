"""What is planted where it could leak: words that stand nowhere else, and who is to come across
them. A feature says in its leaks.py what it plants:

    PLANTED  a Planted for each text
    PLANTS   functions that put them there, and their ids into `site.addresses`

What has no reader besides the author is seen by the author: so each test holds something that
could leak.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.db import db
from cohort.kernel import clock
from cohort.programmes.models import Membership
from tests.access.route_table import LINES
from tests.access.scene import names_of_nothing
from tests.client import Browser
from tests.declared import declared
from tests.world import Person, World

MEMBERS = frozenset({"author", "peer", "facilitator"})
RUNNERS = frozenset({"organiser", "admin"})
EVERYONE = MEMBERS | RUNNERS | {"stranger", "left", "outsider", "other_fac", "other_org"}
AUTHOR = "Heron Author"
HERON, TERN, LAPWING = "Heron-cohort-name", "Tern-cohort-next-door", "Lapwing-cohort-far-away"


@dataclass(frozen=True)
class Planted:
    """Words, and exactly the roles that come across them."""

    words: str
    readers: frozenset[str] = frozenset()


class Site:
    """A world with something of everybody's planted in it: the author, a peer, a facilitator and
    somebody who left belong to the cohort of herons; terns are next door, lapwings far away."""

    def __init__(self, world: World) -> None:
        self.world = world
        names = sorted(EVERYONE - {"stranger"})
        facts = {"author": AUTHOR}
        self.people: dict[str, Person] = {
            role: world.person(facts.get(role, f"Person {role}"), administrator=role == "admin")
            for role in names
        }
        self.programme = world.programme(self.people["organiser"], name="Our programme")
        theirs = world.programme(self.people["other_org"], name="Their programme")
        world.modules(self.programme, 3)
        self.heron = world.cohort(self.programme, HERON)
        self.tern = world.cohort(self.programme, TERN)
        self.lapwing = world.cohort(theirs, LAPWING)
        for role in ("author", "peer", "left"):
            world.join(self.people[role], self.heron)
        world.join(self.people["facilitator"], self.heron, Role.FACILITATOR)
        world.join(self.people["other_fac"], self.tern, Role.FACILITATOR)
        world.join(self.people["outsider"], self.lapwing)
        self.addresses = names_of_nothing() | {
            "cohort_slug": self.heron,
            "programme_slug": self.programme,
            "module_slug": "m1",
            "page_slug": "p2",
            "prompt_key": "m1-reflect",
            "group": "names",
            "change": "codes",
        }
        for plant in declared("leaks", "PLANTS"):
            plant(self)
        self._leave()

    def _leave(self) -> None:
        with self.world.database():
            theirs = Membership.user_id == self.people["left"].id
            db.session.execute(sa.update(Membership).where(theirs).values(left_at=clock.now()))

    def crawl(self, role: str) -> dict[str, str]:
        """{address: HTML} of all that this role can reach by links, or by knowing an address."""
        person = self.people.get(role)
        browser = self.world.browser(person) if person else Browser(self.world.app)
        known = [self._fill(line.rule) for line in LINES if line.method == "GET"]
        waiting, seen = deque(known), dict[str, str]()
        while waiting:
            address = waiting.popleft()
            if address in seen or address == "/components":
                continue
            page = browser.get(address)
            seen[address] = page.body
            assert page.status != 500, f"{address} answered {page.status}"
            found = [page.location] if page.location else []
            if page.response.mimetype == "text/html" and "<html" in page.body:
                found += page.tree.xpath("//a/@href")
            for link in found:
                parts = urlsplit(link)
                if not parts.netloc and parts.path.startswith("/") and "/static/" not in link:
                    waiting.append(parts._replace(fragment="").geturl())
            assert len(seen) < 500, "the crawl does not end"
        return seen

    def _fill(self, rule: str) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: self.addresses[found[1]], rule)
