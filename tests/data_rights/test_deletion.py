"""“Delete my account”: explained, undone for 14 days, then really gone."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.accounts.models import Away, Profile, SignIn, SignInFailure, SignInRequest, User
from cohort.audit_log.models import HistoryEntry
from cohort.course_modules.models import DoneMark, ModulePage
from cohort.data_rights import jobs
from cohort.data_rights.actions import deletions, downloads
from cohort.data_rights.actions.complaints import complain
from cohort.data_rights.models import AccountDeletion
from cohort.db import Base, db
from cohort.discussions.actions.telling import tell_of_posts
from cohort.drafts.models import Draft
from cohort.files import store
from cohort.kernel import clock, ids
from cohort.mail.jobs import WOKEN as MAIL
from cohort.mail.models import Bounce, MailState, OutboxMessage
from cohort.programmes import actions
from cohort.programmes.models import Cohort, Invitation, Membership, Programme
from tests.client import Browser, Page
from tests.world import PASSWORD, Person, World

PAGE = "/account/delete"
LATER = dt.timedelta(days=14, minutes=1)


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


@pytest.fixture
def zebedee(world: World, cohort: str) -> Person:
    person = world.person("Zebedee Quill", email="zebedee.quill@example.org")
    world.join(person, cohort)
    return person


def ask(browser: Browser, **typed: str) -> Page:
    return browser.submit(PAGE, PAGE, **typed)


def work(world: World) -> None:
    with world.app.app_context():
        for run in jobs.WOKEN:
            run()
            db.session.commit()


def mails(world: World) -> list[tuple[str, str]]:
    with world.app.app_context():
        rows = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
        return [(row.kind, row.to_address) for row in rows]


def test_the_page_says_with_real_counts_what_goes_and_what_stays(
    world: World, cohort: str, zebedee: Person
) -> None:
    for _ in range(3):
        world.reflection(zebedee, cohort)
    world.thread(zebedee, cohort)
    text = world.browser(zebedee).get(PAGE).text
    assert "Your log: 3 reflections." in text
    assert "1 post in threads, as those of “Somebody who left”" in text
    assert "1 membership and 0 agreements" in text
    assert "You have 14 days to change your mind" in text


def test_asking_closes_the_account_everywhere_and_mails_how_to_undo_it(
    world: World, cohort: str, zebedee: Person
) -> None:
    browser, phone = world.browser(zebedee), world.browser(zebedee)
    page = browser.follow(ask(browser))
    assert page.h1 == "Your account is closed"
    assert clock.say_day(clock.now() + dt.timedelta(days=14)) in page.text
    for one in (browser, phone):
        assert one.get(f"/cohorts/{cohort}").location.startswith("/sign-in")
    assert mails(world) == [("data_rights/deletion_asked", zebedee.email)]
    with world.app.app_context():
        assert db.session.scalars(sa.select(SignIn).where(SignIn.ended_at.is_(None))).all() == []
        assert db.session.get_one(User, zebedee.id).name == "Zebedee Quill"


def test_signing_in_again_leads_to_keeping_it_and_nothing_else_opens(
    world: World, cohort: str, zebedee: Person
) -> None:
    world.reflection(zebedee, cohort, "Do not lose this")
    ask(world.browser(zebedee))
    with time_machine.travel(clock.now() + dt.timedelta(days=13)):
        browser = Browser(world.app)
        browser.follow(browser.sign_in(zebedee.email))
        for path in (f"/cohorts/{cohort}", f"/cohorts/{cohort}/log", PAGE, "/account/download"):
            assert browser.get(path).location == "/account/keep"
        page = browser.get("/account/keep")
        assert page.h1 == "Keep my account?"
        assert browser.post("/preview", {"text": "x", "csrf_token": browser.token()}).status == 403
        done = browser.send(page, "/account/keep")
        assert "Your account is open again" in browser.follow(done).text
        assert "Do not lose this" in browser.get(f"/cohorts/{cohort}/log").text
    with time_machine.travel(clock.now() + LATER):
        work(world)
        with world.app.app_context():
            assert db.session.get_one(User, zebedee.id).name == "Zebedee Quill"


def test_an_old_sign_in_must_give_the_password(world: World, zebedee: Person) -> None:
    browser = world.browser(zebedee)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16)):
        for typed, words in (
            ({}, "Enter your password"),
            ({"password": "not it"}, "That is not your current password"),
        ):
            page = ask(browser, **typed)
            assert page.status == 422
            assert page.errors() == [words]
        assert world.count(AccountDeletion) == 0
        assert ask(browser, password=PASSWORD).status == 303
    assert world.count(AccountDeletion) == 1


def test_who_has_no_password_signs_in_again_first(world: World, zebedee: Person) -> None:
    browser = world.browser(zebedee)
    with world.database():
        db.session.execute(sa.update(User).values(password_hash=None))
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16)):
        page = browser.get(PAGE)
        assert "First sign in again" in page.text
        token = browser.token()
        assert browser.post(PAGE, {"csrf_token": token}).status == 422
    assert world.count(AccountDeletion) == 0


def test_a_double_press_is_one_wish(world: World, zebedee: Person) -> None:
    with world.app.test_request_context():
        user = db.session.get_one(User, zebedee.id)
        first = deletions.ask_for_deletion(user, remove_posts=False)
        again = deletions.ask_for_deletion(user, remove_posts=False)
        assert first.id == again.id
        db.session.rollback()


def test_the_last_administrator_and_the_only_organiser_hear_what_to_do_first(
    world: World,
) -> None:
    admin = world.person("Only Admin", administrator=True)
    programme = world.programme(admin, name="Along the coast")
    browser = world.browser(admin)
    page = browser.get(PAGE)
    assert "You are the only administrator. First make somebody else an administrator" in page.text
    assert "You are the only organiser of “Along the coast”." in page.text
    assert "Delete my account" not in page.tree.xpath("string(//main//form)")
    refused = browser.post(PAGE, {"csrf_token": browser.token()})
    assert refused.status == 409
    assert "You are the only administrator" in refused.text
    world.person("Second Admin", administrator=True)
    assert "the only administrator" not in browser.get(PAGE).text
    assert programme


# --- After erasing, nothing of the person is left --------------------------------------------


def fill_the_site_with(world: World, cohort: str, person: Person) -> None:
    """Something about the person in every table and in the file store."""
    with world.database():
        store.put("photos/zebedee.webp", b"Zebedee's face")
        store.put("photos/zebedee-small.webp", b"Zebedee's face from afar")
        profile = db.session.get_one(Profile, person.id)  # joining the cohort began it
        profile.job, profile.photo_key = "Zookeeper of Quill Hall", "photos/zebedee.webp"
        place = {"user_id": person.id, "first_day": clock.now().date()}
        db.session.add_all(
            [
                Away(**place, last_day=clock.now().date()),
                SignInRequest(
                    email=person.email, purpose="sign_in", browser="b", network="192.0.2.44"
                ),
                SignInFailure(email=person.email, network="192.0.2.44"),
                Bounce(address=person.email, permanent=False, said="full", source="smtp"),
                Invitation(
                    cohort_id=db.session.scalar(sa.select(Cohort.id)),
                    email=person.email,
                    name=person.name,
                    expires_at=clock.now(),
                    accepted_by=person.id,
                ),
            ]
        )
        profile = db.session.get(Profile, person.id) or Profile(user_id=person.id)
        profile.job, profile.photo_key = "Zookeeper of Quill Hall", "photos/zebedee.webp"
        db.session.add(profile)
        membership = db.session.scalar(
            sa.select(Membership.id).where(Membership.user_id == person.id)
        )
        page = db.session.scalar(sa.select(ModulePage.id))
        db.session.add(DoneMark(membership_id=membership, page_id=page))
    world.interest(world.programme(), name=person.name, email=person.email, hopes="Quillish hopes")
    world.reflection(person, cohort, "The secret of the zeppelin")
    world.post(person, cohort, world.thread(person, cohort, "Zithers?", "Zany words"), "More zest")


def everything(world: World) -> str:
    """Every row of every table, and every file."""
    with world.app.app_context():
        rows = [
            f"{table.name}: {row!r}"
            for table in Base.metadata.sorted_tables
            for row in db.session.execute(sa.select(table))
        ]
        folder = Path(world.app.instance_path) / "files"
        files = [f"{path}: {path.read_bytes()!r}" for path in folder.rglob("*") if path.is_file()]
        return "\n".join([*rows, *files])


def send_everything(world: World) -> None:
    with world.app.app_context():
        MAIL[0]()
        db.session.commit()


@pytest.mark.parametrize("remove_posts", [False, True])
def test_after_erasing_no_table_and_no_file_holds_the_person(
    world: World, cohort: str, zebedee: Person, remove_posts: bool
) -> None:
    programme = world.programme(name="With modules")
    world.modules(programme)
    fill_the_site_with(world, cohort, zebedee)
    other = world.person("Bea Other")
    world.join(other, cohort)
    world.reflection(other, cohort, "Bea's own words")
    browser = world.browser(zebedee)
    browser.submit("/account/download", "/account/download")
    with world.app.app_context():
        downloads.make_waiting_downloads()
        assert tell_of_posts()  # the search box finds them now
    before = everything(world)
    for words in (
        "Zebedee",
        "zeppelin",
        "Zookeeper",
        "Quillish",
        "Zany",
        "192.0.2.44",
        "downloads/",
    ):
        assert words in before, words
    ask(browser, **({"remove_posts": "y"} if remove_posts else {}))
    with time_machine.travel(clock.now() + LATER):
        work(world)
        farewell = mails(world)
        assert farewell == [("data_rights/deletion_done", zebedee.email)]
        send_everything(world)
        work(world)
    after = everything(world)
    gone = ["zebedee", "quill", "zeppelin", "zookeeper", "192.0.2.44", "downloads/"]
    gone += ["zany", "zest", "zithers"] if remove_posts else []
    for words in gone:
        found = re.findall(rf"^.*{words}.*$", after, re.IGNORECASE | re.MULTILINE)
        assert not found, f"{words} is still in {found}"
    assert ("Zany words" in after) is not remove_posts
    assert "Bea's own words" in after
    with world.app.app_context():
        user = db.session.get_one(User, zebedee.id)
        assert (user.name, user.email) == (
            "Somebody who left",
            f"gone-{zebedee.id}@deleted.invalid",
        )
        entry = db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.action == "person:erase")
        ).one()
        assert entry.subject_id == zebedee.id
        assert entry.details["removed"]["reflections in the log"] == 1
    page = world.browser(other).get(f"/cohorts/{cohort}/threads")
    assert "Somebody who left" in page.text
    assert not Browser(world.app).sign_in(zebedee.email).location


def test_after_the_command_no_table_names_somebody_who_ran_and_wrote_everything(
    world: World,
) -> None:
    """An organiser and facilitator, with revisions, drafts, invitations and acts on record. Only a
    complaint keeps who made it: we must be able to show how it was answered."""
    vera = world.person("Verity Umbercliff", email="verity@umbercliff.example")
    programme = world.programme(vera, name="Along the coast")
    world.modules(programme)
    cohort = world.cohort(programme)
    world.join(vera, cohort, Role.FACILITATOR)
    other = world.person("Bea Other", administrator=True)
    with world.database():
        actions.make_organiser(
            world.actor(other), db.session.scalars(sa.select(Programme)).one(), other.id
        )
    browser = world.browser(vera)
    edit = f"/organise/programmes/{programme}/edit"
    typed = {"contact_name": vera.name, "contact_email": vera.email}
    assert browser.submit(edit, f"/{programme}", **typed).status == 303
    assert browser.submit(edit, f"/{programme}", contact_name="", contact_email="").status == 303
    first = world.module_ids(programme)[0]
    text = f"/organise/programmes/{programme}/content/{ids.write_id(first)}"
    page = browser.get(text)
    assert browser.send(page, ids.write_id(first), title="Written anew").status == 303
    with world.database():
        found = db.session.scalars(sa.select(Programme.id)).one()
        facts = {"title": f"By {vera.name}"}
        draft = {"target": f"module:{first}", "key": "abc", "facts": facts, "based_on": 1}
        db.session.add(Draft(user_id=vera.id, programme_id=found, kind="course_text", **draft))
    world.invite(vera, "somebody.else@example.org", cohort)
    send_everything(world)  # and it says who invites
    world.reflection(vera, cohort, "The secret of the umber cliff")
    world.post(vera, cohort, world.thread(vera, cohort, "Zithers?", "Zany words"), "More zest")
    fill_the_site_with(world, cohort, vera)
    said = {"name": vera.name, "email": vera.email, "about": "Mail", "wanted": ""}
    browser.submit("/account/download", "/account/download")
    with world.app.test_request_context():
        complain(**said, held_because=None, submission_key="k")
        db.session.commit()
    words = ("people", "erase", vera.email, "--reason", "By letter", "--yes")
    assert "umbercliff" in everything(world).lower()
    done = world.app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == 0, done.output
    send_everything(world)
    work(world)
    left = [
        line
        for line in everything(world).splitlines()
        if re.search("umbercliff|verity", line, re.IGNORECASE)
    ]
    assert [line.partition(":")[0] for line in left] == ["complaint"], left
    assert "Written anew" in everything(world), "the course belongs to the programme"
    with world.app.app_context():
        assert db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.actor_id == vera.id)
        ).first(), "what they did stays on record"


def test_erasing_somebody_with_a_short_name_empties_only_mail_that_names_them(
    world: World, cohort: str
) -> None:
    short = world.person("Ed", email="short@example.org")
    with world.database():
        for name, text in (("also", "We edited it. Bed and Eddy."), ("named", "Invited by Ed.")):
            db.session.add(
                OutboxMessage(
                    kind="test/mail",
                    to_address=f"{name}@example.org",
                    to_name="Somebody",
                    message_id=f"<{name}@example.org>",
                    subject="Hello",
                    text=text,
                    html=f"<p>{text}</p>",
                    state=MailState.SENT,
                )
            )
    words = ("people", "erase", short.email, "--reason", "By letter", "--yes")
    assert world.app.test_cli_runner().invoke(args=list(words)).exit_code == 0
    with world.database():
        kept = dict(
            db.session.execute(sa.select(OutboxMessage.to_address, OutboxMessage.text)).all()
        )
    assert kept["also@example.org"] == "We edited it. Bed and Eddy."
    assert kept["named@example.org"] == ""


def test_a_worker_killed_while_erasing_leaves_the_person_whole_for_the_next(
    world: World, cohort: str, zebedee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.reflection(zebedee, cohort, "The secret of the zeppelin")
    ask(world.browser(zebedee))

    class Killed(BaseException):
        """Not an Exception: nothing in the code catches it, as nothing catches SIGKILL."""

    def die(*_: object) -> None:
        raise Killed

    with time_machine.travel(clock.now() + LATER):
        with monkeypatch.context() as patch:
            patch.setattr(deletions.emails, "deletion_done", die)
            with world.app.app_context(), pytest.raises(Killed):
                deletions.erase_due()
        assert "zeppelin" in everything(world)
        work(world)
        work(world)
        assert "zeppelin" not in everything(world)
    assert [kind for kind, _ in mails(world)] == ["data_rights/deletion_done"]


def test_one_account_that_cannot_be_erased_keeps_nobody_else_waiting(
    world: World, cohort: str, zebedee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.person("Yolanda Quick")
    for person in (zebedee, other):
        ask(world.browser(person))
    really_erase = deletions.erase

    def stumble(wish: AccountDeletion) -> object:
        if wish.user_id == zebedee.id:
            raise ValueError("this one row is damaged")
        return really_erase(wish)

    monkeypatch.setattr(deletions, "erase", stumble)
    with time_machine.travel(clock.now() + LATER), world.app.app_context():
        assert deletions.erase_due() == 1
        erased = {user.id for user in db.session.scalars(sa.select(User)) if user.erased_at}
    assert erased == {other.id}
