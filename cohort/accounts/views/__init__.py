"""Signing in and out, and one's own account."""

from __future__ import annotations

from cohort.accounts.views import sign_in, unsubscribe
from cohort.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "sign_in", "unsubscribe"]
