"""The pages of interest, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.visiting import IN_COAST, OF_COAST, Place, press


def register(page: Page) -> None:
    page.get_by_label("Your name").fill("Siân Prys-Worthington")
    page.get_by_label("Email address").fill("sian.prys-worthington@example.org")
    page.get_by_label("Organisation").fill("Trefelin Borough Council")
    page.get_by_label("What you do there").fill("Lead for everything in between")
    page.get_by_label("A later one").check()
    press(page)


PLACES = (
    Place("interest", "interest.new_interest", values=OF_COAST),
    Place("interest with errors", "interest.new_interest", None, OF_COAST, {}, 422, press),
    Place("registered", "interest.registered", values=OF_COAST, then=register,
          start="interest.new_interest"),
    Place("registrations", "interest_facilitator.list_registrations", "facilitator", IN_COAST),
    Place("registrations of a programme", "interest_facilitator.list_programme_registrations",
          "organiser", OF_COAST),
)  # fmt: skip
