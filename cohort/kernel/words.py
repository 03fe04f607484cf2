"""Small helpers for names and addresses."""

from __future__ import annotations

import re
import unicodedata


def slugify(text: str, longest: int = 50) -> str:
    """'Spring cohort, 2027' -> 'spring-cohort-2027'. 'x' when nothing usable is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or "x"
