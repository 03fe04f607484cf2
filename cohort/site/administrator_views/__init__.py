"""Pages of the whole site for administrators: settings, audit log, what is still missing."""

from __future__ import annotations

from cohort.site.administrator_views import audit_log, checklist, settings
from cohort.site.administrator_views.blueprint import blueprint

__all__ = ["audit_log", "blueprint", "checklist", "settings"]
