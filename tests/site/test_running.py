"""`flask site run`, as `make run` starts it: both processes, Ctrl-C, and a request cut short."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from cohort.demo.people import PASSWORD
from cohort.site import serving
from cohort.site.serving import ports, supervising
from config import ROOT
from tests.patience import PATIENCE_SECONDS, wait_until


class Running:
    """A site started by `flask site run --demo` in a folder of its own."""

    def __init__(self, folder: Path, demo: str = "--demo", port: int = 0) -> None:
        self.folder = folder
        self.port = port or free_port()
        keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.output = (folder / "output.txt").open("a+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "site", "run", demo],
            cwd=ROOT,
            env=keep
            | {
                "COHORT_ENV": "development",
                "INSTANCE_PATH": str(folder),
                "PORT": str(self.port),
                "WEB_PROCESSES": "1",
            },
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until(self, path: str, words: str) -> None:
        def says_so() -> bool:
            try:
                with urllib.request.urlopen(self.address + path) as answer:
                    return words in answer.read().decode()
            except (HTTPError, URLError, ConnectionError):
                return False

        wait_until(says_so, lambda: f"{path} never said {words!r}:\n{self.said}", pause=0.1)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return (self.folder / "output.txt").read_text()

    def children(self) -> list[int]:
        """Every living process below this one."""
        found: list[int] = []
        waiting = [self.process.pid]
        while waiting:
            pid = waiting.pop()
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                below = [int(word) for word in task.read_text().split()]
                found += below
                waiting += below
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, demo: str = "--demo") -> Iterator[Running]:
    site = Running(folder, demo)
    try:
        yield site
    finally:
        if site.process.poll() is None:
            site.process.send_signal(signal.SIGTERM)
        site.process.wait(PATIENCE_SECONDS)
        site.output.close()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_it_starts_both_says_how_to_sign_in_and_stops_both(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        site.wait_until("/readyz", '"worker":"ok"')
        assert site.address in site.said
        for name in ("participant", "facilitator", "organiser", "admin", "outsider"):
            assert f"{name}@example.org" in site.said
        assert PASSWORD in site.said
        children = site.children()
        assert len(children) >= 2
        site.process.send_signal(signal.SIGINT)
        assert site.process.wait(PATIENCE_SECONDS) == 0
        wait_until(lambda: not any(alive(pid) for pid in children))
        assert "Stopped." in site.said
        assert "Traceback" not in site.said

    with running(tmp_path) as again:
        again.wait_until("/", "Commissioning along the coast")
        wait_until(lambda: "Processor time" in again.said.split("Stopped.")[1])
        second = again.said.split("Stopped.")[1]
        assert "0 pages written, 18 unchanged" in second
        assert "Loaded the demo data" not in second
        again.wait_until("/readyz", '"worker":"ok"')
        assert re.search(r"Processor time: [\d.]+ s to load the code, [\d.]+ s to set up", second)
        # The code is loaded once: what has it from the supervisor spends far less.
        below = [work_of(pid) for pid in again.children()]
        assert sum(below) < work_of(again.process.pid), below


def test_a_worker_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        site.wait_until("/readyz", '"worker":"ok"')
        first = worker_of(site)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: worker_of(site) not in (0, first), pause=0.1)
        assert "starting it again" in site.said
        site.wait_until("/healthz", "ok")


def worker_of(site: Running) -> int:
    """The worker's process id, or 0."""
    for pid in site.children():
        name = Path(f"/proc/{pid}/comm")
        if name.exists() and alive(pid) and name.read_text() == "cohort-worker\n":
            return pid
    return 0


def test_a_request_cut_short_is_not_taken_and_the_server_goes_on(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        site.wait_until("/", "Programmes")
        for told, sent in ((5000, b"csrf_token=x&email=a"), (10, b""), (2**40, b"x")):
            with socket.create_connection(("127.0.0.1", site.port)) as wire:
                wire.sendall(
                    f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
                    "Content-Type: application/x-www-form-urlencoded\r\n"
                    f"Content-Length: {told}\r\nConnection: close\r\n\r\n".encode()
                    + sent
                )
                wire.shutdown(socket.SHUT_WR)
                answer = wire.recv(200)
            assert not answer or re.match(rb"HTTP/1.1 4\d\d", answer), answer
        site.wait_until("/healthz", "ok")
        assert "Traceback" not in site.said


def test_slow_uploads_do_not_stop_the_site(tmp_path: Path) -> None:
    with running(tmp_path, "--no-demo") as site, ExitStack() as open_ones:
        site.wait_until("/healthz", "ok")
        begun = (
            f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nemail="
        )
        for _ in range(60):
            wire = socket.create_connection(("127.0.0.1", site.port))
            open_ones.enter_context(wire).sendall(begun.encode())
        for path in ("/healthz", "/", "/sign-in") * 4:
            with urllib.request.urlopen(site.address + path, timeout=PATIENCE_SECONDS) as answer:
                assert answer.status == 200


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with running(tmp_path, "--no-demo") as site:
        site.wait_until("/readyz", '"worker":"ok"')
        children = site.children()
        assert len(children) == 2
        site.process.kill()
        site.process.wait(PATIENCE_SECONDS)
        wait_until(lambda: not any(alive(pid) for pid in children))
        wait_until(lambda: is_free(site.port))


def is_free(port: int) -> bool:
    try:
        serving.reserve("127.0.0.1", port).close()
    except serving.PortRefused:
        return False
    return True


def test_a_web_process_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path, "--no-demo") as site:
        site.wait_until("/readyz", '"worker":"ok"')
        web = next(pid for pid in site.children() if name_of(pid) == "cohort-web")
        wait_until(lambda: age_of(web) > supervising.TOO_SOON_SECONDS + 1, pause=0.5)
        os.kill(web, signal.SIGKILL)
        wait_until(lambda: "A web process ended by itself; starting it again." in site.said)
        site.wait_until("/healthz", "ok")


def work_of(pid: int) -> int:
    """Processor time that a process has used, in the kernel's ticks."""
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[11:13]))


def name_of(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def age_of(pid: int) -> float:
    """Seconds since the process was started."""
    ticks = int(Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[19])
    return float(Path("/proc/uptime").read_text().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")


def test_a_second_site_on_the_same_port_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with running(first, "--no-demo") as site:
        site.wait_until("/healthz", "ok")
        other = Running(second, "--no-demo", site.port)
        assert other.process.wait(PATIENCE_SECONDS) == 1
        other.output.close()
        assert other.said.strip() == (
            f"Error: Port {site.port} is in use. Stop what runs there or set PORT to another one."
        )
        assert not (second / "cohort.db").exists()
        site.wait_until("/healthz", "ok")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
@pytest.mark.parametrize("option", [None, socket.SO_REUSEADDR, socket.SO_REUSEPORT])
def test_a_port_that_another_program_has_is_refused(host: str, option: int | None) -> None:
    with socket.socket() as other:
        if option is not None:
            other.setsockopt(socket.SOL_SOCKET, option, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(serving.PortRefused, match=f"^Port {port} is in use. Stop what runs"):
            serving.reserve(host, port)


def test_a_port_that_is_taken_while_the_site_sets_up_is_refused_too() -> None:
    first = serving.reserve("127.0.0.1", 0)
    port = first.getsockname()[1]
    with first, serving.reserve("127.0.0.1", port) as second:
        ports.listen(first)
        with pytest.raises(serving.PortRefused, match=f"^Port {port} is in use. Stop what runs"):
            ports.listen(second)


def test_a_site_can_be_started_again_at_once_on_its_port() -> None:
    """Connections of the one before may still be winding up."""
    with serving.reserve("127.0.0.1", 0) as first:
        ports.listen(first)
        address = first.getsockname()
        with socket.create_connection(address) as caller, first.accept()[0]:
            pass  # the server's side is closed first, and so keeps the port in TIME_WAIT
        caller.close()
    serving.reserve(*address).close()
