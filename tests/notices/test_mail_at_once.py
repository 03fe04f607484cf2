"""Mail at once: after ten minutes' grace, once, and only what is still new to its reader."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from cohort.discussions.models import Thread
from cohort.mail.outbox import Message
from cohort.notices import emails
from cohort.notices.sources import Letter
from tests.notices.mailroom import DAY, HOUR, MINUTE, TEN, Mailroom
from tests.world import World


@pytest.fixture
def room(world: World) -> Mailroom:
    return Mailroom(world)


def kinds(room: Mailroom, name: str) -> list[str]:
    return [mail.kind for mail in room.mails(name)]


def test_a_reply_is_mailed_when_its_ten_minutes_are_over_and_only_to_whom_it_answers(
    room: Mailroom,
) -> None:
    thread, _ = room.thread("Tom", TEN - HOUR, title="Where to begin?")
    room.read("Ines", thread, 1 << 62)
    room.post("Amira", thread, TEN, "Begin with **one** person.\n\n- and listen", reply="Tom")
    assert room.sweep(TEN + 9 * MINUTE) == "posted 0"
    assert room.sweep(TEN + 10 * MINUTE) == "posted 1"
    (mail,) = room.mails("Tom")
    assert mail.subject == "Where to begin?"
    assert mail.text.startswith("Begin with **one** person.\n\n- and listen\n\nAmira wrote this.")
    assert "because it answers what you wrote" in mail.text
    assert mail.place == f"thread:{thread}"
    for later in (11, 12, 60):
        assert room.sweep(TEN + later * MINUTE) == "posted 0"
    assert not room.mails("Amira"), "never to the author"
    assert not room.mails("Ines")


def test_one_event_is_one_mail_though_there_are_many_reasons_for_it(room: Mailroom) -> None:
    room.choose("Tom", followed="at once", threads="at once")
    thread, _ = room.thread("Tom", TEN - HOUR)
    post = room.post("Amira", thread, TEN, mention="Tom")
    room.told(post, reply="Tom")
    room.sweep(TEN + 11 * MINUTE)
    room.sweep(TEN + 12 * MINUTE)
    assert len(room.mails("Tom")) == 1
    assert "because it answers what you wrote, in" in room.mails("Tom")[0].text


@pytest.mark.parametrize(
    "way", ["read", "removed", "muted", "declined", "stopped", "left", "leaving", "away"]
)
def test_what_happens_within_the_grace_cancels_it(room: Mailroom, world: World, way: str) -> None:
    thread, _ = room.thread("Tom", TEN - HOUR)
    post = room.post("Amira", thread, TEN, reply="Tom")
    WAYS[way](room, thread, post)
    assert room.sweep(TEN + 10 * MINUTE) == "posted 0"
    assert not room.mails("Tom")


def _leave(room: Mailroom) -> None:
    import sqlalchemy as sa

    from cohort.programmes.models import Membership

    with room.world.database() as session:
        mine = Membership.user_id == room.people["Tom"].id
        session.execute(sa.update(Membership).where(mine).values(left_at=TEN))


def _go_away(room: Mailroom) -> None:
    from cohort.accounts.models import Away

    with room.world.database() as session:
        session.add(Away(user_id=room.people["Tom"].id, first_day=TEN.date(), last_day=TEN.date()))


def _remove(room: Mailroom, post: int) -> None:
    from cohort.discussions.models import PostRemoval

    with room.world.database() as session:
        session.add(PostRemoval(post_id=post, removed_at=TEN))


def test_a_post_without_a_name_has_none_in_mail_and_an_edit_begins_the_grace_anew(
    room: Mailroom,
) -> None:
    import sqlalchemy as sa

    from cohort.discussions.models import Post

    thread, first = room.thread("Tom", TEN - HOUR, body="What worries you?")
    post = room.post("Amira", thread, TEN, "The money", reply="Tom")
    changed = {"is_nameless": True, "edited_at": TEN + 8 * MINUTE, "reply_to_id": first}
    with room.world.database() as session:
        session.execute(sa.update(Post).where(Post.id == post).values(**changed))
    assert room.sweep(TEN + 17 * MINUTE) == "posted 0"
    assert room.sweep(TEN + 18 * MINUTE) == "posted 1"
    (mail,) = room.mails("Tom")
    assert "A member of this cohort wrote this, in answer to:\n\n“What worries you?”" in mail.text
    assert "Amira" not in mail.subject + mail.text + mail.html + mail.reply_to + mail.place


def test_in_a_quiet_round_nobody_is_mailed_what_they_may_not_see_yet(room: Mailroom) -> None:
    import sqlalchemy as sa

    from cohort.discussions.models import Thread

    thread, _ = room.thread("Ines", TEN - HOUR)
    with room.world.database() as session:
        session.execute(sa.update(Thread).values(kind="round"))
    room.post("Amira", thread, TEN, mention="Tom")
    assert room.sweep(TEN + 11 * MINUTE) == "posted 0"
    room.post("Tom", thread, TEN + 12 * MINUTE)
    room.post("Amira", thread, TEN + 13 * MINUTE, mention="Tom")
    assert room.sweep(TEN + 30 * MINUTE) == "posted 1"


WAYS = {
    "removed": lambda room, _, post: _remove(room, post),
    "read": lambda room, thread, post: room.read("Tom", thread, post),
    "muted": lambda room, thread, _: room.follow("Tom", thread, "muted"),
    "declined": lambda room, *_: room.choose("Tom", direct="no"),
    "stopped": lambda room, *_: room.choose("Tom", all="no"),
    "left": lambda room, *_: _leave(room),
    "leaving": lambda room, *_: room.change("Tom", leaving_at=TEN + DAY),
    "away": lambda room, *_: _go_away(room),
}


def test_kinds_that_no_notice_is_made_of_come_at_once_to_who_chose_so(room: Mailroom) -> None:
    room.choose("Ines", threads="at once")
    room.thread("Tom", TEN, title="A question of trust")
    room.sweep(TEN + 10 * MINUTE)
    (mail,) = room.mails("Ines")
    assert mail.subject == "A question of trust"
    assert "because it begins a thread" in mail.text
    assert not room.mails("Amira"), "hers is in the digest"


def test_each_post_of_a_noticeboard_is_news_to_everybody(room: Mailroom) -> None:
    room.choose("Ines", noticeboard="at once")
    thread, first = room.thread("Tom", TEN - HOUR, title="Noticeboard")
    with room.world.database() as session:
        session.execute(sa.update(Thread).values(kind="noticeboard"))
    room.read("Ines", thread, first)
    room.post("Tom", thread, TEN, "The room has changed")
    room.sweep(TEN + 10 * MINUTE)
    assert [mail.text.split("\n")[0] for mail in room.mails("Ines")][-1] == "The room has changed"


def test_mail_that_cannot_be_written_stops_nobody_elses(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread, _ = room.thread("Tom", TEN - HOUR)
    for name in ("Tom", "Ines"):
        room.post("Amira", thread, TEN, reply=name)
    tom, real = room.people["Tom"].id, emails.at_once

    def failing(letters: Sequence[Letter]) -> list[Message]:
        if any(letter.to.reader.user_id == tom for letter in letters):
            raise ValueError("an empty subject")
        return real(letters)

    with monkeypatch.context() as patch:
        patch.setattr(emails, "at_once", failing)
        with pytest.raises(ValueError, match="an empty subject"):
            room.sweep(TEN + 10 * MINUTE)
    assert len(room.mails("Ines")) == 1
    assert not room.mails("Tom")
    assert room.sweep(TEN + 11 * MINUTE) == "posted 1"
    assert len(room.mails("Tom")) == 1
