"""The HTML of a mail as Markdown, with marks where it says what a place is.

markdownify makes the Markdown; before it, the shapes that only mail programs write are put into
plain HTML (html_shapes.py).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from cohort.mail.cutting import html_shapes
from cohort.mail.cutting.bounds import flatten_quotes, is_too_much
from cohort.mail.cutting.marks import picture, without_marks

LONGEST_HTML = 2_000_000  # characters
_SAFE_LINKS = re.compile(r"(?:^|\.)safelinks\.protection\.outlook\.com$")
_STRAY_SPACE = re.compile(r"^ (?=\S)")  # the line end of the HTML behind a <br>
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")
_BLANKS = re.compile(r"[ \t\xa0]+")


def markdown_of_html(html: str) -> str:
    """The text of a mail's HTML, with marks (marks.py). "" when it cannot be read."""
    try:
        soup = BeautifulSoup(without_marks(html[:LONGEST_HTML]), "lxml")
        made = _plain(soup) if is_too_much(soup) else _markdown(soup)
    except RecursionError:
        made = _plain(BeautifulSoup(without_marks(html[:LONGEST_HTML]), "lxml"))
    lines = [_STRAY_SPACE.sub("", line).replace("\xa0", " ") for line in made.split("\n")]
    kept = (line if line == "-- " else _UNSEEN.sub("", line).rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def _markdown(soup: BeautifulSoup) -> str:
    html_shapes.simplify(soup)
    flatten_quotes(soup)
    return str(_Markdown(wrap=True, wrap_width=None, bullets="-").convert_soup(soup))


def _plain(soup: BeautifulSoup) -> str:
    """All its words, where the shapes are nobody's: thousands of elements in one another."""
    return "\n".join(soup.stripped_strings)


class _Markdown(MarkdownConverter):
    """Lines as people see them: a mail's paragraph is often a `div` for each line."""

    def convert_br(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "\n"

    def convert_div(self, el: Any, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        inner = text.strip("\n")
        return f"\n{inner}\n" if inner.strip("\xa0 \n") else "\n\n"

    def convert_p(self, el: Any, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        if not text.strip("\n \xa0"):
            return "\n\n"
        inner = text.strip("\n " if el.get("data-line") else "\n \xa0")
        # Outlook writes a paragraph for each line, and an empty one between what we call paragraphs
        is_line = any("Mso" in name for name in el.get("class") or ())
        end = "\n" if is_line or el.get("data-line") else "\n\n"
        return f"{end}{inner}{end}"

    def convert_pre(self, el: Any, text: str, parent_tags: set[str]) -> str:
        if el.get("data-table"):
            return f"\n\n```\n{el.get_text()}\n```\n\n"
        return f"\n{text}\n" if text.strip() else ""

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        words, address = text.strip(), _address(str(el.get("href") or ""))
        if not words or not address.startswith(("https://", "http://")):
            return text
        bare = _bare(words.replace("\\", ""))
        if bare in (_bare(address), _bare(str(el.get("href")))):
            return text.replace(words, address if "://" in words else words)
        return text.replace(words, f"[{words}]({address})")

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return picture(int(str(el["data-number"]))) if el.get("data-number") else ""

    def convert_hr(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return "\n\n"

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: set[str]) -> str:
        words = _BLANKS.sub(" ", text.strip())
        return f"\n\n{'#' * n} {words}\n\n" if words else ""

    def convert_blockquote(self, el: Any, text: str, parent_tags: set[str]) -> str:
        inner = text.strip("\n")
        if not inner.strip():
            return "\n\n"
        lines = (f"> {line}".rstrip() for line in inner.split("\n"))
        return "\n\n{}\n\n".format("\n".join(lines))


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")


def _address(href: str) -> str:
    """Where a link leads, out of Microsoft's wrapping (Safe Links)."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    if _SAFE_LINKS.search(parts.hostname or ""):
        return (parse_qs(parts.query).get("url") or [""])[0]
    return href.strip().replace(" ", "%20").replace(")", "%29")
