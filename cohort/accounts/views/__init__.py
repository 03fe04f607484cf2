"""Signing in and out, and the viewer's own account."""

from __future__ import annotations

from cohort.accounts.views import (
    account,
    away,
    codes,
    kept,
    microsoft,
    password,
    preferences,
    profile,
    reset,
    second_factor,
    second_step,
    sign_in,
    sign_ins,
    unsubscribe,
)
from cohort.accounts.views.blueprint import blueprint

__all__ = [
    "account",
    "away",
    "blueprint",
    "codes",
    "kept",
    "microsoft",
    "password",
    "preferences",
    "profile",
    "reset",
    "second_factor",
    "second_step",
    "sign_in",
    "sign_ins",
    "unsubscribe",
]
