"""What `{{ … }}` prints: Liquid's and Nunjucks' names and filters, as far as files tell them.

Sources: Jekyll's "Variables" and "Liquid Filters"; Eleventy's "Data cascade" and its `url` filter,
which does here what Jekyll's `relative_url` does; VuePress's `$frontmatter`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_NAME = re.compile(r"[$A-Za-z_][\w-]*(?:\.[\w-]+)*\Z")
_AS_IS = frozenset(
    "relative_url absolute_url url markdownify escape strip safe url_encode relurl absurl "
    "htmlbaseurl locale_url smartify xml_escape escape_once normalize_whitespace".split()
)
_OWN_ROOT = frozenset(
    "site.baseurl site.url site.github.url page.root relative_root_path base_path".split()
)


@dataclass
class Site:
    """Data that pages may use: the site's settings, its data files, and its posts by name."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)  # "2000-01-01-x" -> path


def value_of(expression: str, site: Site, page: Mapping[str, Any]) -> str | None:
    """What an expression prints, such as `"/a" | url` or `page.title`; None when no file says."""
    base, *filters = expression.split("|")
    value = _base(base.strip(), site, page)
    for item in filters:
        name, _, argument = item.strip().partition("(" if "(" in item else ":")
        name, argument = name.strip().lower(), argument.strip().rstrip(")")
        said = _base(argument.strip(), site, page) or "" if argument else ""
        if name == "default":
            value = value or said
        elif value is None or name in _AS_IS:
            continue
        elif name == "prepend":
            value = said + value
        elif name == "append":
            value += said
        elif name in ("upcase", "upper"):
            value = value.upper()
        elif name in ("downcase", "lower"):
            value = value.lower()
        elif name in ("capitalize", "title"):
            value = value[:1].upper() + value[1:]
        else:
            return None
    return value


def _base(name: str, site: Site, page: Mapping[str, Any]) -> str | None:
    if string := _STRING.fullmatch(name):
        return string[1] or string[2] or ""
    if name in _OWN_ROOT:
        return ""
    if not _NAME.match(name):
        return None
    first, *rest = name.split(".")
    sources: dict[str, Mapping[str, Any]] = {
        "site": {**_named(site.data, "site"), **site.settings, "data": site.data},
        "page": page,
        "$frontmatter": page,
        "frontmatter": page,
        "book": site.settings,
    }
    value: Any = sources[first] if first in sources else page.get(first, site.data.get(first))
    for step in rest:
        value = value.get(step) if isinstance(value, Mapping) else None
    is_word = isinstance(value, (str, int)) and not isinstance(value, bool)
    return str(value) if is_word else None


def _named(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}
