"""Signing in and out, and one's own account."""

from __future__ import annotations

from cohort.accounts.views import (
    account,
    microsoft,
    second_factor,
    second_step,
    sign_in,
    unsubscribe,
)
from cohort.accounts.views.blueprint import blueprint

__all__ = [
    "account",
    "blueprint",
    "microsoft",
    "second_factor",
    "second_step",
    "sign_in",
    "unsubscribe",
]
