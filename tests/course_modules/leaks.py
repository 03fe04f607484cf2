"""What of a course could leak, and who may see it."""

from __future__ import annotations

from tests.access.leaking import MEMBERS, RUNNERS, Planted

HOSTS = RUNNERS | {"facilitator", "other_fac"}  # runners write the content

PLANTED = (  # by tests/world.py, in every module
    Planted("Words of page 1 of module 1.", MEMBERS | HOSTS),
    Planted("Words of page 1 of module 3.", HOSTS),  # locked for others
    Planted("A note for facilitators.", HOSTS),
)
