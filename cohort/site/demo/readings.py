"""Which pages people of the demo marked as done. Joe and Tomasz have marked none."""

from __future__ import annotations

from cohort.site.demo.people import PILOT, SPRING
from cohort.site.demo.types import Reading

_SPRING = (
    # (who, module, pages or None for all, days ago, at)
    ("rhiannon", 0, None, 14, "21:20"),
    ("deepa", 0, None, 14, "09:40"),
    ("imran", 0, None, 13, "20:30"),
    ("gareth", 0, None, 13, "07:45"),
    ("abena", 0, None, 13, "12:20"),
    ("claire", 0, None, 12, "19:05"),
    ("kasia", 0, None, 12, "10:50"),
    ("sally", 0, 1, 12, "19:10"),
    ("yusuf", 0, None, 12, "13:20"),
    ("folasade", 0, None, 11, "22:00"),
    ("angharad", 0, None, 11, "16:30"),
    ("denise", 0, 1, 10, "07:55"),
    ("rhiannon", 1, 1, 10, "21:35"),
    ("claire", 1, None, 10, "20:15"),
    ("kasia", 1, None, 9, "12:10"),
    ("imran", 1, 1, 9, "21:25"),
    ("folasade", 1, 1, 9, "22:40"),
    ("abena", 1, None, 7, "12:35"),
    ("gareth", 1, None, 7, "08:05"),
    ("imran", 1, None, 6, "21:10"),
    ("angharad", 1, 1, 4, "09:50"),
)
# How many modules, Start here included, each person of the Pilot cohort finished.
_PILOT = {"nasreen": 9, "peter": 9, "huw": 8, "grace": 6}
_WEEKS_A_MODULE = 3

READINGS = (
    *(Reading(SPRING, who, ago, at, module, pages) for who, module, pages, ago, at in _SPRING),
    *(
        Reading(PILOT, who, 205 - 7 * _WEEKS_A_MODULE * module - spread, "19:30", module)
        for spread, (who, finished) in enumerate(_PILOT.items())
        for module in range(finished)
    ),
)
