"""How often one person or one network may ask. Counted in memory, or in Redis for several
processes; how often a sign-in may fail is counted in the database instead (see accounts)."""

from __future__ import annotations

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from cohort.web import guard
from cohort.web.unit_of_work import READS


def who_asks() -> str:
    """The signed-in person, else the network address."""
    viewer = guard.viewer()
    return f"user:{viewer.user_id}" if viewer.is_signed_in else f"net:{get_remote_address()}"


limiter = Limiter(
    key_func=who_asks,
    application_limits=["120 per minute"],
    application_limits_exempt_when=lambda: request.method in READS,
    headers_enabled=False,
)
