"""Markdown to safe HTML: one renderer for what members write, one for course modules, and one for
mails (mail.py), which makes their plain text as well."""

from cohort.markdown.headings import Heading, anchor_of
from cohort.markdown.links import Withheld
from cohort.markdown.member import LONGEST, member_html
from cohort.markdown.mentions import Called, Names, folded
from cohort.markdown.module import RENDERER_VERSION, render_page
from cohort.markdown.plain import plain_text
from cohort.markdown.results import FoundPrompt, FoundTerm, RenderedPage

__all__ = [
    "LONGEST",
    "RENDERER_VERSION",
    "Called",
    "FoundPrompt",
    "FoundTerm",
    "Heading",
    "Names",
    "RenderedPage",
    "Withheld",
    "anchor_of",
    "folded",
    "member_html",
    "plain_text",
    "render_page",
]
