"""Every line of tests/access/route_table.py is really requested, as every role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.access.actor import NOBODY, Role
from cohort.accounts.models import SignIn
from cohort.data_rights.actions import complaints, notices
from cohort.db import Base, db
from cohort.jobs import waking
from cohort.kernel import ids
from cohort.mail import bounces, outbox, unsubscribing
from cohort.settings.forms import mark
from tests import databases
from tests.access.route_table import LINES, ROLES, Line
from tests.audit_log.naming import people_named
from tests.client import Browser, Page
from tests.conftest import Keeps
from tests.data_rights.notices import COMPLETE, a_notice
from tests.page_checks import PageFault
from tests.pictures import upload
from tests.world import PASSWORD, Person, World

COHORT, THREAD, ENTRY = "Heron cohort", "A kingfisher thread", "A wren in my log"
# What an address is filled in with to name nothing.
NOTHING = {
    "cohort_slug": "no-such-cohort",
    "programme_slug": "no-such-programme",
    "module_slug": "no-such-module",
    "page_slug": "no-such-page",
    "path": "m1/no-such-file.png",
    "text_id": ids.write_id(7),
    "revision_id": ids.write_id(7),
    "file_id": ids.write_id(7),
    "prompt_key": "no-such-prompt",
    "export_id": ids.write_id(7),
    "group": "no-such-group",
    "setting_name": "no_such_setting",
    "number": "7",
    "person_id": ids.write_id(7),
    "complaint_id": ids.write_id(7),
    "thread_id": ids.write_id(7),
    "reflection_id": ids.write_id(7),
    "unsubscribe_token": "no.such-token",
    "message_id": ids.write_id(7),
    "mail_name": "nosuchmail",
    "sign_in_id": ids.write_id(7),
    "kept_id": ids.write_id(7),
    "address_mark": "no-such-token",
    "code_token": "no-such-token",
    "invitation_id": ids.write_id(7),
    "membership_id": ids.write_id(7),
    "token": "0" * 39,
    "away_id": ids.write_id(7),
    "person_act": "no-such-act",
}
WITHIN = {  # who may know that the cohort (or programme) of an address exists
    "cohort_slug": ("participant", "facilitator", "organiser", "admin"),
    "programme_slug": ("organiser", "admin"),
}
KEEP_NOTHING = (
    "POST /preview",
    "POST /organise/programmes/<programme_slug>/content/<id:text_id>/preview",
    "POST /organise/programmes/<programme_slug>/content/<id:text_id>/draft",  # answers with JSON
    "POST /organise/programmes/<programme_slug>/content/<id:text_id>/draft/drop",  # none is there
    "POST /sign-in",
    "POST /sign-out",
    "POST /account/keep",
    "POST /admin/privacy-notice/drop",  # the line above it has published the draft
    "POST /invitation/<token>/sign-out",
    "POST /account/away/<id:away_id>/remove",
    "POST /cohorts/<cohort_slug>/members/<id:membership_id>/code",  # shown on the answer itself
    # Done already, or nothing there to do it to.
    "POST /sign-in/second-step",
    "POST /account/second-factor/recovery-codes",
    "POST /account/second-factor/recovery-codes/file",
    "POST /account/second-factor/change/<change>",
    "POST /account/microsoft/<id:identity_id>/disconnect",
    "POST /sign-in/kept/<id:kept_id>/discard",
    "POST /account/address/cancel",
    # But for a failure, to be counted.
    "POST /sign-in/code/enter",
    "POST /password/reset",
)


@dataclass
class Scene:
    """A cohort with something of everything in it, and one person for each role."""

    world: World
    people: dict[str, Person | None]
    names: dict[str, str]

    def browser(self, role: str) -> Browser:
        person = self.people[role]
        return self.world.browser(person) if person else Browser(self.world.app)

    def address(self, rule: str, **instead: str) -> str:
        names = self.names | instead
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names[found[1]], rule)

    def form(self, line: Line) -> dict[str, Any]:
        """Valid answers for a POST."""
        day = {"starts_on-day": "1", "starts_on-month": "6", "starts_on-year": "2027"}
        day |= {"ends_on-day": "1", "ends_on-month": "9", "ends_on-year": "2027"}
        cohort = {"status": "running", "capacity": "20", "time_zone": "Europe/London", "accent": 1}
        programme = {"keep_registrations_months": "12", "version": "5", "is_public": "y"}
        marks = ".".join(mark(value) for value in ("Commissioning with Communities", ""))
        settings = {"site_name": "Renamed", "organisation": "", "version": marks}
        asked = {"name": "Tom", "email": "t@example.org", "organisation": "A", "job": "B"}
        invite = {"lines": "Tom, tom@example.org, A council", "role": "participant"}
        a_member = "/cohorts/<cohort_slug>/members/<id:membership_id>"
        an_invitation = "/cohorts/<cohort_slug>/invitations/<id:invitation_id>"
        forms = {
            "/admin/mail/test": {"address": "ops@example.org"},
            "/account/profile": {"name": "Renamed", "version": "1"},
            "/account/photo": {"photo": upload()},
            "/account/preferences": {"direct": "digest", "time_zone": "Asia/Tokyo"},
            "/account/away": {
                f"{which}-{part}": number
                for which in ("first_day", "last_day")
                for part, number in (("day", "1"), ("month", "6"), ("year", "2099"))
            },
            "/preview": {"text": "Some *words*"},
            "/sign-in": {"email": "host@example.org", "password": PASSWORD},
            "/sign-in/code": {"email": "host@example.org"},
            "/sign-in/code/enter": {"email": "host@example.org", "code": "123456"},
            "/password/forgotten": {"email": "host@example.org"},
            "/password/reset": {"email": "host@example.org", "code": "123456"}
            | {"new_password": "pebbles on the shore"},
            "/password/reset/<code_token>": {"new_password": "pebbles on the shore"},
            "/cohorts/<cohort_slug>/log/<id:reflection_id>": {"body": "Changed", "version": "1"},
            "/cohorts/<cohort_slug>/invitations": invite,
            "/cohorts/<cohort_slug>/invitations/check": invite,
            "/admin/people/invite": {"lines": "Olu, olu@example.org"},
            "/admin/people/<id:person_id>/acts/<person_act>": {"reason": "Shares the work"},
            "/organise/programmes/<programme_slug>/organisers": {
                "reason": "Shares the work",
                "email": "participant@example.org",
            },
            f"{a_member}/removal": {"reason": "Changed jobs"},
            f"{a_member}/role": {"reason": "Hosts with us", "role": "facilitator"},
            f"{an_invitation}/resend": {"times_sent": "1"},
            "/invitation/<token>": {"name": "New", "new_password": PASSWORD, "number": "0"},
            "/cohorts/<cohort_slug>/agreement": {"number": "2"},
            "/cohorts/<cohort_slug>/threads": {"title": "Another", "body": "Hello"},
            "/organise/programmes": {"name": "Another"} | programme,
            "/organise/programmes/<programme_slug>": {"name": "Renamed"} | programme,
            "/organise/programmes/<programme_slug>/cohorts": {"name": "Another"} | cohort | day,
            "/organise/cohorts/<cohort_slug>": {"name": "Renamed", "version": "1"} | cohort | day,
            "/programmes/<programme_slug>/interest": {"cohort": "later"} | asked,
            "/admin/settings/<group>": settings,
        }
        content = "/organise/programmes/<programme_slug>/content"
        page = {"title": "Renamed", "body": "Other words", "version": "1", "note": "Why"}
        forms |= {
            f"{content}/modules": {"title": "Another"},
            f"{content}/<id:text_id>/pages": {"title": "Another"},
            f"{content}/<id:text_id>": page,
            f"{content}/files": {"files": upload(name="another.png"), "alt": "A map"},
            f"{content}/<id:text_id>/preview": page,
            f"{content}/<id:text_id>/move": {"past": self.names["past"], "direction": "down"},
        }
        work = {"state": "answered", "outcome": "Told", "version": "1"}
        erase = {"reason": "Asked", "address": "to.erase@example.org", "when": "later"}
        forms |= {
            "/admin/privacy-notice": a_notice(),
            "/data-protection/complaint": asked | {"about": "Mail"},
            "/admin/complaints/<id:complaint_id>": work,
            "/admin/people/<id:person_id>/erase": erase,
        }
        a_release = "/cohorts/<cohort_slug>/releases/<module_slug>"
        when = {"opens_on-day": "2", "opens_on-month": "5", "opens_on-year": "2030"}
        forms |= {
            a_release: when | {"opens_time": "9am", "version": "0", "confirmed": "yes"},
            f"{a_release}/early": {"membership": self.names["membership_id"]},
            f"{a_release}/now": {"version": "1"},
            f"{a_release}/computed": {"version": "2", "confirmed": "yes"},
            f"{a_release}/hidden": {"version": "3", "confirmed": "yes"},
            f"{a_release}/shown": {"version": "4"},
        }
        written = {"body": "Some words"} if line.rule.endswith(("/log", "/posts")) else {}
        return forms.get(line.rule, written)

    def ask(self, browser: Browser, line: Line, token: str, **instead: str) -> Page:
        address = self.address(line.rule, **instead)
        if line.method == "GET":
            return browser.get(address)
        return browser.post(address, {**self.form(line), "csrf_token": token})

    def everything(self) -> dict[str, Any]:
        """Every row of every table, but what a stranger's refused POST may leave."""
        return databases.everything(self.world.app, but=["kept_form"])


@pytest.fixture
def scene(kept: Keeps) -> Scene:
    return kept(build)


def build(world: World) -> Scene:
    """Somebody of each role, and something for each address."""
    people = {role: world.person(role, email=f"{role}@example.org") for role in ROLES[1:]}
    to_erase = world.person("To erase", email="to.erase@example.org")
    for person in people.values():
        world.profile(person, job="A job")
    host = world.person("A host", email="host@example.org")
    with world.database():
        account = Base.metadata.tables["user_account"]
        moment = sa.func.current_timestamp()
        admin = account.c.id == people["admin"].id
        db.session.execute(sa.update(account).where(admin).values(administrator_since=moment))
    ours = world.programme(people["organiser"], name="Osprey programme")
    theirs = world.programme(people["other_org"], name="Another programme")
    world.modules(ours)
    first, second = world.module_ids(ours)
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
    entry = world.reflection(people["participant"], cohort, ENTRY)
    thread = world.thread(people["participant"], cohort, THREAD)
    world.browser(host)
    invited = world.invite(people["facilitator"], "invited@example.org", cohort)
    to_the_site = world.invite(people["admin"], "new@example.org")
    with world.database():
        waking.beat()
        message = outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))
        refused = bounces.Report("a@example.org", True, "550 5.1.1 no such person", "webhook")
        bounces.record(refused)
        address = unsubscribing.unsubscribe_url("user", people["participant"].id, "news")
    with world.app.test_request_context():
        said = {"name": "Tom", "email": "tom@example.org", "about": "Mail", "wanted": ""}
        key = ids.write_id(ids.new_id())
        complaint = complaints.complain(**said, held_because="Too quick", submission_key=key).id
        notices.save_draft(COMPLETE)
        notices.publish(NOBODY)
        db.session.commit()
        mine = sa.select(SignIn.id).where(SignIn.user_id == host.id)
        somebody_elses = db.session.scalars(mine).one()
    names = {
        "cohort_slug": cohort,
        "programme_slug": ours,
        "module_slug": "m1",
        "page_slug": "p1",
        "path": world.course_file(ours, "m1"),
        "text_id": ids.write_id(first),
        "file_id": ids.write_id(world.file_id(world.course_file(ours, "m2"))),
        "revision_id": ids.write_id(world.first_revision(first)),
        "past": ids.write_id(second),
        "prompt_key": "m1-discuss",
        "export_id": ids.write_id(8),
        "group": "names",
        "setting_name": "site_name",
        "number": "1",
        "person_id": ids.write_id(to_erase.id),
        "complaint_id": ids.write_id(complaint),
        "thread_id": ids.write_id(thread),
        "reflection_id": ids.write_id(entry),
        "invitation_id": ids.write_id(invited.id),
        "token": to_the_site.token,
        "person_act": "administrator",
        "unsubscribe_token": address.rpartition("/")[2],
        "change": "codes",
        "identity_id": ids.write_id(7),
        "message_id": ids.write_id(message.id),
        "mail_name": "0mail",
        "code_token": NOTHING["code_token"],
        "kept_id": ids.write_id(8),
        "address_mark": "another-token",
        "sign_in_id": ids.write_id(somebody_elses),
        "membership_id": ids.write_id(hosting),
        "away_id": NOTHING["away_id"],
    }
    mailbox = world.app.extensions["config"].instance_path / "mailbox"
    mailbox.mkdir(exist_ok=True)
    (mailbox / "0mail.eml").write_text(
        "Subject: Hello\nTo: a@example.org\nDate: Mon, 1 Mar 2027 09:00:00 +0000\n"
        "Content-Type: text/html\n\n<p>Some text</p>"
    )
    return Scene(world, {"stranger": None} | people, names)


def differences(app: Flask, lines: list[Line]) -> list[str]:
    """What the table lacks, and what it still lists: sentences that say what to do."""
    real = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    listed = [str(line) for line in lines]
    where = "tests/access/route_table.py"
    return (
        [f"{route} is new: add its line, with a status for each role, to {where}"
         for route in sorted(real - set(listed))]
        + [f"{route} is gone: take its line out of {where}"
           for route in sorted(set(listed) - real)]
        + [f"{route} stands twice in {where}: take one line out"
           for route in sorted(set(listed)) if listed.count(route) > 1]
    )  # fmt: skip


def test_every_route_is_in_the_table_and_nothing_else_is(app: Flask) -> None:
    faults = differences(app, LINES)
    assert not faults, "\n".join(faults)


def test_a_route_that_is_missing_from_the_table_or_gone_is_named_with_what_to_do() -> None:
    app = Flask("small", static_folder=None)
    app.add_url_rule("/new", "new", lambda: "", methods=["GET", "POST"])
    lines = [line for line in LINES if line.rule == "/cookies"]
    assert differences(app, lines * 2) == [
        "GET /new is new: add its line, with a status for each role, to "
        "tests/access/route_table.py",
        "POST /new is new: add its line, with a status for each role, to "
        "tests/access/route_table.py",
        "GET /cookies is gone: take its line out of tests/access/route_table.py",
        "GET /cookies stands twice in tests/access/route_table.py: take one line out",
    ]


ON_BOTH = ("participant", "admin")  # who between them write nearly everything


def _one_each(roles: Sequence[str]) -> list[Any]:
    enough = pytest.mark.sqlite_is_enough
    return [role if role in ON_BOTH else pytest.param(role, marks=enough) for role in roles]


@pytest.mark.parametrize("role", _one_each(ROLES))
def test_each_route_answers_each_role_as_the_table_says(scene: Scene, role: str) -> None:
    browser = scene.browser(role)
    token = browser.token()
    faults = []
    for line in LINES:
        before = scene.everything() if line.method == "POST" else {}
        if line.rule.endswith(("/sign-in", "/sign-out", "/invitation/<token>")):
            token = browser.token()  # the line before began or ended a sign-in
        try:
            page = scene.ask(browser, line, token)
        except PageFault as fault:
            faults.append(f"{line}: {fault}")
            continue
        if page.status != line.expected[role]:
            faults.append(f"{line}: {page.status}, the table says {line.expected[role]}")
            continue
        faults += [f"{line}: {fault}" for fault in _look_at(page, line, role)]
        if line.method == "POST" and str(line) not in KEEP_NOTHING:
            changed = before != scene.everything()
            if changed is not (page.status == 303):
                faults.append(f"{line}: {page.status}, yet the database changed: {changed}")
    with scene.world.app.app_context():
        faults += [f"the record names somebody: {found}" for found in people_named()]
    assert not faults, f"as {role}:\n" + "\n".join(faults)


def _look_at(page: Page, line: Line, role: str) -> list[str]:
    """What is wrong with the answer, beyond its status."""
    outside = not any(role in WITHIN[scope] for scope in _scopes(line))
    public = line.expected["stranger"] == 200 or line.expected["outsider"] in (200, 303)
    faults = []
    if page.status == 200 and page.response.mimetype == "text/html" and "<html" in page.body:
        if not page.h1:
            faults.append("an empty heading")
    elif role == "stranger" and page.status == 303 and line.method == "GET":
        if not page.location.startswith("/sign-in?next="):
            faults.append(f"a stranger is sent to {page.location}")
    elif page.status == 303 and page.location.startswith("/sign-in?next="):
        faults.append("a member is asked to sign in again")
    elif page.status == 401 and page.h1 != "You have been signed out":
        faults.append(f"a stranger's POST is told {page.h1!r}")
    elif page.status == 403 and page.h1 != "This page is not open to you":
        faults.append(f"the refusal says {page.h1!r}")
    elif page.status == 404 and page.h1 != "Page not found":
        faults.append(f"the page that is not there says {page.h1!r}")
    if page.status in (401, 403, 404) and not public:
        secrets = [THREAD, ENTRY, *([COHORT] if outside else [])]
        faults += [f"the refusal names {secret!r}" for secret in secrets if secret in page.body]
    return faults


def _scopes(line: Line) -> list[str]:
    return [scope for scope in WITHIN if f"<{scope}>" in line.rule]


def _same_for_all(page: Page) -> tuple[int, str]:
    """The answer without what differs from one request to the next."""
    body = re.sub(r'(nonce|csrf_token" value)="[^"]*"', r'\1=""', page.body)
    return page.status, body.replace(page.response.request.path, "THIS-ADDRESS")


@pytest.mark.parametrize("role", _one_each(ROLES[1:]))
def test_a_404_is_word_for_word_that_of_an_address_which_names_nothing(
    scene: Scene, role: str
) -> None:
    browser = scene.browser(role)
    token = browser.token()
    compared = 0
    for line in LINES:
        if line.expected[role] != 404:
            continue
        missing = [name for name in NOTHING if f"{name}>" in line.rule]
        if any(role in WITHIN[scope] for scope in _scopes(line)):
            missing = [name for name in missing if name not in WITHIN]  # its own cohort, then
        real = scene.ask(browser, line, token)
        for name in missing:
            nothing = scene.ask(browser, line, token, **{name: NOTHING[name]})
            assert _same_for_all(real) == _same_for_all(nothing), f"{line} without its {name}"
            compared += 1
    assert compared or role in ("organiser", "admin"), "no route hides anything from this role"


def test_a_stranger_gets_the_same_answer_whether_the_address_exists_or_not(scene: Scene) -> None:
    browser = scene.browser("stranger")
    token = browser.token()
    compared = 0
    for line in LINES:
        asks_to_sign_in = line.expected["stranger"] == (401 if line.method == "POST" else 303)
        names = [name for name in NOTHING if f"{name}>" in line.rule]
        if not asks_to_sign_in or not names or line.expected["outsider"] == 303:
            continue
        real = scene.ask(browser, line, token)
        for name in names:
            nothing = scene.ask(browser, line, token, **{name: NOTHING[name]})
            assert (_same_for_all(real)) == _same_for_all(nothing), f"{line} without its {name}"
            if line.method == "GET":
                path = scene.address(line.rule, **{name: NOTHING[name]})
                assert nothing.location == f"/sign-in?next={path}"
            compared += 1
    assert compared > 40
