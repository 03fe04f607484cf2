"""A large course on disk: 500 files of the length of real ones, with pictures among them."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image

from tests.course_authoring.folders import page, write

MODULES, PAGES, PICTURES = 25, 17, 50
WORDS = [
    *("commissioning", "power", "people", "council", "contract", "provider", "outcome", "trust"),
    *("money", "place", "community", "review", "plan", "service", "decision", "evidence"),
]


def write_big_course(folder: Path, modules: int = MODULES) -> int:
    """Write it; returns how many files there are."""
    chance = random.Random(7)
    files: dict[str, str | bytes] = {"programme.md": page("A big course")}
    for module in range(1, modules + 1):
        here = f"{module:02d}-module-{module}"
        files[f"{here}/module.md"] = page(f"Module {module}", _text(chance, 80))
        for number in range(1, PAGES + 1):
            files[f"{here}/{number:02d}-page-{number}.md"] = page(
                f"Page {number}", _page(chance, module, number)
            )
        for number in range(PICTURES // MODULES):
            files[f"{here}/fig/map-{number}.jpg"] = _picture(chance)
    write(folder, files)
    return len(files)


def _page(chance: random.Random, module: int, number: int) -> str:
    parts = [_text(chance, 60) for _ in range(12)]
    parts.insert(1, "## A heading\n\n- one thing\n- another\n    - within it\n")
    parts.insert(3, "| a | b |\n|---|---|\n" + "| some words | others |\n" * 6)
    parts.insert(
        5, f"See [the next](../{module:02d}-module-{module}/{number:02d}-page-{number}.md)."
    )
    parts.insert(6, "![A map](fig/map-0.jpg)")
    parts.insert(8, f"::: {{.reflect #m{module}-p{number}}}\nWhat did you notice?\n:::")
    if number == 1:
        parts.append(f'::: {{.glossary term="Term {module}"}}\nWhat it means.\n:::')
    return "\n\n".join(parts)


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def _picture(chance: random.Random) -> bytes:
    out = io.BytesIO()
    small = Image.frombytes("RGB", (40, 30), chance.randbytes(3600))
    small.resize((1200, 900), Image.Resampling.BICUBIC).save(out, "JPEG")
    return out.getvalue()
