"""Files of posts in downloads, deletions, mail and the store; and what a file costs others."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from cohort.data_rights import registry
from cohort.db import db
from cohort.discussions.actions.sweeping import sweep_files
from cohort.discussions.data_rights import erase, export
from cohort.discussions.emails import _beside
from cohort.discussions.forms import files as files_form
from cohort.discussions.models import Post
from cohort.discussions.queries.mailed import WholePost, whole_posts
from cohort.files import store
from cohort.files.member_files import SafeFile, look_through
from cohort.kernel import clock
from cohort.kernel.data_rights import DataSubject
from tests.client import Browser
from tests.discussions.filing import PDF, a_picture, at_thread, post, rows
from tests.discussions.test_post_files import stored
from tests.world import Person, World


@pytest.fixture
def at(cohort: str, thread: int) -> str:
    return at_thread(cohort, thread)


@pytest.fixture
def author(world: World, amira: Person) -> Browser:
    return world.browser(amira)


def of(person: Person) -> DataSubject:
    return DataSubject(person.id, person.email)


def test_a_download_has_ones_own_files_and_nobody_elses(
    world: World, cohort: str, amira: Person, at: str, author: Browser
) -> None:
    post(author, at, a_picture(), (PDF, "terms.pdf"))
    ben = world.person("Ben Hale")
    world.join(ben, cohort)
    post(world.browser(ben), at, (PDF + b"more", "bens.pdf"))
    with world.app.app_context():
        posts = next(part for part in export(of(amira)) if part.name == "posts")
        assert {name[20:]: store.get(key) for name, key in posts.files.items()} == {
            "weir.webp": look_through(*reversed(a_picture())).content,
            "terms.pdf": PDF,
        }
        said = [str(item.facts["files"]) for item in posts.items()]
    assert [("terms.pdf" in words, "bens.pdf" in words) for words in said] == [
        (False, False),
        (True, False),
    ]


def test_a_download_has_no_files_of_a_removed_post(
    world: World, amira: Person, at: str, author: Browser
) -> None:
    post(author, at, (PDF, "terms.pdf"))
    (row,) = rows(world)
    page = author.get(at)
    removal = next(url for url in reversed(page.links().values()) if url.endswith("/remove"))
    author.submit(removal, "/remove")
    with world.app.app_context():
        posts = next(part for part in export(of(amira)) if part.name == "posts")
        assert posts.files == {}
    assert rows(world)[0].id == row.id, "it can be put back for ten minutes"


@pytest.mark.parametrize(
    ("remove_posts", "left"), [(True, []), (False, ["picture.webp"])], ids=["words go", "stay"]
)
def test_erasing_takes_documents_in_any_case_and_pictures_with_the_words(
    world: World, amira: Person, at: str, author: Browser, *, remove_posts: bool, left: list[str]
) -> None:
    post(author, at, a_picture("Amira at the weir.png"), (PDF, "terms.pdf"))
    keys = {row.name: row.file_key for row in rows(world)}
    with world.database():
        gone = erase(of(amira), remove_posts=remove_posts)
    assert [row.name for row in rows(world)] == left
    assert keys["terms.pdf"] in gone.files
    assert (keys["Amira at the weir.webp"] in gone.files) is remove_posts


def test_deleting_an_account_removes_its_files_from_the_store(
    world: World, amira: Person, at: str, author: Browser, workplace: Path
) -> None:
    post(author, at, a_picture(), (PDF, "terms.pdf"))
    assert len(stored(workplace)) == 2
    with world.database():
        for key in registry.erase(of(amira), remove_posts=True).files:
            store.delete_after_commit(key)
    assert stored(workplace) == []


def test_what_a_killed_request_left_is_swept_after_a_day_and_nothing_else(
    world: World, at: str, author: Browser, workplace: Path
) -> None:
    post(author, at, a_picture(), (PDF, "terms.pdf"))
    folder = workplace / "files" / "posts"
    old, young = folder / "0left00000000.pdf", folder / "0young0000000.pdf"
    for path in (old, young):
        path.write_bytes(b"nothing names it")
    day_ago = (clock.now() - dt.timedelta(days=1, minutes=1)).timestamp()
    for path in stored(workplace):
        if path != young:
            os.utime(path, (day_ago, day_ago))
    with world.database():
        assert sweep_files() == "1 unused file of posts removed."
    assert not old.exists()
    assert young.exists()
    assert {row.file_key for row in rows(world)} <= {
        path.relative_to(workplace / "files").as_posix() for path in stored(workplace)
    }


@pytest.mark.parametrize(
    ("pictures", "files", "said"),
    [
        (0, 0, ""),
        (1, 0, "with a picture"),
        (2, 1, "with 2 pictures and a file"),
        (0, 3, "with 3 files"),
    ],
)
def test_a_mail_says_what_it_does_not_carry(pictures: int, files: int, said: str) -> None:
    assert _beside(WholePost(1, "Words", "", pictures=pictures, files=files)) == said


def test_a_mail_counts_what_stands_beside_the_post(world: World, at: str, author: Browser) -> None:
    post(author, at, a_picture(), a_picture("b.png", (1, 2, 3)), (PDF, "terms.pdf"))
    post_id = rows(world)[0].post_id
    with world.app.app_context():
        found = whole_posts([post_id])[post_id]
    assert (found.pictures, found.files) == (2, 1)


def test_nobody_waits_for_a_file_that_is_looked_through(
    world: World, at: str, author: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_then = []

    def look(name: str, content: bytes) -> SafeFile:
        open_then.append(db.session().in_transaction())
        return look_through(name, content)

    monkeypatch.setattr(files_form, "look_through", look)
    assert post(author, at, a_picture(), (PDF, "terms.pdf")).status == 303
    assert open_then == [False, False]


def test_a_thread_page_with_files_makes_no_query_more(
    world: World, at: str, author: Browser
) -> None:
    counts = []
    for files in ((), (a_picture(), (PDF, "terms.pdf"))):
        post(author, at, *files, body=world.fresh("Words"))
        asked: list[str] = []

        def hear(*said: object, asked: list[str] = asked) -> None:
            asked.append(str(said[2]))

        with world.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", hear)
        try:
            author.get(at)
        finally:
            sa.event.remove(engine, "before_cursor_execute", hear)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert world.count(Post) == 3
