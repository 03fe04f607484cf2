"""What of programmes could leak, and who may see it."""

from __future__ import annotations

from tests.access.leaking import AUTHOR, HERON, LAPWING, MEMBERS, RUNNERS, TERN, Planted

PLANTED = (  # by the site itself
    Planted(AUTHOR, MEMBERS | RUNNERS),  # whoever runs a programme looks after its members
    Planted(HERON, MEMBERS | RUNNERS),
    Planted(TERN, RUNNERS | {"other_fac"}),
    Planted(LAPWING, frozenset({"outsider", "other_org", "admin"})),
)
