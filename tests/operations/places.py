"""What operations answers is for machines."""

from __future__ import annotations

NOT_PAGES = (
    "operations.change_password",
    "operations.favicon",
    "operations.security_txt",
    "operations.show_metrics",
)
