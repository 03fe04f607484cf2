"""What facilitators do to threads: it keeps the list, what people follow and what they have read,
and tells nobody who was not to be told."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
import sqlalchemy as sa

from cohort.db import db
from cohort.discussions.models import Thread, ThreadLock, ThreadSummary, ThreadTelling
from cohort.kernel import ids
from cohort.notices.models import Notice
from cohort.search import index
from cohort.search.kinds import IndexEntry
from tests.client import Browser
from tests.discussions.tending import (
    ACTS,
    act_on,
    acts,
    address,
    facilitator,
    press,
    state_of,
    titles,
    told,
)
from tests.world import Person, World


def test_a_new_title_and_a_merger_write_no_post_into_the_index_again(
    world: World,
    cohort: str,
    amira: Person,
    thread: int,
    ruth: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = world.thread(amira, cohort, "Carers", "Carers begin.")
    post = world.post(amira, cohort, thread, "The kingfisher clause")
    told(world)
    written: list[str] = []
    whole = index.put_all

    def noted(kind: str, entries: Iterable[IndexEntry]) -> int:
        there = list(entries)
        written.extend(kind for _ in there)
        return whole(kind, there)

    monkeypatch.setattr(index, "put_all", noted)
    hers = world.browser(amira)
    for act, title, place in (("title", "Another title", thread), ("merge", "Carers", other)):
        fields = {"into": ids.write_id(other)} if act == "merge" else {}
        assert act_on(ruth, cohort, thread, act, **fields).status == 303
        assert written == ["thread"]
        written.clear()
        found = hers.get(f"/cohorts/{cohort}/search?q=kingfisher")
        assert title in found.text
        links = [link for link in found.links().values() if ids.write_id(post) in link]
        assert {link.partition("?")[0] for link in links} == {address(cohort, place)}


def test_no_act_moves_a_thread_in_the_list_or_tells_anybody(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    world.thread(amira, cohort, "Newer")
    told(world)
    before, hers = state_of(world), world.browser(amira)
    hers.get(address(cohort, thread)).response.close()
    for act in ACTS:
        assert act_on(ruth, cohort, thread, act).status == 303, act
        assert state_of(world) == before, act
        assert [title != "Newer" for title in titles(hers, cohort)] == [False, True], act
    assert told(world) == []
    assert acts(world) == [
        *("thread:pin", "thread:unpin", "thread:close", "thread:open-again", "thread:rename"),
        *("thread:summarise", "thread:unsummarise"),
    ]


@pytest.mark.parametrize(
    ("act", "kind"),
    [("summary", "summary"), ("close", "thread_closed"), ("title", "thread_renamed")],
)
def test_who_follows_is_told_once_where_it_is_ticked(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser, act: str, kind: str
) -> None:
    muting = world.person("Joe Marsh")
    world.join(muting, cohort)
    press(world.browser(muting), cohort, thread, "following", state="muted")
    told(world)
    act_on(ruth, cohort, thread, act, tell="y")
    act_on(ruth, cohort, thread, act, tell="y")
    assert told(world) == [(amira.id, kind)]
    assert told(world) == [(amira.id, kind)]
    hers = world.browser(amira)
    assert "Ruth Calder " in hers.get("/notices").text
    hers.get(address(cohort, thread)).response.close()
    with world.app.app_context():
        assert db.session.scalars(sa.select(Notice.read_at)).one() is not None


def test_a_notice_of_what_was_undone_has_no_line(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    told(world)
    act_on(ruth, cohort, thread, "close", tell="y")
    told(world)
    hers = world.browser(amira)
    assert "Ruth Calder closed this thread" in hers.get("/notices").text
    act_on(ruth, cohort, thread, "open-again")
    assert "closed this thread" not in hers.get("/notices").text


def test_a_closed_thread_says_why_and_opens_again(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser, sam: Browser
) -> None:
    page = ruth.get(address(cohort, thread, "close"))
    assert ruth.send(page, "/close", reason=" ").status == 422
    assert ruth.send(page, "/close", reason="We go on in the next call.").status == 303
    late = press(sam, cohort, thread, "close", reason="Another reason")
    assert late.status == 303
    assert "closed already" in sam.get(late.location).text
    hers = world.browser(amira)
    text = hers.get(address(cohort, thread)).text
    assert text.index("We go on in the next call.") < text.index("The first words.")
    assert "Another reason" not in text
    assert world.count(ThreadLock) == 1
    assert press(ruth, cohort, thread, "open-again").status == 303
    assert press(sam, cohort, thread, "open-again").status == 303
    assert "We go on in the next call." not in hers.get(address(cohort, thread)).text


def test_two_who_change_the_summary_see_both_texts(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser, sam: Browser
) -> None:
    path = address(cohort, thread, "summary")
    first, second = ruth.get(path), sam.get(path)
    assert ruth.send(first, "/summary", body="Ruth’s *words*.").status == 303
    clash = sam.send(second, "/summary", body="Sam’s words.")
    assert clash.status == 409
    assert "Ruth’s *words*." in clash.text
    assert "Sam’s words." in clash.body
    page = world.browser(amira).get(address(cohort, thread))
    assert "By Ruth Calder" in page.text
    assert page.tree.xpath("//section[@id='summary']//em")
    assert sam.send(clash, "/summary", body="Both.").status == 303
    assert "By Sam Idris, updated" in " ".join(ruth.get(address(cohort, thread)).text.split())
    assert press(ruth, cohort, thread, "summary/remove", version="1").status == 409
    assert press(ruth, cohort, thread, "summary/remove", version="2").status == 303
    assert press(ruth, cohort, thread, "summary/remove", version="2").status == 303
    assert world.count(ThreadSummary) == 0


def test_an_author_changes_the_title_and_that_is_on_no_record(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    hers, before = world.browser(amira), ruth.get(address(cohort, thread, "title"))
    page = hers.get(address(cohort, thread, "title"))
    assert not page.tree.xpath("//*[@name='tell' or @name='module']")
    sent = hers.send(page, "/title", title="Carers", tell="y", module="none")
    assert sent.status == 303
    assert "Carers" in titles(ruth, cohort)
    assert acts(world) == []
    assert world.count(ThreadTelling) == 0
    other = world.person("Joe Marsh")
    world.join(other, cohort)
    assert world.browser(other).get(address(cohort, thread, "title")).status == 403
    clash = ruth.send(before, "/title", title="Too late")
    assert clash.status == 409
    assert "Carers" in clash.text


def test_a_thread_moves_to_a_module_and_a_prompts_thread_stays(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    page = ruth.get(address(cohort, thread, "title"))
    (number,) = page.tree.xpath("//option[contains(., 'Module number 2')]/@value")
    assert ruth.send(page, "/title", module=number).status == 303
    assert acts(world) == ["thread:move"]
    with world.app.app_context():
        assert db.session.scalars(sa.select(Thread.module_id)).one() == ids.read_id(number)
    hers = world.browser(amira)
    begun = hers.submit(f"/cohorts/{cohort}/prompts/m1-discuss/thread", "/posts", body="Said")
    prompts = begun.location.partition("?")[0].partition("#")[0]
    assert not ruth.get(f"{prompts}/title").tree.xpath("//*[@name='module']")
    assert hers.get(f"{prompts}/title").status == 403


def test_a_pinned_thread_stands_above_the_list(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser, sam: Browser
) -> None:
    assert press(ruth, cohort, thread, "pin").status == 303
    assert press(sam, cohort, thread, "pin").status == 303
    page = world.browser(amira).get(f"/cohorts/{cohort}/threads")
    assert page.tree.xpath("//section[@aria-labelledby='pinned']//a/text()") == ["Respite"]
    assert acts(world) == ["thread:pin"]


@pytest.mark.parametrize("act", [*ACTS, "merge"])
def test_others_can_do_none_of_it(
    world: World, cohort: str, thread: int, amira: Person, act: str
) -> None:
    member = world.person("Joe Marsh")
    world.join(member, cohort)
    away = facilitator(world, world.cohort("commissioning-with-communities", "Other"), "Far")
    fields = {"reason": "No", "title": "No", "body": "No", "version": "0"}
    assert press(world.browser(member), cohort, thread, act, **fields).status == 403
    assert press(away, cohort, thread, act, **fields).status == 404
    assert acts(world) == []
