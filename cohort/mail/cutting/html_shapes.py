"""Puts what mail programs write in HTML into plain HTML: Word's lists, layout tables, quotes that
are drawn by a border; and marks where a program says that a quote or a signature begins.

The names of ids and classes are those that Outlook (Word, web, mobile), Gmail, Apple Mail,
Thunderbird, Samsung, Yahoo and Proton wrote in mails of 2019 to 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from cohort.mail.cutting.marks import QUOTE_TO_END, SIGNATURE, SIGNATURE_ENDS

_UNSEEN = ("head", "style", "script", "title", "meta", "link", "template", "object", "xml")
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.IGNORECASE)
_QUOTE_BEGINS = re.compile(
    r"^(?:x_)*(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|stopSpelling"
    r"|ms-outlook-mobile-body-separator-line|reply139content|zmail_extra)$",
    re.IGNORECASE,
)
_QUOTE_CLASSES = {"ms-outlook-mobile-reference-message", "OutlookMessageHeader"}
_QUOTES = {"yahoo_quoted", "protonmail_quote", "ik_mail_quote", "tutanota_quote"}
_SIGNATURES = {"gmail_signature", "moz-signature", "protonmail_signature_block"}
_LEFT_BORDER = re.compile(r"border-left:\s*(?:solid|[\d.]+p[xt] solid)", re.IGNORECASE)
_NO_BORDER = re.compile(r"border:\s*none", re.IGNORECASE)
_TOP_BORDER = re.compile(r"border-top:\s*solid\s*#(?:E1E1E1|B5C4DF)", re.IGNORECASE)
_LEVEL = re.compile(r"mso-list:\s*\S+\s+level(\d+)", re.IGNORECASE)
_NUMBER = re.compile(r"^\(?(\d+|[a-z]{1,4})[.)]$", re.IGNORECASE)
_LONGEST_SIGNATURE_LINE = 100  # characters


def simplify(soup: BeautifulSoup) -> None:
    """Change a mail's HTML in place."""
    for text in soup.find_all(string=lambda text: isinstance(text, Comment)):
        text.extract()
    for tag in soup.find_all(_UNSEEN):
        tag.decompose()
    for tag in soup.find_all(style=_HIDDEN):
        if not tag.decomposed:
            tag.decompose()
    for number, tag in enumerate(soup.find_all("img")):
        tag["data-number"] = str(number)
    _mark_quotes(soup)
    _mark_signatures(soup)
    _make_lists(soup)
    _lay_out_tables(soup)


def pictures(html: str) -> list[str]:
    """The addresses of a mail's pictures, in their order; `cid:…` for those that came with it."""
    soup = BeautifulSoup(html, "lxml")
    return [str(tag.get("src") or "") for tag in soup.find_all("img")]


def _mark_quotes(soup: BeautifulSoup) -> None:
    for tag in soup.find_all("blockquote"):
        if _NO_BORDER.search(str(tag.get("style") or "")) and not tag.get("type"):
            tag.name = "div"  # only moved to the right
    for tag in soup.find_all(["div", "span"], style=_LEFT_BORDER):
        tag.name = "blockquote"
    for tag in soup.find_all(class_=list(_QUOTES)):
        if tag.name != "blockquote":
            tag.name = "blockquote"
    places = [
        *soup.find_all(id=_QUOTE_BEGINS),
        *soup.find_all(class_=list(_QUOTE_CLASSES)),
        *soup.find_all("div", style=_TOP_BORDER),
    ]
    for tag in places:
        if tag.find_parent("blockquote") is None and not tag.find_parent(id=_QUOTE_BEGINS):
            tag.insert_before(_line(soup, QUOTE_TO_END))


def _mark_signatures(soup: BeautifulSoup) -> None:
    found = [*soup.find_all(class_=list(_SIGNATURES))]
    # People write in Outlook's element for the signature, so what is in it must look like one.
    found += [
        tag
        for tag in soup.find_all(id=re.compile(r"^(?:x_)*Signature$"))
        if all(len(text) < _LONGEST_SIGNATURE_LINE for text in tag.stripped_strings)
    ]
    for tag in found:
        if not tag.find_parent(class_=list(_SIGNATURES)):
            tag.insert_before(_line(soup, SIGNATURE))
            tag.insert_after(_line(soup, SIGNATURE_ENDS))


def _line(soup: BeautifulSoup, mark: str) -> Tag:
    tag = soup.new_tag("div")
    tag.string = mark
    return tag


def _make_lists(soup: BeautifulSoup) -> None:
    """Word writes a list as paragraphs, each with its number or bullet as text."""
    for tag in soup.find_all("p", style=_LEVEL):
        found = _LEVEL.search(str(tag["style"]))
        signs = tag.find_all("span", style=re.compile("mso-list:\\s*Ignore", re.IGNORECASE))
        if not found or not signs:
            continue
        sign = re.sub(r"[\s\xa0]+", "", signs[0].get_text())
        signs[0].decompose()
        mark = sign if _NUMBER.match(sign) else "-"
        for text in list(tag.find_all(string=True)):
            text.replace_with(NavigableString(re.sub(r"[\s\xa0]+", " ", text)))
        _strip_start(tag)
        tag.insert(0, NavigableString("\xa0" * 3 * (int(found[1]) - 1) + mark + " "))
        tag["data-line"] = "yes"


def _strip_start(tag: Tag) -> None:
    for text in list(tag.find_all(string=True)):
        text.replace_with(NavigableString(text.lstrip()))
        if text.strip():
            return


def _lay_out_tables(soup: BeautifulSoup) -> None:
    """A table of facts becomes text in columns; one that only places things, lines."""
    for table in reversed(soup.find_all("table")):  # the inner ones first
        rows = [list(_cells(row)) for row in table.find_all("tr")]
        is_facts = len(rows) > 1 and min(len(row) for row in rows) > 1
        if is_facts and not table.find(["table", "pre", "img"]):
            tag = soup.new_tag("pre")
            tag["data-table"] = "yes"
            tag.string = _in_columns([[_words(cell) for cell in row] for row in rows])
            table.replace_with(tag)
            continue
        for part in table.find_all(["tbody", "thead", "tfoot", "colgroup", "col"]):
            part.unwrap()
        for row in table.find_all("tr"):
            row.name = "div"
        for cells in rows:
            for cell in cells:
                _lay_out(cell, is_alone=len(cells) == 1)
        for cell in table.find_all(["td", "th"]):  # outside any row
            _lay_out(cell, is_alone=len(list(_cells(cell.parent))) == 1)
        table.name = "div"


def _lay_out(cell: Tag, *, is_alone: bool) -> None:
    if cell.name in ("td", "th"):
        cell.name = "div" if is_alone else "span"
        cell.append(NavigableString(" "))


def _cells(row: Tag | None) -> Iterator[Tag]:
    for cell in row.children if row is not None else ():
        if isinstance(cell, Tag) and cell.name in ("td", "th", "span"):
            yield cell


def _words(cell: Tag) -> str:
    for link in cell.find_all("a", href=re.compile("^https?:")):
        if str(link["href"]).rstrip("/") not in link.get_text():
            link.append(NavigableString(f" ({link['href']})"))
    return " ".join(cell.get_text(" ").split())


def _in_columns(rows: list[list[str]]) -> str:
    columns = max(len(row) for row in rows)
    wide = [
        max((len(row[at]) for row in rows if at < len(row)), default=0) for at in range(columns)
    ]
    lines = ("  ".join(word.ljust(wide[at]) for at, word in enumerate(row)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
