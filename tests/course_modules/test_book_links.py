"""Whatever an author links to, the books are valid, and no link in them does nothing."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree
from lxml import html as lxml_html

from cohort.course_authoring.cli import load_folder
from cohort.course_modules.books.sound_addresses import sound_address
from cohort.db import db
from tests.course_modules.test_books import check, epub_of
from tests.pictures import picture
from tests.world import World

pytestmark = pytest.mark.sqlite_is_enough

SLUG = "links"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)
FILES = {
    "big.png": picture(size=(90, 60)),
    "small.png": picture(size=(9, 6)),
    "a picture (1) 100%.png": picture(size=(8, 6)),
    "sign.svg": SVG,
    "talk.mp3": b"ID3\x03\x00" + bytes(2_000),
    "film.mp4": b"\0\0\0\x18ftypmp42" + bytes(2_000),
    "figures.csv": b"a,b\n1,2\n",
    "caf\u00e9 100%.pdf": b"%PDF-1.7\n" + b"x" * 2_000,
    "long.pdf": b"%PDF-1.7\n" + b"x" * 1_200_000,
}
LINKS = [
    "[picture](big.png)",
    "[![square](small.png)](small.png)",
    "[![square](small.png)](big.png)",
    "[words ![square](small.png)](02-other.md)",
    "[sign](sign.svg) ![sign](sign.svg)",
    "[odd](<a picture (1) 100%25.png>) ![odd](<a picture (1) 100%25.png>)",
    "[sound](talk.mp3) ![sound](talk.mp3)",
    "[film](film.mp4) ![film](film.mp4) [![film](film.mp4)](film.mp4)",
    "[figures](figures.csv) ![figures](figures.csv)",
    "[paper](<caf\u00e9 100%25.pdf>)",
    "[long](long.pdf) ![long](long.pdf)",
    "[here](#not-here) [there](02-other.md#nor-here) [gone](99-gone.md) [out](../../../x.md)",
    "[top](#) [top](#top) [part](#a-part) [cymraeg](#rhan-\u0175) [coded](#rhan-%C5%B5)",
    "[other](02-other.md) [its part](02-other.md#ein-rhan-\u0175) [module](module.md) [up](../)",
    "![page](02-other.md) [word](/glossary.md#power) [words](/glossary.md)",
    "[mail](mailto:ann@example.org) [mail](<mailto:ann@example.org?subject=A plan&body=ol\u00e9>)",
    "[none](mailto:) [no](mailto:ann) [tel](tel:+44-20-7946-0000) [no](tel:) [no](<tel:call me>)",
    "[a](<http://example.org/a b/c%zz?x=1 2#d e>) [b](https://example.org/\\\\x|y{z}^`)",
    "[c](https://) [d](http:///x) [e](<http://a b/>) [f](http:x) [g](https://exa_mple.org/)",
    "[h](https://b\u00fccher.example/\u00e9) [i](https://example.org:99999/) [j](https://[::1]/x)",
    "[k](https://[::x/) [l](//example.org/x) [m](https://u:p@example.org/) [n](https://.org)",
    "[o](javascript:alert(1)) [p](data:text/html,x) [q](file:///c:/x) [r](ftp://example.org/)",
    "<https://example.org/“x”> https://example.org/a’s <ann@example.org> www.example.org",
    '<a href="big.png" title="t">raw</a> <a name="x">anchor</a> <a href="">none</a>',
    '<a href="#s-a-part">raw part</a> <img src="talk.mp3" alt="raw sound">',
    '<img src="big.png" alt="x" width="50%" height="auto"> <span lang="english">x</span>',
]
PAGE = """\
---
title: Everything
---

## A part

## Rhan \u0175

{}

::: {{.glossary term="Power"}}
See [the part](#a-part), [top](#), [the picture](big.png) and [the other](02-other.md).
:::

::: {{.glossary term="power"}}
Again.
:::

::: {{.reflect #one}}
Look at [it](big.png), and [there](#nowhere).
:::

::: {{.video title="A film" url="film.mp4" poster="big.png"}}
Said, with [a picture](big.png).
:::
"""
OTHER = "---\ntitle: Arall\n---\n\n## Ein rhan \u0175\n\n### A part\n\nPower.\n"


def write(folder: Path, links: str) -> Path:
    """A course with a page that holds these links."""
    module = folder / SLUG / "01-a-module"
    module.mkdir(parents=True)
    (folder / SLUG / "programme.md").write_text(
        "---\ntitle: \u062f\u0648\u0631\u0629 & \u65e5\u672c\n---\n"
    )
    (module / "module.md").write_text(
        "---\ntitle: A module\n---\n\nSee [it](#nor) and [p](big.png).\n"
    )
    (module / "01-everything.md").write_text(PAGE.format(links))
    (module / "02-other.md").write_text(OTHER)
    for name, content in FILES.items():
        (module / name).write_bytes(content)
    return folder / SLUG


def books(world: World, tmp_path: Path, links: str) -> tuple[bytes, str]:
    """The EPUB and the HTML file of that course."""
    with world.app.test_request_context():
        load_folder(write(tmp_path, links), SLUG)
        db.session.commit()
    epub, page = tmp_path / "x.epub", tmp_path / "x.html"
    words = ["modules", "export", SLUG, "--epub", str(epub), "--html", str(page)]
    done = world.app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    return epub.read_bytes(), page.read_text()


def test_a_page_that_links_to_everything_makes_valid_books(world: World, tmp_path: Path) -> None:
    epub, page = books(world, tmp_path, "\n\n".join(LINKS))
    check(epub, tmp_path)
    tree = lxml_html.fromstring(page)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in tree.xpath("//a[@href]"):
        address = link.get("href")
        if address.startswith("#"):
            assert unquote(address[1:]) in ids, etree.tostring(link)
        elif address.startswith("data:"):
            assert link.get("download"), address[:60]
            assert base64.b64decode(address.partition(",")[2], validate=True)
        else:
            assert sound_address(address) == address
    pictures = tree.xpath("//img/@src")
    assert all(source.startswith("data:image/") for source in pictures)
    assert "course:" not in page
    assert "urn:" not in page
    text = " ".join(tree.text_content().split())
    for words in ("here there gone out", "none no tel no no", "c d e f g", "long (on the site: lo"):
        assert words in text, words


@pytest.mark.parametrize("links", [LINKS[0], LINKS[1], LINKS[11]])
def test_an_epub_shows_what_it_cannot_link_to(world: World, tmp_path: Path, links: str) -> None:
    epub, _ = books(world, tmp_path, links)
    page = etree.fromstring(epub_of(epub)["OEBPS/m0-1.xhtml"])
    first = page.xpath("//*[local-name()='p']")[0]
    inside = {name.removeprefix("OEBPS/") for name in epub_of(epub)}
    targets = [link.get("href").partition("#")[0] for link in first.iter("{*}a")]
    assert set(targets) <= {"m0-2.xhtml"}
    shown = [image.get("src") for image in first.iter("{*}img")]
    assert set(shown) <= inside
    assert len(shown) == (0 if "#not-here" in links else 1)


@pytest.mark.parametrize(
    "words",
    [
        "The name is urn:picture:asset/x and urn:file:asset/y.",
        '`<a href="urn:file:asset/x">`',
        '![ src="urn:picture:x](small.png \' href="urn:file:y" \')',
        "[x](urn:file:x) <urn:picture:x>",
        '::: {.video title="urn:file:x" url="https://example.org/urn:file:x"}\nurn:file:x\n:::',
    ],
)
def test_words_are_not_taken_for_the_place_of_a_file(
    world: World, tmp_path: Path, words: str
) -> None:
    _, page = books(world, tmp_path, words)
    assert "urn:" in page
    assert page.count("data:image/") == page.count("<img")


@pytest.mark.parametrize(
    ("address", "sound"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%C3%A9", "https://example.org/%C3%A9"),
        ("https://example.org/\u00e9", "https://example.org/%C3%A9"),
        ("https://example.org\\x", "https://example.org/x"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/a[1]|{2}", "https://example.org/a%5B1%5D%7C%7B2%7D"),
        ("https://example.org/#a#b", "https://example.org/#a%23b"),
        ("HTTP://Example.org", "http://Example.org"),
        ("mailto:a@example.org?subject=A b", "mailto:a@example.org?subject=A%20b"),
        ("tel:+44 20 7946 0000", "tel:+442079460000"),
        ("https://" + "a" * 63 + ".example./x", "https://" + "a" * 63 + ".example./x"),
        ("https://" + "a" * 64 + ".example/", None),
        ("https://" + "a" * 60 + "_/", None),  # tried in one way, not in all
        ("https://" + "a." * 60 + "-/", None),
        ("https://", None),
        ("http:x", None),
        ("https://a b/", None),
        ("https://example.org:99999/", None),
        ("mailto:", None),
        ("tel:", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
    ],
)
def test_an_address_is_made_valid_or_left_out(address: str, sound: str | None) -> None:
    assert sound_address(address) == sound
