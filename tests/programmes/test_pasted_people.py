"""Lists of people as mail programs, sheets and people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohort.access.actor import Role
from cohort.programmes.forms.invitations import LONGEST_LINE, MOST_PEOPLE, read_lines
from tests.naughty import NAUGHTY
from tests.patience import PATIENCE_SECONDS, work_of
from tests.world import World

TOM, ANN = ("Tom Adeyemi", "tom@example.org"), ("Ann Lee", "ann@example.org")
BOTH = [TOM, ANN]
COUNCIL = "Northmoor County Council"

LISTS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    # Mail programs
    "semicolons": ("Tom Adeyemi <tom@example.org>; Ann Lee <ann@example.org>", BOTH),
    "surnames first": ("Adeyemi, Tom <tom@example.org>; Lee, Ann <ann@example.org>", BOTH),
    "in quotation marks": ('"Adeyemi, Tom" <tom@example.org>', [TOM]),
    "commas": ("Tom Adeyemi <tom@example.org>, Ann Lee <ann@example.org>", BOTH),
    "surnames first, commas": ("Adeyemi, Tom <tom@example.org>, Lee, Ann <ann@example.org>", BOTH),
    "quoted, commas": ('"Adeyemi, Tom" <tom@example.org>, "Lee, Ann" <ann@example.org>', BOTH),
    "at the end": ("Tom Adeyemi <tom@example.org>; Ann Lee <ann@example.org>;", BOTH),
    "no space": ("Tom Adeyemi<tom@example.org>;Ann Lee<ann@example.org>", BOTH),
    "a line each, commas": (
        "Tom Adeyemi <tom@example.org>,\r\nAnn Lee <ann@example.org>,\r\n",
        BOTH,
    ),
    "curly quotation marks": (
        "“Adeyemi, Tom” <tom@example.org>; “Ann Lee” <ann@example.org>",
        BOTH,
    ),
    "single quotation marks": (
        "'Tom Adeyemi' <tom@example.org>; 'Ann Lee' <ann@example.org>",
        BOTH,
    ),
    "no-break spaces": ("Tom\xa0Adeyemi\xa0<tom@example.org>;\xa0Ann Lee <ann@example.org>", BOTH),
    "a header's line": ("To: Tom Adeyemi <tom@example.org>, Ann Lee <ann@example.org>", BOTH),
    "mailto": ("Tom Adeyemi <mailto:tom@example.org>; Ann Lee [mailto:ann@example.org]", BOTH),
    "said twice by the program": ("Tom Adeyemi, tom@example.org <mailto:tom@example.org>", [TOM]),
    "in round brackets": ("Tom Adeyemi (tom@example.org)", [TOM]),
    "a note": (
        "Tom Adeyemi (Council) <tom@example.org>; Lee, Ann (NORTHMOOR ICB) <ann@example.org>",
        [
            ("Tom Adeyemi (Council)", "tom@example.org"),
            ("Ann Lee (NORTHMOOR ICB)", "ann@example.org"),
        ],
    ),
    "letters behind a name": ("Tom Adeyemi, MBE <tom@example.org>", [("Tom Adeyemi, MBE", TOM[1])]),
    "both": ("Adeyemi, Tom, PhD <tom@example.org>", [("Tom Adeyemi, PhD", TOM[1])]),
    "where they work": (
        "Tom Adeyemi <tom@example.org>, Northmoor County Council; "
        "Lee, Ann <ann@example.org>, Trefelin",
        [(*TOM, COUNCIL), (*ANN, "Trefelin")],
    ),
    "an apostrophe": ("Siân O’Brien <sian@example.org>", [("Siân O’Brien", "sian@example.org")]),
    "a semicolon within": ('"Lee; Ann" <ann@example.org>', [("Lee; Ann", "ann@example.org")]),
    "a capital address": ("Tom Adeyemi <Tom@Example.ORG>", [TOM]),
    "full width": ("Tom Adeyemi ＜tom@example.org＞；Ann Lee ＜ann@example.org＞", BOTH),
    # Sheets
    "name, address": ("Tom Adeyemi\ttom@example.org\nAnn Lee\tann@example.org", BOTH),
    "address, name": ("tom@example.org\tTom Adeyemi\nann@example.org\tAnn Lee", BOTH),
    "first, last, address": ("Tom\tAdeyemi\ttom@example.org\nAnn\tLee\tann@example.org", BOTH),
    "surname first in a cell": (
        "Adeyemi, Tom\ttom@example.org\tNorthmoor, the council",
        [(*TOM, "Northmoor, the council")],
    ),
    "empty cells": (
        "\tTom Adeyemi\t\ttom@example.org\t\n\t\t\t\n\tAnn Lee\t\tann@example.org",
        BOTH,
    ),
    "headings": ("Name\tEmail\nTom Adeyemi\ttom@example.org\nAnn Lee\tann@example.org", BOTH),
    "headings, last first": (
        "Surname\tFirst name\tE-mail address\tOrganisation\n"
        "Adeyemi\tTom\ttom@example.org\tNorthmoor County Council\nLee\tAnn\tann@example.org\t",
        [(*TOM, COUNCIL), ANN],
    ),
    "more columns": (
        "No\tEmail\tRole\tFull name\n1\ttom@example.org\tLead\tTom Adeyemi",
        [TOM],
    ),
    "CSV with headings": (
        'Name,Email\n"Adeyemi, Tom",tom@example.org\nAnn Lee,ann@example.org',
        BOTH,
    ),
    "CSV": ('"Adeyemi, Tom","tom@example.org","Northmoor County Council"', [(*TOM, COUNCIL)]),
    "semicolon CSV": (
        "Tom Adeyemi;tom@example.org;X & Y\nAnn Lee;ann@example.org",
        [(*TOM, "X & Y"), ANN],
    ),
    # People
    "as the page says": (
        "Tom Adeyemi, tom@example.org, Northmoor County Council",
        [(*TOM, COUNCIL)],
    ),
    "bullets": ("- Tom Adeyemi, tom@example.org\n• Ann Lee <ann@example.org>", BOTH),
    "numbers": ("1. Tom Adeyemi, tom@example.org\n2) Ann Lee ann@example.org", BOTH),
    "a space only": ("Tom Adeyemi tom@example.org", [TOM]),
    "a dash": ("Tom Adeyemi - tom@example.org", [TOM]),
    "pairs": ("Tom Adeyemi, tom@example.org, Ann Lee, ann@example.org", BOTH),
    "pairs with semicolons": ("Tom Adeyemi, tom@example.org; Ann Lee, ann@example.org", BOTH),
    "empty lines": ("\n\nTom Adeyemi, tom@example.org\n \n,\n;;\nAnn Lee, ann@example.org\n", BOTH),
}


@pytest.mark.parametrize("what", LISTS)
def test_each_person_is_read_with_their_name(what: str) -> None:
    pasted, people = LISTS[what]
    read = read_lines(pasted)
    assert read.faults == []
    found = [(one.name, one.email, one.organisation) for one in read.invitees]
    assert found == [(*one, "")[:3] for one in people]


@pytest.mark.parametrize(
    ("pasted", "faults"),
    [
        ("tom@example.org", ["Line 1 has no name before the address: “tom@example.org”"]),
        ("<tom@example.org>", ["Line 1 has no name before the address: “<tom@example.org>”"]),
        (
            "tom@example.org; ann@example.org",
            [
                "Line 1 has no name before the address: “tom@example.org”",
                "Line 1 has no name before the address: “ann@example.org”",
            ],
        ),
        (
            "tom@example.org <tom@example.org>",
            ["Line 1 has no name before the address: “tom@example.org <tom@example.org>”"],
        ),
        (
            "Tom <tom@example.org>; Ann <ann@>\nBo <bo@example.org>; Cy <cy@@example.org>",
            [
                "Line 1 has an email address that cannot be right: “Ann <ann@>”",
                "Line 2 has an email address that cannot be right: “Cy <cy@@example.org>”",
            ],
        ),
        (
            "Tom <tom@example.org>; Tom again <TOM@example.org>",
            ["Line 1 has the same address twice: “Tom again <TOM@example.org>”"],
        ),
        (
            "Name\tEmail\nTom\ttom@example.org\nAnn\t\nTim\ttom@example.org",
            [
                "Line 3 has no email address: “Ann”",
                "Line 4 has the same address as line 2: “Tim tom@example.org”",
            ],
        ),
        ("Tom, tom@example.org, X, Ann, ann@example.org",
         ["Line 1 has two email addresses: “Tom, tom@example.org, X, Ann, ann@example.org”"]),
        ("Tom Adeyemi; Ann Lee", ["Line 1 has no email address: “Tom Adeyemi; Ann Lee”"]),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_with_its_line(pasted: str, faults: list[str]) -> None:
    assert read_lines(pasted).faults == faults


def test_too_many_people_are_counted_whatever_the_lines() -> None:
    many = "; ".join(f"P{n} <p{n}@example.org>" for n in range(MOST_PEOPLE + 1))
    assert read_lines(many).faults == [
        f"Invite at most {MOST_PEOPLE} people at once. There are {MOST_PEOPLE + 1}"
    ]
    assert len(read_lines(many.rpartition(";")[0]).invitees) == MOST_PEOPLE


def test_every_bad_line_is_said_above_and_at_the_box_and_nothing_is_lost(world: World) -> None:
    ruth = world.person("Ruth Calder")
    cohort = world.cohort(world.programme())
    world.join(ruth, cohort, Role.FACILITATOR)
    pasted = "Tom <tom@example.org>; <b>Ann</b>\nno address & no “sense”\nTim, tom@example.org"
    page = world.browser(ruth).submit(
        f"/cohorts/{cohort}/invitations/new", "/check", lines=pasted, role="participant"
    )
    assert page.status == 422
    assert len(page.errors()) == 2
    (box,) = page.tree.xpath("//*[@id='lines-error']")
    for words in page.errors():
        assert words in box.text_content()
    assert len(box.xpath("br")) == 1
    assert page.tree.xpath("string(//textarea)").strip() == pasted


@given(st.text('ab@.<>,;"\t\n \xa0()[]“:1-', max_size=80))
@settings(max_examples=400, deadline=None)
def test_any_list_is_read_or_told_line_by_line(pasted: str) -> None:
    read = read_lines(pasted)
    assert all(fault.startswith("Line ") for fault in read.faults)
    assert len({one.email for one in read.invitees}) == len(read.invitees)
    assert all(one.name for one in read.invitees)


@pytest.mark.parametrize("what", NAUGHTY)
def test_a_strange_name_takes_nobody_else_with_it(what: str) -> None:
    text = " ".join(NAUGHTY[what].replace("@", " ").split())
    read = read_lines(f"{text}\nAnn Lee <ann@example.org>\n{text}")
    assert [(one.name, one.email) for one in read.invitees] == [ANN]


@pytest.mark.parametrize(
    "words",
    [
        "a",
        "a@",
        "<a@",
        "< ",
        "[a@",
        "(a) ",
        "x (",
        '"',
        '""',
        "a@b;",
        "@ ",
        "mailto:",
        "a, ",
        "1) ",
    ],
)
@pytest.mark.parametrize("begins", ["", "<", "Ann ", "["])
def test_a_long_line_of_anything_is_read_once_through(begins: str, words: str) -> None:
    """A pattern that looks at a stretch again and again would take hours for this."""
    text = (begins + words * MOST_PEOPLE * LONGEST_LINE)[: MOST_PEOPLE * LONGEST_LINE]
    assert work_of(lambda: read_lines(text)) < PATIENCE_SECONDS
