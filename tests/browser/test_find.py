"""Finding a browser and a checker says plainly what is missing, and skips nothing in CI."""

from __future__ import annotations

import fcntl
import sys
import threading
from pathlib import Path

import pytest

from tests.browser import find
from tests.patience import wait_until


def nothing_to_be_had(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(find, "_playwrights_own", lambda: None)
    monkeypatch.setattr(find, "_starts", lambda path, _question: Path(path).exists())


def test_the_browser_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/true")
    assert find.find_chromium() == "/bin/true"


def test_a_named_browser_that_does_not_start_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/false")
    with pytest.raises(find.Missing, match="CHROMIUM is '/bin/false'"):
        find.find_chromium()


def test_an_installed_browser_comes_before_installing_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nothing_to_be_had(monkeypatch, tmp_path)
    (tmp_path / "google-chrome").touch(0o755)
    assert find.find_chromium() == str(tmp_path / "google-chrome")


def test_debians_package_comes_before_playwrights_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nothing_to_be_had(monkeypatch, tmp_path)
    monkeypatch.setattr(find, "_from_debian", lambda _names, package: f"/debian/{package}")
    assert find.find_chromium() == "/debian/chromium"
    monkeypatch.setattr(find, "_from_debian", lambda _names, _package: None)
    monkeypatch.setattr(find, "_playwrights_own", lambda: "/playwright/chrome")
    assert find.find_chromium() == "/playwright/chrome"


def test_no_browser_at_all_stops_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing_to_be_had(monkeypatch, tmp_path)
    assert find.main() == 1
    assert "Install Chromium, or set CHROMIUM" in capsys.readouterr().err


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_missing_java_stops_the_run_in_ci_and_is_said_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    def missing() -> str:
        raise find.Missing("No Java")

    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("CHROMIUM", "/bin/true")
    monkeypatch.setattr(find, "find_checker", lambda: find.BUILD / "vnu")
    monkeypatch.setattr(find, "find_java", missing)
    assert find.main() == code
    assert "No Java" in capsys.readouterr().err


def test_a_checker_that_is_not_the_pinned_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(find, "BUILD", tmp_path)
    monkeypatch.setattr(find, "CHECKER_SHA256", "0" * 64)
    monkeypatch.setattr(find, "_installed", lambda names, _question: names[0])

    def fetch(_command: list[str], cwd: str, env: object = None) -> bool:
        import tarfile

        (tmp_path / "other.jar").write_text("something else")
        with tarfile.open(Path(cwd) / "vnu-jar.tgz", "w:gz") as package:
            package.add(tmp_path / "other.jar", "package/build/dist/vnu.jar")
        return True

    monkeypatch.setattr(find, "_run", fetch)
    with pytest.raises(find.Missing, match="not the file that was pinned"):
        find.find_checker()


# A stand-in that wants a real lock for the lists, as apt-get does, and brings a Chromium.
APT_GET = """#!{python}
import fcntl, pathlib, sys
here = pathlib.Path({folder!r})
with (here / "asked").open("a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
if "update" in sys.argv:
    with (here / "lists").open("w") as lists:
        try:
            fcntl.lockf(lists, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit("E: Could not get lock " + lists.name + ". It is held by process 7")
    sys.exit({update!r})
(here / "chromium").touch(0o755)
"""


class AptGet:
    """What was asked of the stand-in, and the lock of its lists."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, update: str | int = 0):
        nothing_to_be_had(monkeypatch, folder)
        monkeypatch.setattr(find.os, "geteuid", lambda: 0)
        monkeypatch.setattr(find, "AGAIN_SECONDS", 0.01)
        self.folder = folder
        program = folder / "apt-get"
        program.write_text(APT_GET.format(python=sys.executable, folder=str(folder), update=update))
        program.chmod(0o755)

    def asked(self) -> list[str]:
        log = self.folder / "asked"
        return log.read_text().splitlines() if log.exists() else []


def test_it_waits_while_another_program_holds_the_package_lists(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apt = AptGet(monkeypatch, tmp_path)
    found: list[str] = []
    with (tmp_path / "lists").open("w") as lists:
        fcntl.lockf(lists, fcntl.LOCK_EX)
        finding = threading.Thread(target=lambda: found.append(find.find_chromium()))
        finding.start()
        wait_until(lambda: len(apt.asked()) >= 3)
        assert not found
        assert set(apt.asked()) == {"-qq update"}
    finding.join()
    assert found == [str(tmp_path / "chromium")]
    install = apt.asked()[-1]
    assert install.endswith("install -y --no-install-recommends chromium")
    assert f"-o DPkg::Lock::Timeout={find.LOCKED_SECONDS}" in install
    assert capsys.readouterr().err.count("Waiting for another program") == 1


def test_lists_that_cannot_be_fetched_are_said_and_those_that_are_here_are_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apt = AptGet(monkeypatch, tmp_path, update="E: The repository has no Release file")
    assert find.find_chromium() == str(tmp_path / "chromium")
    assert [words.split()[-1] for words in apt.asked()] == ["update", "chromium"]
    assert "no Release file" in capsys.readouterr().err


def test_lists_that_are_held_for_ever_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    AptGet(monkeypatch, tmp_path)
    monkeypatch.setattr(find, "LOCKED_SECONDS", 0.02)
    with (tmp_path / "lists").open("w") as lists:
        fcntl.lockf(lists, fcntl.LOCK_EX)
        find.find_chromium()
    assert "were held for 0.02 seconds" in capsys.readouterr().err
