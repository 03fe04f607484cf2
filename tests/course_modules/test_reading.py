"""Reading modules: what is open, to whom, and when."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import NOBODY, Role
from cohort.course_authoring.actions import load_course
from cohort.course_format.values import Course
from cohort.course_modules.models import DoneMark, Module, Release
from cohort.db import db
from cohort.programmes.models import Cohort, Programme
from tests.world import World, module_file

UTC = dt.UTC


@pytest.fixture
def cohort(world: World) -> str:
    """Starts on Monday 11 October 2027; m2 opens three weeks later, after the clocks go back."""
    slug = world.programme()
    world.modules(slug, 3)
    return world.cohort(slug, starts_on=dt.date(2027, 10, 11), ends_on=dt.date(2028, 3, 1))


def test_a_module_opens_at_local_midnight_on_its_day(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    address = f"/cohorts/{cohort}/modules/m2/p1"
    # 1 November 2027 is in winter time: midnight in London is midnight UTC.
    with time_machine.travel(dt.datetime(2027, 10, 31, 23, 59, tzinfo=UTC)):
        browser = world.browser(person)
        assert browser.get(address).status == 404
        listed = browser.get(f"/cohorts/{cohort}/modules").text
        assert "Opens on Monday 1 November 2027" in listed
        assert "Words of page" not in listed
    with time_machine.travel(dt.datetime(2027, 11, 1, 0, 0, 1, tzinfo=UTC)):
        assert "Words of page 1 of module 2." in browser.get(address).text
    # The first module opens in summer time: midnight in London is 23:00 UTC the day before.
    with time_machine.travel(dt.datetime(2027, 10, 10, 22, 59, tzinfo=UTC)):
        early = world.browser(person)
        assert early.get(f"/cohorts/{cohort}/modules/m1/p1").status == 404
    with time_machine.travel(dt.datetime(2027, 10, 10, 23, 0, 1, tzinfo=UTC)):
        assert early.get(f"/cohorts/{cohort}/modules/m1/p1").status == 200


def test_a_locked_module_gives_away_none_of_its_prompts(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=UTC)):
        browser = world.browser(person)
        assert browser.get(f"/cohorts/{cohort}/log/new?prompt=m2-reflect").status == 404
        assert browser.get(f"/cohorts/{cohort}/prompts/m2-discuss/thread").status == 404
        token = browser.token()
        for path in ("modules/m2/p1/done", "modules/m2/done", "prompts/m2-discuss/posts"):
            page = browser.post(f"/cohorts/{cohort}/{path}", {"csrf_token": token, "body": "x"})
            assert page.status == 404, path
    assert world.count(DoneMark) == 0


def test_facilitators_read_ahead_and_see_their_notes(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort, Role.FACILITATOR)
    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=UTC)):
        browser = world.browser(person)
        page = browser.get(f"/cohorts/{cohort}/modules/m3/p2")
        assert "A note for facilitators." in page.text
        assert "Mark this page done" not in page.text


def test_done_marks_are_once_each_and_can_be_taken_back(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=UTC)):
        browser = world.browser(person)
        page = browser.get(f"/cohorts/{cohort}/modules/m1/p1")
        for _ in range(3):
            onward = browser.send(page, "/p1/done")
        assert onward.location.endswith("/modules/m1/p2")
        assert world.count(DoneMark) == 1
        assert "1 of 2 pages done" in browser.get(f"/cohorts/{cohort}/modules").text
        browser.submit(f"/cohorts/{cohort}/modules/m1/p1", "/done/undo")
        assert world.count(DoneMark) == 0
        browser.submit(f"/cohorts/{cohort}/modules/m1", "/m1/done")
        assert world.count(DoneMark) == 2
        assert "you have marked 1 done" in browser.get(f"/cohorts/{cohort}").text


def test_the_home_page_names_the_one_next_thing(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    with time_machine.travel(dt.datetime(2027, 10, 12, 12, tzinfo=UTC)):
        page = world.browser(person).get(f"/cohorts/{cohort}")
    first, second = page.tree.xpath("//ol[@class='now']/li")[:2]
    assert "Module number 1" in first.text_content()
    assert "Start reading" in first.text_content()
    assert "Monday 1 November 2027, in 20 days" in second.text_content()
    assert not second.xpath(".//a")


def test_a_double_press_in_the_same_instant_marks_once(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    with time_machine.travel(dt.datetime(2027, 10, 12, 12, tzinfo=UTC)):
        browsers = [world.browser(person) for _ in range(2)]
        forms = [b.get(f"/cohorts/{cohort}/modules/m1") for b in browsers]
        statuses: list[int] = []

        def press(number: int) -> None:
            statuses.append(browsers[number].send(forms[number], "/m1/done").status)

        presses = [threading.Thread(target=press, args=(number,)) for number in range(2)]
        for one in presses:
            one.start()
        for one in presses:
            one.join()
    assert statuses == [303, 303]
    assert world.count(DoneMark) == 2


def test_the_marks_of_a_whole_module_can_be_taken_back(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=UTC)):
        browser = world.browser(person)
        front = f"/cohorts/{cohort}/modules/m1"
        browser.submit(front, "/m1/done")
        page = browser.get(front)
        assert "You marked this module done" in page.text
        assert "Mark the whole module done" not in page.text
        for _ in range(2):
            assert browser.send(page, "/m1/done/undo").status == 303
        assert world.count(DoneMark) == 0
        assert "Mark the whole module done" in browser.get(front).text


def test_a_locked_module_says_what_it_is_about_and_when_it_opens(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=UTC)):
        browser = world.browser(person)
        page = browser.get(f"/cohorts/{cohort}/modules/m2")
        assert page.status == 200
        assert "What module 2 is about." in page.text
        assert "Monday 1 November 2027" in page.text
        for inside in ("Why this matters.", "Page 1 of module 2", "Describe it", "/m2/p1"):
            assert inside not in page.text
        assert browser.get(f"/cohorts/{cohort}/modules/m2/p1").status == 404
        assert browser.get(f"/cohorts/{cohort}/modules/m2/_/print").status == 404
        assert browser.get(f"/cohorts/{cohort}/modules/none").status == 404


def test_a_hidden_module_is_not_there(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    with world.database():
        here = db.session.scalars(sa.select(Cohort.id).where(Cohort.slug == cohort)).one()
        module = db.session.scalars(sa.select(Module.id).where(Module.slug == "m1")).one()
        moment = dt.datetime(2027, 10, 1, tzinfo=UTC)
        db.session.add(Release(cohort_id=here, module_id=module, hidden_at=moment))
    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=UTC)):
        browser = world.browser(person)
        for path in ("m1", "m1/p1", "m1/_/print"):
            assert browser.get(f"/cohorts/{cohort}/modules/{path}").status == 404, path
        assert "Module number 1" not in browser.get(f"/cohorts/{cohort}/modules").text


def test_the_last_page_leads_on_to_the_next_module(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=UTC)):
        page = world.browser(person).get(f"/cohorts/{cohort}/modules/m1/p2")
        assert "Next module, opens Monday 1 November 2027" in page.text
        assert f"/cohorts/{cohort}/modules/m2" not in page.links().values()
    with time_machine.travel(dt.datetime(2027, 11, 2, tzinfo=UTC)):
        page = world.browser(person).get(f"/cohorts/{cohort}/modules/m1/p2")
        assert page.tree.xpath("//a[@rel='next']/@href") == [f"/cohorts/{cohort}/modules/m2"]


def test_a_whole_module_on_paper_holds_notes_for_facilitators_alone(
    world: World, cohort: str
) -> None:
    reader, host = world.person(), world.person()
    world.join(reader, cohort)
    world.join(host, cohort, Role.FACILITATOR)
    with time_machine.travel(dt.datetime(2027, 10, 12, tzinfo=UTC)):
        address = f"/cohorts/{cohort}/modules/m1/_/print"
        ours, theirs = world.browser(reader).get(address), world.browser(host).get(address)
    for page in (ours, theirs):
        assert "Words of page 1 of module 1." in page.text
        assert "Words of page 2 of module 1." in page.text
        assert len(page.tree.xpath("//div[@class='lines-to-write']")) == 3
    assert "A note for facilitators." in theirs.text
    assert "A note for facilitators." not in ours.text


def test_a_film_and_a_note_in_a_modules_introduction_are_shown(world: World, cohort: str) -> None:
    said = (
        "Why this matters.\n\n"
        '::: {.video url="https://www.youtube.com/watch?v=abcdefghijk" title="A town looks back"}\n'
        "What they said.\n:::\n\n::: facilitator\nAsk who watched it.\n:::\n"
    )
    first = module_file(1, 1, opens_after_days=0)
    before, _, _ = first.text.partition("Why this matters.")
    with world.database():
        programme = db.session.scalars(sa.select(Programme)).one()
        files = [replace(first, text=before + said), module_file(2, 1)]
        report = load_course(NOBODY, programme, Course(slug=programme.slug, modules=files))
        assert not report.problems, report.problems
    amira, ruth = world.person(), world.person()
    world.join(amira, cohort)
    world.join(ruth, cohort, Role.FACILITATOR)
    for path in ("m1", "m1/_/print"):
        with time_machine.travel(dt.datetime(2027, 10, 14, 9, tzinfo=dt.UTC)):
            theirs = world.browser(amira).get(f"/cohorts/{cohort}/modules/{path}")
            hers = world.browser(ruth).get(f"/cohorts/{cohort}/modules/{path}")
        for page in (theirs, hers):
            assert "A town looks back" in page.text
            assert "What they said." in page.text
            assert "<iframe" not in page.body
        assert "Ask who watched it." in hers.text
        assert "Ask who watched it." not in theirs.body
