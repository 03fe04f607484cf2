"""Pictures and files beside posts: added, shown, refused with the words kept, and walled in."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from PIL import Image

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.db import db
from cohort.discussions.actions.hiding import hide_post
from cohort.discussions.actions.removing import forget_removed
from cohort.discussions.models import Post, PostFile, Thread, ThreadKind
from cohort.discussions.queries.hosted import get_hosted_post
from cohort.files.member_files import MOST_BYTES, MOST_FILES
from cohort.kernel import clock, ids
from tests.client import Browser
from tests.discussions.filing import (
    PDF,
    a_picture,
    at_thread,
    file_urls,
    post,
    rows,
    send,
)
from tests.files.samples import GPS_WORDS, docx, photo_with_place, png_that_claims
from tests.pictures import picture
from tests.world import Person, World

PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def joe(world: World, cohort: str) -> Browser:
    person = world.person("Joe Marsh")
    world.join(person, cohort)
    return world.browser(person)


@pytest.fixture
def at(cohort: str, thread: int) -> str:
    return at_thread(cohort, thread)


def stored(workplace: Path) -> list[Path]:
    return [path for path in (workplace / "files" / "posts").rglob("*") if path.is_file()]


def test_a_picture_and_a_file_stand_beneath_the_words_for_everybody_in_the_cohort(
    world: World, amira: Person, at: str, joe: Browser
) -> None:
    browser = world.browser(amira)
    sent = post(browser, at, (photo_with_place((1600, 800)), "weir.jpg"), (PDF, "terms.pdf"))
    asked = browser.follow(sent)
    assert asked.h1 == "What does your picture show?"
    assert "Your post is there already" in asked.text
    saved = browser.send(asked, "/pictures", **{"beside-0-alt": "The weir, after the flood"})
    assert "#post-" in saved.location
    page = joe.get(at)
    (image,) = page.tree.xpath("//article//img")
    assert dict(image.attrib) | {"src": ""} == {
        "src": "",
        "width": "640",
        "height": "320",
        "alt": "The weir, after the flood",
        "loading": "lazy",
        "decoding": "async",
    }
    assert "terms.pdf PDF, 1 kB" in page.text
    shown, document = file_urls(page)
    assert image.get("src") == shown
    answer = joe.get(shown).response
    assert answer.mimetype == "image/webp"
    with Image.open(io.BytesIO(answer.get_data())) as drawn:
        assert drawn.size == (1600, 800)
        assert not dict(drawn.getexif())
    assert not [word for word in GPS_WORDS if word in answer.get_data()]
    saved_file = joe.get(document).response
    assert saved_file.get_data() == PDF
    assert saved_file.headers["Content-Disposition"] == "attachment; filename=terms.pdf"
    for response in (answer, saved_file):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert "private" in response.headers["Cache-Control"]


def test_nothing_of_the_file_as_it_came_is_stored(
    world: World, amira: Person, at: str, workplace: Path
) -> None:
    post(world.browser(amira), at, (photo_with_place(), "weir.jpg"))
    (kept,) = stored(workplace)
    assert kept.suffix == ".webp"
    assert not [word for word in GPS_WORDS if word in kept.read_bytes()]


def test_a_picture_without_a_description_says_so_and_its_author_is_asked(
    world: World, amira: Person, at: str, joe: Browser
) -> None:
    browser = world.browser(amira)
    post(browser, at, a_picture(), a_picture("b.png", (1, 2, 3)))
    own, other = browser.get(at), joe.get(at)
    for page in (own, other):
        alts = page.tree.xpath("//article//img/@alt")
        assert alts == [f"A picture without a description ({n} of 2)" for n in (1, 2)]
    assert "Say what this picture shows" in own.text
    assert "Say what this picture shows" not in other.text
    long = browser.submit(
        own.links()["Say what this picture shows"], "/pictures", **{"beside-0-alt": "a" * 501}
    )
    assert long.status == 422
    assert "What the picture shows must be 500 characters or fewer" in long.text
    assert "a" * 501 in long.body


def test_threads_prompts_and_replies_take_files(
    world: World, cohort: str, amira: Person, joe: Browser
) -> None:
    browser = world.browser(amira)
    new = browser.get(f"/cohorts/{cohort}/threads/new")
    opened = send(browser, new, "/threads", a_picture(), title="A weir", body="Look.")
    asked = browser.follow(opened)
    assert asked.h1 == "What does your picture show?"
    assert "Your thread is open" in asked.text
    begun = browser.get(f"/cohorts/{cohort}/prompts/m1-discuss/thread")
    sent = send(browser, begun, "/posts", (PDF, "terms.pdf"), body="Look.")
    assert "terms.pdf" in joe.get(sent.location.partition("#")[0]).text


REFUSED = [
    ((png_that_claims(60_000, 60_000), "bomb.png"), "“bomb.png” was not added: the picture has"),
    ((PAGE, "page.png"), "“page.png” was not added: it is a web page"),
    ((PAGE, "page.html"), "files of the kind “.html” are not taken here"),
    ((b"<svg xmlns='http://www.w3.org/2000/svg'/>", "d.svg"), "“.svg” are not taken here"),
    ((b"", "empty.pdf"), "“empty.pdf” was not added: it is empty"),
    ((b"a" * (MOST_BYTES + 1), "large.txt"), "“large.txt” was not added: it is larger than 10 MB"),
    ((picture(), "nul\0.png"), "its name cannot be read"),
]


@pytest.mark.parametrize(("file", "words"), REFUSED, ids=[case[0][1] for case in REFUSED])
def test_a_refused_file_is_named_and_the_words_stay_in_the_box(
    world: World, amira: Person, at: str, workplace: Path, file: tuple[bytes, str], words: str
) -> None:
    browser = world.browser(amira)
    page = post(browser, at, a_picture(), file, body="A long and careful text.")
    assert page.status == 422
    assert page.title.startswith("Error: ")
    (error,) = page.errors()
    assert words in error
    assert error.endswith("Choose your pictures and files again: they were not kept.")
    assert page.tree.xpath("//*[@id='files-error']")
    assert page.form("/posts")["body"].strip() == "A long and careful text."
    assert world.count(Post) == 1
    assert rows(world) == []
    assert not stored(workplace)


def test_too_many_files_are_refused_before_any_is_looked_at(
    world: World, amira: Person, at: str
) -> None:
    many = [a_picture(f"{n}.png", (n, n, n)) for n in range(MOST_FILES + 1)]
    page = post(world.browser(amira), at, *many, body="Words that stay")
    assert "You chose 6 files. A post has at most 5." in page.errors()[0]
    assert page.form("/posts")["body"].strip() == "Words that stay"


def test_a_form_that_comes_back_for_another_reason_says_that_files_are_to_be_chosen_again(
    world: World, amira: Person, at: str
) -> None:
    page = post(world.browser(amira), at, a_picture(), body="  ")
    assert page.errors() == ["Write something first"]
    assert "Choose your pictures and files again: they were not kept." in page.text
    assert rows(world) == []


def test_files_that_are_together_too_large_leave_the_words_on_the_page(
    world: World, amira: Person, at: str
) -> None:
    heavy = [(b"%PDF-" + b"a" * (11 * 1024 * 1024), f"{n}.pdf") for n in range(5)]
    page = post(world.browser(amira), at, *heavy, body="Words I would hate to lose ½")
    assert page.status == 413
    assert "was over the limit of 51 MB" in page.text
    assert "Words I would hate to lose ½" in page.tree.xpath("//textarea")[0].text_content()
    assert world.count(Post) == 1


def test_a_sign_that_stands_for_a_broken_one_can_be_posted(
    world: World, amira: Person, at: str
) -> None:
    sent = post(world.browser(amira), at, body="Copied from a PDF: caf\ufffd")
    assert sent.status == 303
    with world.app.app_context():
        newest = db.session.scalars(sa.select(Post.body).order_by(Post.id.desc())).first()
    assert newest == "Copied from a PDF: caf\ufffd"
    raw = b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\ncaf\xe9\r\n--x--\r\n'
    broken = world.browser(amira).post(
        f"{at}/posts", raw, content_type="multipart/form-data; boundary=x"
    )
    assert broken.status == 400


def test_pressed_twice_there_is_one_post_with_its_files_once(
    world: World, amira: Person, at: str, workplace: Path
) -> None:
    browser = world.browser(amira)
    form = browser.get(at)
    for _ in range(2):
        sent = send(browser, form, "/posts", a_picture(), (PDF, "terms.pdf"), body="See this.")
        assert sent.status == 303
    assert world.count(Post) == 2
    assert [row.name for row in rows(world)] == ["weir.webp", "terms.pdf"]
    assert len(stored(workplace)) == 2


def test_the_same_words_again_with_the_file_that_was_forgotten_bring_the_file(
    world: World, amira: Person, at: str
) -> None:
    browser = world.browser(amira)
    post(browser, at, body="Here it is.")
    again = post(browser, at, (PDF, "terms.pdf"), body="Here it is.")
    assert again.status == 303
    assert world.count(Post) == 2
    assert "terms.pdf" in browser.get(at).text


def test_two_files_of_the_same_content_are_one(world: World, amira: Person, at: str) -> None:
    post(world.browser(amira), at, (PDF, "a.pdf"), (PDF, "b.pdf"))
    assert [row.name for row in rows(world)] == ["a.pdf"]


def test_nobody_of_another_cohort_or_none_gets_a_file(
    world: World, cohort: str, amira: Person, at: str, joe: Browser
) -> None:
    post(world.browser(amira), at, a_picture())
    (url,) = file_urls(joe.get(at))
    with world.database():
        programme = world.actor(amira, cohort).programme.slug
    other = world.cohort(programme, "Autumn cohort")
    stranger = world.person("A stranger")
    world.join(stranger, other)
    theirs = world.browser(stranger)
    assert theirs.get(url).status == 404
    assert theirs.get(url.replace(cohort, other)).status == 404
    host = world.person("A host elsewhere")
    world.join(host, other, Role.FACILITATOR)
    assert world.browser(host).get(url.replace(cohort, other)).status == 404
    assert Browser(world.app).get(url).status == 303
    assert joe.get(url).status == 200
    assert joe.get(url.rpartition("/")[0] + "/" + ids.write_id(7)).status == 404


def test_a_removed_post_takes_its_files_along_and_brings_them_back(
    world: World, amira: Person, at: str, joe: Browser, workplace: Path
) -> None:
    browser = world.browser(amira)
    post(browser, at, a_picture(), (PDF, "terms.pdf"))
    urls = file_urls(joe.get(at))
    with world.app.app_context():
        newest = db.session.scalars(sa.select(Post.id).order_by(Post.id.desc())).first() or 0
    path = f"{at}/posts/{ids.write_id(newest)}"
    browser.submit(f"{path}/remove", "/remove")
    for reader in (joe, browser):
        assert file_urls(reader.get(at)) == []
        assert [reader.get(url).status for url in urls] == [404, 404]
    assert browser.get(f"{path}/pictures").status == 404
    browser.send(browser.get(at), "/put-back")
    assert file_urls(joe.get(at)) == urls
    assert [joe.get(url).status for url in urls] == [200, 200]
    browser.submit(f"{path}/remove", "/remove")
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11)), world.database():
        forget_removed()
    assert rows(world) == []
    assert not stored(workplace)


def test_a_hidden_posts_files_are_its_authors_and_the_facilitators(
    world: World, cohort: str, amira: Person, at: str, joe: Browser, ruth: Browser
) -> None:
    author = world.browser(amira)
    post(author, at, a_picture())
    (url,) = file_urls(joe.get(at))
    host = world.person("Hosting now")
    world.join(host, cohort, Role.FACILITATOR)
    with world.database():
        actor = world.actor(host, cohort)
        newest = db.session.scalars(sa.select(Post.id).order_by(Post.id.desc())).first() or 0
        hide_post(actor, get_hosted_post(actor, newest), reason="It shows a resident.")
    assert joe.get(url).status == 404
    assert file_urls(joe.get(at)) == []
    for reader in (author, ruth):
        assert reader.get(url).status == 200
        assert file_urls(reader.get(at)) == [url]


def test_in_a_quiet_round_files_are_shown_after_one_has_written(
    world: World, cohort: str, amira: Person, thread: int, at: str, joe: Browser, ruth: Browser
) -> None:
    with world.database():
        db.session.execute(sa.update(Thread).values(kind=ThreadKind.ROUND))
    ben = world.person("Ben Hale")
    world.join(ben, cohort)
    post(world.browser(ben), at, a_picture())
    (url,) = file_urls(ruth.get(at))
    assert joe.get(url).status == 404
    assert file_urls(joe.get(at)) == []
    world.browser(amira)
    post(joe, at, body="Mine.")
    assert joe.get(url).status == 200
    assert file_urls(joe.get(at)) == [url]


def test_a_file_beneath_a_module_that_is_not_open_is_not_there(
    world: World, cohort: str, amira: Person, joe: Browser, ruth: Browser
) -> None:
    begun = ruth.get(f"/cohorts/{cohort}/prompts/m8-discuss/thread")
    sent = send(ruth, begun, "/posts", (PDF, "ahead.pdf"), body="Before its day.")
    (url,) = file_urls(ruth.get(sent.location.partition("#")[0]))
    assert joe.get(f"/cohorts/{cohort}/prompts/m8-discuss/thread").status == 404
    assert joe.get(url).status == 404
    assert ruth.get(url).status == 200


def test_a_closed_thread_keeps_the_words_and_says_that_files_are_to_be_chosen_again(
    world: World, amira: Person, at: str, joe: Browser, ruth: Browser
) -> None:
    form = joe.get(at)
    ruth.submit(f"{at}/close", "/close", reason="It is answered")
    page = send(joe, form, "/posts", a_picture(), body="Too late, but kept")
    assert page.status == 409
    assert page.form("/threads")["body"].strip() == "Too late, but kept"
    assert "Choose your pictures and files again: they were not kept." in page.text
    assert rows(world) == []


def test_a_post_without_a_name_takes_pictures_whose_names_tell_nothing_and_no_documents(
    world: World, cohort: str, amira: Person, at: str
) -> None:
    for name in ("Ben", "Cora", "Dev", "Esi"):
        world.join(world.person(name), cohort)
    with world.database() as session:
        session.execute(sa.update(User).values(last_seen_on=clock.now().date()))
    browser = world.browser(amira)
    document = docx(author="Amira Okafor"), "plan.docx"
    page = post(browser, at, document, body="Not mine to say", without_name="y")
    assert page.status == 422
    assert "Without your name you can add pictures only" in page.errors()[0]
    assert page.form("/posts")["body"].strip() == "Not mine to say"
    assert world.count(Post) == 1
    photo = photo_with_place(), "Amira Okafor at the weir.jpg"
    sent = post(browser, at, photo, body="Not mine to say", without_name="y")
    assert sent.status == 303
    (row,) = rows(world)
    assert row.name == "picture.webp"
    reader = world.person("A reader")
    world.join(reader, cohort)
    peer = world.browser(reader)
    (url,) = file_urls(peer.get(at))
    answer = peer.get(url).response
    assert b"Amira" not in answer.get_data()
    assert "Amira" not in str(answer.headers)
    path = f"{at}/posts/{ids.write_id(row.post_id)}/edit"
    late = send(browser, browser.get(path), "/edit", document, body="Changed words")
    assert late.status == 422
    assert "Without your name you can add pictures only" in late.errors()[0]
    with world.app.app_context():
        assert db.session.get_one(Post, row.post_id).body == "Not mine to say"


def test_changing_a_post_adds_removes_and_describes(
    world: World, amira: Person, at: str, joe: Browser, workplace: Path
) -> None:
    browser = world.browser(amira)
    post(browser, at, a_picture(), (PDF, "terms.pdf"))
    picture_row, pdf = rows(world)
    path = f"{at}/posts/{ids.write_id(pdf.post_id)}/edit"
    form = browser.get(path)
    saved = send(
        browser,
        form,
        "/edit",
        (b"what,how much\n", "costs.csv"),
        **{"beside-0-alt": "The weir", "beside-1-remove": "y"},
    )
    assert saved.status == 303
    page = joe.get(at)
    assert "costs.csv CSV table, 1 kB" in page.text
    assert "terms.pdf" not in page.text
    assert "The weir" in page.tree.xpath("//article//img/@alt")
    assert "Edited" in page.text
    assert [row.name for row in rows(world)] == [picture_row.name, "costs.csv"]
    assert {path.suffix for path in stored(workplace)} == {".webp", ".csv"}


def test_a_description_alone_leaves_no_mark(
    world: World, amira: Person, at: str, joe: Browser
) -> None:
    browser = world.browser(amira)
    post(browser, at, a_picture())
    (row,) = rows(world)
    path = f"{at}/posts/{ids.write_id(row.post_id)}/edit"
    browser.submit(path, "/edit", **{"beside-0-alt": "The weir"})
    page = joe.get(at)
    assert "The weir" in page.tree.xpath("//article//img/@alt")
    assert "Edited" not in page.text


def test_a_file_that_stands_there_already_leaves_no_mark(
    world: World, amira: Person, at: str, joe: Browser
) -> None:
    browser = world.browser(amira)
    post(browser, at, a_picture())
    (row,) = rows(world)
    path = f"{at}/posts/{ids.write_id(row.post_id)}/edit"
    assert send(browser, browser.get(path), "/edit", a_picture()).status == 303
    assert [found.id for found in rows(world)] == [row.id]
    assert "Edited" not in joe.get(at).text


def test_a_change_with_too_many_files_changes_nothing(world: World, amira: Person, at: str) -> None:
    browser = world.browser(amira)
    post(browser, at, *[a_picture(f"{n}.png", (n, n, n)) for n in range(4)])
    before = rows(world)
    path = f"{at}/posts/{ids.write_id(before[0].post_id)}/edit"
    more = [a_picture(f"more {n}.png", (9, n, 9)) for n in range(2)]
    page = send(browser, browser.get(path), "/edit", *more, body="Other words")
    assert page.status == 422
    assert "A post has at most 5 pictures and files" in page.errors()[0]
    assert page.form("/edit")["body"].strip() == "Other words"
    assert [row.id for row in rows(world)] == [row.id for row in before]
    with world.app.app_context():
        assert db.session.get_one(Post, before[0].post_id).body == "See this."


def test_a_change_made_elsewhere_keeps_the_words_and_loses_no_file(
    world: World, amira: Person, at: str
) -> None:
    browser = world.browser(amira)
    post(browser, at, (PDF, "terms.pdf"))
    (row,) = rows(world)
    path = f"{at}/posts/{ids.write_id(row.post_id)}/edit"
    form = browser.get(path)
    send(browser, form, "/edit", body="Saved by the phone.")
    clash = send(
        browser, form, "/edit", a_picture(), body="Typed here.", **{"beside-0-remove": "y"}
    )
    assert clash.status == 409
    assert "Typed here." in clash.body
    assert "Choose your pictures and files again" in clash.text
    assert [held.name for held in rows(world)] == ["terms.pdf"]


def test_only_its_author_describes_or_changes_files(
    world: World, amira: Person, at: str, joe: Browser, ruth: Browser
) -> None:
    post(world.browser(amira), at, a_picture())
    (row,) = rows(world)
    path = f"{at}/posts/{ids.write_id(row.post_id)}"
    for browser in (joe, ruth):
        facts = {"csrf_token": browser.token(), "beside-0-file": ids.write_id(row.id)}
        said = browser.post(f"{path}/pictures", facts | {"beside-0-alt": "Mine"})
        gone = browser.post(f"{path}/edit", facts | {"body": "x", "beside-0-remove": "y"})
        assert (said.status, gone.status) == (403, 403)
    assert [held.alt_text for held in rows(world)] == [""]


def test_a_file_of_another_post_is_neither_described_nor_removed(
    world: World, cohort: str, amira: Person, at: str, joe: Browser
) -> None:
    post(joe, at, a_picture())
    (theirs,) = rows(world)
    own = world.browser(amira)
    post(own, at, a_picture("own.png", (1, 2, 3)), body="Mine")
    mine = rows(world)[1]
    fields = {"beside-0-file": ids.write_id(theirs.id), "beside-0-alt": "Not mine"}
    path = f"{at}/posts/{ids.write_id(mine.post_id)}/edit"
    own.submit(path, "/edit", body="Other", **fields, **{"beside-0-remove": "y"})
    with world.app.app_context():
        assert db.session.get_one(PostFile, theirs.id).alt_text == ""
