"""Finds, or installs, what the browser tests need: `python -m tests.browser.find`.

A Chromium: the one $CHROMIUM names, else an installed one, else (as root) Debian's package, else
Playwright's own. A Redis server. The Nu HTML Checker, with a Java to run it. In CI ($CI) nothing
may be missing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config import ROOT
from tests.patience import PATIENCE_SECONDS

BUILD = ROOT / "build"
REDISES = ("redis-server", "valkey-server")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
CHECKER = "vnu-jar@26.9.27"
CHECKER_SHA256 = "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47"
INSTALL_SECONDS = 3600
LOCKED_SECONDS = 1200  # that others may hold the locks of the package manager
AGAIN_SECONDS = 3
LOCK = Path(tempfile.gettempdir()) / f"cohort-tests-find-{os.getuid()}.lock"  # of all checkouts


class Missing(Exception):
    """Something the tests need is not to be had; the message says what to do."""


def find_chromium() -> str:
    """The path of a Chromium that starts. Raises Missing."""
    given = os.environ.get("CHROMIUM")
    if given:
        if shutil.which(given) and _starts(given, "--version"):
            return given
        raise Missing(f"CHROMIUM is {given!r}, which does not start. Point it at a Chromium.")
    found = _installed(CHROMIUMS, "--version")
    if found:
        return found
    with _one_at_a_time():
        found = _installed(CHROMIUMS, "--version") or _from_debian(CHROMIUMS, "chromium")
        found = found or _playwrights_own()
    if found:
        return found
    raise Missing(
        "No Chromium: none is installed, and neither apt-get (as root) nor Playwright could "
        "install one. Install Chromium, or set CHROMIUM to the path of one."
    )


def find_java() -> str:
    """The path of a Java. Raises Missing."""
    found = _installed(["java"], "-version")
    if not found:
        with _one_at_a_time():
            found = _from_debian(["java"], "default-jre-headless")
    if found:
        return found
    raise Missing("No Java for the Nu HTML Checker. Install a Java runtime, 11 or newer.")


def find_redis() -> str:
    """The path of a Redis or Valkey server. Raises Missing."""
    found = _installed(REDISES, "--version")
    if not found:
        with _one_at_a_time():
            found = _from_debian(REDISES, "redis-server")
    if found:
        return found
    raise Missing("No Redis for the tests of REDIS_URL. Install redis-server.")


def find_nginx() -> str:
    """The path of nginx, with which the guide for operators is followed. Raises Missing."""
    found = _installed(["nginx"], "-v")
    if not found:
        with _one_at_a_time():
            _from_debian(["nginx"], "nginx")
        found = _installed(["nginx"], "-v")
    if found:
        return found
    raise Missing("No nginx to follow docs/operators/first-run.md with. Install nginx.")


def find_checker() -> Path:
    """The Nu HTML Checker's jar, fetched once into build/. Raises Missing."""
    jar = BUILD / "vnu" / f"{CHECKER}.jar"
    with _one_at_a_time():
        if not (jar.exists() and _sha256(jar) == CHECKER_SHA256):
            _fetch_checker(jar)
    return jar


def in_ci() -> bool:
    """Whether a skip is a failure here."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false", "no")


def _installed(names: Sequence[str], question: str) -> str | None:
    paths = (shutil.which(name) for name in names)
    return next((path for path in paths if path and _starts(path, question)), None)


def _starts(path: str, question: str) -> bool:
    """A path is not enough: Ubuntu's chromium-browser may be a note that says to use snap."""
    try:
        done = subprocess.run([path, question], capture_output=True, timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _from_debian(names: Sequence[str], package: str) -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    print(f"Installing {package}…", file=sys.stderr)
    _update_lists(quiet)
    # Waits by itself while others install packages.
    wait = f"DPkg::Lock::Timeout={LOCKED_SECONDS}"
    install = ["install", "-y", "--no-install-recommends", package]
    _run(["apt-get", "-qq", "-o", wait, *install], env=quiet)
    return _installed(names, "-version" if names[0] == "java" else "--version")


def _update_lists(env: dict[str, str]) -> None:
    """Fetch the package lists. Their lock is another one than that of installing, and apt-get has
    no option to wait for it, so it is asked again. When it fails for another reason we go on: the
    lists that are here may do."""
    for tried in range(round(LOCKED_SECONDS / AGAIN_SECONDS)):
        done = _tell(["apt-get", "-qq", "update"], env=env)
        if done is None or done.returncode == 0:
            return
        if "Could not get lock" not in done.stderr:
            print(done.stderr[-1500:], file=sys.stderr)
            return
        if not tried:
            print("Waiting for another program that holds the package lists…", file=sys.stderr)
        time.sleep(AGAIN_SECONDS)
    print(f"The package lists were held for {LOCKED_SECONDS} seconds.", file=sys.stderr)


def _playwrights_own() -> str | None:
    print("Installing Playwright's Chromium…", file=sys.stderr)
    _run([sys.executable, "-m", "playwright", "install", "chromium"])
    # In a process of its own: Playwright's loop must not be running when the tests start theirs.
    code = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and _starts(path, "--version") else None


def _fetch_checker(jar: Path) -> None:
    npm = _installed(["npm"], "--version")
    npm = npm or _from_debian(["npm"], "npm")
    if not npm:
        raise Missing(f"No npm to fetch the Nu HTML Checker ({CHECKER}) with. Install npm.")
    jar.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=jar.parent) as folder:
        # `npm pack` only downloads: it runs no script of the package.
        if not _run([npm, "pack", "--silent", CHECKER], cwd=folder):
            raise Missing(f"npm could not fetch {CHECKER}. Is its registry reachable?")
        fresh = Path(folder) / "fresh.jar"
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            member = package.extractfile("package/build/dist/vnu.jar")
            assert member is not None
            fresh.write_bytes(member.read())
        if _sha256(fresh) != CHECKER_SHA256:
            raise Missing(f"What npm fetched as {CHECKER} is not the file that was pinned.")
        fresh.replace(jar)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _run(command: list[str], cwd: str | None = None, env: dict[str, str] | None = None) -> bool:
    done = _tell(command, cwd, env)
    if done and done.returncode:
        print((done.stderr or done.stdout)[-1500:], file=sys.stderr)
    return done is not None and done.returncode == 0


def _tell(
    command: list[str], cwd: str | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str] | None:
    """What a command answered; None when it could not be run, or never ended."""
    try:
        return subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two test processes, of this checkout or another, must not install the same at once."""
    BUILD.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Find everything and say what was found; 1 when something needed is missing."""
    try:
        print(f"Browser: {find_chromium()}")
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    try:
        print(f"Redis: {find_redis()}")
        print(f"nginx: {find_nginx()}")
        print(f"HTML checker: {find_checker().relative_to(ROOT)} with {find_java()}")
    except Missing as missing:
        print(missing, file=sys.stderr)
        if in_ci():
            return 1
        print("Going on without: outside CI what needs it will be skipped.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
