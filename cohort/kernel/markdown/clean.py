"""What HTML may come out. nh3 decides by allow-list; nothing else is trusted."""

from __future__ import annotations

import nh3

_INLINE = {"a", "abbr", "br", "code", "del", "em", "strong", "sub", "sup"}
_BLOCKS = {"blockquote", "li", "ol", "p", "pre", "ul"}
MEMBER_TAGS = _INLINE | _BLOCKS
MODULE_TAGS = (
    MEMBER_TAGS
    | {"h2", "h3", "h4", "h5", "h6", "hr", "img", "dl", "dt", "dd", "section", "div", "aside"}
    | {"details", "summary", "figure", "figcaption", "mark", "kbd", "s", "ins", "small", "span"}
    | {"table", "thead", "tbody", "tr", "th", "td", "caption"}
)
_SCHEMES = {"http", "https", "mailto"}
_CLASSES = {
    "section": {"block", "block-story", "block-callout", "block-keypoints", "block-try"}
    | {"block-objectives", "block-facilitator", "block-other"},
    "div": {"footnote", "table-scroll"},
    "sup": {"footnote-ref"},
}


def clean_member(html: str) -> str:
    """Only simple text: no images, no ids, no classes; links tell no one where they lead from."""
    return nh3.clean(
        html,
        tags=MEMBER_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer ugc",
    )


def clean_module(html: str) -> str:
    """The richer set of course pages."""
    return nh3.clean(
        html,
        tags=MODULE_TAGS,
        attributes={
            "*": {"id", "lang"},
            "a": {"href", "title"},
            "img": {"src", "alt", "title", "width", "height"},
            "ol": {"start"},
            "th": {"scope", "colspan", "rowspan"},
            "td": {"colspan", "rowspan"},
            "abbr": {"title"},
            "hr": {"data-cut"},
            "section": {"aria-label"},
        },
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )
