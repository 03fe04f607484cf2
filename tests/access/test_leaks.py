"""What is private never reaches anybody else's HTML: every role follows every link it is shown,
and knocks at every address, and the words planted are seen by exactly those who may see them."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.course_modules.queries import get_prompt
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.programmes.models import Membership
from cohort.reflections import actions as reflections
from tests.access.route_table import LINES
from tests.access.scene import names_of_nothing
from tests.client import Browser
from tests.conftest import Keeps
from tests.world import Person, World

pytestmark = pytest.mark.sqlite_is_enough

MEMBERS = {"author", "peer", "facilitator"}
RUNNERS = {"organiser", "admin"}
EVERYONE = MEMBERS | RUNNERS | {"stranger", "left", "outsider", "other_fac", "other_org"}
# Words planted, and exactly who is to come across them. What has no reader besides the author is
# seen by the author: so each test holds something that could leak.
PLANTED = {
    "wren-body-of-a-private-entry": {"author"},
    "wren-title-of-a-private-entry": {"author"},
    "wren-entry-of-whoever-left": set(),
    "heron-thread-title": MEMBERS,
    "heron-post-body": MEMBERS,
    "Heron Author": MEMBERS | RUNNERS,  # whoever runs a programme looks after its members
    "Heron-cohort-name": MEMBERS | RUNNERS,
    "heron-registration": {"facilitator"} | RUNNERS,
    "heron-hopes": {"facilitator"} | RUNNERS,
    "later-registration": RUNNERS,
    "tern-thread-next-door": {"other_fac"},
    "Tern-cohort-next-door": {"other_fac"} | RUNNERS,
    "lapwing-thread-far-away": {"outsider"},
    "Lapwing-cohort-far-away": {"outsider", "other_org", "admin"},
    "Words of page 1 of module 1.": MEMBERS | {"other_fac"} | RUNNERS,  # who write the content
    "Words of page 1 of module 3.": {"facilitator", "other_fac"} | RUNNERS,  # locked for others
    "A note for facilitators.": {"facilitator", "other_fac"} | RUNNERS,
}


class Site:
    """A world with something of everybody's planted in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        names = sorted(EVERYONE - {"stranger"})
        facts = {"author": "Heron Author"}
        self.people: dict[str, Person] = {
            role: world.person(facts.get(role, f"Person {role}"), administrator=role == "admin")
            for role in names
        }
        ours = world.programme(self.people["organiser"], name="Our programme")
        theirs = world.programme(self.people["other_org"], name="Their programme")
        world.modules(ours, 3)
        self.heron = world.cohort(ours, "Heron-cohort-name")
        tern = world.cohort(ours, "Tern-cohort-next-door")
        lapwing = world.cohort(theirs, "Lapwing-cohort-far-away")
        for role in ("author", "peer", "left"):
            world.join(self.people[role], self.heron)
        world.join(self.people["facilitator"], self.heron, Role.FACILITATOR)
        world.join(self.people["other_fac"], tern, Role.FACILITATOR)
        world.join(self.people["outsider"], lapwing)
        self.entry = self.write("wren-body-of-a-private-entry", "wren-title-of-a-private-entry")
        world.reflection(self.people["left"], self.heron, "wren-entry-of-whoever-left")
        author = self.people["author"]
        self.thread = world.thread(author, self.heron, "heron-thread-title", "heron-post-body")
        world.thread(self.people["other_fac"], tern, "tern-thread-next-door")
        world.thread(self.people["outsider"], lapwing, "lapwing-thread-far-away")
        world.interest(ours, self.heron, name="heron-registration", hopes="heron-hopes")
        world.interest(ours, None, name="later-registration")
        self.addresses = names_of_nothing() | {
            "cohort_slug": self.heron,
            "programme_slug": ours,
            "module_slug": "m1",
            "page_slug": "p2",
            "prompt_key": "m1-reflect",
            "group": "names",
            "thread_id": ids.write_id(self.thread),
            "reflection_id": ids.write_id(self.entry),
            "change": "codes",
            "identity_id": ids.write_id(7),
        }
        self._leave()

    def write(self, body: str, title: str) -> int:
        """Another private entry of the author's, on a prompt so that the module page shows it."""
        with self.world.database():
            actor = self.world.actor(self.people["author"], self.heron)
            prompt = get_prompt(actor, "m1-reflect").id
            return reflections.write_reflection(
                actor,
                body=body,
                title=title,
                prompt_id=prompt,
                submission_key=ids.write_id(ids.new_id()),
            )

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


@pytest.fixture
def site(kept: Keeps) -> Site:
    return kept(Site)


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_comes_across_exactly_the_words_meant_for_it_and_no_trace_of_a_private_entry(
    site: Site, role: str
) -> None:
    before = site.crawl(role)
    faults = []
    for words, readers in PLANTED.items():
        places = [address for address, body in before.items() if words in body]
        if bool(places) is not (role in readers):
            faults.append(f"{words!r}: expected {role in readers}, found at {places}")
    assert not faults, f"{role}, on {len(before)} pages:\n" + "\n".join(faults)
    if role == "author":
        return
    # Neither text nor title, and no count, length or date either: the pages stay as they were.
    for n in range(3):
        site.write(f"Entry number {n} " * 40, f"Title {n}")
    after = site.crawl(role)
    assert [*map(without_marks, before.items())] == [*map(without_marks, after.items())]


def test_the_author_is_shown_each_entry_that_is_written(site: Site) -> None:
    before = site.crawl("author")
    site.write("A new entry", "A new title")
    after = site.crawl("author")
    assert not any("A new title" in body for body in before.values())
    showing = [address for address, body in after.items() if "A new title" in body]
    assert f"/cohorts/{site.heron}/log" in showing
    assert len(showing) >= 2


def without_marks(page: tuple[str, str]) -> tuple[str, str]:
    """A page without what differs each time it is served."""
    address, body = page
    if address == "/account/sign-ins":
        return address, ""  # each crawl signs in once more
    body = re.sub(r"(Sign-ins on record</dt>\s*<dd[^>]*>)\d+", r"\1", body)  # the same
    marks = r'(nonce|name="(?:csrf_token|submission|started)"[^>]* value)="[^"]*"'
    return address, re.sub(marks, r'\1=""', body)
