"""The blocks that the editor's menu inserts. `{id}` becomes a fresh prompt id."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlockPattern:
    """A block as inserted for its author. `name` is a word for it, `about` its purpose."""

    name: str
    about: str
    pattern: str


BLOCKS = (
    BlockPattern(
        "Reflect",
        "A question for each person’s own log",
        "::: {.reflect #{id}}\nWhat did you notice?\n:::",
    ),
    BlockPattern(
        "Discuss",
        "A question for the cohort, with a thread",
        "::: {.discuss #{id}}\nWhat do you think?\n:::",
    ),
    BlockPattern(
        "Try",
        "Something to do at work",
        "::: {.try #{id}}\nBefore the next module, ask one person what they would change.\n:::",
    ),
    BlockPattern("Callout", "A point that stands out", "::: callout\nWhat matters here.\n:::"),
    BlockPattern("Key points", "What to keep", "::: keypoints\n- The first\n- The second\n:::"),
    BlockPattern("Story", "What happened to somebody", "::: story\nIn one town, …\n:::"),
    BlockPattern(
        "Details",
        "More, for those who want it",
        '::: {.details title="More about this"}\nWhat is shown when it is opened.\n:::',
    ),
    BlockPattern(
        "For facilitators",
        "Only facilitators see it",
        "::: facilitator\nA note for facilitators.\n:::",
    ),
    BlockPattern(
        "Video",
        "A video with its transcript; nothing loads until play is pressed",
        '::: {.video url="https://example.org/video" title="What it is called"}\n'
        "What is said, in full.\n:::",
    ),
    BlockPattern(
        "Download",
        "A file to take away",
        "::: download\n[The worksheet](files/worksheet.pdf)\n:::",
    ),
    BlockPattern(
        "Glossary",
        "A word explained where it is first used",
        '::: {.glossary term="co-production"}\nDoing it together, as equals.\n:::',
    ),
    BlockPattern(
        "Table",
        "Rows and columns",
        "| What | Who |\n| ---- | --- |\n| The first | Name |\n| The second | Name |",
    ),
    BlockPattern(
        "Image", "A picture from this module’s files", "![What it shows](fig/picture.png)"
    ),
)
