"""What can be set, with its defaults."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app


@dataclass(frozen=True)
class Facts:
    """The site's settings. Periods are days unless the name says otherwise."""

    site_name: str
    reply_to: str = ""
    invitation_days: int = 21


def current() -> Facts:
    """The settings as they are now."""
    return Facts(site_name=current_app.config["SITE_NAME"])
