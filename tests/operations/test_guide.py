"""docs/operators/first-run.md, followed line by line as root on a machine of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests.browser.find import Missing, find_nginx, in_ci
from tests.patience import PATIENCE_SECONDS

GUIDE = ROOT / "docs" / "operators" / "first-run.md"
HERE = Path(__file__).parent / "guide"
OURS = {"smtp+starttls://user:password@mail.example.org:587": "smtp://127.0.0.1:2525"}
ANSWERS = (
    *("Dysgu gyda’n gilydd", "Tidewrack Learning CIC", "help@example.org"),
    *("Ruth Calder", "ruth@example.org", "seven quiet herons"),
)
WELL = (
    *("Settings", "Proxy", "Database", "Migrations", "Permissions", "Keys", "Mail server"),
    *("Address", "Certificate"),
)
# As a visitor, and as whoever looks at the machine afterwards.
LOOK = """
echo "== ready"
curl -s --retry 60 --retry-all-errors --retry-delay 1 --fail http://127.0.0.1:8000/readyz
echo
echo "== mail"; grep -c '^Subject' /tmp/mail
echo "== page"; curl -sS https://learn.example.org/sign-in | grep -o '<title>[^<]*'
echo "== plain"; curl -sS -o /dev/null -w '%{http_code} %{redirect_url}\\n' http://learn.example.org/x
echo "== elsewhere"
curl -sS -o /dev/null -w '%{http_code}\\n' http://127.0.0.1:8000/sign-in
echo "== owners"
find /var/lib/cohort /var/backups/cohort \\
  -path '*/assets/*' -prune -o ! -user cohort -print -o -perm /077 -print
echo "== users"; ps -eo user=,args= | grep '[w]sgi' | grep -v runuser | cut -d' ' -f1 | sort -u
echo "== backups"; ls /var/backups/cohort
echo "== end"
"""
PATH = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # what follows the guide comes first


def commands() -> str:
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL))


def part(output: str, name: str) -> list[str]:
    found = re.search(rf"^== {name}\n(.*?)^== ", output, re.MULTILINE | re.DOTALL)
    assert found, output
    lines = found[1].splitlines()  # among them what bash runs, and the server's log
    return [line for line in lines if line[:2] != "+ " and '"level": ' not in line]


def may_not() -> str:
    """Why this machine cannot follow it, or nothing."""
    if os.geteuid() or not shutil.which("unshare"):
        return "needs root, and Linux's unshare"
    probe = ["unshare", "--mount", "--net", "mount", "-t", "tmpfs", "none", "/mnt"]
    if subprocess.run(probe, capture_output=True).returncode:
        return "needs to be allowed to mount in a namespace of its own"
    try:
        find_nginx()
    except Missing as missing:
        return str(missing)
    return ""


@pytest.mark.sqlite_is_enough
def test_the_guide_leads_to_a_site_that_runs(tmp_path: Path) -> None:
    if reason := may_not():
        assert not in_ci(), reason
        pytest.skip(reason)
    words = commands()
    for theirs, ours in OURS.items():
        assert theirs in words
        words = words.replace(theirs, ours)
    script = tmp_path / "guide.sh"
    script.write_text(words + LOOK)
    copy = tmp_path / "copy"
    copy.mkdir()
    inside = (
        f"mount -t tmpfs tmpfs {copy} && exec {sys.executable} {HERE}/follow.py {copy} {script}"
    )
    done = subprocess.run(
        [
            *("unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"),
            *("sh", "-c", inside),
        ],
        input="\n".join(ANSWERS) + "\n",
        env={"PATH": PATH, "HOME": "/root", "LC_ALL": "C.UTF-8", "PIP_NO_INDEX": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    said = done.stdout
    assert done.returncode == 0, said[-4000:]
    assert "Ruth Calder administers Dysgu gyda’n gilydd now." in said
    assert "A test mail to ruth@example.org was handed to the mail server" in said
    assert said.count('{"status":"ok"}') >= 2
    for well in WELL:
        assert f"[x] {well}. " in said, said
    assert "Restored: Dysgu gyda’n gilydd on " in said
    assert part(said, "mail") == ["1"]
    assert part(said, "page") == ["<title>Sign in – Dysgu gyda’n gilydd"]
    assert part(said, "plain") == ["301 https://learn.example.org/x"]
    assert part(said, "elsewhere") == ["400"]
    assert '"worker":"ok"' in " ".join(part(said, "ready"))
    assert part(said, "owners") == []
    assert part(said, "users") == ["cohort"]
    (backup,) = part(said, "backups")
    assert re.fullmatch(r"cohort-\d{8}T\d{6}Z\.tar\.gz", backup)
