"""A person's own data, the privacy notice, and complaints."""

from __future__ import annotations

from cohort.data_rights.views import complaint, deletion, download, privacy
from cohort.data_rights.views.blueprint import blueprint

__all__ = ["blueprint", "complaint", "deletion", "download", "privacy"]
