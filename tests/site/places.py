"""The pages of site, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.visiting import IN_COAST, IN_PILOT, IN_SPRING, OF_COMMUNITIES, Place, press


def empty_a_setting(page: Page) -> None:
    page.get_by_label("An invitation lasts").fill("")
    press(page)


PLACES = (
    Place("home", "site.home"),
    Place("for IT desks", "site.for_it_desks"),
    Place("cookies", "site.cookies"),
    Place("accessibility", "site.accessibility"),
    Place("components", "site.components"),
    Place("cohort home", "site.cohort_home", "participant", IN_SPRING),
    Place("cohort home of a finished cohort", "site.cohort_home", "outsider", IN_PILOT),
    Place("cohort home of a facilitator", "site.cohort_home", "facilitator", IN_SPRING),
    Place("cohort home with nothing in it", "site.cohort_home", "facilitator", IN_COAST),
    Place("checklist", "site_administrator.show_checklist", "administrator"),
    Place("record", "site_administrator.list_history", "administrator"),
    Place("record with errors", "site_administrator.list_history", "administrator",
          query={"group": "yesterday"}, status=422),
    Place("record with nothing in it", "site_administrator.list_history", "administrator",
          query={"person": "nobody of this name"}),
    Place("record of a programme", "site_organiser.list_history", "organiser", OF_COMMUNITIES),
    Place("settings", "site_administrator.list_settings", "administrator"),
    Place("edit settings", "site_administrator.edit_settings", "administrator",
          {"group": "addresses"}),
    Place("edit settings with errors", "site_administrator.edit_settings", "administrator",
          {"group": "retention"}, status=422, then=empty_a_setting),
)  # fmt: skip
NOT_PAGES = (
    "site.healthz",
    "site.readyz",
    "site_administrator.export_history",
    "site_organiser.export_history",
)
