"""Cuts a reply that came by mail down to what its author wrote for it."""

from cohort.mail.cutting.cutting import Cut, cut
from cohort.mail.cutting.html_text import markdown_of_html
from cohort.mail.cutting.plain_text import markdown_of_plain

__all__ = ["Cut", "cut", "markdown_of_html", "markdown_of_plain"]
