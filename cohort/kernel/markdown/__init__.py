"""Markdown to safe HTML: one renderer for what members write, one for course modules."""

from cohort.kernel.markdown.found import FoundPrompt, FoundTerm, RenderedPage
from cohort.kernel.markdown.headings import Heading, anchor_of
from cohort.kernel.markdown.member import LONGEST, member_html
from cohort.kernel.markdown.module import RENDERER_VERSION, render_page
from cohort.kernel.markdown.plain import plain_text

__all__ = [
    "LONGEST",
    "RENDERER_VERSION",
    "FoundPrompt",
    "FoundTerm",
    "Heading",
    "RenderedPage",
    "anchor_of",
    "member_html",
    "plain_text",
    "render_page",
]
