"""Reads lists of people as mail programs, spreadsheets and people write them.

A mail program says `Adeyemi, Tom <tom@example.org>; "Lee, Ann" <ann@example.org>`; a sheet has
columns, often with a heading; a person types a name, an address and an organisation. RFC 5322
alone does not help: it takes the comma of an unquoted `Adeyemi, Tom` for the end of an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cohort.programmes.forms.sheet_columns import Columns, columns_of

# A list is up to 200,000 letters of anything. So each pattern below begins only where a word or a
# bracket does, and gives back nothing that it took: none reads a stretch twice.
# Separators within quotation marks, while the text around them is taken apart.
_HIDDEN = str.maketrans({",": "\x01", ";": "\x02", '"': "\x03", "\t": " "})
_SHOWN = str.maketrans({"\x01": ",", "\x02": ";", "\x03": '"'})
_SAME = str.maketrans(
    dict.fromkeys("\xa0\u2007\u202f\u3000", " ")
    | dict.fromkeys("“”„‟«»＂", '"')
    | dict.fromkeys("\x01\x02\x03", None)
    | {"；": ";", "，": ",", "、": ",", "＜": "<", "＞": ">", "＠": "@"}
)
_BULLET = re.compile(r"\A\s*(?:[-*+•·▪◦‣–—]|\(?\d{1,3}[.)])[ \t]+")
_HEADER_NAME = re.compile(r"\A\s*(?:to|cc|bcc|from|an|von)\s*:\s*", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:\s*([^\s<>\]),;?]*)(?:\?[^\s<>\]),;]*)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[\[(]\s*+([^\s\[\]()<>@]++@[^\s\[\]()<>]++)\s*+[\])]")
# A program that knows no name, or copies the link too, says the address twice.
_TWICE = re.compile(
    r"""(?<![^\s<>,;"'])["']?([^\s<>,;"'@]++@[^\s<>,;"']++)["']?\s*+<\s*+\1\s*+>""",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_IN_ANGLES = re.compile(r"<[^<>@]*+@[^<>]*+>")
_ADDRESS = re.compile(r"<([^<>@]*+@[^<>]*+)>|(?<![^\s<>,;])([^\s<>,;@]++@[^\s<>,;]++)")
_NOTE = re.compile(r"(?<=[^\s)])\s*+(\([^()]*+\)\s*+)++$")
_AFTER_A_NAME = re.compile(
    r"(?:mbe|obe|cbe|dbe|kbe|bem|kc|qc|jp|mp|ms|phd|md|ba|ma|msc|bsc|frcn|jr|sr|i{2,3}|iv|esq)\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """What a list says of one person; `words` is the part of the line that says it.

    `address` is as typed. `fault`, if any, continues “Line 3 …”.
    """

    words: str
    name: str = ""
    address: str = ""
    organisation: str = ""
    fault: str = ""


def read_people(text: str) -> Iterator[tuple[int, Said]]:
    """Each person with the number of the line, from 1. A row of headings is no person."""
    columns: Columns | None = None
    is_first = True
    for number, line in enumerate(text.splitlines(), 1):
        ready = _hide(_plain(line))
        if not ready.strip(" \t,;"):
            continue
        found = columns_of(ready) if is_first else None
        is_first = False
        if found is not None:
            columns = found
            continue
        for said in _people_on(ready, columns):
            yield number, Said(*map(_show, (said.words or line, said.name, said.address,
                                            said.organisation, said.fault)))  # fmt: skip


def _plain(line: str) -> str:
    """The line with one kind of space, quotation mark, separator and bracket, without bullets."""
    line = _BULLET.sub("", line.lstrip("\ufeff").translate(_SAME), count=1)
    line = _HEADER_NAME.sub("", line, count=1)
    line = _MAILTO.sub(r"\1", line)
    return _TWICE.sub(r"<\1>", _IN_BRACKETS.sub(r"<\1>", line))


def _hide(line: str) -> str:
    def hidden(found: re.Match[str]) -> str:
        within = found[1].replace('""', '"').translate(_HIDDEN)
        return f'"{within}"'

    return _QUOTED.sub(hidden, line)


def _show(text: str) -> str:
    return text.translate(_SHOWN)


def _people_on(line: str, columns: Columns | None) -> Iterator[Said]:
    if columns is not None and "<" not in line:
        row = columns.read(line)
        yield Said("", _name([row.name]), _bare(row.address), _bare(row.organisation),
                   "" if row.address else "has no email address")  # fmt: skip
    elif _IN_ANGLES.search(line):
        yield from _mailboxes(line)
    else:
        yield from _fields(line)


def _mailboxes(line: str) -> Iterator[Said]:
    """`name <address>, organisation` once or several times, parted by `;` or `,`."""
    found = list(_ADDRESS.finditer(line))
    ends = [0, *(match.end() for match in found)]
    leads = [line[end : match.start()] for end, match in zip(ends, found, strict=False)]
    tail = line[ends[-1] :]
    # What stands before the last `;` between two addresses belongs to the first of them.
    parted = [lead.rpartition(";") if n else ("", "", lead) for n, lead in enumerate(leads)]
    after = [*(before for before, _, _ in parted[1:]), tail]
    for match, (_, _, lead), rest in zip(found, parted, after, strict=True):
        lead = lead.strip(" ,;\t")
        address = match[1] or match[2]
        words = "" if len(found) == 1 else f"{lead} <{address}>".strip()
        organisation = ", ".join(_parts(rest, "[,;\t]"))
        yield Said(words, _name(_parts(lead, "[\t]")), address.strip(), organisation)


def _fields(line: str) -> Iterator[Said]:
    """Name, address and organisation, in fields; or several people without brackets."""
    pieces = [piece for piece in line.split(";") if piece.strip(" ,\t")]
    if len(pieces) > 1 and all("@" in piece for piece in pieces):
        for piece in pieces:
            yield from (_with_words(said, piece) for said in _fields(piece))
        return
    separator = "\t" if "\t" in line else "[,;]"
    parts = [part for field in _parts(line, separator) for part in _apart(field)]
    places = [n for n, part in enumerate(parts) if "@" in part]
    if len(places) < 2:
        yield _one(parts, places)
    elif len(places) == len(parts):
        yield from (Said(part, "", part) for part in parts)
    elif places == list(range(1, len(parts), 2)) and len(parts) == 2 * len(places):
        for n in places:
            yield Said(f"{parts[n - 1]}, {parts[n]}", _name([parts[n - 1]]), parts[n])
    else:
        yield Said("", fault="has two email addresses")


def _one(parts: Sequence[str], places: Sequence[int]) -> Said:
    if not places:
        return Said("", fault="has no email address")
    place = places[0]
    names, rest = parts[:place], parts[place + 1 :]
    if not names and rest:  # the address stands first
        names, rest = rest[:1], rest[1:]
    return Said("", _name(names), _bare(parts[place]), ", ".join(rest))


def _with_words(said: Said, words: str) -> Said:
    return Said(said.words or words.strip(), said.name, said.address, said.organisation, said.fault)


def _parts(text: str, separator: str) -> list[str]:
    parts = (" ".join(part.split()).strip("\"' ") for part in re.split(separator, text))
    return [part for part in parts if part]


def _apart(field: str) -> list[str]:
    """A field in which a name and an address are parted by a space only."""
    words = field.split()
    places = [n for n, word in enumerate(words) if "@" in word]
    if len(words) < 2 or len(places) != 1:
        return [field]
    place = places[0]
    parts = (" ".join(words[:place]), words[place], " ".join(words[place + 1 :]))
    return [part.strip("\"' -:") for part in parts if part.strip("\"' -:")]


def _bare(text: str) -> str:
    return text.strip("\"'<> ")


def _name(parts: Sequence[str]) -> str:
    """The name as one says it: “Adeyemi, Tom (Council)” is Tom Adeyemi (Council)."""
    name = _show(" ".join(parts)).strip()
    if name.strip("\"'").lower().startswith("mailto:") or "@" in name:
        return ""  # a program that knows no name repeats the address
    note = _NOTE.search(name)
    end = f" {note[0].strip()}" if note else ""
    said = [part.strip("\"' ") for part in name[: note.start() if note else None].split(",")]
    said = [part for part in said if part]
    if len(said) > 1 and not _AFTER_A_NAME.fullmatch(said[1]):
        said = [f"{said[1]} {said[0]}", *said[2:]]
    return ", ".join(said) + end
