"""What all these pages share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("discussions_facilitator", __name__, url_prefix="/cohorts/<cohort_slug>")
