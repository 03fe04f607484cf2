"""The archive: a gzipped tar with `database`, `files/<key>` and, last, `manifest.json`, which holds
the size and SHA-256 of each of the others. Nothing is unpacked by the name that a member has.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from cohort.kernel import clock, ids

FORMAT = 1
DATABASE = "database"
MANIFEST = "manifest.json"
FILES = "files/"
PART = ".*.[0-9]*.part"  # the name of an archive that is not whole yet
PIECE = 1024 * 1024  # bytes
LARGEST_MANIFEST = 512 * 1024 * 1024  # bytes


class BackupRefused(Exception):
    """The backup cannot be made, read or restored; the message says why and what to do."""


@dataclass(frozen=True)
class Backup:
    """What an archive holds. `database` is 'sqlite' or 'postgresql'; `revision` is that of the
    newest migration; `members` is {name: [bytes, SHA-256 in hex]}."""

    made_at: dt.datetime
    database: str
    revision: str
    site: str
    people: int
    with_files: bool
    members: dict[str, list[Any]] = field(default_factory=dict)
    format: int = FORMAT
    id: int = field(default_factory=ids.new_id)

    @property
    def files(self) -> int:
        """How many files it holds."""
        return sum(name.startswith(FILES) for name in self.members)


class Writer:
    """Adds members to an archive, and keeps their digests for the manifest."""

    def __init__(self, tar: tarfile.TarFile, now: dt.datetime) -> None:
        self.members: dict[str, list[Any]] = {}
        self._tar = tar
        self._moment = int(now.timestamp())

    def add(self, name: str, size: int, content: IO[bytes]) -> None:
        """Add `size` bytes of `content`. Raises OSError when there are fewer."""
        reader = Digesting(content)
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self._moment, 0o600
        self._tar.addfile(info, reader)
        self.members[name] = [size, reader.digest]

    def finish(self, backup: Backup) -> None:
        """Add the manifest."""
        facts = asdict(backup) | {"made_at": backup.made_at.isoformat(), "members": self.members}
        text = json.dumps(facts, ensure_ascii=False).encode()
        self.add(MANIFEST, len(text), io.BytesIO(text))


class Digesting:
    """Reads from a file and digests what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes."""
        piece = self._file.read(size)
        self._hash.update(piece)
        return piece

    @property
    def digest(self) -> str:
        """SHA-256 of all that was read, in hex."""
        return self._hash.hexdigest()


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Write an archive that only its owner can read, and that appears at `path` when it is whole
    and on the disk. Raises BackupRefused when there is one already, or OSError."""
    if path.exists():
        raise BackupRefused(f"{path} is there already. Name another file, or remove it first.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
                yield Writer(tar, clock.now())
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        sync(path.parent)
    finally:
        part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have a file's content, or a folder's list of names, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def verified(path: Path) -> Backup:
    """What a whole archive holds, after reading all of it. Raises BackupRefused for anything that
    is not one of ours, is cut short, or was changed."""
    found: dict[str, list[Any]] = {}
    manifest = b""

    def look(name: str, size: int, content: IO[bytes]) -> None:
        nonlocal manifest
        if name == MANIFEST and size <= LARGEST_MANIFEST:
            manifest = content.read()
            return
        reader = Digesting(content)
        while reader.read(PIECE):
            pass
        found[name] = [size, reader.digest]

    each_member(path, look)
    backup = _read(path, manifest)
    if backup.members != found or DATABASE not in found:
        raise BackupRefused(f"{path} is damaged: it does not hold what it says that it holds.")
    return backup


def each_member(path: Path, use: Callable[[str, int, IO[bytes]], None]) -> None:
    """Call `use` with the name, size and content of each member. Raises BackupRefused."""
    try:
        with tarfile.open(path, "r|gz") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None:
                    raise BackupRefused(f"{path} is no backup of this site: it holds a link.")
                use(member.name, member.size, content)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BackupRefused(f"{path} is no backup, or only a part of one: {error}.") from error
    except OSError as error:
        reason = error.strerror or "it is no whole gzip file"
        raise BackupRefused(f"{path} cannot be read: {reason}.") from error


def _read(path: Path, manifest: bytes) -> Backup:
    if not manifest:
        raise BackupRefused(f"{path} is no backup of this site: it has no {MANIFEST}.")
    try:
        facts = json.loads(manifest)
        if facts["format"] != FORMAT:
            raise BackupRefused(f"{path} was made by another release: format {facts['format']}.")
        moment = dt.datetime.fromisoformat(facts.pop("made_at"))
        return Backup(made_at=moment, **facts)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupRefused(f"{path} is no backup of this site: {error}.") from error
