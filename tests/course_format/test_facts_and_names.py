"""Facts at the top of files, in every form and place; names of files, in every spelling."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from cohort.course_format.checking import check_course
from cohort.course_format.front_matter import plain_heading
from tests.course_format.rendering import build, leftovers, said, shown, titles

READ = {
    "yaml": "---\ntitle: The title\n---\n\nBody.\n",
    "a blank line first": "\n---\ntitle: The title\n---\n\nBody.\n",
    "blank lines first": "\n \n\n---\ntitle: The title\n---\n\nBody.\n",
    "a comment first": "<!-- by hand -->\n---\ntitle: The title\n---\n\nBody.\n",
    "a long comment first": "<!--\nby - hand\n-->\n\n---\ntitle: The title\n---\nBody.\n",
    "a mark of the encoding": "\ufeff---\ntitle: The title\n---\n\nBody.\n",
    "two of them": "\ufeff\ufeff---\ntitle: The title\n---\n\nBody.\n",
    "windows": "---\r\ntitle: The title\r\n---\r\n\r\nBody.\r\n",
    "no space": "---\ntitle:The title\n---\n\nBody.\n",
    "no space, twice": "---\ntitle:The title\nlayout:page\n---\n\nBody.\n",
    "no space, late": "\n---\ntitle: The title\nlayout:page\n---\n\nBody.\n",
    "toml": '+++\ntitle = "The title"\n+++\n\nBody.\n',
    "toml, late": '\n+++\ntitle = "The title"\n+++\n\nBody.\n',
    "toml, named": '---toml\ntitle = "The title"\n---\n\nBody.\n',
    "json": '{\n  "title": "The title",\n  "draft": false\n}\n\nBody.\n',
    "json, on one line": '{"title": "The title"}\nBody.\n',
    "json between semicolons": ';;;\n{"title": "The title"}\n;;;\n\nBody.\n',
    "json without braces": ';;;\n"title": "The title"\n;;;\n\nBody.\n',
    "json, named": '---json\n{"title": "The title"}\n---\n\nBody.\n',
    "yaml, named": "---yaml\ntitle: The title\n---\n\nBody.\n",
}


@pytest.mark.parametrize("form", READ)
def test_facts_are_read_in_every_form(tmp_path: Path, form: str) -> None:
    course = build(tmp_path, {"a/1-page.md": READ[form], "a/2-other.md": "# Other\n"})
    assert titles(course)[0][1] == ["The title", "Other"]
    assert shown(course)["a/1-page.md"] == "<p>Body.</p>"
    if "no space" in form:
        assert "a/1-page.md:" in said(course)[0]


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA rule above.\n\n---\n\nAnd below.\n",
        "Words.\n\n---\ntitle: not a fact\n---\n",
        "{not json} is how it begins.\n",
        '{"a": 1} and more words on the line.\n',
        "+++ as it goes\n",
        "\n\nWords after blank lines.\n",
    ],
)
def test_what_only_looks_like_facts_stays_text(tmp_path: Path, text: str) -> None:
    course = build(tmp_path, {"a/1-page.md": text, "a/2-other.md": "# Other\n"})
    html = shown(course)["a/1-page.md"]
    for words in ("A rule above", "not a fact", "not json", "more words", "as it goes", "Words af"):
        assert (words in html) == (words in text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n---\ntitle: The title\n---\n\nBody.\n", 2),
        ("<!-- by hand -->\n\n---\ntitle: The title\n---\n\nBody.\n", 3),
        ("<!--\nby hand\n-->\n---\ntitle: The title\n---\n\nBody.\n", 4),
    ],
)
def test_in_our_own_format_late_facts_are_told(tmp_path: Path, text: str, line: int) -> None:
    facts = "---\ntitle: T\nsummary: S\nminutes_to_read: 1\n---\n"
    files = {"programme.md": facts, "01-a/module.md": facts, "01-a/01-one.md": text}
    told = [str(problem) for problem in check_course(build(tmp_path, dict(files)))]
    say = f"01-a/01-one.md:{line}: this looks like front matter, but is shown as text"
    assert any(text.startswith(say) for text in told), told


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD", "%", "[["])
@pytest.mark.parametrize("ours", [False, True], ids=["foreign", "ours"])
def test_a_name_is_one_name_in_both_forms(
    tmp_path: Path, stored: str, written: str, ours: bool
) -> None:
    def spelt(words: str, form: str) -> str:
        return unicodedata.normalize("NFD" if form == "NFD" else "NFC", words)

    from urllib.parse import quote

    page, picture = "café", "été.png"
    how = quote if written == "%" else lambda words: spelt(words, written)
    if ours and written == "[[":
        return  # our own format knows no such links
    link = f"[[{page}]]" if written == "[[" else f"[the café]({how('1-' + page)}.md)"
    image = f"![[{picture}]]" if written == "[[" else f"![A square]({how(picture)})"
    body = f"---\ntitle: Second\n---\n\nBack to {link}. {image}\n"
    if ours:
        body = body.replace(link, "")
    name = "a.md" if ours else f"{'' if written == '[[' else '1-'}{page}.md"
    files: dict[str, str | bytes] = {
        spelt(f"01-start/{'01-' if ours else ''}{name}", stored): "# Café\n\nWords.\n",
        "01-start/02-second.md": body,
        spelt(f"01-start/{picture}", stored): b"\x89PNG",
    }
    if ours:
        files |= {
            "programme.md": "---\ntitle: T\n---\n",
            "01-start/module.md": "---\ntitle: S\n---\n",
        }
    course = build(tmp_path, files)
    html = shown(course)["01-start/02-second.md"]
    assert html.count('src="course:asset/') == 1
    assert ours or html.count('href="course:page/start/cafe"') == 1
    assert not [p for p in check_course(course) if "nowhere" in p.text]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (r"images\pic.png", True),
        (r"images\_two.png", True),
        (r".\images\pic.png", True),
        ("images%5Cpic.png", True),
        (r"C:\Users\me\pic.png", False),
        ("c:/Users/me/pic.png", False),
        ("file:///C:/Users/me/pic.png", False),
        (r"\\server\share\pic.png", False),
    ],
)
def test_paths_of_windows(tmp_path: Path, written: str, found: bool) -> None:
    course = build(
        tmp_path,
        {
            "a/1-page.md": f"# P\n\n![A square]({written})\n",
            "a/2-o.md": "# O\n",
            "a/images/pic.png": b"\x89PNG",
            "a/images/_two.png": b"\x89PNG",
        },
    )
    html = shown(course)["a/1-page.md"]
    told = [str(p) for p in check_course(course) if "1-page" in p.path and p.line]
    assert ('src="course:asset/' in html) is found
    assert bool(told) is not found
    assert leftovers(html) == []
    if not found:
        assert told[0].startswith("a/1-page.md:3: ")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# Learning C#", "Learning C#"),
        ("# What A# means ##", "What A# means"),
        ("## F# and C# #", "F# and C#"),
        ("# Issue #", "Issue"),
        ("# No. 5 in B##", "No. 5 in B##"),
        ("# *C#* {#sharp}", "C#"),
        ("#", ""),
        ("## ##", ""),
    ],
)
def test_a_sign_at_a_titles_end_stays(tmp_path: Path, line: str, title: str) -> None:
    assert plain_heading(line) == title
    if title and line.startswith("# "):
        course = build(tmp_path, {"a/1-x.md": f"{line}\n\nWords.\n", "a/2-y.md": "# Y\n"})
        assert titles(course)[0][1][0] == title


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("Q#What does it mean?", "what-does-it-mean"),
        ("Q#what does it mean?", "what-does-it-mean"),
        ("Q#Costs, prices & fees", "costs-prices--fees"),
        ("Q#Costs, prices & fees#Schema.org words", "schemaorg-words"),
        ("Q#Step 1: “begin” (now)", "step-1-begin-now"),
        ("Q#A/B & C+D", "ab--cd"),
        ("Q#Über uns", "über-uns"),
        ("Q#50% of it", "50-of-it"),
        ("Q#C# or not", "c-or-not"),
    ],
)
@pytest.mark.parametrize("words", ["", "|these words"])
def test_links_to_headings_in_a_vault(tmp_path: Path, link: str, place: str, words: str) -> None:
    headings = (
        "What does it mean?",
        "Costs, prices & fees",
        "Schema.org words",
        "Step 1: “begin” (now)",
        "A/B & C+D",
        "Über uns",
        "50% of it",
        "C# or not",
    )
    text = "\n\n".join(f"## {heading}\n\nWords." for heading in headings)
    files = {"v/Q.md": f"# Q\n\n{text}\n", "v/S.md": f"# S\n\nSee [[{link}{words}]].\n"}
    course = build(tmp_path, dict(files))
    html = shown(course)["v/S.md"]
    from html import unescape
    from urllib.parse import unquote

    assert f'href="course:page/v/q#s-{place}"' in unescape(unquote(html))
    assert not [p for p in check_course(course) if p.is_error]


def test_json_facts_keep_their_kinds(tmp_path: Path) -> None:
    facts = json.dumps({"title": "T", "weight": 2, "objectives": ["a", "b"], "gone": None})
    course = build(tmp_path, {"a/x.md": f"{facts}\n\nBody\n", "a/y.md": '{"weight": 1}\n# Y\n'})
    assert titles(course)[0][1] == ["Y", "T"]
