"""Markdown to safe HTML: one renderer for what members write, one for course modules."""

from cohort.kernel.markdown.member import LONGEST, member_html
from cohort.kernel.markdown.module import (
    RENDERER_VERSION,
    FoundPrompt,
    FoundTerm,
    RenderedPage,
    render_page,
)

__all__ = [
    "LONGEST",
    "RENDERER_VERSION",
    "FoundPrompt",
    "FoundTerm",
    "RenderedPage",
    "member_html",
    "render_page",
]
