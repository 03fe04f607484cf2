"""The administrators' pages of settings."""

from __future__ import annotations

from typing import Any

import pytest

from cohort.access.actor import NOBODY
from cohort.settings import actions
from tests.client import Browser, Page
from tests.naughty import NAUGHTY
from tests.world import World


def lines(page: Page) -> dict[str, str]:
    """{setting: "now | changed"} of the table."""
    found = {}
    for row in page.tree.xpath("//tbody/tr"):
        label, now, changed, _ = [" ".join(cell.text_content().split()) for cell in row]
        found[label] = f"{now} | {changed}"
    return found


@pytest.fixture
def ruth(world: World) -> Browser:
    return world.browser(world.person("Ruth Calder", administrator=True))


def test_a_setting_is_changed_and_what_it_was_is_shown(ruth: Browser) -> None:
    before = ruth.get("/admin/settings")
    assert lines(before)["An invitation lasts"] == "21 days | Never"
    done = ruth.submit("/admin/settings/retention", "/retention", invitation_days="30")
    assert done.location == "/admin/settings#retention"
    after = ruth.follow(done)
    assert "Saved." in after.text
    changed = lines(after)["An invitation lasts"]
    assert changed.startswith("30 days | From 21 days, by Ruth Calder, ")
    form = ruth.get("/admin/settings/retention")
    assert "Default: 21 days. Changed from 21 days, by Ruth Calder" in form.text
    assert form.form("/retention")["invitation_days"] == "30"


def test_the_new_name_stands_on_every_page_and_the_foot_has_its_words(ruth: Browser) -> None:
    ruth.submit("/admin/settings/names", "/names", site_name="  Dysgu   <b>ar</b>\r\nlan y môr ")
    ruth.submit("/admin/settings/wording", "/wording", footer_words="A community interest company")
    page = ruth.get("/cookies")
    assert page.title.endswith("– Dysgu <b>ar</b> lan y môr")
    foot = page.tree.xpath("//footer")[0].text_content()
    assert "A community interest company" in foot


def test_back_to_the_default(ruth: Browser) -> None:
    ruth.submit("/admin/settings/retention", "/retention", invitation_days="30")
    done = ruth.submit("/admin/settings", "/invitation_days/default")
    page = ruth.follow(done)
    assert "“An invitation lasts” is back to its default." in page.text
    assert lines(page)["An invitation lasts"].startswith("21 days | From 30 days, by Ruth Calder")
    again = ruth.post("/admin/settings/invitation_days/default", {"csrf_token": ruth.token()})
    assert again.status == 303


def test_what_somebody_else_changed_meanwhile_is_not_undone(world: World, ruth: Browser) -> None:
    page = ruth.get("/admin/settings/retention")
    with world.database():
        actions.change(NOBODY, "keep_exports_days", 14)
    done = ruth.send(page, "/retention", invitation_days="30")
    assert done.status == 303
    now = lines(ruth.get("/admin/settings"))
    assert now["An invitation lasts"].startswith("30 days |")
    assert now["A download of somebody’s own data is kept for"].startswith(
        "14 days | From 7 days, by the command line"
    )


def test_the_same_setting_changed_by_two_shows_both(world: World, ruth: Browser) -> None:
    page = ruth.get("/admin/settings/retention")
    with world.database():
        actions.change(NOBODY, "invitation_days", 40)
        actions.change(NOBODY, "keep_exports_days", 14)
    clash = ruth.send(page, "/retention", invitation_days="30")
    assert clash.status == 409
    assert "changed elsewhere" in clash.errors()[0]
    assert "An invitation lasts 40" in clash.text, "what is saved now"
    kept = clash.form("/retention")
    assert (kept["invitation_days"], kept["keep_exports_days"]) == ("30", "14")
    assert ruth.send(clash, "/retention").status == 303
    now = lines(ruth.get("/admin/settings"))
    assert now["An invitation lasts"].startswith("30 days | From 40 days, by Ruth Calder")
    assert now["A download of somebody’s own data is kept for"].startswith("14 days |")


@pytest.mark.parametrize(
    ("group", "name", "typed", "words"),
    [
        (
            "retention",
            "invitation_days",
            "0",
            "“An invitation lasts” must be between 1 and 180 days",
        ),
        ("retention", "invitation_days", "soon", "must be a whole number"),
        ("retention", "invitation_days", "", "“An invitation lasts” needs a number of days"),
        ("names", "site_name", "  ", "Enter the name of the site"),
        ("names", "site_name", "x" * 201, "must be 200 characters or fewer"),
        ("addresses", "reply_to", "us", "Enter an email address like name@example.org"),
        ("addresses", "reply_to", "a@b.org\r\nBcc: c@d.org", "Enter an email address like"),
    ],
)
def test_a_wrong_value_gets_words_and_keeps_what_was_typed(
    ruth: Browser, group: str, name: str, typed: str, words: str
) -> None:
    page = ruth.submit(f"/admin/settings/{group}", f"/{group}", **{name: typed})
    assert page.status == 422
    assert words in page.errors()[0]
    kept: Any = page.form(f"/{group}")[name]
    assert " ".join(kept.split()) == " ".join(typed.split())


def test_strange_words_are_shown_as_they_are(ruth: Browser) -> None:
    for words in NAUGHTY.values():
        page = ruth.submit("/admin/settings/wording", "/wording", footer_words=words[:200])
        assert page.status in (303, 400, 422), repr(words)
    assert ruth.get("/admin/settings").status == 200


def test_a_form_that_was_tampered_with_overwrites_nothing(ruth: Browser) -> None:
    for version in ("", "x.y", "." * 400):
        page = ruth.submit("/admin/settings/names", "/names", site_name="Mine", version=version)
        assert page.status == 409, version
    assert ruth.get("/admin/settings/nothing").status == 404


def test_the_sign_in_page_has_the_words_and_the_contact(world: World) -> None:
    with world.database():
        actions.change(NOBODY, "sign_in_words", "Ask **Judith** <script>x</script>")
        actions.change(NOBODY, "contact_email", "help@example.org")
    page = Browser(world.app).get("/sign-in")
    assert "<strong>Judith</strong>" in page.body
    assert "<script>x" not in page.body
    assert page.links()["help@example.org"] == "mailto:help@example.org"
