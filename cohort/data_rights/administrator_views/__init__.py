"""Complaints, erasing, the privacy notice and retention, for administrators."""

from __future__ import annotations

from cohort.data_rights.administrator_views import complaints, erasing, notice, retention
from cohort.data_rights.administrator_views.blueprint import blueprint

__all__ = ["blueprint", "complaints", "erasing", "notice", "retention"]
