"""A course's front page: what strangers read of it on the programme's public page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from cohort.access.actor import NOBODY
from cohort.course_authoring.actions.front_pages import render_front_page
from cohort.db import db
from cohort.programmes.actions import edit_programme, publish_programme
from cohort.programmes.models import Programme
from tests.client import Browser
from tests.course_authoring.folders import page, run, write
from tests.pictures import picture
from tests.world import World

BODY = """
See [the first knot]({page}).

## How to read this

| Day | What |
|---|---|
| 1 | knots |

![A loop of rope](rope.png) and [the sheet](sheet.csv).

<a href="https://example.org/">Elsewhere</a>

<!-- nobody should see this -->

::: callout

Bring rope.

:::

::: details
## More
Words inside.
:::

1. One[^1]
2. *Two* and `<three>`

[^1]: A note.
"""
OURS = {
    "01-knots/module.md": page("Knots"),
    "01-knots/01-bowline.md": page("The bowline"),
    "01-knots/own.png": picture((9, 9, 9)),
}
FRONTS = {
    "programme.md": OURS,
    "index.md": {"01-knots/bowline.md": page("The bowline")},
    "README.md": {"knots/bowline.md": "# The bowline\n\nA loop.\n"},
    "docs/index.md": {"docs/knots/bowline.md": page("The bowline"), "mkdocs.yml": "site_name: K\n"},
}
PAGES = {
    "programme.md": "01-knots/01-bowline.md",
    "index.md": "01-knots/bowline.md",
    "README.md": "knots/bowline.md",
    "docs/index.md": "knots/bowline.md",
}


def published(world: World, slug: str) -> str:
    """The public page's own text, as a stranger gets it."""
    with world.database():
        programme = find(slug)
        publish_programme(NOBODY, programme, public=True)
        db.session.commit()
    body = Browser(world.app).get(f"/programmes/{slug}").body
    return body.partition('<div class="prose narrow">')[2].partition("<aside")[0]


def find(slug: str) -> Programme:
    return db.session.scalars(sa.select(Programme).where(Programme.slug == slug)).one()


@pytest.mark.parametrize("front", FRONTS)
def test_a_front_page_is_rendered_as_a_page_is(world: World, tmp_path: Path, front: str) -> None:
    folder = tmp_path / "boats"
    beside = front.rpartition("/")[0]
    own = {"rope.png": picture(size=(32, 20)), "sheet.csv": b"a,b\n"}
    write(folder, FRONTS[front] | {front: page("Boats", BODY.format(page=PAGES[front]))})
    write(folder / beside, own)
    ran = run(world.app, "import", folder)
    assert ran.code == 0, ran.out
    html = published(world, "boats")
    for typed in ("##", "|--", "![", "](", "<!--", ":::", "&lt;a", "nobody should", "**", "[^"):
        assert typed not in html, typed
    assert re.search(r'<h2 id="s-how-to-read-this">How to read this</h2>', html)
    assert "<td>knots</td>" in html
    assert '<a href="https://example.org/" rel="noopener noreferrer">Elsewhere</a>' in html
    assert 'class="block block-callout"' in html
    assert "course:" not in html
    assert "bowline" not in html, "a link that a stranger cannot follow"
    assert f"{front}:6: warning: readers of the public page see these words without a link" in (
        ran.out
    ), ran.out
    source = re.search(r'<img src="([^"]+)" alt="A loop of rope" width="32" height="20">', html)
    assert source, html
    stranger = Browser(world.app)
    assert stranger.get(source[1]).status == 200
    sheet = re.search(r'<a href="([^"]+)"[^>]*>the sheet</a>', html)
    assert sheet
    assert stranger.get(sheet[1]).status == 200


def test_strangers_get_no_file_but_those_that_the_page_names(world: World, tmp_path: Path) -> None:
    files = OURS | {"rope.png": picture(), "secret.png": picture((5, 5, 5))}
    front = "![Rope](rope.png)\n\n![Own](01-knots/own.png)\n\n![No](gone.png)\n\n`secret.png`\n"
    front += '\n`="/programmes/boats/files/secret.png"` src="/programmes/boats/files/secret.png"\n'
    folder = write(tmp_path / "boats", files | {"programme.md": page("Boats", front)})
    ran = run(world.app, "import", folder)
    assert ran.code == 1
    assert "programme.md:7: warning: readers of the public page do not see this file" in ran.out
    assert "programme.md:9: this picture leads nowhere: gone.png" in ran.out
    assert run(world.app, "check", folder).code == 1
    stranger = Browser(world.app)
    assert stranger.get("/programmes/boats/files/rope.png").status == 404, "it is not public yet"
    html = published(world, "boats")
    assert stranger.get("/programmes/boats/files/rope.png").status == 200
    assert html.count("<img") == 1
    for path in ("secret.png", "gone.png", "../knots/own.png", "01-knots/own.png", "knots/own.png"):
        assert stranger.get(f"/programmes/boats/files/{path}").status == 404, path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("::: {.reflect #who}\nWho?\n:::", "programme.md:5: the public page holds no prompts"),
        ("::: facilitator\nHush.\n:::", "programme.md: warning: the public page does not show"),
        ('::: {.video title="A film" url="https://youtu.be/abcdefgh"}\nSaid.\n:::', ""),
    ],
)
def test_blocks_of_a_front_page(world: World, tmp_path: Path, text: str, said: str) -> None:
    folder = write(tmp_path / "boats", OURS | {"programme.md": page("Boats", text)})
    ran = run(world.app, "import", folder)
    assert said in ran.out
    html = published(world, "boats")
    assert ":::" not in html
    assert "Hush" not in html
    assert "Who?" not in html
    if "video" in text:
        assert 'Video: <a href="https://youtu.be/abcdefgh">A film</a>' in html
        assert "Said." in html


def test_the_page_follows_its_file_until_somebody_edits_it_here(
    world: World, tmp_path: Path
) -> None:
    folder = write(tmp_path / "boats", OURS | {"programme.md": page("Boats", "# First\n\nOne.")})
    run(world.app, "import", folder)
    assert "One." in published(world, "boats")
    write(folder, {"programme.md": page("Boats", "Two. ![Rope](rope.png)")})
    run(world.app, "import", folder)
    assert "<em>Rope</em>" in published(world, "boats")
    write(folder, {"rope.png": picture()})
    run(world.app, "import", folder)
    assert 'src="/programmes/boats/files/rope.png"' in published(world, "boats")
    with world.database():
        edit_programme(NOBODY, find("boats"), description="Ours. ![Rope](rope.png)")
        db.session.commit()
    write(folder, {"programme.md": page("Boats", "Three.")})
    run(world.app, "import", folder)
    html = published(world, "boats")
    assert "Ours." in html
    assert 'src="/programmes/boats/files/rope.png"' in html


def test_a_page_of_an_older_renderer_is_rendered_again(world: World, tmp_path: Path) -> None:
    folder = write(tmp_path / "boats", OURS | {"programme.md": page("Boats", "## A\n\nOne.")})
    run(world.app, "import", folder)
    with world.database():
        programme = find("boats")
        programme.description_html = "<p><strong>A</strong></p>"
        db.session.commit()
        render_front_page(programme.id)
        db.session.commit()
        assert find("boats").description_html == '<h2 id="s-a">A</h2>\n<p>One.</p>'
