"""The pages of course_modules, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.visiting import IN_COAST, IN_SPRING, Place

START = IN_SPRING | {"module_slug": "start-here"}
FIRST = IN_SPRING | {"module_slug": "seeing-commissioning-afresh"}
LOCKED = IN_SPRING | {
    "module_slug": "select slug from module where retired_at is null "
    "order by opens_after_days desc limit 1 offset 1"  # the last one is hidden
}
PROMPTED = START | {"page_slug": "what-stays-private-and-getting-help"}
TABLED = FIRST | {"page_slug": "the-cycle-as-it-really-runs"}
STORY = FIRST | {"page_slug": "whose-purpose-it-serves"}


def choose_no_time(page: Page) -> None:
    page.get_by_label("Time", exact=True).fill("soon")
    page.get_by_role("button", name="Save the moment").click()


def choose_a_later_time(page: Page) -> None:
    page.get_by_label("Year").fill("2098")
    page.get_by_role("button", name="Save the moment").click()


PLACES = (
    Place("modules", "course_modules.list_modules", "participant", IN_SPRING),
    Place("module", "course_modules.read_module", "participant", FIRST),
    Place("module that is locked", "course_modules.read_module", "participant", LOCKED),
    Place("module on paper", "course_modules.print_module", "participant", FIRST),
    Place("module on paper for a facilitator", "course_modules.print_module", "facilitator", FIRST),
    Place("glossary", "course_modules.read_glossary", "participant", IN_SPRING),
    Place("page with prompts", "course_modules.read_page", "participant", PROMPTED),
    Place("page with a table", "course_modules.read_page", "participant", TABLED),
    Place("page with a story", "course_modules.read_page", "participant", STORY),
    Place("modules of a facilitator", "course_modules.list_modules", "facilitator", IN_SPRING),
    Place("page of a facilitator", "course_modules.read_page", "facilitator", STORY),
    Place("releases", "course_modules_facilitator.list_releases", "facilitator", IN_SPRING),
    Place("releases without modules", "course_modules_facilitator.list_releases", "facilitator",
          IN_COAST),
    Place("release of a module", "course_modules_facilitator.edit_release", "facilitator", START),
    Place("release with errors", "course_modules_facilitator.edit_release", "facilitator",
          START, status=422, then=choose_no_time),
    Place("release that would close", "course_modules_facilitator.edit_release", "facilitator",
          START, then=choose_a_later_time),
)  # fmt: skip
NOT_PAGES = ("course_modules.get_epub", "course_modules.get_html", "course_modules.send_file")
