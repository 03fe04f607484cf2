"""The pages of errors, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.visiting import IN_SPRING, Place, press, set_value, write


def send_when_signed_out(page: Page) -> None:
    write(page)
    page.context.clear_cookies()
    press(page)


def send_from_another_sign_in(page: Page) -> None:
    write(page)
    set_value(page, "csrf_token", "from another sign-in")
    press(page)


def send_too_much(page: Page) -> None:
    set_value(page, "body", "far too much " * 100_000)
    press(page)


PLACES = (
    Place("not found", "/no-such-page", status=404),
    Place("wrong way", "/preview", status=405),
    Place("not found, signed in", "site.cohort_home", "outsider", IN_SPRING, status=404),
    Place("not allowed", "facilitation.show_progress", "participant", IN_SPRING, status=403),
    Place("signed out meanwhile", "reflections.new_reflection", "participant", IN_SPRING,
          status=401, then=send_when_signed_out),
    Place("form gone stale", "reflections.new_reflection", "participant", IN_SPRING,
          status=400, then=send_from_another_sign_in),
    Place("too large", "reflections.new_reflection", "participant", IN_SPRING,
          status=413, then=send_too_much),
)  # fmt: skip
