"""The pages of reflections, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.visiting import IN_PILOT, IN_SPRING, Place, press, send, set_value, write

MINE = (
    "select r.id from reflection r join user_account u on u.id = r.author_id "
    "where u.email = 'participant@example.org'"
)
PROMPTED_ENTRY = IN_SPRING | {"reflection_id": f"{MINE} and r.prompt_id is not null"}
ENTRY = IN_SPRING | {"reflection_id": f"{MINE} order by r.id limit 1"}


def send_over_a_newer_version(page: Page) -> None:
    write(page)
    set_value(page, "version", "0")
    press(page)


PLACES = (
    Place("log", "reflections.list_reflections", "participant", IN_SPRING),
    Place("log with nothing in it", "reflections.list_reflections", "outsider", IN_PILOT),
    Place("new entry", "reflections.new_reflection", "participant", IN_SPRING),
    Place("new entry on a prompt", "reflections.new_reflection", "participant", IN_SPRING,
          {"prompt": "m1-who-was-in-the-room"}),
    Place("new entry with errors", "reflections.new_reflection", "participant", IN_SPRING,
          status=422, then=press),
    Place("entry", "reflections.read_reflection", "participant", ENTRY),
    Place("entry on a prompt", "reflections.read_reflection", "participant", PROMPTED_ENTRY),
    Place("entry just written", "reflections.read_reflection", "participant", IN_SPRING,
          then=send, start="reflections.new_reflection"),
    Place("edit entry", "reflections.edit_reflection", "participant", ENTRY),
    Place("edit entry changed elsewhere", "reflections.edit_reflection", "participant", ENTRY,
          status=409, then=send_over_a_newer_version),
)  # fmt: skip
