"""Keeps what somebody had typed, so that no error page throws it away."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from cohort.web.incoming import words_beside_files

SECRET = (
    *("password", "new_password", "current_password"),
    *("code", "one_time_code", "recovery_code"),
)
MOST_SHOWN = 20
OURS = (
    *("submission", "started", "next", "version", "number"),
    *("microsoft_code", "microsoft_state"),
    *("draft_kind", "draft_target", "draft_based_on", "draft_was", "draft_writer", "draft_turn"),
    "keep",
)
LABELS = {"body": "Your text"}  # for fields whose name means nothing to people
LONGEST_SHOWN = 200_000


def _typed() -> list[tuple[str, str]]:
    if request.method != "POST":
        return []
    try:
        pairs = [(name, value) for name, all_ in request.form.lists() for value in all_]
    except RequestEntityTooLarge:  # its files are, and its words are not
        pairs = words_beside_files()
    except HTTPException:  # cut short: there is no form to keep
        return []
    return [
        (name, value) for name, value in pairs if name not in (*SECRET, "csrf_token", "kept_form")
    ]


def had_files() -> bool:
    """Whether the form of this request brought files: they are never kept."""
    if request.method != "POST":
        return False
    try:
        return any(file.filename for file in request.files.values())
    except HTTPException:
        return request.mimetype == "multipart/form-data"


def kept_text() -> list[tuple[str, str]]:
    """(label, text) for each thing the person typed in the form of this request."""
    return in_words(_typed())


def in_words(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(label, text) for each form field that a person typed in."""
    return [
        (LABELS.get(name, name.replace("_", " ").capitalize()), value[:LONGEST_SHOWN])
        for name, value in fields
        if value.strip() and name not in OURS
    ][:MOST_SHOWN]


def retry() -> dict[str, Any] | None:
    """The same form again, for its author to send; None when that would not be safe.

    A form that came from another site is never offered: our button would send that site's
    request as if it were the person's own.
    """
    if request.method != "POST":
        return None
    from_elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    try:
        has_secrets = any(name in SECRET for name in request.form)
    except HTTPException:
        return None
    if from_elsewhere or has_secrets:
        return None
    return {"action": request.full_path.rstrip("?"), "fields": _typed()}
