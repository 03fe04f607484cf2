"""Damaged, forged and hostile requests: a clear message, the right status, nothing lost."""

from __future__ import annotations

import re

import pytest

from cohort.discussions.models import Post, Thread
from cohort.reflections.models import Reflection
from tests.client import Browser, Page
from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


def write(browser: Browser, cohort: str, body: str) -> Page:
    return browser.submit(f"/cohorts/{cohort}/log/new", "/log", title="", body=body)


def test_nul_is_refused_in_words_and_the_text_is_shown(
    world: World, cohort: str, amira: Person
) -> None:
    page = write(world.browser(amira), cohort, "before\x00after")
    assert page.status == 400
    assert "NUL" in page.text
    assert "Nothing was saved" in page.text
    assert world.count(Reflection) == 0


def test_nul_in_an_address_is_no_page(world: World, cohort: str, amira: Person) -> None:
    browser = world.browser(amira)
    assert browser.get("/cohorts/a%00b").status == 404
    assert browser.get(f"/cohorts/{cohort}/log?before=%00").status == 404
    assert browser.get("/programmes/a%00b").status == 404


def test_bytes_that_are_not_utf8_are_refused_in_words(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    body = b"csrf_token=" + browser.token().encode() + b"&title=&body=caf%E9+and+%FF"
    page = browser.post(
        f"/cohorts/{cohort}/log", body, content_type="application/x-www-form-urlencoded"
    )
    assert page.status == 400
    assert "UTF-8" in page.text
    assert "caf" in page.body
    assert world.count(Reflection) == 0


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE reflection; --",
        "﷽ z̷a̷l̷g̷o̷ 👩‍👩‍👧‍👦 العربية ŵŷ \u202eright to left",
        "{{ 7 * 7 }} {% raise %} ${7*7}",
        "\t leading, trailing and \r\n windows lines ",
        "a" * 20_000,
    ],
)
def test_naughty_strings_come_back_as_they_were_written(
    world: World, cohort: str, amira: Person, text: str
) -> None:
    browser = world.browser(amira)
    entry = browser.follow(write(browser, cohort, text))
    assert entry.status == 200
    assert "<script>alert" not in entry.body
    edit = browser.get(entry.response.request.path + "/edit")
    typed = edit.tree.xpath("//textarea[@name='body']")[0].text_content()
    expected = text.replace("\r\n", "\n").strip()
    assert typed.lstrip("\n") == expected


def test_text_over_the_limit_is_refused_with_its_length_and_kept(
    world: World, cohort: str, amira: Person
) -> None:
    page = write(world.browser(amira), cohort, "b" * 20_001)
    assert page.status == 422
    assert page.errors() == ["A reflection must be 20,000 characters or fewer"]
    assert "b" * 20_001 in page.body


def test_a_request_over_the_size_limit_says_so(world: World, cohort: str, amira: Person) -> None:
    browser = world.browser(amira)
    page = browser.post(f"/cohorts/{cohort}/log", {"body": "c" * (1024 * 1024 + 1)})
    assert page.status == 413
    assert "1 MB, about 150,000 words" in page.text
    assert "press Back" in page.text


def test_a_hundred_thousand_fields_from_a_stranger_are_refused_unread(world: World) -> None:
    body = "&".join(f"a{n}=b" for n in range(100_000))
    page = Browser(world.app).post(
        "/cohorts/x/threads", body, content_type="application/x-www-form-urlencoded"
    )
    assert page.status == 413
    assert len(page.body) < 20_000


def test_too_many_fields_are_refused(world: World, cohort: str, amira: Person) -> None:
    browser = world.browser(amira)
    fields = {f"f{n}": "x" for n in range(300)}
    page = browser.post(f"/cohorts/{cohort}/log", fields, content_type="multipart/form-data")
    assert page.status == 413


def test_an_empty_entry_is_a_clear_error(world: World, cohort: str, amira: Person) -> None:
    page = write(world.browser(amira), cohort, "   \n ")
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.errors() == ["Write something first"]


def test_form_sent_twice_makes_one_entry(world: World, cohort: str, amira: Person) -> None:
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    first = browser.send(form, "/log", title="", body="Once")
    second = browser.send(form, "/log", title="", body="Once")
    assert first.location == second.location
    assert world.count(Reflection) == 1


def test_form_sent_again_with_other_words_keeps_both(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    browser.send(form, "/log", title="", body="First words")
    browser.send(form, "/log", title="", body="Second words")
    assert world.count(Reflection) == 2


def test_thread_and_reply_sent_twice_stand_once(world: World, cohort: str, amira: Person) -> None:
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/threads/new")
    for _ in range(2):
        opened = browser.send(form, "/threads", title="A question", body="What now?")
    thread = browser.follow(opened)
    for _ in range(2):
        browser.send(thread, "/posts", body="Me again")
    assert world.count(Thread) == 1
    assert world.count(Post) == 2
    assert "2 posts" in browser.follow(opened).text


def test_missing_and_forged_submission_keys_still_write(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    for key in ("", "zzzzzzzzzzzzz", "../../etc", "0" * 500):
        page = browser.submit(
            f"/cohorts/{cohort}/log/new", "/log", title="", body=f"key {key}", submission=key
        )
        assert page.status == 303
    assert world.count(Reflection) == 4


def test_form_without_its_token_is_kept_and_can_be_sent_again(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    stale = browser.post(
        f"/cohorts/{cohort}/log", {"title": "T", "body": "Two\nlines", "csrf_token": "stale"}
    )
    assert stale.status == 400
    assert stale.h1 == "This form had gone stale"
    assert "Two\nlines" in stale.body
    assert world.count(Reflection) == 0
    again = browser.send(stale, "/log")
    assert "Two" in browser.follow(again).text
    assert world.count(Reflection) == 1


def test_a_form_from_another_site_is_never_offered_again(
    world: World, cohort: str, amira: Person
) -> None:
    page = world.browser(amira).post(
        f"/cohorts/{cohort}/log", {"body": "theirs"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert page.status == 400
    assert "Send it again" not in page.text


def test_a_sign_in_that_ended_keeps_what_was_written(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    browser.client.delete_cookie("cohort", domain="localhost")
    lost = browser.send(form, "/log", title="", body="Written for an hour")
    assert lost.status == 401
    assert "no-store" in lost.response.headers["Cache-Control"]
    assert "Written for an hour" in lost.body
    assert "not saved" in lost.text
    browser.sign_in(amira.email)
    entry = browser.follow(browser.send(lost, "/log"))
    assert "Written for an hour" in entry.text
    assert world.count(Reflection) == 1


def test_tampered_cookie_signs_nobody_in(world: World, cohort: str, amira: Person) -> None:
    browser = world.browser(amira)
    cookie = browser.client.get_cookie("cohort")
    assert cookie
    for forged in (cookie.value[:-4] + "AAAA", "", "e30.x.y", "a" * 3500, "☃"):
        browser.client.set_cookie("cohort", forged)
        page = browser.get(f"/cohorts/{cohort}/log")
        assert page.status == 303
        assert page.location.startswith("/sign-in")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example\t",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: a=b",
        " //evil.example",
        "http:evil.example",
    ],
)
def test_next_never_leads_to_another_site(world: World, address: str) -> None:
    person = world.person()
    browser = Browser(world.app)
    page = browser.submit(
        "/sign-in", "/sign-in", email=person.email, password="a long enough password", next=address
    )
    assert page.status == 303
    assert re.match(r"/(?![/\\])[^\s\\]*$", page.location)
    assert page.location.startswith("/cohorts") or page.location.startswith("/%09/")


def test_next_leads_back_to_the_page_that_was_wanted(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    browser = Browser(world.app)
    wanted = f"/cohorts/{cohort}/log?before=0cnb85w11s5e1"
    asked = browser.get(wanted)
    form = browser.follow(asked)
    page = browser.send(form, "/sign-in", email=person.email, password="a long enough password")
    assert page.location == wanted


def test_unknown_hosts_are_refused(browser: Browser) -> None:
    page = browser.get("/", headers={"Host": "evil.example"})
    assert page.status == 400
    assert "evil.example" not in page.body


@pytest.mark.parametrize("bad", ["7", "0cnb85w11s5e", "UPPERCASE0000", "zzzzzzzzzzzzz", "-1", "é"])
def test_ids_of_the_wrong_shape_are_no_page(
    world: World, cohort: str, amira: Person, bad: str
) -> None:
    browser = world.browser(amira)
    assert browser.get(f"/cohorts/{cohort}/threads/{bad}").status == 404
    assert browser.get(f"/cohorts/{cohort}/log/{bad}").status == 404
    assert browser.get(f"/cohorts/{cohort}/threads?before={bad}").status == 404


def test_numbers_and_dates_of_the_wrong_kind_are_field_errors(world: World) -> None:
    organiser = world.person("Olu Organiser")
    slug = world.programme(organiser)
    page = world.browser(organiser).submit(
        f"/organise/programmes/{slug}/cohorts/new",
        "/cohorts",
        **{
            "name": "X" * 121,
            "status": "nonsense",
            "starts_on-day": "31",
            "starts_on-month": "2",
            "starts_on-year": "2027",
            "ends_on-day": "one",
            "ends_on-month": "2",
            "ends_on-year": "2027",
            "capacity": "many",
            "time_zone": "Mars/Phobos",
            "accent": "99",
        },
    )
    assert page.status == 422
    assert page.errors() == [
        "Name must be 120 characters or fewer",
        "Choose one of the statuses listed",
        "First day must be a real date",
        "Last day must use numbers, for example 27 3 2027",
        "Places must be a whole number, like 24",
        "Enter a time zone like Europe/London",
        "Choose one of the colours listed",
    ]
    assert page.tree.xpath("//input[@name='starts_on-day']/@value") == ["31"]


def test_wrong_method_says_so_with_the_right_ones(browser: Browser) -> None:
    page = browser.post("/cookies")
    assert page.status == 405
    assert "GET" in page.response.headers["Allow"]
