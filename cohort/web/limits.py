"""How many requests one person or one network may make. Counted in memory, or in Redis for
several processes; failed sign-ins are counted in the database instead (see accounts)."""

from __future__ import annotations

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from cohort.web.unit_of_work import READS


def who_asks() -> str:
    """The user in the signed cookie, else the network address. Makes no query: it runs before
    the guard, so that refused requests are counted too."""
    if current_user.is_authenticated:
        return f"user:{current_user.user_id}"
    return f"net:{get_remote_address()}"


limiter = Limiter(
    key_func=who_asks,
    application_limits=["120 per minute"],
    application_limits_exempt_when=lambda: request.method in READS,
    headers_enabled=False,
    in_memory_fallback_enabled=True,  # Redis away: count here rather than refuse everybody
)
