"""A picture alone in its paragraph, with a title, becomes a figure with a caption.

The Workbench writes `![caption](x.png){alt="words"}`: there the brackets hold the caption.
"""

from __future__ import annotations

from markdown_it.token import Token


def make_figures(tokens: list[Token]) -> None:
    """Change such paragraphs in place."""
    for place, token in enumerate(tokens):
        if token.type != "inline" or not token.children or token.children[0].type != "image":
            continue
        opening, closing = tokens[place - 1], tokens[place + 1]
        if opening.type != "paragraph_open" or opening.hidden or not _is_alone(token.children):
            continue
        image = token.children[0]
        caption = str(image.attrs.get("title", "")).strip()
        words = image.content.strip()
        if not caption and image.meta.get("alt") and words and image.meta["alt"] != words:
            caption = words
        if caption and not image.meta.get("missing"):
            image.attrs.pop("title", None)
            opening.type, closing.type = "figure_open", "figure_close"
            closing.meta["caption"] = caption


def _is_alone(children: list[Token]) -> bool:
    return all(
        child.type == "softbreak" or (child.type == "text" and not child.content.strip())
        for child in children[1:]
    )
