"""A hostile course: the whole collection in modules, titles, facts, file names and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from tests.hostile import BRS_KB, OURS, PAYLOADS
from tests.hostile.files import FILES
from tests.hostile.ours import BREAKS, ON_THEIR_OWN, RAW
from tests.pictures import picture

ON_A_PAGE = 240
RAW_ON_A_PAGE = 60
NAMES = 24  # of files; some systems forbid some letters, so not all of them get one


def batches(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The things, `size` at a time."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def contained(number: int, payload: str) -> str:
    """A payload as an item or a quotation, so that what it leaves open ends with it."""
    lines = payload.replace("#m1-ask", f"#m1-ask-{number}").split("\n")
    if number % 2:
        return "> " + "\n> ".join(lines)
    return "- " + "\n  ".join(lines)


def write_course(folder: Path, payloads: list[str] = PAYLOADS) -> Path:
    """Write it; returns the folder."""
    folder.mkdir(parents=True)
    (folder / "programme.md").write_text(_file("Hostile", "The programme."))
    _write_bodies(folder / "01-bodies", payloads)
    _write_raw(folder / "02-as-they-come")
    _write_facts(folder)
    _write_names(folder / "80-names")
    _write_files(folder / "90-files")
    return folder


def _write_bodies(module: Path, payloads: list[str]) -> None:
    module.mkdir()
    (module / "module.md").write_text(_file("Bodies", "The introduction."))
    for number, batch in enumerate(batches(enumerate(payloads), ON_A_PAGE), start=1):
        text = "\n\nwords\n\n".join(contained(n, payload) for n, payload in batch)
        _write(module / f"{number:02}-page-{number}.md", _file(f"Page {number}", text))


def _write_raw(module: Path) -> None:
    """Not in any container, so each may take what follows it along, as an author's would."""
    module.mkdir()
    (module / "module.md").write_text(_file("As they come", RAW[0]))
    chosen = [*RAW, *OURS[:: len(OURS) // 300], *BRS_KB[:: len(BRS_KB) // 300]]
    chosen = [payload for payload in chosen if "<!--" not in payload]
    for number, batch in enumerate(batches(enumerate(chosen), RAW_ON_A_PAGE), start=1):
        pieces = (payload.replace("#m1-ask", f"#m2-ask-{n}") for n, payload in batch)
        _write(module / f"{number:02}-raw-{number}.md", _file(f"Raw {number}", "\n\n".join(pieces)))


def _write_facts(folder: Path) -> None:
    """Titles and every other fact of front matter, of modules and of pages."""
    for number, words in enumerate(BREAKS, start=10):
        module = folder / f"{number}-facts-{number}"
        module.mkdir()
        names = ("title", "summary", "foundation", "licence", "language", "author", words)
        facts: dict[str, Any] = dict.fromkeys(names, words)
        facts |= {"objectives": [words, f"[x](javascript:alert(1)) {words}"], "minutes_to_do": 5}
        _write(module / "module.md", f"---\n{yaml.safe_dump(facts)}---\n\nWords {words}\n")
        text = f"---\n{yaml.safe_dump({'title': words, words: words})}---\n\n## {words}\n\nWords.\n"
        _write(module / "01-page.md", text)
        pattern = ON_THEIR_OWN[number % len(ON_THEIR_OWN)]
        _write(module / "02-front.md", pattern.replace("{}", words))


def _write_names(module: Path) -> None:
    module.mkdir()
    (module / "module.md").write_text(_file("Names", "Names of files."))
    chosen = [payload for payload in [*BREAKS, *RAW] if len(payload.encode()) < 180]
    lists = []
    for number, words in enumerate(chosen[:NAMES], start=1):
        name = words.replace("/", "\u2215").replace("\0", "")
        _write(module / f"{number:02}-{name}.md", _file(f"Name {number}", "Words."))
        (module / f"{name}.png").write_bytes(picture())
        lists.append(f"![{words}](<{name}.png> '{words}')\n\n[{words}](<{name}.png>)")
    _write(module / "70-list.md", _file("The list", "\n\n".join(lists)))


def _write_files(module: Path) -> None:
    module.mkdir()
    links = []
    for name, content in FILES.items():
        (module / name).write_bytes(content)
        links.append(f"![a picture]({name})\n\n::: download\n[a file]({name})\n:::")
    _write(module / "module.md", _file("Files", "\n\n".join(links)))
    _write(module / "01-files.md", _file("The files", "\n\n".join(links)))


def _file(title: str, body: str) -> str:
    return f"---\ntitle: {title}\nopens_after_days: 0\n---\n\n{body}\n"


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "replace"))
