"""A whole collection of hostile text, rendered: nothing comes out that could do anything.

tests/browser/test_hostile_modules.py shows the same in a real browser.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

import pytest

from cohort.markdown import member_html, render_page
from tests.hostile import BRS_KB, OURS
from tests.hostile.judging import dangers, strays

# Where in a page a payload may stand. The first is how it came.
PLACES = [
    "{}",
    "Words before {} and after.",
    "- a list\n\n    {}\n\n> {}",
    "::: callout\n{}\n:::\n\n::: {{.reflect #a}}\n{}\n:::",
    "| a | b |\n|---|---|\n| {} | x |\n\n## {}",
    "[press](<{}>) ![picture](<{}>)\n\n[press][r]\n\n[r]: {}",
]
PARTS = 12  # so that a failure comes early, and workers share


def page_html(text: str) -> str:
    """All that a page's reader may be shown."""
    rendered = render_page(text, resolve=lambda target: f"course:asset/{quote(target)}")
    shown = [str(part.get("html", "")) for part in rendered.parts]
    shown += [prompt.html for prompt in rendered.prompts]
    shown += [term.html for term in rendered.terms]
    for film in rendered.parts:
        if film["kind"] == "video":  # as a template would write it
            shown.append(f'<a href="{escape(film["url"])}">{escape(film["title"])}</a>')
            assert not film["poster"] or film["poster"].startswith("course:asset/"), film
    return "\n".join(shown)


@pytest.mark.parametrize("nth", range(PARTS))
def test_no_payload_does_anything_on_a_page(nth: int) -> None:
    bad: dict[str, list[str]] = {}
    for number, payload in enumerate([*BRS_KB, *OURS][nth::PARTS]):
        for place in {PLACES[0], PLACES[1 + number % (len(PLACES) - 1)]}:
            text = place.replace("{{", "{").replace("}}", "}").replace("{}", payload)
            html = page_html(text)
            elsewhere = re.compile(r"https?://")  # gives way to its words when the page is shown
            found = dangers(html) + [s for s in strays(html) if not elsewhere.match(s)]
            if found:
                bad[text] = found
    assert not bad, f"{len(bad)} survive; some: {list(bad.items())[:12]}"


@pytest.mark.parametrize("nth", range(PARTS))
def test_no_payload_does_anything_in_what_members_write(nth: int) -> None:
    bad = {
        payload: found
        for payload in [*BRS_KB, *OURS][nth::PARTS]
        if (found := dangers(member_html(payload)))
    }
    assert not bad, f"{len(bad)} survive; some: {list(bad.items())[:12]}"


def test_the_judge_sees_what_it_is_for() -> None:
    for html in (
        "<script>x</script>",
        '<p onclick="x">y</p>',
        '<p style="x">y</p>',
        '<a href="javascript:x">y</a>',
        '<a href=" java&#9;script:x">y</a>',
        '<a href="course:javascript:x">y</a>',
        '<img src="data:image/svg+xml,x">',
        '<input name="q">',
        '<a href="https://a.example" name="q">y</a>',
        "<svg></svg>",
        "<!-- x -->",
    ):
        assert dangers(html), html
    assert dangers('<p class="x">y <a href="https://a.example">z</a></p>') == []
