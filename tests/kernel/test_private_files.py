"""Other users of the machine read nothing that is stored."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cohort.kernel import private_files
from config import ROOT


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in [folder, *folder.rglob("*")] if mode_of(path) & 0o077]


def test_what_commands_make_is_their_owners_alone(tmp_path: Path) -> None:
    """With the usual umask of a login, and after an older release or a copy left it open."""
    instance = tmp_path / "made"
    env = {"PATH": os.environ["PATH"], "COHORT_ENV": "development", "INSTANCE_PATH": str(instance)}

    def set_up() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "site", "setup"]
        return subprocess.run(
            command, cwd=ROOT, env=env, umask=0o022, capture_output=True, text=True, check=True
        )

    assert "could be read" not in set_up().stderr
    assert (instance / "cohort.db").exists()
    assert open_to_others(instance) == []
    names = ("cohort.db", "development-secret", "files")
    for path in (instance, *(instance / name for name in names)):
        path.chmod(0o755 if path.is_dir() else 0o644)
    said = set_up().stderr
    for path in (instance, *(instance / name for name in names)):
        assert f"{path} could be read by other users of this machine" in said
    assert open_to_others(instance) == []


@pytest.mark.parametrize(
    "name", ["db.sqlite", "db.sqlite-wal", "db.sqlite-shm", "db.sqlite-journal"]
)
def test_a_database_elsewhere_is_closed_to_others_but_its_folder_is_not_ours(
    tmp_path: Path, name: str
) -> None:
    instance, elsewhere = tmp_path / "instance", tmp_path / "elsewhere"
    instance.mkdir(mode=0o700)
    elsewhere.mkdir(mode=0o755)
    (elsewhere / name).touch(mode=0o664)
    said = private_files.tighten(instance, f"sqlite:///{elsewhere}/db.sqlite", "")
    assert said == [
        f"{elsewhere / name} could be read by other users of this machine; now only its owner can."
    ]
    assert mode_of(elsewhere / name) == 0o600
    assert mode_of(elsewhere) == 0o755


def test_a_folder_of_files_elsewhere_is_closed_to_others(tmp_path: Path) -> None:
    instance, files = tmp_path / "instance", tmp_path / "files"
    instance.mkdir(mode=0o700)
    files.mkdir(mode=0o775)
    assert len(private_files.tighten(instance, "postgresql+psycopg://h/d", f"file://{files}")) == 1
    assert mode_of(files) == 0o700
    assert private_files.tighten(instance, "postgresql+psycopg://h/d", f"file://{files}") == []


def test_a_folder_that_others_need_too_keeps_its_mode(tmp_path: Path) -> None:
    """INSTANCE_PATH=/var/lib, say: closing that would stop the machine."""
    tmp_path.chmod(0o755)
    (tmp_path / "dpkg").mkdir()
    (tmp_path / "cohort.db").touch(mode=0o644)
    assert len(private_files.tighten(tmp_path, f"sqlite:///{tmp_path}/cohort.db", "")) == 1
    assert mode_of(tmp_path) == 0o755
    assert mode_of(tmp_path / "cohort.db") == 0o600


def test_what_belongs_to_somebody_else_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "cohort.db").touch(mode=0o644)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(Path, "chmod", refuse)
    (sentence,) = private_files.tighten(tmp_path, f"sqlite:///{tmp_path}/cohort.db", "")
    assert "Operation not permitted" in sentence
    assert "let the site's user own it" in sentence


@pytest.mark.parametrize("name", ["mailbox", "metrics"])
def test_what_only_some_sites_have_is_ours_too(tmp_path: Path, name: str) -> None:
    """Mail that is written to files holds codes to sign in."""
    tmp_path.chmod(0o755)
    (tmp_path / name).mkdir()
    (tmp_path / name).chmod(0o755)
    private_files.tighten(tmp_path, "postgresql://localhost/cohort", "")
    assert open_to_others(tmp_path) == []
