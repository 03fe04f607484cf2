"""The administrators' checklist, and the page for IT desks."""

from __future__ import annotations

from cohort.access.actor import NOBODY
from cohort.jobs import waking
from cohort.settings import actions
from tests.client import Browser, Page
from tests.world import World


def states(page: Page) -> dict[str, str]:
    found = {}
    for row in page.tree.xpath("//tbody/tr"):
        name, state, _ = [" ".join(cell.text_content().split()) for cell in row]
        found[name] = state
    return found


def test_the_checklist_follows_what_is_done(world: World) -> None:
    browser = world.browser(world.person("Ruth Calder", administrator=True))
    before = states(browser.get("/admin/checklist"))
    assert before["The site has a name"] == "There"
    assert before["It gives an address to write to"] == "Missing"
    assert before["The worker is alive"] == "Missing"
    assert before["There are two administrators"] == "Missing"
    assert before["The demo data is absent"] == "There"
    assert before["There are backups, and one was restored"] == "Look yourself"
    world.person("Second", administrator=True)
    world.person("Participant", email="participant@example.org")
    with world.database():
        actions.change(NOBODY, "contact_email", "help@example.org")
        waking.beat()
    after = states(browser.get("/admin/checklist"))
    assert after["It gives an address to write to"] == "There"
    assert after["The worker is alive"] == "There"
    assert after["There are two administrators"] == "There"
    assert after["The demo data is absent"] == "Missing"


def test_administration_lists_only_pages_that_there_are(world: World) -> None:
    browser = world.browser(world.person("Ruth Calder", administrator=True))
    page = browser.get("/admin/checklist")
    links = page.tree.xpath("//nav[@aria-label='Desk']//a/@href")
    assert {"/admin/checklist", "/admin/settings", "/admin/history"} <= set(links)
    for link in links:
        assert browser.get(link).status == 200, link


def test_the_page_for_it_desks_is_filled_from_the_settings(world: World) -> None:
    anybody = Browser(world.app)
    before = anybody.get("/for-it-desks").text
    assert "no-reply@example.org" in before
    assert "As the SPF record of example.org says" in before
    with world.database():
        actions.change(NOBODY, "organisation", "Tidewrack Learning CIC")
        actions.change(NOBODY, "mail_servers", "192.0.2.7\n192.0.2.8")
        actions.change(NOBODY, "contact_email", "help@example.org")
        actions.change(NOBODY, "data_location", "On servers in Wales")
    page = anybody.get("/for-it-desks")
    for words in ("Tidewrack Learning CIC", "192.0.2.7", "On servers in Wales", "localhost"):
        assert words in page.text
    assert page.links()["help@example.org"] == "mailto:help@example.org"
    with world.database():
        actions.change(NOBODY, "it_contact_email", "it@example.org")
    assert "it@example.org" in anybody.get("/for-it-desks").text
    assert anybody.get("/").links()["For IT desks"] == "/for-it-desks"
