"""What the access tests make their requests in: one person for each role, and something for every
address to name. A feature says in its routes.py what its addresses and forms are filled in with:

    PARAMETERS  a Parameter for each <part> of an address that the feature is the first to use
    FORMS       a Form for each POST that needs more than its token
    SECRETS     words of the scene that no refusal may name
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.db import Base, db
from cohort.jobs import waking
from cohort.jobs.models import Heartbeat
from cohort.kernel import clock, ids
from tests import databases
from tests.access.route_table import ROLES, Line
from tests.client import Browser, Page
from tests.declared import declared
from tests.world import Person, World

COHORT = "Heron cohort"


@dataclass
class Scene:
    """A cohort with something of everything in it, and one person for each role."""

    world: World
    people: dict[str, Person | None]
    programme: str
    cohort: str
    host: Person  # of the cohort: what belongs to another member is this one's
    hosting: int
    names: dict[str, str] = field(default_factory=dict)  # what fills in the addresses

    def browser(self, role: str) -> Browser:
        person = self.people[role]
        return self.world.browser(person) if person else Browser(self.world.app)

    def address(self, rule: str, **instead: str) -> str:
        names = self.names | instead
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names[found[1]], rule)

    def form(self, line: Line) -> dict[str, Any]:
        """Valid answers for a POST."""
        fields = {form.rule: form.fields for form in declared("routes", "FORMS")}.get(line.rule, {})
        return dict(fields(self) if callable(fields) else fields)

    def ask(self, browser: Browser, line: Line, token: str, **instead: str) -> Page:
        address = self.address(line.rule, **instead)
        if line.method == "GET":
            return browser.get(address)
        return browser.post(address, {**self.form(line), "csrf_token": token})

    def everything(self) -> dict[str, Any]:
        """Every row of every table, but what a stranger's refused POST may leave."""
        return databases.everything(self.world.app, but=["kept_form"])


@dataclass(frozen=True)
class Parameter:
    """A part of addresses: what it names in the scene (or how to make that), and how it would
    name nothing."""

    name: str
    real: str | Callable[[Scene], str]
    nothing: str = ids.write_id(7)


@dataclass(frozen=True)
class Form:
    """Valid answers for what is posted to this rule."""

    rule: str
    fields: Mapping[str, Any] | Callable[[Scene], Mapping[str, Any]]


def names_of_nothing() -> dict[str, str]:
    """What an address is filled in with to name nothing."""
    return {parameter.name: parameter.nothing for parameter in declared("routes", "PARAMETERS")}


def build(world: World) -> Scene:
    """Somebody of each role, and something for each address."""
    people = {role: world.person(role, email=f"{role}@example.org") for role in ROLES[1:]}
    for person in people.values():
        world.profile(person, job="A job")
    host = world.person("A host", email="host@example.org")
    with world.database():
        account = Base.metadata.tables["user_account"]
        moment = sa.func.current_timestamp()
        admin = account.c.id == people["admin"].id
        db.session.execute(sa.update(account).where(admin).values(administrator_since=moment))
        waking.beat()
        # Lively for as long as the requests take, however slow the machine is.
        db.session.execute(sa.update(Heartbeat).values(at=clock.now() + dt.timedelta(days=1)))
    ours = world.programme(people["organiser"], name="Osprey programme")
    theirs = world.programme(people["other_org"], name="Another programme")
    world.modules(ours)
    cohort, next_door = world.cohort(ours, COHORT), world.cohort(ours, "Next door")
    world.join(people["participant"], cohort)
    world.join(people["facilitator"], cohort, Role.FACILITATOR)
    world.join(people["other_fac"], next_door, Role.FACILITATOR)
    world.join(people["outsider"], world.cohort(theirs, "Far away"))
    hosting = world.join(host, cohort)
    world.photo(host)
    # A wording that everybody agreed to, and a small correction that nobody has agreed to yet.
    world.agreement(ours, "Be kind.")
    for role in ("participant", "facilitator"):
        world.agree(people[role], cohort)
    world.agree(people["other_fac"], next_door)
    world.agreement(ours, "Be kind, always.")
    scene = Scene(world, {"stranger": None} | people, ours, cohort, host, hosting)
    for parameter in declared("routes", "PARAMETERS"):
        real = parameter.real
        scene.names[parameter.name] = real(scene) if callable(real) else real
    return scene
