"""Tags that a site builder would fill in: Jekyll's Liquid, Hugo's shortcodes, GitBook's tags.

A tag that names part of the course becomes that part; one with an equivalent here becomes that;
the rest are removed and reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cohort.course_format.foreign.emptied import EDGE, NOTHING, close_up
from cohort.course_format.foreign.mapped_text import Draft, Make, between
from cohort.course_format.foreign.tag_values import Site, value_of
from cohort.course_format.foreign.videos import (
    attributes_of,
    link,
    safe_video_address,
    video_block,
    youtube,
)
from cohort.course_format.front_matter import plain_heading

_OUTPUT = re.compile(r"\{\{((?:[^{}]|\}(?!\})|\{(?!\{)){0,2000})\}\}")
_TAG = re.compile(r"\{%-?[ \t\n]*((?:[^%{}]|%(?!\})|[{}](?!%)){0,2000})-?%\}")
_RAW = re.compile(r"\{%-?[ \t]*(?:end)?raw[ \t]*-?%\}")
_RAW_OPENING = re.compile(r"\{%-?[ \t]*(raw|comment)[ \t]*-?%\}")
# GitBook's hints, and the boxes of Hugo's themes, with the matching kind of our blocks.
_BOXES = {
    "hint": "",
    "notice": "",
    "callout": "",
    "alert": "",
    "admonition": "",
    "pageinfo": "",
    "note": "note",
    "tip": "tip",
    "info": "info",
    "warning": "warning",
    "caution": "caution",
    "danger": "danger",
    "important": "important",
    "details": "details",
    "expand": "details",
    "collapse": "details",
    "spoiler": "details",
}
_KINDS = frozenset({"note", "tip", "info", "warning", "caution", "danger", "important", "success"})
_CONDITIONS = frozenset("if unless else elsif endif endunless case when endcase for endfor".split())
# We keep the text inside these, and lose nothing without the tags.
_WRAPPERS = frozenset(
    "tabs endtabs tab endtab tabitem code endcode content-ref endcontent-ref stepper endstepper "
    "step endstep columns endcolumns column endcolumn steps card cards cardpane rawhtml "
    "conditional-text blocks/section blocks/lead".split()
)


def fill_in(draft: Draft, site: Site, page: Mapping[str, Any]) -> None:
    """Replace every tag in the draft."""
    _put_away_raw(draft)
    filler = _Filler(draft, site, page)
    draft.sub(_OUTPUT, filler.output)
    draft.sub(_TAG, filler.tag)
    close_up(draft)


def _put_away_raw(draft: Draft) -> None:
    openings = {m[1] for m in _RAW_OPENING.finditer(draft.text)}
    for name in sorted(openings):
        for spelling in (f"{{% {name} %}}", f"{{%{name}%}}", f"{{%- {name} -%}}"):
            closing = spelling.replace(name, f"end{name}")
            spans = list(between(draft.text, spelling, closing))
            keep = (lambda old, _: draft.keep(_RAW.sub("", old))) if name == "raw" else _as_blank
            draft.splice((start, end, keep) for start, end in spans)


def _as_blank(old: str, line: int) -> str:
    return "\n" * old.count("\n")


class _Filler:
    def __init__(self, draft: Draft, site: Site, page: Mapping[str, Any]) -> None:
        self.draft = draft
        self.site = site
        self.page = page
        self.buttons: list[str] = []  # addresses of those whose words have begun
        self.output: Make = self._output
        self.tag: Make = self._tag

    # --- {{ … }} -----------------------------------------------------------------------------

    def _output(self, found: re.Match[str], line: int) -> str:
        inside = self.draft.plain(found[1]).strip()
        if inside[:1] in ("<", "%"):
            return self._shortcode(inside.strip("<>% \t\n"), found, line)
        if inside.startswith("#"):
            return self._included(inside, line)
        value = value_of(inside.strip("- \t\n"), self.site, self.page)
        if value is None:
            self.draft.note(
                line, f"{{{{ {_short(inside)} }}}} was taken out; nothing here fills it"
            )
            return NOTHING
        return value

    # --- {{< … >}}, {{#include …}} --------------------------------------------------------------

    def _shortcode(self, inside: str, found: re.Match[str], line: int) -> str:
        if inside.startswith("/*"):
            return ""
        is_end = inside.startswith("/")
        name, _, rest = inside.strip("/ \t\n").partition(" ")
        plain, named = attributes_of(rest)
        name = name.lower()
        if name in ("ref", "relref"):
            return next(iter([*plain, *named.values()]), "")
        if name == "figure":
            return self._figure(named, line)
        param = value_of(plain[0], self.site, self.page) if name == "param" and plain else None
        if param:
            return param
        return self._common(
            name, plain, named, line, f"{{{{< {_short(inside)} >}}}}", is_end=is_end
        )

    def _included(self, inside: str, line: int) -> str:
        self.draft.note(line, f"{{{{{_short(inside)}}}}} was taken out; put its text here")
        return ""

    def _figure(self, named: Mapping[str, str], line: int) -> str:
        source = named.get("src") or named.get("link") or named.get("image_path") or ""
        caption = named.get("caption") or named.get("title") or ""
        alt = re.sub(r"([\[\]])", r"\\\1", named.get("alt") or caption)
        said = f' "{caption}"' if caption and caption != alt else ""
        target = f"<{source}>" if " " in source else source
        return f"![{alt}]({target}{said.replace(chr(10), ' ')})"

    # --- {% … %} ----------------------------------------------------------------------------------

    def _tag(self, found: re.Match[str], line: int) -> str:
        inside = self.draft.plain(found[1]).strip()
        name, _, rest = inside.partition(" ")
        name = name.lower()
        if name in ("link", "post_url"):
            path = rest.strip().strip("\"'")
            return "/" + (
                self.site.posts.get(path.strip("/"), path) if name == "post_url" else path
            ).lstrip("/")
        if name in ("include", "include_relative"):
            return self._include(rest, line)
        if name in _CONDITIONS:
            if name.startswith("end"):
                return ""
            self.draft.note(
                line, f"{{% {_short(inside)} %}} was taken out; the text in it is always shown"
            )
            return ""
        if name in ("raw", "endraw"):
            return ""
        if name == "tool":  # the Galaxy Training Network's: a tool's name and its address there
            return plain_heading(rest.partition("|")[0])
        plain, named = attributes_of(rest)
        is_end = name.startswith("end")
        name = name.removeprefix("end") if is_end else name
        return self._common(name, plain, named, line, f"{{% {_short(inside)} %}}", is_end=is_end)

    def _include(self, rest: str, line: int) -> str:
        name, _, words = rest.strip().partition(" ")
        plain, named = attributes_of(words)
        low = name.lower()
        if low.endswith("links.md"):  # definitions, which every page already has
            return ""
        address = named.get("url") or named.get("src") or named.get("id") or next(iter(plain), "")
        video = safe_video_address(address) or (youtube(address) if "youtube" in low else "")
        if video:
            return self._video(video, named.get("title", ""), line)
        keys = ("src", "url", "file", "path", "image_path", "link")
        source = next((named[key] for key in keys if named.get(key)), "")
        if source and any(word in low for word in ("figure", "image", "img")):
            return self._figure({**named, "src": source}, line)
        self.draft.note(line, f"{{% include {_short(rest)} %}} was taken out; put its text here")
        return ""

    # --- Shared by several -----------------------------------------------------------------------

    def _common(
        self,
        name: str,
        plain: list[str],
        named: Mapping[str, str],
        line: int,
        written: str,
        *,
        is_end: bool,
    ) -> str:
        if name in _BOXES:
            return f"{EDGE}{':::' if is_end else self._box(name, plain, named)}{EDGE}"
        first = next(iter(plain), "")
        address = named.get("url") or named.get("src") or named.get("id") or first
        if (
            name in ("youtube", "vimeo", "embed", "video", "youtubeplayer")
            and not is_end
            and address
        ):
            video = safe_video_address(address) or (
                f"https://vimeo.com/{address}" if name == "vimeo" and address.isdecimal() else ""
            )
            video = video or (youtube(address) if name.startswith("youtube") else "")
            if video:
                return self._video(video, named.get("title", ""), line)
            self.draft.note(line, f"{written} is a plain link now")
            return link(address, named.get("title") or named.get("caption") or address)
        if name == "file" and address:
            return link(address, named.get("caption") or address.rpartition("/")[2])
        if name == "gist" and first:
            self.draft.note(line, f"{written} is a plain link now")
            return link(f"https://gist.github.com/{first}", "Code on gist.github.com")
        if name == "button" and (
            self.buttons if is_end else named.get("href") or named.get("link")
        ):
            if is_end:
                return f"]({self.buttons.pop()})"
            self.buttons.append(link(named.get("href") or named["link"], "x")[4:-1])
            return "["
        if name in _WRAPPERS:
            said = (named[key] for key in ("title", "header", "name") if named.get(key))
            title = next(
                (plain_heading(words) for words in said),
                first if name in ("tab", "tabitem") else "",
            )
            return f"\n\n**{title}**\n\n" if title and not is_end else ""
        if not is_end:
            self.draft.note(line, f"{written} was taken out")
        return NOTHING

    def _box(self, name: str, plain: list[str], named: Mapping[str, str]) -> str:
        said = [named.get(key, "") for key in ("style", "type", "context", "kind", "color")]
        said += plain[:1] if not _BOXES[name] else []
        kind = _BOXES[name] or next((w.lower() for w in said if w.lower() in _KINDS), "note")
        rest = plain[1:] if plain and plain[0].lower() == kind else plain
        title = named.get("title") or named.get("summary") or " ".join(rest)
        if not title:
            return f"::: {kind}"
        label = " ".join(title.split()).replace('"', "'")
        return f'::: {{.{kind} title="{label}"}}'

    def _video(self, address: str, title: str, line: int) -> str:
        self.draft.note(line, "a film became a ::: video block; write its title and its transcript")
        return video_block(address, title)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 80 else f"{plain[:77]}…"
