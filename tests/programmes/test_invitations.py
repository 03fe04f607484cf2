"""Invitations: made, sent again, revoked, expiring, and accepted once."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.accounts.models import SignIn, User, Way
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.ids import write_id
from cohort.mail.models import OutboxMessage
from cohort.programmes.actions.reminders import remind_of_invitations
from cohort.programmes.forms.invitations import read_lines
from cohort.programmes.models import Consent, Invitation, Membership
from tests.client import Browser, Page
from tests.naughty import NAUGHTY
from tests.world import PASSWORD, Invited, Person, World

NEW = "tom.adeyemi@example.org"
WORDING = "Be kind.\n\nLeave the stories here."
MAILS = Path(__file__).with_name("mails")
FORM = {"name": "Tom Adeyemi", "new_password": "seven wet umbrellas", "agree": "y"}


@pytest.fixture
def ruth(world: World) -> Person:
    return world.person("Ruth Calder")


@pytest.fixture
def cohort(world: World, ruth: Person) -> str:
    slug = world.cohort(world.programme(agreement=WORDING, contact_email="help@example.org"))
    world.join(ruth, slug, Role.FACILITATOR)
    world.agree(ruth, slug)
    return slug


@pytest.fixture
def invited(world: World, ruth: Person, cohort: str) -> Invited:
    return world.invite(ruth, NEW, cohort)


def page_of(browser: Browser, invited: Invited) -> Page:
    return browser.get(f"/invitation/{invited.token}")


def change(world: World, invited: Invited, **facts: object) -> None:
    with world.database() as session:
        one = Invitation.id == invited.id
        session.execute(sa.update(Invitation).where(one).values(**facts))


def one(world: World, table: type, *where: object) -> object:
    with world.app.app_context():
        return db.session.scalars(sa.select(table).where(*where)).one()


# --- Finishing ---------------------------------------------------------------------------------


def test_one_press_makes_account_membership_and_consent_and_signs_in(
    world: World, browser: Browser, cohort: str, invited: Invited
) -> None:
    page = page_of(browser, invited)
    assert page.h1 == "You are invited to Spring cohort"
    assert "Ruth Calder" in page.text
    assert "Leave the stories here." in page.text
    assert page.tree.xpath("//input[@autocomplete='username']/@value") == [NEW]
    assert page.tree.xpath("//input[@autocomplete='new-password']/@name") == ["new_password"]
    done = browser.send(page, invited.token, **FORM)
    assert done.location == f"/cohorts/{cohort}"
    assert "Welcome. You are in." in browser.follow(done).text
    user = one(world, User, User.email == NEW)
    membership = one(world, Membership, Membership.user_id == user.id)
    assert (user.name, membership.role, membership.organisation) == (
        "Tom Adeyemi", "participant", "A council",
    )  # fmt: skip
    assert one(world, Consent, Consent.membership_id == membership.id)
    assert one(world, SignIn, SignIn.user_id == user.id).way == Way.INVITATION
    with world.app.app_context():
        acts = db.session.execute(
            sa.select(HistoryEntry.action, HistoryEntry.actor_id).order_by(HistoryEntry.id)
        ).all()
    assert [act for act, actor in acts if actor == user.id] == [
        "person:accept-invitation", "cohort:add-member", "cohort:agree", "invitation:accept",
    ]  # fmt: skip


def test_the_password_just_chosen_signs_in_elsewhere(
    world: World, browser: Browser, invited: Invited
) -> None:
    browser.send(page_of(browser, invited), invited.token, **FORM)
    other = Browser(world.app)
    assert other.sign_in(NEW, FORM["new_password"]).status == 303


def test_a_facilitator_is_invited_as_one(
    world: World, browser: Browser, ruth: Person, cohort: str
) -> None:
    invited = world.invite(ruth, NEW, cohort, Role.FACILITATOR)
    page = page_of(browser, invited)
    assert "as facilitator" in page.text
    assert "You are invited as facilitator: you host the cohort" in page.text
    with world.app.app_context():
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert ".\n\nAs facilitator you host" in mail.text
        assert "share an entry.\n\nTo accept," in mail.text
        assert "As facilitator you host the cohort" in mail.html
    browser.send(page, invited.token, **FORM)
    assert browser.get(f"/cohorts/{cohort}/members").status == 200


def test_everything_missing_is_said_at_once_and_what_was_typed_stays(
    world: World, browser: Browser, invited: Invited
) -> None:
    page = page_of(browser, invited)
    answer = browser.send(page, invited.token, name="", new_password="short")
    assert answer.status == 422
    assert answer.title.startswith("Error: ")
    assert answer.errors() == [
        "Tick the box to say that you agree, or talk to us first",
        "Enter your name",
        "Your password must have at least 10 characters",
    ]
    again = browser.send(answer, invited.token, name="Tom", new_password=NEW, agree="y")
    assert again.status == 422
    assert again.tree.xpath("//input[@name='name']/@value") == ["Tom"]
    assert again.tree.xpath("//input[@name='agree' and @checked]")
    assert "mostly your name" in again.errors()[0]
    assert world.count(User) == 1


def test_looking_any_number_of_times_uses_nothing_up(
    world: World, browser: Browser, invited: Invited
) -> None:
    for _ in range(3):
        assert page_of(browser, invited).status == 200
        assert browser.head(f"/invitation/{invited.token}").status == 200
    assert world.count(User) == 1
    assert browser.send(page_of(browser, invited), invited.token, **FORM).status == 303


def test_a_second_press_ends_where_the_first_did(
    world: World, browser: Browser, cohort: str, invited: Invited
) -> None:
    page = page_of(browser, invited)
    other_tab = Browser(world.app)
    elsewhere = page_of(other_tab, invited)
    for tab, shown in ((browser, page), (browser, page), (other_tab, elsewhere)):
        assert tab.send(shown, invited.token, **FORM).location == f"/cohorts/{cohort}"
        assert tab.get(f"/cohorts/{cohort}").status == 200
    assert (world.count(User), world.count(Membership), world.count(Consent)) == (2, 2, 2)


def test_two_presses_at_the_same_moment_make_one_account(
    world: World, cohort: str, invited: Invited
) -> None:
    browsers = [Browser(world.app) for _ in range(2)]
    pages = [page_of(browser, invited) for browser in browsers]

    def press(n: int) -> str:
        return browsers[n].send(pages[n], invited.token, **FORM).location

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, range(2)))
    assert answers == [f"/cohorts/{cohort}"] * 2
    assert (world.count(User), world.count(Membership), world.count(Consent)) == (2, 2, 2)


def test_the_second_of_two_people_with_one_link_is_told_it_was_used(
    world: World, invited: Invited
) -> None:
    first, second = Browser(world.app), Browser(world.app)
    seen = page_of(second, invited)
    first.send(page_of(first, invited), invited.token, **FORM)
    late = second.send(seen, invited.token, **(FORM | {"new_password": "another kettle of fish"}))
    assert (late.status, late.h1) == (410, "This invitation has been used")
    assert "help@example.org" in late.text
    assert page_of(second, invited).status == 410
    assert second.get("/cohorts").status == 303
    assert page_of(first, invited).h1 == "You are in Spring cohort already"


def test_the_wording_that_was_shown_is_the_one_agreed_to(
    world: World, browser: Browser, invited: Invited
) -> None:
    page = page_of(browser, invited)
    world.agreement("commissioning-with-communities", "Be very kind.")
    answer = browser.send(page, invited.token, **FORM)
    assert answer.status == 422
    assert answer.errors() == ["The agreement was reworded. Read it again and tick the box"]
    assert "Be very kind." in answer.text
    assert not answer.tree.xpath("//input[@name='agree' and @checked]")
    assert world.count(Consent) == 1
    assert browser.send(answer, invited.token, **FORM).status == 303


@pytest.mark.parametrize("what", NAUGHTY)
def test_naughty_names_are_kept_as_they_are_or_refused_in_words(
    world: World, browser: Browser, cohort: str, invited: Invited, what: str
) -> None:
    page = page_of(browser, invited)
    answer = browser.send(page, invited.token, **(FORM | {"name": NAUGHTY[what]}))
    assert answer.status in (303, 422)
    if answer.status == 303:
        assert browser.get(f"/cohorts/{cohort}/people").status == 200
    else:
        assert answer.errors()


def test_nobody_can_change_the_address_on_the_way(
    world: World, browser: Browser, invited: Invited
) -> None:
    page = page_of(browser, invited)
    browser.send(page, invited.token, **FORM, email="evil@example.org", role="facilitator")
    with world.app.app_context():
        assert sorted(db.session.scalars(sa.select(User.email))) == ["ruth.calder@example.org", NEW]
        roles = db.session.scalars(sa.select(Membership.role).order_by(Membership.role))
        assert list(roles) == ["facilitator", "participant"]


# --- With an account ---------------------------------------------------------------------------


def test_somebody_with_an_account_signs_in_comes_back_and_joins(
    world: World, browser: Browser, ruth: Person, cohort: str
) -> None:
    tom = world.person("Tom", email=NEW)
    invited = world.invite(ruth, NEW, cohort)
    page = page_of(browser, invited)
    assert page.h1 == "Sign in to join Spring cohort"
    assert not page.tree.xpath("//input[@type='password']")
    sign_in = page.links()["Sign in and come back"]
    back = browser.submit(sign_in, "/sign-in", email=NEW, password=PASSWORD)
    assert back.location == f"/invitation/{invited.token}"
    join = browser.follow(back)
    assert join.h1 == "Join Spring cohort"
    assert browser.send(join, invited.token).errors() == [
        "Tick the box to say that you agree, or talk to us first"
    ]
    assert browser.send(join, invited.token, agree="y").location == f"/cohorts/{cohort}"
    assert one(world, Membership, Membership.user_id == tom.id).agreed_number == 1
    assert world.count(User) == 2
    assert page_of(browser, invited).h1 == "You are in Spring cohort already"


def test_a_form_for_a_new_account_makes_none_when_the_address_got_one_meanwhile(
    world: World, browser: Browser, invited: Invited
) -> None:
    page = page_of(browser, invited)
    world.person("Tom", email=NEW)
    answer = browser.send(page, invited.token, **FORM)
    assert (answer.status, answer.h1) == (422, "Sign in to join Spring cohort")
    assert world.count(User) == 2


def test_signed_in_as_somebody_else_one_is_told_and_offered_both(
    world: World, cohort: str, invited: Invited
) -> None:
    other = world.person("Other Person")
    browser = world.browser(other)
    page = page_of(browser, invited)
    assert "You are signed in as Other Person (other.person@example.org)" in page.text
    assert NEW in page.text
    out = browser.send(page, f"{invited.token}/sign-out")
    assert out.location == f"/invitation/{invited.token}"
    assert browser.follow(out).h1 == "You are invited to Spring cohort"
    browser = world.browser(other)
    joined = browser.send(page_of(browser, invited), invited.token, agree="y")
    assert joined.location == f"/cohorts/{cohort}"
    assert one(world, Invitation).accepted_by == other.id


def test_a_member_is_told_so_and_the_invitation_stays_for_its_owner(
    world: World, browser: Browser, ruth: Person, invited: Invited
) -> None:
    page = page_of(world.browser(ruth), invited)
    assert page.h1 == "You are in Spring cohort already"
    assert "let them have the message" in page.text
    assert browser.send(page_of(browser, invited), invited.token, **FORM).status == 303


def test_whoever_left_comes_back_to_the_same_membership(
    world: World, ruth: Person, cohort: str
) -> None:
    tom = world.person("Tom", email=NEW)
    membership = world.join(tom, cohort)
    with world.database() as session:
        session.execute(
            sa.update(Membership)
            .where(Membership.id == membership)
            .values(left_at=clock.now(), organisation="")
        )
    invited = world.invite(ruth, NEW, cohort, Role.FACILITATOR)
    browser = world.browser(tom)
    page = page_of(browser, invited)
    assert "You were a member before" in page.text
    browser.send(page, invited.token, agree="y")
    now = one(world, Membership, Membership.user_id == tom.id)
    assert (now.id, now.left_at, now.role, now.organisation) == (
        membership, None, "facilitator", "A council",
    )  # fmt: skip


def test_an_account_that_is_closed_is_said_to_be(
    world: World, browser: Browser, ruth: Person, cohort: str
) -> None:
    world.person("Tom", email=NEW)
    with world.database() as session:
        session.execute(sa.update(User).where(User.email == NEW).values(deactivated_at=clock.now()))
    invited = world.invite(ruth, NEW, cohort)
    page = page_of(browser, invited)
    assert page.h1 == "Your account is closed"
    assert (
        browser.post(
            f"/invitation/{invited.token}", FORM | {"csrf_token": browser.token(), "number": "1"}
        ).status
        == 422
    )
    assert world.count(User) == 2


def test_an_invitation_to_the_site_makes_an_account_and_no_membership(
    world: World, browser: Browser
) -> None:
    admin = world.person("Leon", administrator=True)
    invited = world.invite(admin, NEW)
    page = page_of(browser, invited)
    assert page.h1 == "You are invited to Commissioning with Communities"
    fields = {name: FORM[name] for name in ("name", "new_password")}
    assert browser.send(page, invited.token, **fields).location == "/cohorts"
    assert world.count(Membership) == 0


# --- Links that do not work --------------------------------------------------------------------


def test_what_is_not_a_link_of_ours_tells_nothing(
    world: World, browser: Browser, ruth: Person, cohort: str, invited: Invited
) -> None:
    other = world.invite(ruth, "other@example.org", cohort)
    broken = [
        invited.token[:-1],
        invited.token[:13],
        invited.token + "a",
        invited.token.upper(),
        other.token[:13] + invited.token[13:],
        "0" * 39,
        "x",
        "é" * 39,
        "\U0001f600" * 39,
        invited.token[:-1] + "é",
    ]
    for token in broken:
        page = browser.get(f"/invitation/{token}")
        assert (page.status, page.h1) == (404, "This link does not work"), token
        assert "Spring cohort" not in page.text
        assert "help@example.org" not in page.text
        sent = browser.post(
            f"/invitation/{token}", FORM | {"number": "1", "csrf_token": browser.token()}
        )
        assert sent.status == 404
    assert world.count(User) == 1


@pytest.mark.parametrize(
    ("facts", "title", "words"),
    [
        ({"revoked_at": clock.now()}, "This invitation was revoked", "has revoked it"),
        (
            {"expires_at": clock.now() - dt.timedelta(seconds=1)},
            "This invitation has expired",
            "this same link works again",
        ),
    ],
)
def test_a_closed_invitation_says_what_to_do(
    world: World,
    browser: Browser,
    invited: Invited,
    facts: dict[str, object],
    title: str,
    words: str,
) -> None:
    open_page = page_of(browser, invited)
    change(world, invited, **facts)
    for page in (page_of(browser, invited), browser.send(open_page, invited.token, **FORM)):
        assert (page.status, page.h1) == (410, title)
        assert words in page.text
        assert not page.tree.xpath("//input[@type='password']")
    assert world.count(User) == 1


def test_raising_the_generation_makes_the_old_link_useless(
    world: World, browser: Browser, invited: Invited
) -> None:
    change(world, invited, generation=2)
    assert page_of(browser, invited).h1 == "This link does not work"


# --- Inviting ----------------------------------------------------------------------------------


def invite(browser: Browser, cohort: str, lines: str, role: str = "participant") -> Page:
    where = f"/cohorts/{cohort}/invitations"
    check = browser.submit(f"{where}/new", "/check", lines=lines, role=role)
    assert check.status == 200, check.errors()
    return browser.send(check, "/invitations")


def test_many_are_invited_at_once_and_nothing_goes_before_the_check(
    world: World, ruth: Person, cohort: str
) -> None:
    browser = world.browser(ruth)
    member = world.person("Member", email="member@example.org")
    world.join(member, cohort)
    lines = (
        f"Tom Adeyemi, {NEW}, Northmoor County Council\n\n"
        "Siân Ŵyn\tSIAN@example.org\tTrefelin, the council\n"
        "Member, member@example.org\n"
    )
    check = browser.submit(f"/cohorts/{cohort}/invitations/new", "/check", lines=lines)
    assert check.h1 == "Check before you invite"
    assert "Already in the cohort" in check.text
    assert world.count(Invitation) == world.count(OutboxMessage) == 0
    for _ in range(2):
        assert browser.send(check, "/invitations").status == 303
    with world.app.app_context():
        made = db.session.execute(
            sa.select(Invitation.name, Invitation.email, Invitation.organisation).order_by(
                Invitation.id
            )
        ).all()
    assert [tuple(row) for row in made] == [
        ("Tom Adeyemi", NEW, "Northmoor County Council"),
        ("Siân Ŵyn", "sian@example.org", "Trefelin, the council"),
    ]
    assert world.count(OutboxMessage) == 2
    page = browser.get(f"/cohorts/{cohort}/invitations")
    assert "Siân Ŵyn" in page.text


def test_faulty_lines_are_named_and_nothing_is_lost(
    world: World, ruth: Person, cohort: str
) -> None:
    lines = f"Tom, {NEW}\nno address here\n, x@example.org\nTom again, {NEW}\nA, b@c, d@e.org"
    page = world.browser(ruth).submit(
        f"/cohorts/{cohort}/invitations/new", "/check", lines=lines, role="facilitator"
    )
    assert page.status == 422
    assert page.errors() == [
        "Line 2 has no email address: “no address here”",
        "Line 3 has no name before the address: “, x@example.org”",
        f"Line 4 has the same address as line 1: “Tom again, {NEW}”",
        "Line 5 has two email addresses: “A, b@c, d@e.org”",
    ]
    assert page.tree.xpath("string(//textarea)").strip() == lines
    assert page.tree.xpath("//input[@name='role' and @checked]/@value") == ["facilitator"]


@pytest.mark.parametrize(
    ("line", "name", "email", "organisation"),
    [
        ("Tom Adeyemi <tom@example.org>", "Tom Adeyemi", "tom@example.org", ""),
        ('"Adeyemi, Tom" <tom@example.org>, X', "Tom Adeyemi", "tom@example.org", "X"),
        ("Tom;Tom@Example.ORG;X & Y", "Tom", "tom@example.org", "X & Y"),
        ("Tom,, tom@example.org ,", "Tom", "tom@example.org", ""),
    ],
)
def test_lines_are_read_as_people_paste_them(
    line: str, name: str, email: str, organisation: str
) -> None:
    read = read_lines(line)
    assert not read.faults
    found = read.invitees[0]
    assert (found.name, found.email, found.organisation) == (name, email, organisation)


@pytest.mark.parametrize("what", NAUGHTY)
def test_naughty_lines_are_invited_or_named_never_a_fault_of_ours(
    world: World, ruth: Person, cohort: str, what: str
) -> None:
    browser = world.browser(ruth)
    lines = f"{NAUGHTY[what]}, {NEW}, {NAUGHTY[what]}"
    page = browser.submit(f"/cohorts/{cohort}/invitations/new", "/check", lines=lines)
    assert page.status in (200, 422)
    if page.status == 200:
        assert browser.send(page, "/invitations").status == 303
        assert browser.get(f"/cohorts/{cohort}/invitations").status == 200
    else:
        assert page.errors()


def test_sent_again_it_is_the_same_invitation_and_the_first_link_works(
    world: World, browser: Browser, ruth: Person, cohort: str, invited: Invited
) -> None:
    change(world, invited, expires_at=clock.now() - dt.timedelta(days=1))
    desk = world.browser(ruth)
    where = f"/cohorts/{cohort}/invitations"
    page = desk.get(desk.get(where).links()["Tom.Adeyemi"])
    assert "Expired" in page.text
    for _ in range(2):
        assert desk.send(page, "/resend").status == 303
    assert world.count(OutboxMessage) == 2
    row = one(world, Invitation)
    assert row.times_sent == 2
    assert row.expires_at > clock.now() + dt.timedelta(days=20)
    assert browser.send(page_of(browser, invited), invited.token, **FORM).status == 303
    assert desk.send(page, "/resend").status == 409


def test_revoked_it_opens_nothing_and_cannot_be_sent_again(
    world: World, browser: Browser, ruth: Person, cohort: str, invited: Invited
) -> None:
    desk = world.browser(ruth)
    where = f"/cohorts/{cohort}/invitations"
    page = desk.get(desk.get(where).links()["Tom.Adeyemi"])
    assert invited.token in page.tree.xpath("string(//input[@id='link']/@value)")
    assert invited.token in page.tree.xpath("string(//textarea[@id='words'])")
    for _ in range(2):
        assert desk.send(page, "/revoke").status == 303
    assert "Revoked" in desk.get(where).text
    assert page_of(browser, invited).status == 410
    assert desk.send(page, "/resend").status == 409
    assert world.count(OutboxMessage) == 1
    assert invited.token not in desk.get(page.response.request.path).body
    # Another one can be made at once.
    assert invite(desk, cohort, f"Tom, {NEW}").status == 303
    assert world.count(Invitation) == 2


def test_an_invitation_of_another_cohort_is_not_found(
    world: World, ruth: Person, invited: Invited
) -> None:
    elsewhere = world.cohort("commissioning-with-communities", "Next door")
    world.join(ruth, elsewhere, Role.FACILITATOR)
    world.agree(ruth, elsewhere)
    browser = world.browser(ruth)
    where = f"/cohorts/{elsewhere}/invitations"
    assert browser.get(f"{where}/{write_id(invited.id)}").status == 404
    assert "Tom" not in browser.get(where).text


# --- Mails -------------------------------------------------------------------------------------

TODAY = dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)
DATES = {"starts_on": dt.date(2027, 4, 1), "ends_on": dt.date(2027, 10, 1)}


def _plain(text: str) -> str:
    text = re.sub(r"/invitation/[0-9a-z]{39}", "/invitation/TOKEN", text)
    return re.sub(r"/unsubscribe/\S+", "/unsubscribe/TOKEN", text)


def test_the_words_of_the_mails(world: World) -> None:
    with time_machine.travel(TODAY, tick=False):
        programme = world.programme(contact_name="Judith Amery", contact_email="j@example.org")
        cohort = world.cohort(programme, **DATES)
        ruth = world.person("Ruth Calder", administrator=True)
        world.invite(ruth, NEW, cohort)
        world.invite(ruth, "site@example.org")
    with time_machine.travel(TODAY + dt.timedelta(days=18), tick=False):
        with world.app.test_request_context():
            assert remind_of_invitations() == "reminded 2"
            db.session.commit()
        with world.app.app_context():
            sent = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [message.subject for message in sent] == [
        "Your place in Spring cohort, Commissioning with Communities",
        "Your account with Commissioning with Communities",
        "Your place in Spring cohort waits until Tuesday 23 March 2027",
        "Your invitation to Commissioning with Communities is good until Tuesday 23 March 2027",
    ]
    names = ("invitation", "invitation_to_site", "invitation_reminder", "reminder_to_site")
    for name, message in zip(names, sent, strict=True):
        assert _plain(message.text) == (MAILS / f"{name}.txt").read_text(encoding="utf-8"), name
        assert "/invitation/" in message.html
    assert not sent[0].unsubscribe_url
    assert sent[2].unsubscribe_url in sent[2].text


def test_each_is_reminded_once_and_only_when_it_waits(
    world: World, ruth: Person, cohort: str, browser: Browser
) -> None:
    waits = world.invite(ruth, "waits@example.org", cohort)
    for email, facts in {
        "done@example.org": {"accepted_at": clock.now()},
        "back@example.org": {"revoked_at": clock.now()},
        "quiet@example.org": {"no_reminders_at": clock.now()},
        "over@example.org": {"expires_at": clock.now()},
        "later@example.org": {"expires_at": clock.now() + dt.timedelta(days=60)},
    }.items():
        world.invite(ruth, email, cohort, **facts)
    before = world.count(OutboxMessage)
    with time_machine.travel(clock.now() + dt.timedelta(days=18), tick=False):
        for count in (1, 0):
            with world.app.test_request_context():
                assert remind_of_invitations() == f"reminded {count}"
                db.session.commit()
    with world.app.app_context():
        last = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()[
            before:
        ]
    assert [message.to_address for message in last] == ["waits@example.org"]
    # Saying no to reminders by the link in it leaves the invitation as it is.
    path = last[0].unsubscribe_url.removeprefix("http://localhost")
    page = browser.get(path)
    assert page.h1 == "Mail about your invitation"
    browser.send(page)
    assert one(world, Invitation, Invitation.id == waits.id).no_reminders_at
    assert page_of(browser, waits).status == 200
