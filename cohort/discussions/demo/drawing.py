"""The picture that somebody of the demo puts beside a post: thirty weeks, the last ones dark."""

from __future__ import annotations

from io import BytesIO

from cohort.files.member_files import SafeFile, look_through

SHOWS = "Thirty squares in a row, one a week. Only the last two are dark: people came in then."
WEEKS, SIDE, GAP = 30, 28, 6  # squares; pixels


def thirty_weeks() -> SafeFile:
    """As it would be after somebody had chosen it."""
    from PIL import Image, ImageDraw  # loaded only with the demo

    width = WEEKS * (SIDE + GAP) + GAP
    sheet = Image.new("RGB", (width, SIDE + 2 * GAP), "#fdfaf3")
    pen = ImageDraw.Draw(sheet)
    for week in range(WEEKS):
        left = GAP + week * (SIDE + GAP)
        is_asked = week >= WEEKS - 2
        box = (left, GAP, left + SIDE, GAP + SIDE)
        pen.rectangle(box, fill="#1d4f5c" if is_asked else "#e4ddcb", outline="#1d4f5c")
    out = BytesIO()
    sheet.save(out, "PNG")
    return look_through("thirty weeks.png", out.getvalue())
