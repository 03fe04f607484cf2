"""Finding a browser and a checker says plainly what is missing, and skips nothing in CI."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import find


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
