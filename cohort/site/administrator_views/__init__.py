"""Pages of the whole site for administrators: settings, the record, what is still missing."""

from __future__ import annotations

from cohort.site.administrator_views import checklist, history, settings
from cohort.site.administrator_views.blueprint import blueprint

__all__ = ["blueprint", "checklist", "history", "settings"]
