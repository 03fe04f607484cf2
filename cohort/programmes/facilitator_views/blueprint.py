"""The blueprint that every file of this package adds its views to."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("programmes_facilitator", __name__, url_prefix="/cohorts/<cohort_slug>")
