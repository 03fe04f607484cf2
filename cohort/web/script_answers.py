"""What our own scripts are answered when something is refused: JSON, since they read no page."""

from __future__ import annotations

from flask import Response, make_response, request


def wants_json() -> bool:
    """Whether a script asks: it says so itself, and keeps what it sent."""
    return request.headers.get("Accept") == "application/json"


def refusal(status: int, words: str) -> Response:
    """The status, and what happened in a few words."""
    return make_response({"status": status, "problem": words}, status)
