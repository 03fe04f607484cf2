"""A feature planted for one test, to see that what it declares is gathered."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cohort import features


@contextmanager
def feature(folder: Path, name: str, **files: str) -> Iterator[None]:
    """While the block lasts there is a feature `name` on the top floor, with these files (text by
    name, without the ending), kept in `folder`."""
    home = folder / name
    home.mkdir(parents=True)
    for file, text in {"__init__": "", **files}.items():
        (home / f"{file}.py").write_text(textwrap.dedent(text))
    package = sys.modules["cohort"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "__path__", [*package.__path__, str(folder)])
        patch.setattr(features, "FEATURES", (*features.FEATURES, name))
        yield
    for module in [m for m in sys.modules if f"{m}.".startswith(f"cohort.{name}.")]:
        del sys.modules[module]
    if hasattr(package, name):
        delattr(package, name)
