"""Which HTML may come out. nh3 decides by allow-list; nothing else is trusted."""

from __future__ import annotations

import re

import nh3

_INLINE = {"a", "abbr", "br", "code", "del", "em", "strong", "sub", "sup", "s"}
_BLOCKS = {"blockquote", "li", "ol", "p", "pre", "ul"}
MEMBER_TAGS = _INLINE | _BLOCKS
MODULE_TAGS = (
    MEMBER_TAGS
    | {"h2", "h3", "h4", "h5", "h6", "hr", "img", "dl", "dt", "dd", "dfn", "section", "div"}
    | {"details", "summary", "figure", "figcaption", "mark", "kbd", "ins", "small", "span"}
    | {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "aside"}
    | {"b", "i", "u", "q", "cite", "samp", "var"}
)
_SCHEMES = {"http", "https", "mailto", "tel"}
_CLASSES = {
    "div": {"block", "block__body", "table-scroll", "math"},
    "details": {"block", "block-details"},
    "section": {"footnotes"},
    "p": {"block", "block__title", "block__label", "block-download"},
    "sup": {"footnote-ref"},
    "a": {"footnote-back", "term", "download"},
    "ul": {"task-list"},
    "ol": {"task-list"},
    "li": {"task"},
    "span": {"math", "download__about"},
    "th": {"align-right", "align-center"},
    "td": {"align-right", "align-center"},
}
_KINDS = ("story", "callout", "keypoints", "objectives", "other", "glossary", "try", "reflect")
_CLASSES["div"] |= {f"block-{kind}" for kind in (*_KINDS, "discuss", "download")}
for _level in range(2, 7):
    _CLASSES[f"h{_level}"] = {"block__title"}


def clean_member(html: str) -> str:
    """Only simple text: no images, no ids, no class but that of tabs; links tell no one where
    they lead from."""
    return nh3.clean(
        html,
        tags=MEMBER_TAGS | {"span"},
        attributes={"a": {"href", "title"}, "ol": {"start"}, "li": {"value"}},
        allowed_classes={"span": {"tab"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
    )


def clean_module(html: str) -> str:
    """The richer set of course pages."""
    return nh3.clean(
        html,
        tags=MODULE_TAGS | {"input"},
        attributes={
            "*": {"id", "lang"},
            "a": {"href", "title", "download", "aria-label"},
            "img": {"src", "alt", "title", "width", "height"},
            "ol": {"start", "reversed"},
            "th": {"scope", "colspan", "rowspan"},
            "td": {"colspan", "rowspan"},
            "abbr": {"title"},
            "details": {"open"},
            "div": {"aria-label"},
            "section": {"aria-label"},
            "input": {"checked", "disabled", "aria-label"},
            "code": {"class"},
        },
        tag_attribute_values={
            "div": {"role": {"group", "region"}, "tabindex": {"0"}},
            "pre": {"tabindex": {"0"}},
            "input": {"type": {"checkbox"}},
        },
        allowed_classes=_CLASSES,
        attribute_filter=_language_only,
        url_schemes=_SCHEMES | {"course"},
        link_rel="noopener noreferrer",
    )


def _language_only(tag: str, name: str, value: str) -> str | None:
    """The one class that authors choose: the language of their code."""
    if tag == "code" and name == "class":
        return value if re.fullmatch(r"language-[\w+#.-]{1,40}", value) else None
    return value
