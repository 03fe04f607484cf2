"""Names typed with an @: where they count, where they end, and what stays as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from cohort.markdown import Called, Names, folded, member_html

PEOPLE = (
    "Sam Jones",
    "Sam Jones-Hill",
    "Amira Okafor",
    "Zoë Łukasz",
    "Siân O’Neill",
    "李明",
    "Олена Шевченко",
    "محمد علي",
    "सुनीता शर्मा",
    "Ngozi",
    "Anna Svensson-Øst",
    "Dr. J. R. Smith Jr.",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Bob & Sons",
)
TWO = "Kim Lee"


def names(most: int = 10) -> Names:
    known: dict[str, Called | None] = {
        folded(name): Called(n, f"/cohorts/spring/people/p{n}") for n, name in enumerate(PEOPLE)
    }
    return Names(known | {folded(TWO): None}, most)


def read(text: str, most: int = 10) -> tuple[list[tuple[str, str]], Names, str]:
    """The links of names as (words, whom they lead to); and what was found."""
    found = names(most)
    html = member_html(text, found)
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    links = tree.xpath(".//a[@class='mention']")
    assert all(set(link.attrib) == {"class", "href"} for link in links)
    shown = [
        (link.text_content(), PEOPLE[int(link.get("href").rpartition("/p")[2])]) for link in links
    ]
    return shown, found, html


@pytest.mark.parametrize(
    ("text", "words", "who"),
    [
        ("@Sam Jones", "@Sam Jones", "Sam Jones"),
        ("Thanks @Sam Jones.", "@Sam Jones", "Sam Jones"),
        ("@Sam Jones, what do you think?", "@Sam Jones", "Sam Jones"),
        ("(@Sam Jones)", "@Sam Jones", "Sam Jones"),
        ("“@Sam Jones”", "@Sam Jones", "Sam Jones"),
        ("cc:@Sam Jones!", "@Sam Jones", "Sam Jones"),
        ("@sam jones", "@sam jones", "Sam Jones"),
        ("@SAM JONES?", "@SAM JONES", "Sam Jones"),
        ("@Sam  Jones", "@Sam  Jones", "Sam Jones"),
        ("@Sam\u00a0Jones", "@Sam\u00a0Jones", "Sam Jones"),
        ("@Sam\u200b Jones", "@Sam\u200b Jones", "Sam Jones"),
        ("as @Sam\nJones said", "@Sam\nJones", "Sam Jones"),
        ("as @Sam  \nJones said", "@Sam\nJones", "Sam Jones"),
        ("@Sam Jones’s idea", "@Sam Jones", "Sam Jones"),
        ("@Sam Jones's idea", "@Sam Jones", "Sam Jones"),
        ("@Sam Jones – yes", "@Sam Jones", "Sam Jones"),
        ("@Sam Jones—yes", "@Sam Jones", "Sam Jones"),
        ("@Sam Jones could you", "@Sam Jones", "Sam Jones"),
        ("\uff20Sam Jones", "\uff20Sam Jones", "Sam Jones"),
        ("@Sam Jones-Hill and", "@Sam Jones-Hill", "Sam Jones-Hill"),
        ("@Sam Jones‑Hill and", "@Sam Jones‑Hill", "Sam Jones-Hill"),
        ("**@Sam Jones**", "@Sam Jones", "Sam Jones"),
        ("- [ ] @Sam Jones", "@Sam Jones", "Sam Jones"),
        ("# @Sam Jones", "@Sam Jones", "Sam Jones"),
        ("1. one\n   - @Amira Okafor", "@Amira Okafor", "Amira Okafor"),
        ("Dear all, @zoe lukasz", "@zoe lukasz", "Zoë Łukasz"),
        ("@Zoe\u0308 Łukasz", "@Zoe\u0308 Łukasz", "Zoë Łukasz"),
        ("@sian o'neill: hello", "@sian o'neill", "Siân O’Neill"),
        ("@Siân O’Neill’s", "@Siân O’Neill", "Siân O’Neill"),
        ("@anna svensson-ost", "@anna svensson-ost", "Anna Svensson-Øst"),
        ("@李明 你好", "@李明", "李明"),
        ("@李明，你好", "@李明", "李明"),
        ("@ОЛЕНА ШЕВЧЕНКО?", "@ОЛЕНА ШЕВЧЕНКО", "Олена Шевченко"),
        ("مرحبا @محمد علي، كيف", "@محمد علي", "محمد علي"),
        ("@सुनीता शर्मा जी", "@सुनीता शर्मा", "सुनीता शर्मा"),
        ("@Dr. J. R. Smith Jr. said", "@Dr. J. R. Smith Jr.", "Dr. J. R. Smith Jr."),
        ("@<script>alert(1)</script> hi", f"@{PEOPLE[12]}", PEOPLE[12]),
        (f"@{PEOPLE[13]} hi", f"@{PEOPLE[13]}", PEOPLE[13]),
        ("@bob & sons", "@bob & sons", "Bob & Sons"),
        ("a@b.uk and @Ngozi", "@Ngozi", "Ngozi"),
        ("> @Amira Okafor said\n\nI agree, @Ngozi", "@Ngozi", "Ngozi"),
    ],
)
def test_a_name_is_found_where_it_is_typed(text: str, words: str, who: str) -> None:
    links, found, html = read(text)
    assert links == [(words, who)]
    assert [PEOPLE[key] for key in found.found] == [who]
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    "text",
    [
        "`@Sam Jones`",
        "```\n@Sam Jones\n```",
        "    @Sam Jones",
        "> @Sam Jones",
        "> > - @Sam Jones",
        "- > @Sam Jones",
        "[@Sam Jones](https://example.org)",
        "https://example.org/@Ngozi",
        "www.example.org/@Ngozi",
        "ngozi@Ngozi",
        "me@ngozi.uk",
        "@ngozi@example.org",
        "mail sam.jones@example.org",
        r"\@Sam Jones",
        r"C:\temp\@Ngozi",
        "@ Sam Jones",
        "@@Ngozi",
        "@Sam",
        "@Sam Jonesy",
        "@Sam Jones2",
        "@Sam Jones_",
        "@Sam Jones-Hillier",
        "@Sam Jones’d",
        "@Sam Jones'North",
        "@李明华",
        "@Nobody Here",
        "@Sam *Jones*",
        "Sam Jones",
        "@",
    ],
)
def test_it_stays_as_it_was_typed_elsewhere(text: str) -> None:
    links, found, html = read(text)
    assert links == []
    assert not found.found
    assert html == member_html(text)


def test_the_rest_of_the_text_stays_as_it_was() -> None:
    text = "Hello @Sam Jones, and **@Amira Okafor**:\n\n- see `x@y`\n- @Ngozi & co <b>"
    _, _, html = read(text)
    plain = html.replace("</a>", "")
    for n in range(len(PEOPLE)):
        plain = plain.replace(f'<a class="mention" href="/cohorts/spring/people/p{n}">', "")
    assert plain == member_html(text)


def test_a_name_of_two_people_names_neither_and_is_noted() -> None:
    links, found, _ = read("@kim  lee and @Kim Lee")
    assert links == []
    assert found.unclear == [folded(TWO)]


@pytest.mark.parametrize(
    ("text", "is_everyone"),
    [
        ("@everyone look", True),
        ("Hello @All!", True),
        ("@alliance", False),
        ("@everyone@example.org", False),
        ("> @everyone", False),
        ("`@all`", False),
        ("all@example.org", False),
    ],
)
def test_everyone_is_noted_and_named_by_nobody(text: str, *, is_everyone: bool) -> None:
    links, found, html = read(text)
    assert links == []
    assert found.everyone is is_everyone
    assert html == member_html(text)


def test_past_the_limit_names_stay_plain_and_those_before_count_wherever_they_stand() -> None:
    links, found, _ = read("@Ngozi @Sam Jones @Amira Okafor @Ngozi @李明", most=2)
    assert [who for _, who in links] == ["Ngozi", "Sam Jones", "Ngozi"]
    assert len(found.beyond) == 2


def test_what_is_too_long_is_shown_as_typed_and_names_nobody() -> None:
    links, found, _ = read("@Sam Jones " + "x" * 20_000)
    assert links == []
    assert not found.found


def test_a_wall_of_signs_is_left_alone_after_a_thousand() -> None:
    links, _, html = read("@x " * 1_000 + "@Ngozi")
    assert links == []
    assert html == member_html("@x " * 1_000 + "@Ngozi")


def test_nobody_can_forge_a_link_of_ours() -> None:
    _, _, html = read(
        "\ufdd00\ufdd1 <a class=mention href=/x>x</a> [x](/y 'class=\"mention\"') @Ngozi"
    )
    assert html.count('class="mention"') == 1


@settings(deadline=None)
@given(st.text(alphabet="@ Ngozisamjne\n>`*_-’'\\.[](/\ufdd0\ufdd1", max_size=60))
def test_a_name_never_changes_a_word(text: str) -> None:
    found = names()
    tree = lxml_html.fragment_fromstring(member_html(text, found), create_parent="div")
    plain = lxml_html.fragment_fromstring(member_html(text), create_parent="div")
    assert tree.text_content() == plain.text_content()
