"""The pages of data_rights, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.visiting import Place, press


def complain(page: Page) -> None:
    page.get_by_label("Your name").fill("Siân Prys-Worthington")
    page.get_by_label("Email address").fill("sian.prys-worthington@example.org")
    page.get_by_label("What is your complaint about?").fill("Two messages came after I said no.")
    press(page)


def complain_and_look(page: Page) -> None:
    """Complain, and open what administrators see of it."""
    complain(page)
    page.wait_for_load_state()
    page.goto("/admin/complaints")
    page.locator("main tbody a").first.click()


def ask_for_download(page: Page) -> None:
    """This site has no worker, so it stays being made."""
    page.get_by_role("button", name="Make my download").click()


PLACES = (
    Place("privacy notice", "data_rights.show_notice"),
    Place("versions of the privacy notice", "data_rights.list_notices"),
    Place("a version of the privacy notice", "data_rights.show_version", values={"number": "1"}),
    Place("complaint", "data_rights.new_complaint"),
    Place("complaint with errors", "data_rights.new_complaint", status=422, then=press),
    Place("complaint received", "data_rights.complaint_received", then=complain,
          start="data_rights.new_complaint"),
    Place("download", "data_rights.show_download", "participant"),
    Place("download being made", "data_rights.show_download", "participant",
          then=ask_for_download),
    Place("complaints", "data_rights_administrator.list_complaints", "administrator"),
    Place("complaint of an administrator", "data_rights_administrator.show_complaint",
          "administrator", then=complain_and_look, start="data_rights.new_complaint"),
    Place("privacy notice of an administrator", "data_rights_administrator.show_notice",
          "administrator"),
    Place("edit the privacy notice", "data_rights_administrator.edit_notice", "administrator"),
    Place("preview the privacy notice", "data_rights_administrator.preview_notice",
          "administrator"),
    Place("retention", "data_rights_administrator.show_retention", "administrator"),
    Place("erase somebody", "data_rights_administrator.erase_person", "administrator",
          {"person_id": "select id from user_account where email = 'participant@example.org'"}),
    Place("delete account", "data_rights.delete_account", "participant"),
    Place("delete account of an only organiser", "data_rights.delete_account", "organiser"),
)  # fmt: skip
# tests/browser/test_journeys_own_data.py: they end a sign-in, or come at the end of a journey.
ELSEWHERE = (
    "data_rights.account_closed",
    "data_rights.keep_account",
    "data_rights.get_download",
)
