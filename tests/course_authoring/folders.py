"""Small courses on disk, and the real command over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from config import ROOT
from tests.conftest import COURSES

SHARED = COURSES
SHIPPED = ROOT / "modules" / "commissioning-with-communities"


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code and all that it printed."""

    code: int
    out: str


def run(app: Flask, *arguments: object) -> Ran:
    """`flask modules …`. A traceback fails the test that asked."""
    result = app.test_cli_runner().invoke(args=["modules", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return Ran(result.exit_code, result.output)


def write(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Write these files; None takes one away."""
    for name, content in files.items():
        place = folder / name
        if content is None:
            place.unlink()
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(folder: Path) -> dict[str, bytes]:
    """{path: bytes} of every file in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def page(title: str, body: str = "Some words.") -> str:
    """A page's file."""
    return f"---\ntitle: {title}\n---\n\n{body}\n"


def small_course(folder: Path) -> Path:
    """Two modules, one of them a single file, with links, a picture, prompts and a term."""
    from tests.pictures import picture

    return write(
        folder,
        {
            "programme.md": "---\ntitle: A small course\nsummary: In short.\n---\n\nWelcome.\n",
            "00-start.md": page("Start here", "See [power](01-power/01-where.md#law).\n"),
            "01-power/module.md": page("Power", "Why it matters."),
            "01-power/01-where.md": page(
                "Where power sits",
                "## Law\n\n![A map](fig/map.png)\n\nBack to [the start](../00-start.md).\n\n"
                "::: {.reflect #power-who}\nWho decides?\n:::",
            ),
            "01-power/02-sharing.md": page(
                "Sharing it",
                '::: {.glossary term="Ward"}\nA part of a town.\n:::\n\n'
                "The next [page](03-after.md).",
            ),
            "01-power/03-after.md": page("After", "Every ward is different."),
            "01-power/fig/map.png": picture(size=(320, 200)),
            "logo.png": picture((1, 2, 3)),
        },
    )
