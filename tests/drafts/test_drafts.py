"""Drafts: kept, offered, gone only when their text was saved, and nobody else's."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa

from cohort.data_rights.registry import erase, sections
from cohort.db import db
from cohort.discussions.models import Post, Thread, ThreadLock
from cohort.drafts.facts import checksum
from cohort.drafts.models import Draft
from cohort.drafts.retention import RULES
from cohort.kernel import clock, ids
from cohort.kernel.data_rights import DataSubject
from tests.client import Browser, Page
from tests.drafts.keeping import keep
from tests.naughty import NAUGHTY
from tests.world import Person, World

JSON = {"Accept": "application/json"}


@dataclass
class Cohort:
    """A cohort with a thread, and one of its members."""

    world: World
    slug: str
    amira: Person
    thread: int
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.world.browser(self.amira)

    @property
    def at(self) -> str:
        return f"/cohorts/{self.slug}"

    @property
    def path(self) -> str:
        return f"{self.at}/threads/{ids.write_id(self.thread)}"

    def form(self, path: str | None = None) -> dict[str, Any]:
        """The fields of a composer, as they were served."""
        found = self.browser.get(path or self.path).form("/posts" if path is None else "/threads")
        found.pop("__action__")
        return found

    def save(self, form: dict[str, Any], turn: int = 1, writer: str = "page1", **typed: str) -> Any:
        """What a page's script sends, and what it is answered."""
        sent = form | {"draft_writer": writer, "draft_turn": str(turn)} | typed
        return self.browser.client.post(f"{self.at}/drafts", data=sent, headers=JSON)

    def held(self) -> list[str]:
        """The texts of all drafts with words."""
        with self.world.app.app_context():
            rows = db.session.scalars(sa.select(Draft).where(Draft.has_words))
            return sorted(row.facts["body"] for row in rows)


@pytest.fixture
def cohort(world: World) -> Iterator[Cohort]:
    programme = world.programme()
    world.modules(programme)
    slug = world.cohort(programme)
    amira = world.person("Amira Okafor")
    world.join(amira, slug)
    return Cohort(world, slug, amira, world.thread(amira, slug, "Welcome"))


def offers(page: Page) -> list[str]:
    found = page.tree.xpath("//li[@data-draft-offered]")
    return [" ".join(card.text_content().split()) for card in found]


def test_a_reply_is_kept_offered_never_put_in_and_goes_when_it_is_posted(cohort: Cohort) -> None:
    form = cohort.form()
    told = cohort.save(form, body="Half a thought\r\non two lines").json
    assert told["outcome"] == "kept"
    assert told["checksum"] == checksum({"body": "Half a thought\non two lines"})
    page = cohort.browser.get(cohort.path)
    assert len(offers(page)) == 1
    assert "Half a thought" in offers(page)[0]
    assert "Half" not in page.tree.xpath("//textarea")[0].text_content()
    opened = cohort.browser.get(page.links()["Go on with the draft"])
    assert "Half a thought\non two lines" in opened.tree.xpath("//textarea")[0].text_content()
    assert offers(opened) == []
    assert cohort.browser.send(opened, "/posts", body="A whole thought").status == 303
    assert cohort.held() == []
    assert offers(cohort.browser.get(cohort.path)) == []


def test_two_tabs_are_two_drafts_newest_first(cohort: Cohort) -> None:
    first, second = cohort.form(), cohort.form()
    cohort.save(first, body="In the first tab")
    cohort.save(second, writer="page2", body="In the second tab")
    with cohort.world.database():
        older = sa.update(Draft).where(Draft.key == first["submission"])
        db.session.execute(older.values(saved_at=clock.now() - dt.timedelta(hours=1)))
    found = offers(cohort.browser.get(cohort.path))
    assert ["second" in found[0], "first" in found[1]] == [True, True]
    assert "It is the newest" in found[0]
    cohort.browser.post(f"{cohort.path}/posts", second | {"body": "Sent", "draft_writer": "page2"})
    assert cohort.held() == ["In the first tab"]


def test_savings_that_come_late_or_twice_overwrite_nothing(cohort: Cohort) -> None:
    form = cohort.form()
    cohort.save(form, 2, body="The second")
    late = cohort.save(form, 1, body="The first, which was under way for long")
    assert (late.status_code, late.json["outcome"]) == (200, "older")
    assert late.json["checksum"] == checksum({"body": "The second"})
    assert cohort.save(form, 2, body="The second").json["checksum"] == late.json["checksum"]
    cohort.save(form, 3, body="")
    assert cohort.save(form, 2, body="The second").json["outcome"] == "older"
    assert cohort.held() == [], "what was emptied is not brought back"


def test_another_page_that_goes_on_with_the_same_draft_overwrites_nothing(cohort: Cohort) -> None:
    form = cohort.form()
    cohort.save(form, body="Begun")
    opened = f"{cohort.path}?draft={form['submission']}"
    here = cohort.browser.get(opened).form("/posts")
    there = cohort.browser.get(opened).form("/posts")
    assert cohort.save(here, writer="page2", body="Begun, then here").status_code == 200
    refused = cohort.save(there, writer="page3", body="Begun, then there")
    assert (refused.status_code, refused.json["outcome"]) == (409, "elsewhere")
    own = there | {"submission": refused.json["fresh_key"], "draft_was": ""}
    assert cohort.save(own, writer="page3", body="Begun, then there").status_code == 200
    assert cohort.held() == ["Begun, then here", "Begun, then there"]
    # Posting from the first page leaves what another one wrote into its draft.
    sent = form | {"body": "Begun", "draft_writer": "page1"}
    assert cohort.browser.post(f"{cohort.path}/posts", sent).status == 303
    assert cohort.held() == ["Begun, then here", "Begun, then there"]


def test_a_saving_that_comes_after_the_post_brings_nothing_back(cohort: Cohort) -> None:
    form = cohort.form()
    sent = form | {"body": "Posted", "draft_writer": "page1"}
    assert cohort.browser.post(f"{cohort.path}/posts", sent).status == 303
    late = cohort.save(form, body="Poste")
    assert (late.status_code, late.json["outcome"]) == (409, "finished")
    assert cohort.held() == []
    page = cohort.browser.get(cohort.path)
    assert form["submission"] in page.tree.xpath("//@data-draft-finished")[0].split()


def race(cohort: Cohort, words: str) -> None:
    """Post a reply in the very moment in which two savings of it arrive."""
    form, start = cohort.form(), threading.Barrier(3)
    browsers = [cohort.world.browser(cohort.amira) for _ in range(3)]
    tokens = [browser.get(cohort.path).form("/posts")["csrf_token"] for browser in browsers]

    def send(which: int) -> None:
        mine = form | {"csrf_token": tokens[which], "body": words, "draft_writer": "page1"}
        start.wait()
        if which == 0:
            browsers[0].post(f"{cohort.path}/posts", mine)
        else:
            mine |= {"draft_turn": str(which), "body": words[:which]}
            browsers[which].client.post(f"{cohort.at}/drafts", data=mine, headers=JSON)

    racing = [threading.Thread(target=send, args=(which,)) for which in range(3)]
    for one in racing:
        one.start()
    for one in racing:
        one.join()


def test_savings_that_race_with_the_post_leave_no_draft(cohort: Cohort) -> None:
    for number in range(8):
        race(cohort, f"Raced {number}")
        assert cohort.held() == []
    assert cohort.world.count(Post) == 9


def test_without_javascript_a_button_keeps_the_draft_and_says_so(cohort: Cohort) -> None:
    page = cohort.browser.get(cohort.path)
    button = page.tree.xpath("//button[@name='keep']")[0]
    form = page.form("/posts") | {"body": "Until tomorrow", "keep": "1"}
    kept = cohort.browser.follow(cohort.browser.post(button.get("formaction"), form))
    assert "Kept as a draft" in kept.text
    assert "Until tomorrow" in kept.tree.xpath("//textarea")[0].text_content()
    again = cohort.browser.send(kept, "/posts", body="Until tomorrow")
    assert again.status == 303
    assert cohort.held() == []
    nothing = cohort.browser.post(button.get("formaction"), cohort.form() | {"keep": "1"})
    assert "nothing new to keep" in cohort.browser.follow(nothing).text


def test_a_thread_closed_meanwhile_offers_the_words_as_a_new_thread(cohort: Cohort) -> None:
    form = cohort.browser.get(cohort.path)
    with cohort.world.database():
        db.session.add(ThreadLock(thread_id=cohort.thread, locked_by=cohort.amira.id))
    refused = cohort.browser.send(form, "/posts", body="Too late to say this")
    assert refused.status == 409
    assert "was closed while you were writing" in refused.text
    assert refused.form("/threads")["title"] == "Re: Welcome"
    assert cohort.held() == ["Too late to say this"]
    elsewhere = cohort.browser.get(cohort.path)
    led = cohort.browser.get(elsewhere.links()["Go on with the draft"])
    assert led.form("/threads")["title"] == "Re: Welcome"
    assert "Too late" in led.form("/threads")["body"]
    assert cohort.browser.send(refused, "/threads").status == 303
    assert cohort.held() == []
    assert cohort.world.count(Thread) == 2


def test_the_home_and_a_page_list_what_is_not_finished(cohort: Cohort) -> None:
    assert "Not finished" not in cohort.browser.get(cohort.at).text
    for number in range(5):
        cohort.save(cohort.form(), writer=f"page{number}", body=f"Begun {number}")
    cohort.save(cohort.form(f"{cohort.at}/threads/new"), writer="new", title="A title", body="")
    home = cohort.browser.get(cohort.at)
    assert len(home.tree.xpath("//ul[@class='unfinished']/li")) == 3
    assert "You began a reply in “Welcome”, " in home.text
    listed = cohort.browser.get(home.links()["All that is not finished"])
    assert len(listed.tree.xpath("//li[@class='draft-line']")) == 6
    assert "A title" in listed.text
    thrown = cohort.browser.follow(cohort.browser.send(listed, "/drop"))
    assert "The draft is thrown away." in thrown.text
    assert len(thrown.tree.xpath("//li[@class='draft-line']")) == 5


def test_what_was_thrown_away_is_not_brought_back_by_a_page_that_is_open(cohort: Cohort) -> None:
    form = cohort.form()
    cohort.save(form, body="Rubbish")
    cohort.browser.send(cohort.browser.get(cohort.path), "/drop")
    assert cohort.save(form, 2, body="Rubbish!").json["outcome"] == "finished"
    assert cohort.held() == []


def test_nobody_reaches_a_draft_of_another_person_or_cohort(cohort: Cohort) -> None:
    world = cohort.world
    other = world.cohort("commissioning-with-communities", "Another cohort")
    peer, stranger = world.person("Peer"), world.person("Stranger")
    world.join(peer, cohort.slug)
    world.join(cohort.amira, other)
    world.join(stranger, other)
    key = keep(world, cohort.amira, cohort.slug, {"body": "A kingfisher draft"})
    for person, slug in ((peer, cohort.slug), (stranger, other), (cohort.amira, other)):
        browser, at = world.browser(person), f"/cohorts/{slug}"
        token = {"csrf_token": browser.get(f"{at}/threads/new").form("/threads")["csrf_token"]}
        assert browser.post(f"{at}/drafts/{key}/drop", token).status == 404
        for path in ("", "/drafts", f"/threads/new?draft={key}"):
            assert "kingfisher" not in browser.get(f"{at}{path}").body
    thread = {"draft_kind": "reply", "draft_target": f"thread:{ids.write_id(cohort.thread)}"}
    browser = world.browser(stranger)
    token = browser.get(f"/cohorts/{other}/threads/new").form("/threads")["csrf_token"]
    sent = thread | {"csrf_token": token, "body": "Let me in"}
    assert browser.client.post(f"/cohorts/{other}/drafts", data=sent).status_code == 404
    assert cohort.held() == ["A kingfisher draft"]


@pytest.mark.parametrize("target", ["", "new:", "thread:", "thread:zzz", "module:1", "x" * 500])
def test_an_odd_target_is_no_place(cohort: Cohort, target: str) -> None:
    sent = cohort.save(cohort.form(), draft_target=target, body="Words")
    assert sent.status_code == 404
    assert cohort.held() == []


def test_an_ended_sign_in_is_answered_in_json_and_keeps_nothing(cohort: Cohort) -> None:
    form = cohort.form()
    cohort.browser.client.delete_cookie("cohort")
    answer = cohort.save(form, body="Typed after it ended")
    assert answer.status_code in (400, 401)
    assert answer.json["status"] == answer.status_code
    assert cohort.held() == []


def test_strange_words_come_back_as_they_were(cohort: Cohort) -> None:
    for words in [text for text in NAUGHTY.values() if text.strip() and "\0" not in text]:
        form = cohort.form()
        told = cohort.save(form, body=words).json
        kept = words.replace("\r\n", "\n").replace("\r", "\n")
        assert told["checksum"] == checksum({"body": kept})
        opened = cohort.browser.get(f"{cohort.path}?draft={form['submission']}")
        assert opened.form("/posts")["draft_was"] == told["checksum"]


def test_more_than_a_request_may_hold_is_refused_in_json(cohort: Cohort) -> None:
    answer = cohort.save(cohort.form(), body="x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json["status"] == 413


def test_drafts_are_in_the_download_and_go_with_the_account(cohort: Cohort) -> None:
    cohort.save(cohort.form(), body="Half a thought")
    whose = DataSubject(cohort.amira.id, cohort.amira.email)
    with cohort.world.app.test_request_context():
        (section,) = [one for one in sections(whose) if one.name == "drafts"]
        (item,) = section.items()
        assert item.heading == "A reply in “Welcome”"
        assert item.facts["draft"] == {"body": "Half a thought"}
        erase(whose, remove_posts=False)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0


def test_old_drafts_go_after_a_year_and_marks_after_a_week(cohort: Cohort) -> None:
    keys = [keep(cohort.world, cohort.amira, cohort.slug, {"body": b}) for b in ("a", "b", "", "")]
    ages = (400, 300, 8, 6)
    with cohort.world.database():
        for key, age in zip(keys, ages, strict=True):
            then = clock.now() - dt.timedelta(days=age)
            db.session.execute(sa.update(Draft).where(Draft.key == key).values(saved_at=then))
        db.session.flush()
        found = [
            set(db.session.scalars(sa.select(Draft.key).where(rule.is_over()))) for rule in RULES
        ]
    assert found == [{keys[0]}, {keys[2]}]


def test_marks_of_what_is_finished_push_no_draft_aside(cohort: Cohort) -> None:
    cohort.save(cohort.form(), body="Begun long ago")
    with cohort.world.database() as session:
        draft = session.scalars(sa.select(Draft)).one()
        facts = {"user_id": draft.user_id, "cohort_id": draft.cohort_id, "target": draft.target}
        facts |= {"kind": "", "facts": {}, "has_words": False, "finished_at": clock.now()}
        later = clock.now() + dt.timedelta(minutes=1)
        rows = [{"key": ids.write_id(ids.new_id()), "saved_at": later} for _ in range(250)]
        session.execute(sa.insert(Draft), [facts | row for row in rows])
    assert offers(cohort.browser.get(cohort.path))
