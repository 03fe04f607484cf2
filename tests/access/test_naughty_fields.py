"""Every field of every form, as whoever may send it, with text that breaks careless software.

No answer is a fault of ours, and nothing that was sent is run, taken for a template or shown as
markup. The texts go round: each form gets each of them in one field or another.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from tests.access.route_table import LINES, Line
from tests.access.scene import Scene
from tests.client import Browser
from tests.naughty import MARK, NAUGHTY

# Ending one's own sign-ins, account or the like: once is enough, and it comes last.
ENDS_SOMETHING = ("/sign-out", "/end-all", "/delete", "/erase", "/end", "/deactivate", "/remove")
NOT_TEXT = ("csrf_token", "version")
RUN = (f"<script>alert('{MARK}')", "<img src=x onerror", "<svg onload", "49 {", "<b>naughty")


def lines_of(role: str) -> list[Line]:
    return [
        line
        for line in LINES
        if line.method == "POST"
        and line.expected[role] in (200, 303)
        and not line.rule.endswith(ENDS_SOMETHING)
    ]


def filled(fields: dict[str, str], texts: Iterator[str]) -> Iterator[dict[str, str]]:
    """The form again and again, one field at a time replaced, until the texts are used up."""
    names = [name for name in fields if name not in NOT_TEXT]
    for name, text in zip(cycle(names), texts, strict=False):
        yield {**fields, name: text}


@pytest.mark.parametrize("role", ["stranger", "participant", "facilitator", "organiser", "admin"])
def test_no_form_breaks_on_any_text(scene: Scene, role: str) -> None:
    browser: Browser = scene.browser(role)
    token = browser.token()
    faults, texts = [], cycle(NAUGHTY.values())
    for line in lines_of(role):
        fields = {name: str(value) for name, value in scene.form(line).items()}
        fields = fields or {"unasked": ""}
        for form in filled(fields, islice(texts, len(fields) + 3)):
            page = browser.post(scene.address(line.rule), {**form, "csrf_token": token})
            if page.status >= 500:
                faults.append(f"{line}: {page.status} for {form}")
            faults += [f"{line}: shows {run!r}" for run in RUN if run in page.body]
        if role != "stranger" and browser.get("/account").status == 303:
            browser = scene.browser(role)  # it has been signed out
            token = browser.token()
    assert not faults, "\n".join(faults[:20])
