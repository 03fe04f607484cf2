"""Draws docs/architecture.svg from the floors that pyproject.toml names: `make picture`."""

from __future__ import annotations

import tomllib
from html import escape

from config import ROOT

PICTURE = ROOT / "docs" / "architecture.svg"
FLOOR, GAP, LEFT, WIDTH = 40, 6, 40, 640  # pixels
# {package: what it is}; a floor's shade comes from the first of its packages.
WORDS = {
    "app": "puts it together, by the names of the features’ files",
    "cli": "the features’ commands",
    "site": "home, health, start-up, the frame of the demo",
    "data_rights": "download, deletion, retention, complaints",
    "facilitation": "the facilitator’s overview",
    "interest": "expressions of interest",
    "discussions": "threads and posts",
    "reflections": "each person’s log",
    "course_authoring": "import, editor, revisions, files, export",
    "course_modules": "modules, pages, prompts, releases, done marks, books",
    "programmes": "programmes, cohorts, memberships, the loader",
    "accounts": "people and signing in",
    "mail": "outbox and delivery",
    "jobs": "work that runs by itself, who did what, file store, settings, search, demo",
    "web": "guard, unit of work, forms, headers, errors",
    "access": "the rule book: actions, actor, rules",
    "db": "engine, base, read and write transactions",
    "course_format": "courses as files; foreign/ holds the dialects of others",
    "markdown": "Markdown to safe HTML",
    "kernel": "clock, ids, errors: plain Python; the list of features",
}
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
        rows.append(_floor(" · ".join(floor), WORDS[floor[0]], top, fill, ink))
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


def _floor(name: str, words: str, top: int, fill: str, ink: str) -> str:
    is_long = len(name) > 20
    middle = top + (17 if is_long else 25)
    where = (
        f'x="58" y="{top + 33}" font-size="13"'
        if is_long
        else f'x="230" y="{middle}" font-size="15"'
    )
    return (
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{FLOOR}" rx="6" fill="{fill}" '
        f'stroke="{INK}" stroke-opacity=".25"/><text x="58" y="{middle}" font-size="16" '
        f'font-weight="700" fill="{ink}">{escape(name)}</text>'
        f'<text {where} fill="{ink}">{escape(words)}</text>'
    )


if __name__ == "__main__":
    PICTURE.write_text(draw())
