"""Pictures for tests."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def picture(
    colour: Any = (40, 120, 80), size: tuple[int, int] = (64, 48), kind: str = "PNG"
) -> bytes:
    """A file of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "me.png") -> tuple[io.BytesIO, str]:
    """A file as the test client takes it, inside a form."""
    return io.BytesIO(picture() if content is None else content), name
