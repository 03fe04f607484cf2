"""What is stored is for the site's own user alone, not for others who have an account there."""

from __future__ import annotations

import stat
from pathlib import Path

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
UMASK = FOR_OTHERS  # of every process of ours: what it makes is its owner's
# All that an instance folder holds, but for SQLite's files beside its database.
OURS = ("assets", "cohort.db", "development-secret", "files", "huey.db", "mailbox", "metrics")
BESIDE = ("", "-wal", "-shm", "-journal")


def tighten(instance: Path, database_url: str, files_url: str) -> list[str]:
    """Take away what others may do with the database, the files and the instance folder.

    Older releases, or a copy made by hand, may have left them open. Returns a sentence for each
    thing that was changed, or that belongs to somebody else and could not be.
    """
    wanted = [instance / name for name in OURS if name != "assets"]
    if database_url.startswith("sqlite:///"):
        named = database_url.removeprefix("sqlite:///").partition("?")[0]
        wanted.append(instance / named)
    if files_url.startswith("file://"):
        wanted.append(Path(files_url.removeprefix("file://")))
    found = [path.with_name(path.name + end) for path in wanted for end in BESIDE]
    if _holds_only_ours(instance):
        found.insert(0, instance)
    sentences = (_tighten(path) for path in dict.fromkeys(found) if path.exists())
    return [sentence for sentence in sentences if sentence]


def _holds_only_ours(folder: Path) -> bool:
    """Whether the folder is the site's alone: INSTANCE_PATH may be one that others need."""
    known = {name + end for name in OURS for end in BESIDE}
    return {path.name for path in folder.iterdir()} <= known


def _tighten(path: Path) -> str | None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & FOR_OTHERS:
        return None
    try:
        path.chmod(mode & ~FOR_OTHERS)
    except OSError as error:
        return (
            f"{path} can be read by other users of this machine, and that could not be changed "
            f"({error.strerror}): let the site's user own it."
        )
    return f"{path} could be read by other users of this machine; now only its owner can."
