"""A collection of hostile text, for tests: payloads that must do nothing on any page of ours.

`BRS_KB` is a real collection, every payload of it, as its authors keep it (brs_kb.json says whose
it is). `OURS` are more of our own, about the ways of writing that only our format has: blocks,
attributes, front matter, glossary terms, footnotes, titles. `PAYLOADS` is both.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.hostile.ours import ON_THEIR_OWN, OURS

BRS_KB: list[str] = json.loads((Path(__file__).parent / "brs_kb.json").read_text())["payloads"]
PAYLOADS: list[str] = [*BRS_KB, *OURS]

__all__ = ["BRS_KB", "ON_THEIR_OWN", "OURS", "PAYLOADS"]
