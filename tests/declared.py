"""What each feature declares for the tests, in files of fixed names in its folder of tests/.

As cohort/features.py is for the app: whoever sweeps over everything loops over `declared`. Beside
the files below stands routes.txt, which says who gets what (tests/access/route_table.py).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask

from cohort.features import FEATURES
from config import ROOT

# {file: the names in it that somebody gathers}. A file has at least one of them.
DECLARATIONS = {
    # What addresses and forms are filled in with: tests/access/scene.py
    "routes": ("PARAMETERS", "FORMS", "SECRETS"),
    # What is planted where it could leak, and who may see it: tests/access/leaking.py
    "leaks": ("PLANTED", "PLANTS"),
    # Pages, in each state, for the sweeps in a browser: tests/browser/visiting.py
    "places": ("PLACES", "NOT_PAGES", "ELSEWHERE"),
    # Pages that list something, with their queries: tests/architecture/counting.py
    "counts": ("PAGES", "ROWS", "NOT_COUNTED"),
    # One of each mail, for the tests that every mail must pass: tests/mail/samples.py
    "mail_samples": ("SAMPLES",),
}
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


def unread(root: Path = ROOT) -> list[str]:
    """Files of these names that nobody reads, or that declare nothing: sentences that say what to
    do."""
    found = []
    for name in ("routes.txt", *(f"{file}.py" for file in DECLARATIONS)):
        for path in sorted((root / "tests").glob(f"*/{name}")):
            place, names = path.relative_to(root), DECLARATIONS[path.stem]
            folder, text = path.parent.name, path.read_text()
            if str(place) == "tests/browser/places.py":  # it gathers the others
                continue
            if folder not in FOLDERS:
                found.append(f"{place} is read by nobody: cohort/features.py lists no {folder}")
            elif path.suffix == ".py" and not any(f"\n{one} = " in text for one in names):
                found.append(f"{place} declares none of {', '.join(names)}")
    return found
