"""Queries of the site's own pages: a cohort's home, settings, the audit log."""
