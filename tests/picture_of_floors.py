"""Draws docs/architecture.svg from the floors that pyproject.toml names: `make picture`."""

from __future__ import annotations

import ast
import re
import tomllib
from html import escape

from config import ROOT

PICTURE = ROOT / "docs" / "architecture.svg"
FLOOR, GAP, LEFT, WIDTH = 40, 6, 40, 640  # pixels
LONGEST_WORDS = 56  # characters that fit beside a name
INK, PAPER = "#1b2420", "#fbf9f2"
SHADES = (  # from the top down: up to which package, and the shade
    ("cli", "#1d4b3a"),
    ("accounts", "#e6efe9"),
    ("jobs", "#f6dfae"),
    ("access", "#f3d2c3"),
    ("kernel", "#dcd8ca"),
)


def floors() -> list[list[str]]:
    """The packages of each floor, from the top down; those that are to come are left out."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = next(
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["name"] == "The floors between packages"
    )
    split = [[name.strip() for name in layer.split(":")] for layer in layers]
    return [floor for floor in split if not floor[0].startswith("(")]


def draw() -> str:
    """The picture as SVG."""
    rows, top, shade = [], 14, 0
    for floor in floors():
        fill = SHADES[shade][1]
        ink = "#fff" if shade == 0 else INK
        words = what_it_is(floor[0]) if len(floor) == 1 else ""
        rows.append(_floor(" · ".join(floor), words, top, fill, ink))
        if floor[0] == SHADES[shade][0]:
            shade += 1
        top += FLOOR + GAP
    title = "The floors, from kernel at the bottom to app on top; each imports only those below it"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {top + 30}" role="img" '
        'font-family="Atkinson Hyperlegible Next, Verdana, sans-serif" aria-labelledby="t">'
        f'<title id="t">{title}</title><rect width="100%" height="100%" fill="{PAPER}"/>\n'
        + "\n".join(rows)
        + f'\n<path d="M22 24V{top - 10}m-6-9 6 9 6-9" fill="none" stroke="{INK}" '
        f'stroke-width="2"/><text x="{LEFT}" y="{top + 16}" font-size="13" fill="{INK}">'
        "Each floor imports only those below it.</text></svg>\n"
    )


def what_it_is(package: str) -> str:
    """The first sentence of its docstring, up to the last comma or colon where it is too long."""
    home = ROOT / "cohort" / package
    source = home / "__init__.py" if home.is_dir() else home.with_suffix(".py")
    words = " ".join((ast.get_docstring(ast.parse(source.read_text())) or "").split())
    words = re.sub(r"^Floor \d+(, below [^:]*)?: ", "", words).split(". ")[0].rstrip(".")
    words = words[:1].upper() + words[1:]
    if len(words) > LONGEST_WORDS:
        words = re.match(rf".{{1,{LONGEST_WORDS}}}(?=[:,])|.*", words)[0]  # type: ignore[index]
    return words.replace("`", "")


def _floor(name: str, words: str, top: int, fill: str, ink: str) -> str:
    middle = top + 25
    return (
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{FLOOR}" rx="6" fill="{fill}" '
        f'stroke="{INK}" stroke-opacity=".25"/><text x="58" y="{middle}" font-size="16" '
        f'font-weight="700" fill="{ink}">{escape(name)}</text>'
        f'<text x="230" y="{middle}" font-size="14" fill="{ink}">{escape(words)}</text>'
    )


if __name__ == "__main__":
    PICTURE.write_text(draw())
