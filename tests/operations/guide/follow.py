"""Follows the guide in a machine of its own: a copy of this one's files, and no network.

Run by test_guide.py under unshare, as root: `follow.py COPY SCRIPT`. COPY is an empty folder on a
tmpfs; SCRIPT is what the guide says. Prints what the commands print.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CODE = ("cohort", "modules", "migrations", "templates", "static", "config.py", "wsgi.py")
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
BESIDE = """
import sys
from aiosmtpd.controller import Controller
class Keep:
    async def handle_DATA(self, server, session, envelope):
        open("/tmp/mail", "ab").write(envelope.content)
        return "250 OK"
Controller(Keep(), hostname="127.0.0.1", port=2525).start()
sys.stdin.read()
"""


def main(copy: Path, script: Path) -> int:
    loopback_up()
    new_root(copy)
    words = script.read_text()
    os.chroot(copy / "root")
    os.chdir("/")
    prepare()
    Path("/guide.sh").write_text(words)
    with subprocess.Popen([sys.executable, "-c", BESIDE], stdin=subprocess.PIPE) as mail_server:
        done = subprocess.run(["bash", "-eux", "/guide.sh"], check=False)
        mail_server.kill()
    return done.returncode


def loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))


def new_root(copy: Path) -> None:
    """All files of this machine, where what is written goes to `copy` alone."""
    for name in ("upper", "work", "root"):
        (copy / name).mkdir()
    where = f"lowerdir=/,upperdir={copy}/upper,workdir={copy}/work"
    mount("-t", "overlay", "overlay", "-o", where, str(copy / "root"))
    mount("--rbind", "/dev", f"{copy}/root/dev")
    mount("-t", "proc", "proc", f"{copy}/root/proc")
    for path in {ROOT, Path(sys.prefix), Path(sys.base_prefix)}:
        if path.stat().st_dev != Path("/").stat().st_dev:
            (copy / "root" / path.relative_to("/")).mkdir(parents=True, exist_ok=True)
            mount("--bind", str(path), f"{copy}/root{path}")


def prepare() -> None:
    """What the guide takes for granted: the code in its place, and Debian's programs."""
    Path("/srv/cohort").mkdir(parents=True)
    for name in CODE:
        source = ROOT / name
        if source.is_dir():
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, f"/srv/cohort/{name}", ignore=leave)
        else:
            shutil.copy(source, "/srv/cohort")
    shutil.copy(ROOT / "requirements.txt", "/srv/cohort")
    Path("/usr/local/bin").mkdir(parents=True, exist_ok=True)
    for name in ("systemctl", "certbot", "python3"):
        Path("/usr/local/bin", name).unlink(missing_ok=True)
        shutil.copy(HERE / name, "/usr/local/bin", follow_symlinks=False)
        Path("/usr/local/bin", name).chmod(0o755)
    Path("/tests-python").write_text(f"{sys.executable}\n{Path(shutil.__file__).parent}\n")
    # The site's user must reach the interpreter, wherever it is.
    for path in (Path(sys.executable).resolve(), Path(sys.executable), ROOT):
        for folder in path.parents:
            folder.chmod(folder.stat().st_mode | 0o055)
    with Path("/etc/hosts").open("a") as hosts:
        hosts.write("\n127.0.0.1 learn.example.org localhost\n")
    Path("/tmp").chmod(0o1777)


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
