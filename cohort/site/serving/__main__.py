"""`python -m cohort.site.serving HOST PORT MODULE:APP`: the web processes alone."""

from __future__ import annotations

import importlib
import sys

from cohort.site import serving


def main(host: str, port: str, target: str) -> int:
    """Serve the application until told to stop; returns an exit code."""
    try:
        opened = serving.reserve(host, int(port))
    except serving.PortRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    module, _, name = target.partition(":")
    return serving.run(getattr(importlib.import_module(module), name), opened)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
