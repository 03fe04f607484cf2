"""Organisers write modules and pages in the browser."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from cohort.audit_log.models import HistoryEntry
from cohort.course_authoring.models import Revision
from cohort.course_authoring.organiser_views.blocks import BLOCKS
from cohort.course_format.values import digest
from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.markdown import render_page
from tests.client import Browser, Page
from tests.world import Person, World


@dataclass
class Desk:
    """A programme with two modules of two pages, and its organiser at the desk."""

    world: World
    slug: str
    organiser: Person
    browser: Browser
    modules: list[int]
    pages: list[int]

    @property
    def at(self) -> str:
        return f"/organise/programmes/{self.slug}/content"

    @property
    def drafts(self) -> str:
        return f"/organise/programmes/{self.slug}/drafts"

    def path(self, text_id: int) -> str:
        return f"{self.at}/{ids.write_id(text_id)}"

    def save(self, text_id: int, **typed: Any) -> Page:
        path = self.path(text_id)
        return self.browser.submit(path, path, **typed)

    def source(self, text_id: int) -> str:
        with self.world.app.app_context():
            found = db.session.get(ModulePage, text_id) or db.session.get(Module, text_id)
            assert found
            return found.source

    def retired(self, text_id: int) -> bool:
        with self.world.app.app_context():
            found = db.session.get(ModulePage, text_id) or db.session.get(Module, text_id)
            assert found
            return found.retired_at is not None

    def revisions(self, text_id: int) -> list[Revision]:
        with self.world.app.app_context():
            query = sa.select(Revision).where(
                sa.or_(
                    Revision.page_id == text_id,
                    sa.and_(Revision.module_id == text_id, Revision.page_id.is_(None)),
                )
            )
            return list(db.session.scalars(query.order_by(Revision.id)))

    def order(self) -> list[str]:
        """The titles on the desk, as they stand."""
        tree = self.browser.get(self.at).tree
        return [" ".join(a.text_content().split()) for a in tree.xpath("//h2/a")]


@pytest.fixture
def desk(world: World) -> Desk:
    organiser = world.person("Olive Organiser")
    slug = world.programme(organiser)
    world.modules(slug)
    modules = world.module_ids(slug)
    pages = world.page_ids(modules[0])
    return Desk(world, slug, organiser, world.browser(organiser), modules, pages)


def test_a_saved_page_is_a_revision_with_author_and_note_and_is_read_at_once(desk: Desk) -> None:
    reader, cohort = desk.world.person(), desk.world.cohort(desk.slug)
    desk.world.join(reader, cohort)
    page = desk.save(desk.pages[0], body="New *words* here.", note="Shorter", title="Renamed")
    assert page.status == 303
    newest = desk.revisions(desk.pages[0])[-1]
    assert (newest.origin, newest.note, newest.author_id) == (
        "browser",
        "Shorter",
        desk.organiser.id,
    )
    read = desk.world.browser(reader).get(f"/cohorts/{cohort}/modules/m1/p1")
    assert read.h1 == "Renamed"
    assert "<em>words</em>" in read.body
    with desk.world.app.app_context():
        acts = db.session.scalars(sa.select(HistoryEntry.action)).all()
    assert "modules:edit-page" in acts


def test_what_was_not_changed_stays_letter_for_letter(desk: Desk) -> None:
    before = desk.source(desk.pages[1])
    desk.save(desk.pages[1], body=before.split("---\n\n", 1)[1].replace("Words of", "WORDS OF"))
    assert desk.source(desk.pages[1]) == before.replace("Words of", "WORDS OF")


def test_saving_without_a_change_makes_no_revision_and_a_double_press_makes_one(desk: Desk) -> None:
    path = desk.path(desk.pages[0])
    assert desk.save(desk.pages[0]).status == 303
    assert len(desk.revisions(desk.pages[0])) == 1
    form = desk.browser.get(path).form(path)
    form.pop("__action__")
    for _ in range(2):
        assert desk.browser.post(path, form | {"body": "Pressed twice."}).status == 303
    assert len(desk.revisions(desk.pages[0])) == 2


def test_empty_minutes_are_counted_and_said_ones_are_kept(desk: Desk) -> None:
    desk.save(desk.pages[0], minutes_to_read="")
    assert "minutes_to_read" not in desk.source(desk.pages[0])
    desk.save(desk.pages[0], minutes_to_read="12")
    assert "minutes_to_read: 12" in desk.source(desk.pages[0])


def test_two_organisers_never_lose_an_update_and_see_both(desk: Desk) -> None:
    other = desk.world.person("Otto Other", administrator=True)
    theirs, path = desk.world.browser(other), desk.path(desk.pages[0])
    mine_open = desk.browser.get(path)
    assert theirs.submit(path, path, body="Their words.\n\nShared line.").status == 303
    clash = desk.browser.send(mine_open, path, body="My words.\n\nShared line.", note="Mine")
    assert clash.status == 409
    assert desk.source(desk.pages[0]).endswith("Their words.\n\nShared line.\n")
    boxes = [box.text_content().strip() for box in clash.tree.xpath("//textarea")]
    assert "My words.\n\nShared line." in boxes
    assert "Their words.\n\nShared line." in boxes
    assert "Otto Other" in clash.text
    marked = {tag: clash.tree.xpath(f"//ol//{tag}")[0].text_content() for tag in ("ins", "del")}
    assert marked == {"ins": "My words.", "del": "Their words."}
    merged = desk.browser.send(clash, path, body="Their words and mine.")
    assert merged.status == 303
    assert desk.source(desk.pages[0]).endswith("Their words and mine.\n")
    assert [r.text.split("\n\n", 1)[1][:5] for r in desk.revisions(desk.pages[0])] == [
        "Words",
        "Their",
        "Their",
    ]


def test_a_move_meanwhile_is_no_conflict(desk: Desk) -> None:
    path = desk.path(desk.pages[0])
    opened = desk.browser.get(path)
    desk.browser.submit(desk.at, f"{ids.write_id(desk.pages[0])}/move")
    assert desk.browser.send(opened, path, body="Written during the move.").status == 303


def test_saves_at_the_same_moment_leave_one_saved_and_tell_the_other(desk: Desk) -> None:
    path = desk.path(desk.pages[0])
    browsers = [desk.world.browser(desk.organiser) for _ in range(4)]
    forms = []
    for browser in browsers:
        form = browser.get(path).form(path)
        form.pop("__action__")
        forms.append(form)
    statuses: list[int] = []
    start = threading.Barrier(len(browsers))

    def press(number: int) -> None:
        start.wait()
        sent = forms[number] | {"body": f"The words of number {number}."}
        statuses.append(browsers[number].client.post(path, data=sent).status_code)

    threads = [threading.Thread(target=press, args=(n,)) for n in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409, 409, 409]
    assert len(desk.revisions(desk.pages[0])) == 2
    assert desk.source(desk.pages[0]) == desk.revisions(desk.pages[0])[-1].text


def test_mistakes_and_a_stale_token_keep_all_that_was_typed(desk: Desk) -> None:
    page = desk.save(desk.pages[0], title="", body="Long thought.", minutes_to_read="soon")
    assert page.status == 422
    assert "Enter the page’s title" in page.errors()
    assert "Minutes to read must be a whole number, like 24" in page.errors()
    assert "Long thought." in page.tree.xpath("//textarea")[0].text_content()
    path = desk.path(desk.pages[0])
    stale = desk.browser.submit(path, path, body="Long thought.", csrf_token="old")
    assert stale.status == 400
    assert "Long thought." in stale.text
    assert "Long thought." not in desk.source(desk.pages[0])


def test_a_prompt_id_that_stands_elsewhere_or_twice_is_refused_with_its_place(desk: Desk) -> None:
    block = "::: {.reflect #%s}\nWhat?\n:::\n\n"
    page = desk.save(desk.pages[0], body=block % "m1-reflect")
    assert page.status == 422
    assert "“Page 2 of module 1” in “Module number 1”" in page.errors()[0]
    twice = desk.save(desk.pages[0], body=block % "fresh" + block % "fresh")
    assert twice.status == 422
    assert "Line 5:" in twice.errors()[0]
    with desk.world.app.app_context():
        held = db.session.scalars(sa.select(Prompt).where(Prompt.key == "m1-reflect")).one()
        assert held.page_id == desk.pages[1]


def test_the_preview_is_the_renderers_and_keeps_nothing(desk: Desk) -> None:
    path = desk.path(desk.pages[0])
    form = desk.browser.get(path).form(path)
    form.pop("__action__")
    sent = form | {"body": "## A heading\n\n![](fig/no.png)\n\n::: nonsense\nWords\n:::"}
    fragment = desk.browser.post(f"{path}/preview", sent | {"fragment": "1"})
    assert "<h2" in fragment.body
    assert "<html" not in fragment.body
    assert "Line 3" in fragment.body
    whole = desk.browser.post(f"{path}/preview", sent)
    assert "## A heading" in whole.tree.xpath("//textarea")[0].text_content()
    assert whole.tree.xpath("//section//h2[contains(., 'A heading')]")
    assert len(desk.revisions(desk.pages[0])) == 1


def test_text_that_would_run_stays_inert(desk: Desk) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror=alert(1)>"><svg onload=alert(1)>'
    desk.save(desk.pages[0], title=hostile[:100], body=hostile, note=hostile)
    shown = [desk.browser.get(desk.path(desk.pages[0])), desk.browser.get(desk.at)]
    for page in shown:
        main = page.tree.xpath("//main")[0]
        # The editor's own script has a nonce.
        assert not main.xpath(".//script[not(@nonce)]|.//svg[@onload]|.//*[@onerror]")
        assert hostile[:20] in page.text


def test_modules_and_pages_move_one_step_a_press(desk: Desk) -> None:
    assert desk.order() == ["Module number 1", "Module number 2"]
    page = desk.browser.get(desk.at)
    form = page.form(f"{ids.write_id(desk.modules[1])}/move")
    action = form.pop("__action__")
    for _ in range(2):  # a double press
        answer = desk.browser.post(action, form)
        assert answer.status == 303
    assert answer.location.endswith(f"#up-{ids.write_id(desk.modules[1])}")
    assert desk.order() == ["Module number 2", "Module number 1"]


def test_what_is_taken_out_is_gone_for_readers_and_can_be_brought_back(desk: Desk) -> None:
    reader, cohort = desk.world.person(), desk.world.cohort(desk.slug)
    desk.world.join(reader, cohort)
    reading = desk.world.browser(reader)
    path = desk.path(desk.pages[0])
    for _ in range(2):
        assert desk.browser.submit(f"{path}/remove", f"{path}/remove").status == 303
    assert reading.get(f"/cohorts/{cohort}/modules/m1/p1").status == 404
    assert "Taken out" in desk.browser.get(desk.at).text
    desk.browser.submit(desk.at, f"{ids.write_id(desk.pages[0])}/bring-back")
    assert reading.get(f"/cohorts/{cohort}/modules/m1/p1").status == 200


def test_taking_out_and_putting_back_are_revisions_with_their_author(desk: Desk) -> None:
    page, path = desk.pages[0], desk.path(desk.pages[0])
    before = desk.source(page)
    desk.browser.submit(f"{path}/remove", f"{path}/remove")
    desk.browser.submit(desk.at, f"{ids.write_id(page)}/bring-back")
    assert [(r.note, r.text) for r in desk.revisions(page)][1:] == [
        ("Taken out of the course", before),
        ("Put back into the course", before),
    ]
    rows = desk.browser.get(f"{path}/revisions").tree.xpath("//tbody/tr")
    notes = ("Put back into the course", "Taken out of the course")
    for row, note in zip(rows, notes, strict=False):
        assert note in row.text_content()
        assert "Olive Organiser" in row.text_content()
    assert "Edited here" not in desk.browser.get(desk.at).text


@pytest.mark.parametrize("body", ["Words of mine.", None], ids=["with new words", "as it was"])
def test_a_form_open_since_before_a_taking_out_brings_nothing_back_unseen(
    desk: Desk, body: str | None
) -> None:
    other = desk.world.person("Otto Other", administrator=True)
    page, path = desk.pages[0], desk.path(desk.pages[0])
    typed = {"note": "Mine"} | ({"body": body} if body else {})
    opened = desk.browser.get(path)
    desk.world.browser(other).submit(f"{path}/remove", f"{path}/remove")
    answer = desk.browser.send(opened, path, **typed)
    assert answer.status == 409
    assert "This page was taken out while you were writing" in answer.text
    assert "Otto Other took it out on" in answer.text
    assert answer.tree.xpath(f"//a[@href='{desk.at}'][.='Leave it out']")
    assert answer.form(path)["note"] == "Mine"
    assert answer.form(path)["body"].strip() == (body or "Words of page 1 of module 1.")
    assert len(desk.revisions(page)) == 2
    assert desk.retired(page)
    assert "Put it back with my text" in answer.text
    assert desk.browser.send(answer, path).status == 303
    assert not desk.retired(page)
    assert desk.browser.send(answer, path).status == 303  # a second press
    assert [r.note for r in desk.revisions(page)][1:] == ["Taken out of the course", "Mine"]
    assert (body or "Words of page 1") in desk.source(page)


def test_a_page_that_was_out_when_it_was_opened_comes_back_with_its_save(desk: Desk) -> None:
    path = desk.path(desk.pages[0])
    desk.browser.submit(f"{path}/remove", f"{path}/remove")
    assert "Saving it brings it back" in desk.browser.get(path).text
    assert desk.save(desk.pages[0], body="Back again.").status == 303
    assert not desk.retired(desk.pages[0])


def test_restoring_pressed_many_times_in_one_instant_restores_once(desk: Desk) -> None:
    page, path = desk.pages[0], desk.path(desk.pages[0])
    desk.save(page, body="Other words.")
    one = f"{path}/revisions/{ids.write_id(desk.revisions(page)[0].id)}"
    browsers = [desk.world.browser(desk.organiser) for _ in range(3)]
    forms = [browser.get(one).form(f"{one}/restore") for browser in browsers]
    statuses: list[int] = []
    start = threading.Barrier(len(browsers))

    def press(number: int) -> None:
        sent = {key: value for key, value in forms[number].items() if key != "__action__"}
        start.wait()
        statuses.append(browsers[number].client.post(f"{one}/restore", data=sent).status_code)

    threads = [threading.Thread(target=press, args=(n,)) for n in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303, 303, 303]
    assert [r.origin for r in desk.revisions(page)] == ["files", "browser", "restore"]


def test_a_new_module_and_its_page_are_added_once(desk: Desk) -> None:
    form = desk.browser.get(f"{desk.at}/modules/new").form("/modules")
    action = form.pop("__action__")
    places = {desk.browser.post(action, form | {"title": "Fresh ideas"}).location for _ in "ab"}
    assert len(places) == 1
    assert desk.order()[-1] == "Fresh ideas"
    module = places.pop()
    made = desk.browser.submit(f"{module}/pages/new", f"{module}/pages", title="Its first page")
    desk.browser.submit(made.location, made.location, body="See [the other](../m1/p1.md).")
    assert "Its first page" in desk.browser.get(desk.at).text
    assert "problem" not in desk.browser.get(desk.at).text


def test_the_facts_of_a_module_go_into_its_text(desk: Desk) -> None:
    desk.save(
        desk.modules[0],
        title="Shared purpose",
        opens_after_days="16",
        objectives="Name it\n\nShare it",
        body="Why it matters to you.",
        summary="",
    )
    source = desk.source(desk.modules[0])
    assert "title: Shared purpose\n" in source
    assert "opens_after_days: 16\n" in source
    assert "objectives:\n- Name it\n- Share it\n" in source
    assert "summary" not in source
    assert source.endswith("Why it matters to you.\n")
    assert "Opens 2 weeks and 2 days after the first day" in desk.browser.get(desk.at).text


def test_the_desk_says_what_was_edited_here_since_the_last_import(desk: Desk) -> None:
    assert "Edited here" not in desk.browser.get(desk.at).text
    before = desk.source(desk.pages[0])
    desk.save(desk.pages[0], body="Changed here.")
    assert desk.browser.get(desk.at).text.count("Edited here since the last import") == 1
    with desk.world.database():
        row = db.session.get_one(ModulePage, desk.pages[0])
        row.file_digest = digest(row.source)  # as an import of the same text leaves it
    assert before != desk.source(desk.pages[0])
    assert "Edited here" not in desk.browser.get(desk.at).text


def test_another_programmes_text_is_not_there(desk: Desk) -> None:
    other = desk.world.programme(desk.organiser, name="Another programme")
    desk.world.modules(other)
    elsewhere = ids.write_id(desk.world.module_ids(other)[0])
    assert desk.browser.get(f"{desk.at}/{elsewhere}").status == 404


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_each_block_of_the_menu_renders_as_its_author_would_want(block: Any) -> None:
    found = render_page(
        block.pattern.replace("{id}", "an-id"), resolve=lambda _: "course:asset/x.png"
    )
    assert not [p for p in found.problems if p.is_error]
    assert ":::" not in str(found.parts)


def sent(desk: Desk, text_id: int, **typed: str) -> dict[str, Any]:
    """The form of the editor, filled in."""
    path = desk.path(text_id)
    form = desk.browser.get(path).form(path)
    form.pop("__action__")
    return form | typed


def test_a_draft_is_kept_offered_and_goes_only_when_its_text_is_saved(desk: Desk) -> None:
    path = desk.path(desk.pages[0])
    form = sent(desk, desk.pages[0], body="Half a thought", title="Half", minutes_to_read="soon")
    kept = desk.browser.client.post(desk.drafts, data=form)
    assert kept.json is not None
    assert kept.json["outcome"] == "kept"
    assert kept.json["others"] == ""
    opened = desk.browser.get(path)
    assert "You have a draft" in opened.text
    assert "Half a thought" not in opened.tree.xpath("//textarea")[0].text_content()
    offered = next(url for words, url in opened.links().items() if words == "Go on with the draft")
    again = desk.browser.get(offered)
    assert "Half a thought" in again.tree.xpath("//textarea")[0].text_content()
    assert again.form(path)["minutes_to_read"] == "soon"
    assert desk.browser.send(again, path, minutes_to_read="7").status == 303
    assert "You have a draft" not in desk.browser.get(path).text


def test_two_tabs_have_a_draft_each_and_one_can_be_thrown_away(desk: Desk) -> None:
    path = desk.path(desk.pages[0])
    for words in ("First tab", "Second tab"):
        form = sent(desk, desk.pages[0], body=words)
        desk.browser.client.post(desk.drafts, data=form)
    assert desk.browser.get(path).text.count("You have a draft") == 2
    desk.browser.submit(path, "/drop")
    assert desk.browser.get(path).text.count("You have a draft") == 1


def test_a_draft_begun_before_somebody_elses_save_ends_in_a_conflict(desk: Desk) -> None:
    path = desk.path(desk.pages[0])
    form = sent(desk, desk.pages[0], body="Mine, begun first")
    desk.browser.client.post(desk.drafts, data=form)
    desk.save(desk.pages[0], body="Saved meanwhile")
    offered = desk.browser.get(f"{path}?draft={form['submission']}")
    assert desk.browser.send(offered, path).status == 409


def test_who_else_is_at_work_is_said_on_opening_and_on_each_autosave(desk: Desk) -> None:
    other = desk.world.person("Otto Other", administrator=True)
    theirs, path = desk.world.browser(other), desk.path(desk.pages[0])
    form = theirs.get(path).form(path)
    form.pop("__action__")
    theirs.client.post(desk.drafts, data=form | {"body": "Typing away"})
    assert "Otto Other is editing this too" in desk.browser.get(path).text
    answer = desk.browser.client.post(desk.drafts, data=sent(desk, desk.pages[0], body="Me"))
    assert "Otto Other is editing this too" in answer.json["others"]
    assert "Typing away" not in desk.browser.get(path).text


def test_an_earlier_revision_is_compared_and_restored_as_a_new_one(desk: Desk) -> None:
    before = desk.source(desk.pages[0])
    desk.save(desk.pages[0], body="Other words.", note="A try")
    path = desk.path(desk.pages[0])
    listed = desk.browser.get(f"{path}/revisions")
    assert "A try" in listed.text
    assert "Olive Organiser" in listed.text
    old, new = (ids.write_id(revision.id) for revision in desk.revisions(desk.pages[0]))
    compared = desk.browser.get(f"{path}/compare?from={new}&to={old}")
    assert "Taken out Words of page 1 of module 1." in compared.text
    assert "Added Other words." in compared.text
    one = f"{path}/revisions/{old}"
    assert "Restore this text" in desk.browser.get(one).text
    assert desk.browser.submit(one, f"{old}/restore").status == 303
    assert desk.source(desk.pages[0]) == before
    assert [r.origin for r in desk.revisions(desk.pages[0])] == ["files", "browser", "restore"]


def test_leaving_a_prompt_with_answers_out_is_asked_about_once(desk: Desk) -> None:
    reader, cohort = desk.world.person(), desk.world.cohort(desk.slug)
    desk.world.join(reader, cohort)
    desk.world.browser(reader).submit(
        f"/cohorts/{cohort}/log/new?prompt=m1-reflect", "m1-reflect", title="", body="My answer"
    )
    path = desk.path(desk.pages[1])
    asked = desk.save(desk.pages[1], body="No questions here.")
    assert asked.status == 422
    assert "“m1-reflect”" in asked.errors()[0]
    assert "m1-discuss" not in asked.errors()[0]
    assert desk.browser.send(asked, path, leave_prompts="y").status == 303
    assert "No questions here." in desk.source(desk.pages[1])


def test_a_preview_shows_what_a_participant_of_a_cohort_sees_on_a_day(desk: Desk) -> None:
    cohort = desk.world.cohort(desk.slug)  # m2 opens three weeks after its start: today
    at = f"{desk.at}/preview"
    start = clock.now().date() - dt.timedelta(days=21)
    day = f"cohort={cohort}&on={(start + dt.timedelta(days=20)).isoformat()}"
    early = desk.browser.get(f"{at}?{day}")
    assert "This is a preview" in early.text
    assert "Module number 2" in early.text
    assert "Module number 2" not in early.links()
    assert desk.browser.get(f"{at}/m2/p1?{day}").status == 404
    later = f"cohort={cohort}&on={(start + dt.timedelta(days=21)).isoformat()}"
    assert "Module number 2" in desk.browser.get(f"{at}?{later}").links()
    page = desk.browser.get(f"{at}/m2/p2?{later}")
    assert "What did you notice?" in page.text
    assert "A note for facilitators." not in page.text
    assert desk.browser.get(f"{at}/m2/p2?cohort=elsewhere&on=2027-01-01").status == 404
    assert "Enter a real day" in desk.browser.get(f"{at}?cohort={cohort}&on=soon").text
