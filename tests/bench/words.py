"""What people in the benchmark's database wrote: a few texts of usual length, rendered once."""

from __future__ import annotations

from functools import cache

from cohort.markdown import member_html

TEXTS = (
    "We asked the three families first, before the specification was written. Two of them said "
    "the *hours* were wrong, not the service. That changed the whole conversation with finance.",
    "Thank you for this.\n\nI tried the map of what is already there with my team. We filled a "
    "wall in forty minutes and half of it was new to us:\n\n- the allotment behind the clinic\n"
    "- a choir that visits every month\n- the man who mends bicycles",
    "I am less sure. Our auditors want to see **one** price for each unit of work, and nobody has "
    "found a way to say no to that yet. Has anybody written an alliance contract that passed?",
    "Yes: ours is at https://example.org/alliance and the schedule of shared measures is the part "
    "worth reading. It took two years and four directors.",
    "> nobody has found a way to say no\n\nWe did it by asking the auditor to come along. She sat "
    "in the day centre for a morning. The price for each unit went from the next draft.",
    "A small thing that worked: ten minutes of quiet writing at the start. Those who never speak "
    "in the room had a line to read out, and it was usually the line that mattered most.",
    "What I noticed this week is how often I answer before the question is finished. I have begun "
    "to count to four. It feels very long, and people do go on.",
)


@cache
def _pair(place: int) -> tuple[str, str]:
    return TEXTS[place], member_html(TEXTS[place])


def rendered(number: int) -> tuple[str, str]:
    """(Markdown, HTML) of one of the texts."""
    return _pair(number % len(TEXTS))
