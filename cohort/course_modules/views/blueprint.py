"""The blueprint that all of a cohort's module pages share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("course_modules", __name__, url_prefix="/cohorts/<cohort_slug>/modules")
