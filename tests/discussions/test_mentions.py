"""People named with an @ in posts: who is meant, who is told, and who is not."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Actor, Role
from cohort.accounts.models import User
from cohort.db import change, db
from cohort.discussions import actions
from cohort.discussions.actions.following import follow_thread
from cohort.discussions.actions.telling import tell_of_posts
from cohort.discussions.models import Mention, Post, Thread, ThreadKind
from cohort.discussions.queries.mentions import nameable
from cohort.kernel import clock, ids
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.models import Notice
from cohort.programmes.models import Membership
from tests.client import Browser, Page
from tests.discussions.test_by_mail import Talk, mail, site, talk  # noqa: F401 - fixtures
from tests.world import PASSWORD, Person, World


@pytest.fixture
def ben(world: World, cohort: str) -> Person:
    return member(world, cohort, "Ben Achterberg")


def member(world: World, cohort: str, name: str, role: Role = Role.PARTICIPANT) -> Person:
    world.counter += 1
    person = world.person(name, email=f"somebody{world.counter}@example.org")
    world.join(person, cohort, role)
    return person


def address(cohort: str, thread: int) -> str:
    return f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"


def send(browser: Browser, cohort: str, thread: int, body: str) -> Page:
    """A reply, and the page that it leads to."""
    page = browser.follow(browser.submit(address(cohort, thread), "/posts", body=body))
    assert page.status == 200
    return page


def named(world: World) -> set[tuple[int, int]]:
    """(post, person) of all mentions."""
    with world.database() as session:
        return {tuple(row) for row in session.execute(sa.select(Mention.post_id, Mention.user_id))}


def told(world: World) -> list[tuple[int, str]]:
    """(person, kind) of all notices, once they are made."""
    with world.database() as session:
        tell_of_posts()
        rows = session.execute(sa.select(Notice.user_id, Notice.kind).order_by(Notice.user_id))
        return [tuple(row) for row in rows]


def latest(world: World) -> int:
    with world.database() as session:
        return int(session.scalar(sa.select(sa.func.max(Post.id))) or 0)


def links(page: Page) -> list[tuple[str, str]]:
    found = page.tree.xpath("//a[@class='mention']")
    assert not any(link.get("rel") for link in found)
    return [(link.text_content(), link.get("href")) for link in found]


def person_page(world: World, cohort: str, person: Person) -> str:
    with world.database() as session:
        mine = sa.select(Membership.id).where(Membership.user_id == person.id)
        return f"/cohorts/{cohort}/people/{ids.write_id(session.scalars(mine).one())}"


def test_a_name_leads_to_its_person_who_is_told_by_notice_and_after_the_grace_by_mail(
    world: World, cohort: str, amira: Person, ben: Person, thread: int
) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        page = send(world.browser(amira), cohort, thread, "What would @ben achterberg’s team say?")
        assert links(page) == [("@ben achterberg", person_page(world, cohort, ben))]
        assert told(world) == [(ben.id, "mention")]
        his = world.browser(ben)
        assert "Amira Okafor mentioned you" in his.get("/notices").text
        for minutes, posted in ((9, "posted 0"), (2, "posted 1")):
            now.shift(dt.timedelta(minutes=minutes))
            with world.app.test_request_context():
                assert send_at_once() == posted
                db.session.commit()
        assert his.get(page_of := links(page)[0][1]).status == 200, page_of


def test_opening_a_thread_and_posting_on_a_prompt_name_people_too(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    hers = world.browser(amira)
    hers.submit(f"/cohorts/{cohort}/threads/new", "/threads", title="Help", body="@Ben Achterberg?")
    assert named(world) == {(latest(world), ben.id)}
    hers.submit(f"/cohorts/{cohort}/prompts/m1-discuss/thread", "/posts", body="@Ben Achterberg!")
    assert (latest(world), ben.id) in named(world)
    assert told(world) == [(ben.id, "mention")] * 2


def test_a_reply_by_mail_names_people_and_so_does_what_is_put_back_of_it(talk: Talk) -> None:  # noqa: F811
    text = "Ask @Tom\nPrice, he knows.\n\n-- \n@Cara Lind\nNorthmoor\n"
    cara = talk.member("Cara Lind", "cara@council.example")
    assert talk.take(mail(talk.address(), text)) == "posted"
    assert named(talk.world) == {(latest(talk.world), talk.tom.id)}
    priya = Browser(talk.site)
    priya.sign_in(talk.priya.email, PASSWORD)
    priya.send(priya.get(address(talk.cohort, talk.thread)), "/put-back")
    assert named(talk.world) == {(latest(talk.world), one.id) for one in (talk.tom, cara)}


@pytest.mark.parametrize("who", ["another cohort", "left", "closed", "nobody"])
def test_who_is_not_in_the_cohort_is_neither_named_nor_told(
    world: World, cohort: str, amira: Person, thread: int, who: str
) -> None:
    sam = world.person("Sam Stranger")
    world.join(sam, cohort if who in ("left", "closed") else world.cohort(world.programme()))
    name = "Nobody Here" if who == "nobody" else "Sam Stranger"
    with world.database() as session:
        if who == "left":
            mine = sa.update(Membership).where(Membership.user_id == sam.id)
            session.execute(mine.values(left_at=clock.now()))
        if who == "closed":
            session.execute(
                sa.update(User).where(User.id == sam.id).values(deactivated_at=clock.now())
            )
    page = send(world.browser(amira), cohort, thread, f"And @{name}?")
    assert f"@{name}?" in page.text
    assert links(page) == []
    assert named(world) == set()
    assert told(world) == []


def test_changing_a_post_tells_only_whom_it_names_newly_and_forgets_the_others(
    world: World, cohort: str, amira: Person, ben: Person, thread: int
) -> None:
    cara, dev = member(world, cohort, "Cara Lind"), member(world, cohort, "Dev Rao")
    hers = world.browser(amira)
    send(hers, cohort, thread, "@Ben Achterberg and @Cara Lind")
    post = latest(world)
    assert told(world) == [(ben.id, "mention"), (cara.id, "mention")]
    world.browser(ben).get(address(cohort, thread)).response.close()  # he has read it
    edit = f"{address(cohort, thread)}/posts/{ids.write_id(post)}/edit"
    with time_machine.travel(clock.now() + dt.timedelta(hours=1)):
        hers.submit(edit, "/edit", body="@Ben Achterberg and @Dev Rao")
        assert named(world) == {(post, ben.id), (post, dev.id)}
        assert told(world) == [(ben.id, "mention"), (dev.id, "mention")]
        assert "Amira Okafor mentioned you" in world.browser(dev).get("/notices").text
        hers.submit(edit, "/edit", body="Nobody")
        assert named(world) == set()
        assert told(world) == [(ben.id, "mention")], "what was read stays read"
        hers.submit(edit, "/edit", body="@Ben Achterberg once more")
        with world.database() as session:
            assert session.scalars(sa.select(Notice.read_at)).one() is not None


def test_a_change_before_anybody_was_told_tells_once(
    world: World, cohort: str, amira: Person, ben: Person, thread: int
) -> None:
    hers = world.browser(amira)
    send(hers, cohort, thread, "Hello")
    edit = f"{address(cohort, thread)}/posts/{ids.write_id(latest(world))}/edit"
    hers.submit(edit, "/edit", body="Hello @Ben Achterberg")
    assert world.count(Notice) == 0
    assert told(world) == [(ben.id, "mention")]


def test_what_is_put_back_names_the_same_people_and_tells_nobody_again(
    world: World, cohort: str, amira: Person, ben: Person, thread: int
) -> None:
    hers = world.browser(amira)
    send(hers, cohort, thread, "Hello @Ben Achterberg")
    post, before = latest(world), told(world)
    at = f"{address(cohort, thread)}/posts/{ids.write_id(post)}"
    hers.submit(f"{at}/remove", "/remove")
    assert "mentioned you" not in world.browser(ben).get("/notices").text
    page = hers.follow(hers.submit(address(cohort, thread), "/put-back"))
    assert links(page) == [("@Ben Achterberg", person_page(world, cohort, ben))]
    assert told(world) == before
    assert named(world) == {(post, ben.id)}


def test_naming_oneself_tells_nobody(world: World, cohort: str, amira: Person, thread: int) -> None:
    page = send(world.browser(amira), cohort, thread, "As @Amira Okafor I say")
    assert links(page) == [("@Amira Okafor", person_page(world, cohort, amira))]
    assert told(world) == []


def test_a_muted_thread_stays_silent(
    world: World, cohort: str, amira: Person, ben: Person, thread: int
) -> None:
    with world.database():
        follow_thread(world.actor(ben, cohort), thread, "muted")
    send(world.browser(amira), cohort, thread, "@Ben Achterberg")
    assert told(world) == []


@pytest.mark.parametrize(
    ("role", "has_written", "hears"),
    [
        (Role.PARTICIPANT, False, False),
        (Role.PARTICIPANT, True, True),
        (Role.FACILITATOR, False, True),
    ],
)
def test_a_quiet_round_tells_only_who_may_see_it(
    world: World,
    cohort: str,
    amira: Person,
    thread: int,
    role: Role,
    *,
    has_written: bool,
    hears: bool,
) -> None:
    reader = member(world, cohort, "Una Reader", role)
    with world.database():
        change(sa.update(Thread).values(kind=ThreadKind.ROUND))
    if has_written:
        world.post(reader, cohort, thread, "Mine")
    told(world)
    send(world.browser(amira), cohort, thread, "@Una Reader")
    assert told(world) == [(reader.id, "mention")]
    hers = world.browser(reader)
    assert ("mentioned you" in hers.get("/notices").text) is hears
    if not has_written:
        send(hers, cohort, thread, "Mine")
        assert "mentioned you" in hers.get("/notices").text


def test_a_post_without_a_name_says_a_member_named_you(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    with world.database():
        actions.open_thread(
            world.actor(amira, cohort),
            title="Hard",
            body="@Ben Achterberg and @Amira Okafor",
            submission_key=ids.write_id(ids.new_id()),
            nameless=True,
        )
    assert told(world) == [(ben.id, "mention")]
    his = world.browser(ben)
    notices = his.get("/notices").text
    assert "A member of this cohort mentioned you" in notices
    with world.database() as session:
        thread = session.scalars(sa.select(Thread.id)).one()
    page = his.get(address(cohort, thread))
    # That she is named shows nothing of who wrote it: anybody could have named her.
    assert [words for words, _ in links(page)] == ["@Ben Achterberg", "@Amira Okafor"]


def test_more_than_ten_names_are_not_told_and_nothing_is_lost(
    world: World, cohort: str, amira: Person, thread: int
) -> None:
    people = [member(world, cohort, f"Una{chr(97 + n)} Many") for n in range(12)]
    body = " ".join(f"@{person.name}" for person in people)
    page = send(world.browser(amira), cohort, thread, body)
    assert "Your post names 12 people. A post tells 10 at most" in page.text
    assert "Nothing of it is lost." in page.text
    assert body in page.text
    assert len(named(world)) == len(links(page)) == 10
    assert len(told(world)) == 10


@pytest.mark.parametrize("word", ["everyone", "all", "Everyone"])
def test_everyone_is_no_name_and_the_page_says_so(
    world: World, cohort: str, amira: Person, ben: Person, thread: int, word: str
) -> None:
    page = send(world.browser(amira), cohort, thread, f"@{word}, look at this")
    assert "tells nobody: those who follow the thread hear of your post anyway" in page.text
    assert f"@{word}, look at this" in page.text
    assert told(world) == []
    assert named(world) == set()


def test_two_people_of_one_name_are_told_apart_and_the_author_hears_how(
    world: World, cohort: str, amira: Person, thread: int
) -> None:
    one, two = member(world, cohort, "Sam Jones"), member(world, cohort, "sam jones")
    world.profile(two, organisation="Northmoor County Council")
    hers = world.browser(amira)
    page = send(hers, cohort, thread, "What do you say, @Sam Jones?")
    assert named(world) == set()
    assert "More than one person here is called Sam Jones, so none of them is told" in page.text
    assert "“@Sam Jones (An organisation)” or “@sam jones (Northmoor County Council)”" in page.text
    page = send(hers, cohort, thread, "I mean @Sam Jones (Northmoor County Council).")
    assert named(world) == {(latest(world), two.id)}
    assert links(page)[0][0] == "@Sam Jones (Northmoor County Council)"
    send(hers, cohort, thread, "and @sam jones (an organisation)’s view")
    assert (latest(world), one.id) in named(world)


@pytest.mark.parametrize(
    ("organisations", "written"),
    [
        (("A", "B"), ("Sam Jones (A)", "Sam Jones (B)")),
        (("A", "a"), ("Sam Jones (1)", "Sam Jones (2)")),
        (("A", "A", "B"), ("Sam Jones (1)", "Sam Jones (2)", "Sam Jones (B)")),
        (("", "B"), ("Sam Jones (1)", "Sam Jones (B)")),
        (("hidden", "B"), ("Sam Jones (1)", "Sam Jones (B)")),
    ],
)
def test_how_people_of_one_name_are_written(
    world: World, cohort: str, organisations: tuple[str, ...], written: tuple[str, ...]
) -> None:
    for organisation in organisations:
        person = member(world, cohort, "Sam Jones")
        seen_by = {"organisation": "me"} if organisation == "hidden" else {}
        world.profile(person, seen_by, organisation=organisation)
    with world.database() as session:
        cohort_id = session.scalars(sa.select(Membership.cohort_id)).first()
        assert cohort_id
        assert tuple(one.written for one in nameable(cohort_id)) == written


def test_whoever_takes_anothers_written_form_for_a_name_is_not_told_in_their_place(
    world: World, cohort: str, amira: Person, thread: int
) -> None:
    for name in ("Sam Jones", "Sam Jones", "Sam Jones (1)"):
        world.profile(member(world, cohort, name), organisation="")
    page = send(world.browser(amira), cohort, thread, "@Sam Jones (1)")
    assert named(world) == set()
    assert "More than one person here is called" in page.text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_a_hostile_name_is_shown_as_it_is(
    world: World, cohort: str, amira: Person, thread: int, name: str
) -> None:
    member(world, cohort, name)
    page = send(world.browser(amira), cohort, thread, f"Hello @{name} there")
    assert links(page)[0][0] == f"@{name}"
    assert not page.tree.xpath("//*[@class='posts']//script | //img[@onerror]")


@pytest.mark.parametrize(
    ("body", "queries"),
    [
        ("Nobody is named", 0),
        ("a@b.uk", 1),
        ("@Ben Achterberg", 2),
        ("@Ben Achterberg and @Cara Lind and @Nobody", 2),
    ],
)
def test_names_cost_one_query_where_there_is_an_at_and_one_more_to_store_them(
    world: World, cohort: str, amira: Person, ben: Person, thread: int, body: str, queries: int
) -> None:
    member(world, cohort, "Cara Lind")
    asked: list[str] = []
    with world.database():
        actor = world.actor(amira, cohort)
        reply(actor, thread, "To warm up @Ben Achterberg")
        usual = _counted(lambda: reply(actor, thread, "Some other words"))
        asked = _counted(lambda: reply(actor, thread, body))
    assert len(asked) - len(usual) == queries


def reply(actor: Actor, thread: int, body: str) -> None:
    key = ids.write_id(ids.new_id())
    actions.reply(actor, thread, body=body, submission_key=key)


def _counted(work: Callable[[], object]) -> list[str]:
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return asked


def test_the_name_of_somebody_who_left_stands_without_a_link_and_comes_back_with_them(
    world: World, cohort: str, amira: Person, ben: Person, thread: int
) -> None:
    hers = world.browser(amira)
    send(hers, cohort, thread, "@Ben Achterberg and @Amira Okafor")
    mine = sa.update(Membership).where(Membership.user_id == ben.id)
    for left_at, shown in ((clock.now(), 1), (None, 2)):
        with world.database() as session:
            session.execute(mine.values(left_at=left_at))
        page = hers.get(address(cohort, thread))
        assert "@Ben Achterberg and @Amira Okafor" in page.text
        assert len(links(page)) == shown


def test_the_list_has_the_people_of_this_cohort_and_nobody_else(
    world: World, cohort: str, amira: Person, ben: Person, ruth: Browser
) -> None:
    elsewhere = world.cohort(world.programme())
    world.join(world.person("Ada Elsewhere"), elsewhere)
    world.profile(ben, {"organisation": "facilitators"}, organisation="Hidden council")
    hers, path = world.browser(amira), f"/cohorts/{cohort}/threads/names"
    for page in (hers.get(path), ruth.get(path)):
        assert "@Ben Achterberg" in page.text
        assert "Ada Elsewhere" not in page.body
        assert "Hidden council" not in page.body
    assert "@Amira Okafor" not in hers.get(path).text
    told_to_script = hers.get(path, headers={"Accept": "application/json"})
    assert json.loads(told_to_script.body) == {
        "people": [
            {"name": "Ben Achterberg", "about": "", "written": "Ben Achterberg"},
            {"name": "Ruth Calder", "about": "An organisation", "written": "Ruth Calder"},
        ]
    }
    assert hers.get(f"/cohorts/{elsewhere}/threads/names").status == 404


@pytest.mark.parametrize("page", ["new", "thread", "begin", "edit"])
def test_every_composer_says_how_to_name_somebody(
    world: World, cohort: str, amira: Person, thread: int, page: str
) -> None:
    post = ids.write_id(latest(world))
    path = {
        "new": f"/cohorts/{cohort}/threads/new",
        "thread": address(cohort, thread),
        "begin": f"/cohorts/{cohort}/prompts/m1-discuss/thread",
        "edit": f"{address(cohort, thread)}/posts/{post}/edit",
    }[page]
    shown = world.browser(amira).get(path)
    (about,) = shown.tree.xpath("//form//details[@data-names]")
    assert "Write @ and their whole name" in about.text_content()
    (link,) = about.xpath(".//a")
    assert link.get("href") == about.get("data-names") == f"/cohorts/{cohort}/threads/names"
    assert link.get("target") == "_blank"


@pytest.mark.parametrize(("prompt", "hears"), [("m1-discuss", True), ("m2-discuss", False)])
def test_on_a_prompt_only_those_are_told_to_whom_its_module_is_open(
    world: World, amira: Person, *, prompt: str, hears: bool
) -> None:
    programme = world.programme()
    world.modules(programme)
    cohort = world.cohort(programme, starts_on=clock.now().date() - dt.timedelta(days=3))
    una, ruth = member(world, cohort, "Una Reader"), member(world, cohort, "Ruth", Role.FACILITATOR)
    ahead = world.browser(ruth)
    page = ahead.submit(f"/cohorts/{cohort}/prompts/{prompt}/thread", "/posts", body="@Una Reader")
    assert page.status == 303
    assert (told(world) == [(una.id, "mention")]) is hears


def test_no_word_of_who_wrote_without_a_name_is_in_the_list_of_names(
    world: World, cohort: str, amira: Person, ben: Person, ruth: Browser
) -> None:
    path = f"/cohorts/{cohort}/threads/names"
    before = ruth.get(path).tree.xpath("//main")[0].text_content()
    with world.database():
        actions.open_thread(
            world.actor(amira, cohort),
            title="Hard",
            body="Words",
            submission_key=ids.write_id(ids.new_id()),
            nameless=True,
        )
    assert ruth.get(path).tree.xpath("//main")[0].text_content() == before
