"""A folder from outside, read with care: its files, and the text in them.

Nothing outside the folder is read, whatever links say, and no content of a folder raises an
error here: each thing that cannot be used becomes a problem with its path.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cohort.course_format.naming import composed, natural
from cohort.kernel.problems import Problem

BIGGEST_TEXT = 1024 * 1024  # bytes
BIGGEST_ASSET = 50 * 1024 * 1024  # bytes
MOST_FILES = 5_000
DEEPEST = 20  # folders within folders
MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rmd", ".qmd"})
ASSETS = frozenset(
    {
        "png",
        "jpg",
        "jpeg",
        "gif",
        "webp",
        "svg",
        "pdf",
        "docx",
        "xlsx",
        "pptx",
        "odt",
        "ods",
        "odp",
        "csv",
        "tsv",
        "txt",
        "rtf",
        "epub",
        "zip",
        "mp3",
        "m4a",
        "ogg",
        "wav",
        "mp4",
        "webm",
        "mov",
        "vtt",
        "srt",
        "json",
        "ics",
    }
)
# Form feeds are among them: no page needs one, and EPUB forbids them.
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n"} | {127: None}
# Hidden by their names only: GitBook and VuePress keep a course's pictures in them.
_HOLD_PICTURES = frozenset({".gitbook", ".vuepress"})
# Files that tools leave in a folder; nobody misses them in a course.
_QUIET = frozenset(
    {
        ".git",
        ".github",
        ".gitignore",
        ".gitattributes",
        ".gitmodules",
        ".gitkeep",
        ".keep",
        ".nojekyll",
        ".editorconfig",
        ".travis.yml",
        ".vscode",
        ".idea",
        ".obsidian",
        ".venv",
        ".env",
        ".jekyll-cache",
        ".sass-cache",
        ".circleci",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "__MACOSX",
        "node_modules",
        "__pycache__",
        "_site",
    }
)


@dataclass
class Folder:
    """The files of a course, by their path within it, in natural order.

    `closed`: paths that are there but cannot be entered or read.
    """

    root: Path
    files: dict[str, Path] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self.files

    def under(self, prefix: str) -> list[str]:
        """The paths in this folder, at any depth; all of them for ""."""
        start = f"{prefix}/" if prefix else ""
        return [path for path in self.files if path.startswith(start)]

    def text(self, path: str) -> str | None:
        """The file's text with plain line ends; None, and a problem, when it has none."""
        try:
            data = _bytes(self.files[path])
        except OSError as error:
            self.report(path, f"it cannot be read ({_reason(error)})")
            return None
        if len(data) > BIGGEST_TEXT:
            size = f"{BIGGEST_TEXT // 1024} kB"
            self.report(path, f"it is larger than {size}; make several pages of it")
            return None
        found = decoded(data)
        if found is None:
            self.report(path, "it is not text")
            return None
        text, doubt = found
        if doubt:
            self.report(path, doubt, is_error=False)
        return text

    def report(self, path: str, text: str, line: int = 0, *, is_error: bool = True) -> None:
        """Record a problem with a file."""
        self.problems.append(Problem(shown(path), line, text, is_error))


def open_folder(root: Path) -> Folder:
    """List what is in a folder. Raises FileNotFoundError when there is no such folder."""
    if not root.is_dir():
        raise FileNotFoundError(f"There is no folder {root}.")
    folder = Folder(root)
    found: list[tuple[str, Path]] = []
    for path, place in _walk(folder, root.resolve(), ""):
        if len(found) == MOST_FILES:
            folder.report("", f"it holds more than {MOST_FILES} files; the rest is left out")
            break
        found.append((path, place))
    for path, place in sorted(found, key=lambda item: natural(item[0])):
        if composed(path) in folder.files:
            folder.report(
                path, "another file has this name, spelt with other signs; it is left out"
            )
        else:
            folder.files[composed(path)] = place
    return folder


def asset_problem(path: str, place: Path) -> str:
    """Why this file cannot be kept beside the text; "" when it can."""
    kind = path.rpartition(".")[2].lower()
    if kind not in ASSETS:
        return "this kind of file is not kept with a course"
    try:
        size = place.stat().st_size
    except OSError as error:
        return f"it cannot be read ({_reason(error)})"
    if size > BIGGEST_ASSET:
        return f"it is larger than {BIGGEST_ASSET // 1024 // 1024} MB"
    return ""


def is_markdown(path: str) -> bool:
    """Whether a file is Markdown, by its name."""
    return os.path.splitext(path)[1].lower() in MARKDOWN


def shown(path: str) -> str:
    """A path as it can stand in a message: no line breaks, no lone surrogates."""
    safe = path.encode("utf-8", "replace").decode()
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in safe
    )


def decoded(data: bytes) -> tuple[str, str] | None:
    """Bytes as text, with a warning if its encoding is in doubt; None when they are not text."""
    doubt = ""
    text = None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, doubt = _as(data, "utf-16"), "it was read as UTF-16; save it as UTF-8"
    elif b"\0" not in data:
        text = _as(data, "utf-8-sig")
        if text is None:
            text = _as(data, "cp1252")
            doubt = "it is not UTF-8 and was read as Western European; check accents and quotes"
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = text.translate(_CONTROLS)
    taken = len(text) - len(clean)
    if "\0" in text or taken > len(text) / 1000:
        return None
    return clean, doubt or ("control characters were taken out of it" if taken else "")


def _as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _walk(folder: Folder, root: Path, within: str, depth: int = 0) -> Iterator[tuple[str, Path]]:
    try:
        with os.scandir(folder.root / within) as entries:
            listed = sorted(entries, key=lambda entry: natural(entry.name))
    except OSError as error:
        folder.report(within, f"the folder cannot be read ({_reason(error)})")
        folder.closed.append(within)
        return
    for entry in listed:
        path = f"{within}/{entry.name}" if within else entry.name
        if entry.name in _QUIET:
            continue
        if entry.name.startswith(".") and entry.name not in _HOLD_PICTURES:
            folder.report(path, "hidden files are left out", is_error=False)
        elif wrong := _unusable(entry, root):
            folder.report(path, wrong)
            folder.closed.append(path)
        elif not entry.is_dir():
            yield path, Path(entry.path)
        elif entry.is_symlink():
            folder.report(path, "it is a link to another folder, and is left out", is_error=False)
        elif depth == DEEPEST:
            folder.report(path, f"it lies more than {DEEPEST} folders deep")
        else:
            yield from _walk(folder, root, path, depth + 1)


def _unusable(entry: os.DirEntry[str], root: Path) -> str:
    """Why nothing can be read here; "" when it can."""
    try:
        entry.name.encode()
        if entry.is_symlink():
            real = Path(entry.path).resolve(strict=True)
            if root not in real.parents and real != root:
                return "it is a link to a place outside the course"
            hidden = any(part.startswith(".") for part in real.relative_to(root).parts)
            if hidden:
                return "it is a link to a hidden place"
        mode = entry.stat().st_mode
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    except (OSError, RuntimeError) as error:  # circular links: which one is up to Python's version
        return f"it cannot be read ({_reason(error)})"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "it is not a plain file"
    return ""


def _bytes(place: Path) -> bytes:
    with place.open("rb") as stream:
        return stream.read(BIGGEST_TEXT + 1)


def _reason(error: Exception) -> str:
    words = getattr(error, "strerror", None) or "its links lead in a circle"
    return str(words)[:1].lower() + str(words)[1:]
