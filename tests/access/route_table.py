"""Every route and method, with what each role gets there: one line a route.

The lines stand in tests/<feature>/routes.txt. A new route fails tests/access/test_route_table.py
until its line stands there. Decide for each role before you look at what the app answers.

    str  stranger      has not signed in                        303 to sign in (GET), 401 (POST)
    out  outsider      participant of a cohort of another programme  404: "there is no such page"
    par  participant   of the cohort in the address
    fac  facilitator   of the cohort in the address
    ofa  other_fac     facilitator of another cohort of the same programme  404, as for an outsider
    org  organiser     of the programme in the address
    oor  other_org     organiser of another programme                       404, as for an outsider
    adm  admin         administrator of the site

200 the page, 303 done (a POST) or sent on (a GET), 403 within but without the right.

The lines of a file stand in the order in which the test makes the requests. It begins with the top
floor, so that what a feature changes is no trouble to those that stand on it; lines after “last:”
come when all others are done. A POST that is answered 303 changes something in the database, and
any other does not; where that is not so, the line says why: “(not compared: …)”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from tests import declared

ROLES = (
    "stranger",
    "outsider",
    "participant",
    "facilitator",
    "other_fac",
    "organiser",
    "other_org",
    "admin",
)
ROW = re.compile(rf"((?:\d\d\d ){{{len(ROLES)}}}) *(GET|POST) +(/\S*)(?: +\(not compared: .+\))?")


@dataclass(frozen=True)
class Line:
    """One route and method; `expected` is {role: status}, `file` where the line stands."""

    method: str
    rule: str
    expected: dict[str, int]
    file: str = ""
    is_compared: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def read(text: str, file: str) -> tuple[list[Line], list[Line]]:
    """The lines of a routes.txt: most, and those that are asked last."""
    lines: list[Line] = []
    last: list[Line] = []
    into = lines
    for row in map(str.strip, text.splitlines()):
        if row.startswith("last:"):
            into = last
        elif row and not row.startswith("#"):
            found = ROW.fullmatch(row)
            assert found, f"{file}: write a status for each of {len(ROLES)} roles: {row}"
            statuses, method, rule = found.groups()
            expected = dict(zip(ROLES, map(int, statuses.split()), strict=True))
            into.append(Line(method, rule, expected, file, "(not compared:" not in row))
    return lines, last


def read_all(paths: list[Path], root: Path = ROOT) -> list[Line]:
    """The lines of all files, in the order in which the test makes the requests."""
    parts = [read(path.read_text(), str(path.relative_to(root))) for path in reversed(paths)]
    return [line for lines, _ in parts for line in lines] + [
        line for _, last in parts for line in last
    ]


LINES = read_all(declared.files("routes.txt"))
