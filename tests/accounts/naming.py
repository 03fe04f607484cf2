"""Every way in which somebody's name comes in, for tests: each takes a text as a person or an
operator types it and gives the name that was kept, or None when it was refused in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.accounts.actions import microsoft
from cohort.accounts.entra import Identity
from cohort.accounts.models import ExternalIdentity, User
from cohort.data_rights.models import Complaint
from cohort.db import db
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel.person_names import NOTHING_TO_SEE, TOO_LONG, BadName
from cohort.programmes.models import Invitation, Programme
from cohort.site import first_run
from tests.client import Browser, Page
from tests.world import World

REFUSALS = (NOTHING_TO_SEE, TOO_LONG.format(200), "Enter your name")
PASSWORD = "seven quiet herons"
T = TypeVar("T")
Way = Callable[[World, str], str | None]


def newest(world: World, column: Any) -> str:
    """The name that was kept last."""
    with world.app.app_context():
        table = column.class_
        return str(db.session.scalars(sa.select(column).order_by(table.id.desc()).limit(1)).one())


def outcome(world: World, page: Page, typed: str, column: Any, field: str = "name") -> str | None:
    """What an answer to a form means. What was refused stands in its box, as it was typed."""
    if page.status == 303:
        return newest(world, column)
    assert page.status == 422, page.text
    assert set(page.errors()) & set(REFUSALS), page.errors()
    form = next(f for f in page.tree.xpath("//form") if f.xpath(f".//*[@name='{field}']"))
    kept = str(dict(form.form_values())[field])
    assert what_html_holds(kept) == what_html_holds(typed), "what was typed is gone"
    return None


def what_html_holds(text: str) -> str:
    """Without spaces, and without what the tests' parser of pages leaves out."""
    left_out = ("Cc", "Cn", "Zs", "Zl", "Zp")
    return "".join(c for c in text if unicodedata.category(c) not in left_out)


def once(world: World, what: str, make: Callable[[], T]) -> T:
    """What a way needs, made for its first text alone: signing in takes a while."""
    made = vars(world).setdefault("made_once", {})
    if what not in made:
        made[what] = make()
    return cast(T, made[what])


def profile(world: World, typed: str) -> str | None:
    """Somebody changes their profile."""
    browser = once(world, "browser", lambda: world.browser(world.person()))
    page = browser.submit("/account/profile", "/account/profile", name=typed)
    return outcome(world, page, typed, User.name)


def accepting(world: World, typed: str) -> str | None:
    """Somebody accepts an invitation, under a name of their own."""
    inviter = once(world, "inviter", world.person)
    invited = world.invite(inviter, f"{world.fresh('new').replace(' ', '-')}@example.org")
    page = Browser(world.app).submit(
        f"/invitation/{invited.token}", invited.token, name=typed, new_password=PASSWORD
    )
    return outcome(world, page, typed, User.name)


def inviting(world: World, typed: str) -> str | None:
    """A facilitator pastes a line with a name, looks it over and sends."""
    cohort, browser = once(world, "cohort", lambda: facilitating(world))
    line = a_line(world, typed)
    page = browser.submit(f"/cohorts/{cohort}/invitations/new", "/check", lines=line)
    if page.status == 200:
        page = browser.send(page, "/invitations")
    return of_a_line(world, page)


def facilitating(world: World) -> tuple[str, Browser]:
    """A cohort and its facilitator's browser."""
    cohort, facilitator = world.cohort(world.programme()), world.person()
    world.join(facilitator, cohort, Role.FACILITATOR)
    return cohort, world.browser(facilitator)


def inviting_to_the_site(world: World, typed: str) -> str | None:
    """An administrator pastes a line with a name."""
    browser = once(world, "admin", lambda: world.browser(world.person(administrator=True)))
    page = browser.submit("/admin/people/invite", "/invite", lines=a_line(world, typed))
    return of_a_line(world, page)


def a_line(world: World, typed: str) -> str:
    """Commas, line ends and the like part a line, so they are left out of the name."""
    email = f"{world.fresh('new').replace(' ', '-')}@example.org"
    name = "".join(c for c in typed if c not in ",;\t@<>\"'" and len(f"{c}x".splitlines()) == 1)
    return f"{name}, {email}"


def of_a_line(world: World, page: Page) -> str | None:
    """What became of it; a name too long or unseen is a fault of its line."""
    if page.status == 303:
        return newest(world, Invitation.name)
    assert page.status == 422
    (words,) = page.errors()
    assert any(fault in words for fault in ("nobody can see", "is too long", "has no name")), words
    return None


def interest(world: World, typed: str) -> str | None:
    """Somebody without an account registers interest."""
    slug = once(world, "programme", world.programme)
    answers = {"organisation": "A council", "job": "Manager", "cohort": "later", "hopes": ""}
    email = f"{world.fresh('tom').replace(' ', '-')}@example.org"
    page = Browser(world.app).submit(
        f"/programmes/{slug}/interest", "/interest", name=typed, email=email, **answers
    )
    return outcome(world, page, typed, ExpressionOfInterest.name)


def complaint(world: World, typed: str) -> str | None:
    """Anybody complains about how data is used."""
    page = "/data-protection/complaint"
    answers = {"email": "tom@example.org", "about": world.fresh("Mail"), "wanted": ""}
    return outcome(
        world, Browser(world.app).submit(page, page, name=typed, **answers), typed, Complaint.name
    )


def contact(world: World, typed: str) -> str | None:
    """An organiser names a programme's contact. It may be left out."""
    organiser = once(world, "organiser", world.person)
    slug = once(world, "programme", lambda: world.programme(organiser))
    browser = once(world, "browser", lambda: world.browser(organiser))
    edit = f"/organise/programmes/{slug}/edit"
    page = browser.submit(edit, f"/{slug}", contact_name=typed)
    kept = outcome(world, page, typed, Programme.contact_name, "contact_name")
    return kept or None


def people_add(world: World, typed: str) -> str | None:
    """An operator runs `flask people add`."""
    email = f"{world.fresh('new').replace(' ', '-')}@example.org"
    words = ("people", "add", "--email", email, "--password", PASSWORD, "--name", typed)
    done = world.app.test_cli_runner().invoke(args=list(words))
    if done.exit_code == 0:
        return newest(world, User.name)
    assert any(f"Error: {words}." in done.output for words in REFUSALS), done.output
    return None


def setting_up(world: World, typed: str) -> str | None:
    """An operator runs `flask site first-run`."""
    with world.app.app_context():
        db.session.execute(sa.update(User).values(administrator_since=None))
        db.session.commit()
        try:
            email = f"{world.fresh('new').replace(' ', '-')}@example.org"
            return first_run.begin(settings={}, name=typed, email=email, password="").name
        except BadName as error:
            return refused(error)


def making_an_account(world: World, typed: str) -> str | None:
    """What the demo, and every command to come, calls."""
    try:
        return world.person(typed, email=world.fresh("x@example.org")).name
    except BadName as error:
        return refused(error)


def refused(error: BadName) -> None:
    """In words that tell what to do."""
    if str(error).removesuffix(".") not in (*REFUSALS, TOO_LONG.format(320)):
        raise error


def microsoft_account(world: World, typed: str) -> str | None:
    """Somebody connects a Microsoft account, whose name Microsoft says, and signs in with it.
    It only tells accounts apart, so it may be empty."""
    person, number = once(world, "person", world.person), world.fresh("o")
    try:
        with world.app.test_request_context():
            microsoft.connect(person.id, Identity("t", number, "amira@council.example"))
            found = microsoft.find_person(Identity("t", number, typed))
            assert found
            db.session.commit()
    except BadName as error:
        return refused(error)
    return newest(world, ExternalIdentity.shown_name) or None


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        *(
            profile,
            accepting,
            inviting,
            inviting_to_the_site,
            interest,
            complaint,
            contact,
            people_add,
            setting_up,
        ),
        *(making_an_account, microsoft_account),
    )
}
