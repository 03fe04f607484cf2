"""What may not be seen yet, or not now, is not marked as read; when it may, it is new."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.db import change, db
from cohort.discussions.actions import telling
from cohort.discussions.actions.hiding import hide_post, restore_post
from cohort.discussions.models import Mention, Thread, ThreadKind, ThreadTelling
from cohort.discussions.queries.hosted import get_hosted_post
from cohort.kernel import clock, ids
from cohort.notices.models import Notice
from tests.notices.test_unread import address, header, marks, read
from tests.world import Person, World


def names(world: World, post: int, person: Person) -> None:
    """Let a post name somebody, and tell of it."""
    with world.database():
        db.session.add(Mention(post_id=post, user_id=person.id))
        telling.tell_of_posts()


@pytest.fixture
def quiet(world: World, cohort: str, amira: Person, ben: Person) -> int:
    """A quiet round, in which Amira has written and named Ben, who has not written."""
    thread = world.thread(amira, cohort, "A round", "What did you try?")
    with world.database():
        change(sa.update(Thread).values(kind=ThreadKind.ROUND))
    names(world, world.post(amira, cohort, thread, "I tried patience"), ben)
    return thread


@pytest.mark.parametrize("act", ["a telling", "all threads", "all notices"])
def test_nothing_marks_what_a_quiet_round_hides_as_read(
    world: World, cohort: str, ben: Person, quiet: int, act: str
) -> None:
    his = world.browser(ben)
    if act == "a telling":
        with world.database():
            pinned = ThreadTelling(thread_id=quiet, act="thread:pin", told_at=clock.now())
            db.session.add(pinned)
            db.session.flush()
            told = {"user_id": ben.id, "kind": "thread_pinned", "place": f"thread:{quiet}"}
            cohort_id = db.session.get_one(Thread, quiet).cohort_id
            db.session.add(Notice(**told, subject_id=pinned.id, cohort_id=cohort_id))
        read(his, address(cohort, quiet))
        assert unread(world, ben) == ["mention"]
    elif act == "all threads":
        his.send(his.get(f"/cohorts/{cohort}/threads"), "/threads/read")
    else:
        his.send(his.get("/notices"), "/notices/read")
    read(his, "/notices")
    assert marks(his, cohort) == []
    assert header(his) == "Notices"
    posted = his.send(his.get(address(cohort, quiet)), "/posts", body="Mine")
    with world.database():
        telling.tell_of_posts()
    assert marks(his, cohort) == ["1 new"]
    assert header(his) == "Notices 1 unread"
    page = read(his, posted.location.split("#")[0])
    assert "I tried patience" in page.text
    assert marks(his, cohort) == []
    assert header(his) == "Notices"


def unread(world: World, person: Person) -> list[str]:
    with world.app.app_context():
        mine = Notice.user_id == person.id, Notice.read_at.is_(None)
        return list(db.session.scalars(sa.select(Notice.kind).where(*mine)))


@pytest.mark.parametrize("act", ["removed", "hidden"])
def test_the_notice_of_a_post_that_was_out_of_sight_comes_back_with_it(
    world: World, cohort: str, amira: Person, ben: Person, act: str
) -> None:
    thread = world.thread(ben, cohort, "Respite")
    post = world.post(amira, cohort, thread, "For Ben")
    names(world, post, ben)
    hers, his = world.browser(amira), world.browser(ben)
    ruth = world.person("Ruth Calder")
    world.join(ruth, cohort, Role.FACILITATOR)
    place = f"{address(cohort, thread)}/posts/{ids.write_id(post)}"
    if act == "removed":
        hers.submit(f"{place}/remove", "/remove")
    else:
        with world.database():
            actor = world.actor(ruth, cohort)
            hide_post(actor, get_hosted_post(actor, post), reason="It names somebody.")
    assert "For Ben" not in read(his, "/notices").text
    assert header(his) == "Notices"
    if act == "removed":
        hers.post(f"{place}/put-back", {"csrf_token": hers.token()})
    else:
        with world.database():
            actor = world.actor(ruth, cohort)
            restore_post(actor, get_hosted_post(actor, post))
    assert header(his) == "Notices 1 unread"
    assert "For Ben" in read(his, "/notices").text
    assert marks(his, cohort) == ["1 new"]
    read(his, address(cohort, thread))
    assert header(his) == "Notices"
