"""What one says about oneself: kept as typed, seen by whom one chose, never lost in a clash."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from cohort.accounts.models import Profile, User
from cohort.files import store
from cohort.files.pictures import small_key
from tests.client import Browser, Page
from tests.naughty import IN_HEADERS, MARK, NAUGHTY, SHOWS_NOTHING
from tests.pictures import picture, upload
from tests.world import Person, World

FIELDS = ("pronouns", "job", "organisation", "place", "working_on", "can_help_with")


@pytest.fixture
def amira(world: World) -> Person:
    return world.person("Amira Okafor")


@pytest.fixture
def browser_of_amira(world: World, amira: Person) -> Browser:
    return world.browser(amira)


def stored(world: World, person: Person) -> dict[str, Any]:
    with world.database() as session:
        user = session.get(User, person.id)
        profile = session.get(Profile, person.id)
        facts = {"name": user.name}
        for column in sa.inspect(Profile).columns:
            facts[column.key] = getattr(profile, column.key, None)
        return facts


# --- The form --------------------------------------------------------------------------------


def test_only_the_name_is_needed(browser_of_amira: Browser, world: World, amira: Person) -> None:
    page = browser_of_amira.get("/account/profile")
    assert page.h1 == "Your profile"
    form = page.form("/account/profile")
    assert form["name"] == "Amira Okafor"
    assert all(form[field] == "" for field in FIELDS)
    assert {form[f"seen_by_{field}"] for field in (*FIELDS, "photo")} == {"cohort"}
    done = browser_of_amira.follow(browser_of_amira.send(page, "/account/profile"))
    assert "Your profile is saved." in done.text
    assert stored(world, amira)["name"] == "Amira Okafor"


def test_everything_written_and_chosen_is_kept_and_shown_again(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    typed = {field: f"My {field}" for field in FIELDS} | {"working_on": "One thing\n\nand another"}
    chosen = {"seen_by_place": "me", "seen_by_photo": "facilitators"}
    browser_of_amira.submit("/account/profile", "/account/profile", name="A. O.", **typed, **chosen)
    facts = stored(world, amira)
    assert {name: facts[name] for name in typed} == typed
    assert facts["name"] == "A. O."
    assert (facts["seen_by"]["place"], facts["seen_by"]["photo"]) == ("me", "facilitators")
    assert facts["seen_by"]["job"] == "cohort"
    form = browser_of_amira.get("/account/profile").form("/account/profile")
    assert {name: form[name].replace("\r\n", "\n") for name in typed} == typed
    assert {name: form[name] for name in chosen} == chosen


def test_errors_keep_everything_that_was_typed_and_say_how_to_mend_it(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    page = browser_of_amira.submit(
        "/account/profile",
        "/account/profile",
        name=" ",
        job="j" * 201,
        pronouns="p" * 61,
        working_on="w" * 2001,
        place="Eastmere",
        seen_by_place="everybody",
    )
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert set(page.errors()) == {
        "Enter your name",
        "What you do must be 200 characters or fewer",
        "Your pronouns must be 60 characters or fewer",
        "What you are working on must be 2,000 characters or fewer",
        "Choose who sees your place",
    }
    form = page.form("/account/profile")
    assert (form["place"], form["job"]) == ("Eastmere", "j" * 201)
    assert stored(world, amira)["place"] is None


def test_a_choice_left_out_of_the_form_stays_as_it_was_and_is_never_widened(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    world.profile(amira, {"job": "me"}, job="Secret agent")
    page = browser_of_amira.get("/account/profile")
    fields = page.form("/account/profile")
    del fields["seen_by_job"], fields["__action__"]
    assert browser_of_amira.post("/account/profile", fields).status == 303
    assert stored(world, amira)["seen_by"]["job"] == "me"


@pytest.mark.parametrize("what", SHOWS_NOTHING)
def test_a_name_that_nobody_can_see_is_refused(browser_of_amira: Browser, what: str) -> None:
    page = browser_of_amira.submit("/account/profile", "/account/profile", name=NAUGHTY[what])
    assert page.status == 422
    assert page.errors()[0] in ("Enter your name", "Enter a name that people can see")


# --- Two tabs --------------------------------------------------------------------------------


def test_a_change_in_another_tab_is_not_overwritten_and_both_are_shown(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    first = browser_of_amira.get("/account/profile")
    second = browser_of_amira.get("/account/profile")
    browser_of_amira.send(first, "/account/profile", job="Of the first tab", seen_by_place="me")
    clash = browser_of_amira.send(second, "/account/profile", job="Of the second tab")
    assert clash.status == 409
    assert "Of the first tab" in clash.text
    assert clash.form("/account/profile")["job"] == "Of the second tab"
    saved = clash.tree.xpath("//section[contains(@class, 'clash')]")[0].text_content()
    assert "Only me" in saved
    assert stored(world, amira)["job"] == "Of the first tab"
    browser_of_amira.send(clash, "/account/profile")
    assert stored(world, amira)["job"] == "Of the second tab"


def test_a_name_changed_in_another_tab_is_a_clash_too(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    world.profile(amira, job="Something")
    first = browser_of_amira.get("/account/profile")
    second = browser_of_amira.get("/account/profile")
    browser_of_amira.send(first, "/account/profile", name="Amira Okafor-Lunn")
    assert browser_of_amira.send(second, "/account/profile", name="Amira").status == 409
    assert stored(world, amira)["name"] == "Amira Okafor-Lunn"


def test_the_same_press_twice_is_no_clash(browser_of_amira: Browser) -> None:
    page = browser_of_amira.get("/account/profile")
    for _ in range(2):
        assert browser_of_amira.send(page, "/account/profile", job="Once").status == 303


def test_a_photo_sent_meanwhile_is_no_clash_and_stays(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    world.profile(amira, job="Before")
    page = browser_of_amira.get("/account/profile")
    browser_of_amira.submit("/account/photo", "/account/photo", photo=upload())
    key = stored(world, amira)["photo_key"]
    assert browser_of_amira.send(page, "/account/profile", job="After").status == 303
    assert browser_of_amira.send(page, "/account/profile", name="").status == 422
    assert (stored(world, amira)["job"], stored(world, amira)["photo_key"]) == ("After", key)


# --- Naughty strings -------------------------------------------------------------------------


@pytest.mark.parametrize("what", NAUGHTY)
def test_any_text_in_every_field_is_kept_or_refused_in_words_and_never_run(
    world: World, what: str
) -> None:
    text = NAUGHTY[what]
    cohort = world.cohort(world.programme())
    person, peer = world.person("Tom"), world.person("Peer")
    membership = world.join(person, cohort)
    world.join(peer, cohort)
    browser = world.browser(person)
    typed = dict.fromkeys((*FIELDS, "name"), text)
    page = browser.submit("/account/profile", "/account/profile", **typed)
    if page.status == 422:
        assert page.errors()
        form = page.form("/account/profile")
        assert form["working_on"].split() == text.strip().split(), "what was typed is gone"
        return
    assert page.status == 303
    facts = stored(world, person)
    for line in ("name", "job", "pronouns"):
        assert not set(facts[line]) & set("\r\n\x00\x0b\x0c\x1b\x85\u2028\u2029\u202e")
    from cohort.kernel import ids

    for address in (
        "/account/profile",
        f"/cohorts/{cohort}/people",
        f"/cohorts/{cohort}/people/{ids.write_id(membership)}",
    ):
        seen = (browser if "account" in address else world.browser(peer)).get(address)
        assert seen.status == 200
        assert not seen.tree.xpath("//main//script|//main//b|//main//svg[@onload]")
        assert not seen.tree.xpath("//*[@onerror or @onfocus or @autofocus]")
        assert not seen.tree.xpath("//main//a[starts-with(@href, 'javascript')]")
        assert not seen.tree.xpath("//main//img[contains(@src, 'tracker')]")
    if what == "Jinja":
        assert "{{ 7 * 7 }}" in seen.text
        assert world.app.config["SECRET_KEY"] not in seen.body


@pytest.mark.parametrize("what", IN_HEADERS)
def test_no_name_brings_a_line_end_with_it(
    browser_of_amira: Browser, world: World, amira: Person, what: str
) -> None:
    browser_of_amira.submit("/account/profile", "/account/profile", name=IN_HEADERS[what])
    name = stored(world, amira)["name"]
    assert len(name.splitlines()) == 1
    assert MARK in name or MARK not in IN_HEADERS[what]


# --- The photo -------------------------------------------------------------------------------


def colour_of(content: bytes) -> Any:
    found = Image.open(io.BytesIO(content))
    assert (found.format, found.size) == ("WEBP", (48, 48))
    return found.convert("RGB").getpixel((20, 20))


def test_a_photo_is_sent_shown_changed_and_removed(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    assert browser_of_amira.get("/account/profile/photo").status == 404
    page = browser_of_amira.get("/account/photo")
    assert "You have no photo yet" in page.text
    done = browser_of_amira.send(
        page, "/account/photo", photo=upload(picture((250, 10, 10), size=(48, 48)))
    )
    after = browser_of_amira.follow(done)
    assert "Your photo is saved." in after.text
    assert after.tree.xpath("//main//img/@src") == ["/account/profile/photo"]
    first = stored(world, amira)["photo_key"]
    answer = browser_of_amira.client.get("/account/profile/photo")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert colour_of(answer.data)[0] > 200
    browser_of_amira.send(page, "/account/photo", photo=upload(picture((10, 10, 250), (48, 48))))
    assert colour_of(browser_of_amira.client.get("/account/profile/photo").data)[2] > 200
    second = stored(world, amira)["photo_key"]
    with world.app.app_context():
        assert not store.exists(first)
        assert not store.exists(small_key(first))
        assert store.exists(small_key(second))
    gone = browser_of_amira.follow(browser_of_amira.submit("/account/photo", "/photo/remove"))
    assert "Your photo is removed." in gone.text
    assert browser_of_amira.get("/account/profile/photo").status == 404
    with world.app.app_context():
        assert not store.exists(second)
        assert not store.exists(small_key(second))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "me.png", "a drawing"),
        (b"not a picture", "me.jpg", "could not be read"),
        (b"", "me.jpg", "Choose a picture that is not empty"),
        (picture()[:50], "me.png", "could not be read"),
        (picture(size=(16, 16)), "../../me.png", "at least 32 pixels"),
    ],
)
def test_a_file_that_is_no_good_photo_is_refused_in_words_and_the_old_one_stays(
    browser_of_amira: Browser,
    world: World,
    amira: Person,
    content: bytes,
    name: str,
    words: str,
) -> None:
    world.photo(amira)
    key = stored(world, amira)["photo_key"]
    page = browser_of_amira.submit("/account/photo", "/account/photo", photo=upload(content, name))
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert words in page.errors()[0]
    assert stored(world, amira)["photo_key"] == key


def test_pressing_save_without_a_file_is_told(browser_of_amira: Browser) -> None:
    page = browser_of_amira.submit("/account/photo", "/account/photo")
    assert page.errors() == ["Choose a photo first"]
    text = browser_of_amira.submit("/account/photo", "/account/photo", photo="words, not a file")
    assert text.status == 422


def sent_whole(browser: Browser, content: bytes) -> Page:
    """The photo form as one piece: the test client would leave temporary files of its own."""
    token = browser.get("/account/photo").form("/account/photo")["csrf_token"]
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="photo"; filename="me.png"\r\n\r\n'
    ).encode()
    body = parts + content + b"\r\n--x--\r\n"
    return browser.post("/account/photo", body, content_type="multipart/form-data; boundary=x")


def test_the_photo_may_be_larger_than_other_requests_and_too_large_a_one_is_told(
    browser_of_amira: Browser,
) -> None:
    noise = io.BytesIO()
    Image.effect_noise((1800, 1800), 90).save(noise, "PNG")
    assert 2 * 1024**2 < len(noise.getvalue()) < 8 * 1024**2
    assert sent_whole(browser_of_amira, noise.getvalue()).status == 303
    page = sent_whole(browser_of_amira, picture() + b"x" * 9 * 1024**2)
    assert page.status == 413
    assert "8 MB" in page.text
    assert "words" not in page.text
    fields = browser_of_amira.get("/account/profile").form("/account/profile")
    del fields["__action__"]
    too_long = fields | {"job": "x" * 1024**2 * 2}
    assert browser_of_amira.post("/account/profile", too_long).status == 413


def test_a_photo_in_the_store_that_is_lost_is_not_found(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    world.photo(amira)
    key = stored(world, amira)["photo_key"]
    with world.app.app_context():
        store.delete(key)
    assert browser_of_amira.get("/account/profile/photo").status == 404


# --- Who may -----------------------------------------------------------------------------------


def test_what_somebody_was_invited_with_begins_their_profile(world: World, amira: Person) -> None:
    cohort = world.cohort(world.programme())
    world.join(amira, cohort)
    assert stored(world, amira)["organisation"] == "An organisation"
    world.profile(amira, organisation="Another")
    world.join(amira, world.cohort(world.programme(name="Other"), "Second"))
    assert stored(world, amira)["organisation"] == "Another"
