"""What each feature declares for the tests, in files of fixed names in its folder of tests/.

routes.txt  who gets what from its addresses (tests/access/route_table.py)
routes.py   what those addresses and their forms are filled in with (tests/access/scene.py)
places.py   its pages, in each state, for the sweeps in a browser (tests/browser/visiting.py)
counts.py   the pages that list something, and how many queries each makes
            (tests/architecture/counting.py)

As cohort/features.py is for the app: whoever sweeps over everything loops over `declared`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask

from cohort.features import FEATURES
from config import ROOT

FOLDERS = ("web", *FEATURES)  # web: the pages that belong to no feature, as “not found”


def files(name: str, root: Path = ROOT) -> list[Path]:
    """Those of this name, feature by feature from the lowest floor up, as far as they exist."""
    paths = [root / "tests" / folder / name for folder in FOLDERS]
    return [path for path in paths if path.exists()]


@cache
def declared(file: str, name: str) -> tuple[Any, ...]:
    """All that stands in the tuples called `name` of the files called `file`, in floor order:
    `declared("routes", "FORMS")`. A file that lacks the name declares nothing of that kind."""
    modules = [import_module(f"tests.{path.parent.name}.{file}") for path in files(f"{file}.py")]
    return tuple(item for module in modules for item in getattr(module, name, ()))


def home_of(app: Flask, endpoint: str) -> str:
    """The folder in which the feature of this view declares: tests/discussions."""
    return f"tests/{app.view_functions[endpoint].__module__.split('.')[1]}"
