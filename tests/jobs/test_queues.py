"""What a process loads for the queue."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT

SAY_WHAT_IS_LOADED = """
import sys
from wsgi import app
queue = app.extensions["huey"]
drivers = [name for name in ("psycopg", "redis") if name in sys.modules]
print(type(queue).__name__, *drivers)
"""


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "SqliteHuey"),
        ({"REDIS_URL": "redis://127.0.0.1:9/0"}, "RedisHuey redis"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "PostgresHuey psycopg"),
    ],
    ids=["embedded", "Redis", "PostgreSQL"],
)
def test_a_process_loads_only_the_drivers_its_settings_name(
    settings: dict[str, str], said: str, tmp_path: Path
) -> None:
    env = {"COHORT_ENV": "development", "INSTANCE_PATH": str(tmp_path)} | settings
    done = subprocess.run(
        [sys.executable, "-c", SAY_WHAT_IS_LOADED],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == said, done.stderr
