"""/metrics: for whoever has the token, of all processes together, and nothing about people."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.client import Browser
from tests.world import World

TOKEN = "t" * 40

# In a process of its own: the library chooses where to count as it is imported.
VISIT = """
import json, pathlib, sys
from cohort.app import create_app
from tests.conftest import config_for
url, instance, token, times = sys.argv[1:]
app = create_app(config_for(url, pathlib.Path(instance), metrics_token=token))
client = app.test_client()
for _ in range(int(times)):
    client.get("/cohorts/secret-cohort")
client.open("/healthz", method="SECRET-METHOD")
asked = {
    "none": client.get("/metrics"),
    "wrong": client.get("/metrics", headers={"Authorization": "Bearer " + "x" * 40}),
    "right": client.get("/metrics", headers={"Authorization": "Bearer " + token}),
}
print(json.dumps({name: [a.status_code, a.content_type, a.text] for name, a in asked.items()}))
"""


def visit(url: str, instance: Path, times: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", VISIT, url, str(instance), TOKEN, str(times)],
        env=os.environ | {"PYTHONPATH": "."},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def test_without_a_token_set_there_is_no_such_page(browser: Browser) -> None:
    assert browser.get("/metrics").status == 404


@pytest.mark.sqlite_is_enough
def test_all_processes_are_counted_together_and_only_for_the_token(
    world: World, database_url: str, workplace: Path
) -> None:
    cohort = world.cohort(world.programme())
    priya = world.person("Priya Nair")
    world.join(priya, cohort)
    world.reflection(priya, cohort, "What I kept to myself")
    visit(database_url, workplace, 2)
    answers = visit(database_url, workplace, 3)
    assert [answers[name][0] for name in ("none", "wrong", "right")] == [401, 401, 200]
    assert "cohort" not in answers["wrong"][2]
    _status, kind, text = answers["right"]
    assert kind.startswith("text/plain; version=")
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    route = 'method="GET",route="/cohorts/<cohort_slug>",status="303"'
    assert float(lines[f"cohort_requests_total{{{route}}}"]) == 5
    seconds = 'cohort_request_seconds_count{route="/cohorts/<cohort_slug>"}'
    assert float(lines[seconds]) == 5
    assert float(lines["cohort_outbox_waiting"]) == 0
    assert float(lines["cohort_migrated"]) == 1
    assert "cohort_worker_silent_seconds" not in lines  # no worker yet: not known is not nought
    assert float(lines['cohort_requests_total{method="(other)",route="(none)",status="405"}']) == 2
    for secret in (
        "SECRET-METHOD",
        "Priya",
        "secret-cohort",
        "kept to myself",
        "reflection",
        "member",
    ):
        assert secret not in text
