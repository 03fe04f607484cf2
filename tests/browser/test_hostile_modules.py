"""A collection of hostile text in a real browser: nothing of it runs, asks, leads away or hides.

First what the renderer makes of it, on a bare page without our content security policy, so that
whatever the cleaner let through would really run. Then the same text in a course that was
imported, on every page that shows any of it; there a handler that only the policy stops is a
fault too, and the browser's word about it fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Error

from cohort.access.actor import NOBODY, Role
from cohort.accounts.models import User
from cohort.app import create_app
from cohort.course_modules.link_resolver import fill_addresses
from cohort.course_modules.models import CourseAsset
from cohort.demo.people import PASSWORD
from cohort.markdown import render_page
from cohort.operations import migrating
from cohort.programmes.actions import make_organiser
from cohort.programmes.models import Programme
from tests.browser import server
from tests.browser.conftest import OpensWindows
from tests.browser.server import Site
from tests.browser.tripping import AT_ONCE, TRIPWIRE, Bare, Walk, wires_touched
from tests.browser.window import PEOPLE
from tests.conftest import config_for
from tests.hostile import PAYLOADS
from tests.hostile.course import batches, write_course
from tests.world import Person, World


def rendered(payload: str) -> str:
    """A payload as its readers get it, first as a page and then within words and a block."""
    text = f"{payload}\n\n::: callout\nWords {payload}\n\n[press](<{payload}>)\n:::\n"
    pages = [render_page(payload), render_page(text)]
    html = "".join(f"<p></p>{part.get('html', '')}" for page in pages for part in page.parts)
    return fill_addresses(html, lambda _place: "/somewhere")


@pytest.fixture
def bare(chrome: Browser) -> Iterator[Bare]:
    page = Bare(chrome)
    yield page
    page.context.close()


def test_nothing_runs_where_no_policy_would_stop_it(bare: Bare) -> None:
    html = {str(number): rendered(payload) for number, payload in enumerate(PAYLOADS)}
    for batch in batches(html.items(), AT_ONCE):
        if bare.show(dict(batch)):
            guilty = {
                PAYLOADS[int(name)]: troubles
                for name, text in batch
                if (troubles := bare.show({name: text}))
            }
            raise AssertionError(f"{len(guilty)} do something; some: {list(guilty.items())[:10]}")


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='java&#10;script:alert(1)'>x</a>",
        "<iframe src=//evil.example></iframe>",
        "<svg><g></g></svg>",
        "<img src=x name=getElementById>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<p style=color:red>x</p>",
    ],
)
def test_the_tripwire_is_taut(bare: Bare, html: str) -> None:
    assert bare.show({"1": html})


# --- The same in a course that was imported, on every page that shows any of it ----------------

ROLES = {"participant": Role.PARTICIPANT, "facilitator": Role.FACILITATOR, "organiser": None}
SHOWN = ("image/", "audio/", "video/", "text/vtt")


@dataclass(frozen=True)
class Hostile:
    """A site with the hostile course in a cohort of its own."""

    site: Site
    programme: str
    cohort: str
    files: list[str]  # the paths of its pictures and files
    said: str  # what the import said


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "site").mkdir()
    app = create_app(config_for(f"sqlite:///{folder}/site/cohort.db", folder / "site"))
    with app.app_context():
        migrating.migrate()
    run = app.test_cli_runner().invoke
    said = run(args=["modules", "import", str(write_course(folder / "hostile"))])
    assert said.exception is None or isinstance(said.exception, SystemExit), said.output[-3000:]
    world = World(app)
    cohort = world.cohort("hostile", "Hostile cohort")
    for who, role in ROLES.items():
        words = ["people", "add", "--email", PEOPLE[who], "--name", who, "--password", PASSWORD]
        assert run(args=words).exit_code == 0
        with world.database() as session:
            user = session.scalars(sa.select(User).where(User.email == PEOPLE[who])).one()
            if role is None:
                programme = session.scalars(sa.select(Programme)).one()
                make_organiser(NOBODY, programme, user.id)
            person = Person(user.id, user.name, user.email)
        if role is not None:
            world.join(person, cohort, role)
    with world.database() as session:
        paths = session.scalars(sa.select(CourseAsset.path).order_by(CourseAsset.path)).all()
    with server.running(folder / "site") as site:
        yield Hostile(site, "hostile", cohort, [quote(path) for path in paths], said.output)


def test_nothing_runs_where_members_read(hostile: Hostile, open_: OpensWindows) -> None:
    cohort = f"/cohorts/{hostile.cohort}"
    window = open_(hostile.site)
    window.context.add_init_script(TRIPWIRE)
    window.sign_in("participant")
    walk = Walk(window, [f"{cohort}/modules"], [f"{cohort}/log", f"{cohort}/search", f"{cohort}?"])
    walk.run([cohort + "?", f"{cohort}/modules", *searches(cohort)])
    assert not walk.bad, f"{len(walk.bad)} pages; some: {list(walk.bad.items())[:8]}"
    assert len(walk.seen) > 100, hostile.said[-3000:]


def searches(cohort: str) -> list[str]:
    """Searches whose answers show pieces of the course's text."""
    return [f"{cohort}/search?q={word}" for word in ("words", "press", "alert", "script")]


def test_nothing_runs_where_facilitators_and_organisers_work(
    hostile: Hostile, open_: OpensWindows
) -> None:
    for who, start in (
        ("facilitator", f"/cohorts/{hostile.cohort}"),
        ("organiser", f"/organise/programmes/{hostile.programme}"),
    ):
        window = open_(hostile.site)
        window.context.add_init_script(TRIPWIRE)
        window.sign_in(who)
        walk = Walk(window, [], [start])
        walk.run([start])
        assert not walk.bad, f"{who}: {len(walk.bad)} pages; some: {list(walk.bad.items())[:8]}"


def test_a_file_opened_by_itself_does_nothing(hostile: Hostile, open_: OpensWindows) -> None:
    window = open_(hostile.site)
    window.context.add_init_script(TRIPWIRE)
    window.sign_in("participant")
    assert len(hostile.files) > 10
    for path in hostile.files:
        address = f"{hostile.site.address}/cohorts/{hostile.cohort}/modules/files/{path}"
        answer = window.context.request.get(address)
        assert answer.status == 200, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        policy = answer.headers["content-security-policy"]
        kind = answer.headers["content-type"]
        assert "default-src 'none'" in policy, (path, policy)
        assert "sandbox" in policy, (path, policy)
        assert not re.search(r"html|/xml|javascript", kind), (path, kind)
        is_shown = answer.headers.get("content-disposition", "inline").startswith("inline")
        assert not is_shown or kind.startswith(SHOWN), (path, kind)
        if is_shown:
            window.page.goto(address)
            assert wires_touched(window.page) == [], path
    (pdf,) = (path for path in hostile.files if path.endswith(".pdf"))  # runs when it is opened
    window.open(f"/cohorts/{hostile.cohort}")
    with window.page.expect_download() as saved, suppress(Error):
        window.page.goto(f"{hostile.site.address}/cohorts/{hostile.cohort}/modules/files/{pdf}")
    assert saved.value.suggested_filename.endswith(".pdf")
    assert window.page.url.endswith(f"/cohorts/{hostile.cohort}")  # no viewer took its place
    # The policy also stops the style that the browser puts around a picture, and our own tripwire.
    own = ("Applying inline style violates", "Blocked script execution")
    window.troubles = [t for t in window.troubles if not any(words in t for words in own)]
