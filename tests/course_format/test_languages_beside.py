"""Courses that lie in several languages, and pages that only their folders tell apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.course_format.rendering import bodies, build, said, titles

TOLD = "translations are left out; bring in a course for each language"


@pytest.mark.parametrize(
    ("others", "told_at"),
    [
        (["talks/one.fr.md", "talks/two.fr.md"], "talks"),
        (["talks/one.pt-br.md", "talks/one.fr.md"], "talks"),
        (["talks/one_fr.md", "talks/one_es.md"], "talks"),
        (["translations/fr/talks/one.md"], "translations"),
        (["talks/translations/one.fr.md"], "talks/translations"),
    ],
)
def test_translations_beside_a_page_are_left_out_and_told(
    tmp_path: Path, others: list[str], told_at: str
) -> None:
    files = {"talks/one.md": "# One\n\nWords.\n", "talks/two.md": "# Two\n\nWords.\n"}
    course = build(tmp_path, files | dict.fromkeys(others, "# Un\n\nMots.\n"))
    assert titles(course) == [("Talks", ["One", "Two"])]
    assert f"{told_at}: {TOLD}" in said(course)


@pytest.mark.parametrize("other", ["talks/notes_it.md", "talks/notes.v2.md", "talks/plan.fr.md"])
def test_a_name_that_only_looks_like_a_translation_is_a_page(tmp_path: Path, other: str) -> None:
    files = {"talks/notes.md": "# Notes\n\nWords.\n", other: "# Other\n\nWords.\n"}
    course = build(tmp_path, files)
    pages = [page.path for module in course.modules for page in module.pages]
    assert sorted(pages) == sorted(["talks/notes.md", other])


@pytest.mark.parametrize(
    ("languages", "settings"),
    [
        (["en"], ""),
        (["en", "cy"], ""),
        (["cy", "en"], 'defaultContentLanguage = "cy"\n'),
        (["en", "pt-br", "ja"], 'languageCode = "en-GB"\n'),
    ],
)
def test_a_folder_for_each_language_is_no_module(
    tmp_path: Path, languages: list[str], settings: str
) -> None:
    files: dict[str, str | bytes] = {"hugo.toml": f'title = "A course"\n{settings}'}
    for language in languages:
        for name in ("_index", "knots/_index", "knots/bowline", "ropes/_index", "ropes/hemp"):
            title = f"{name} in {language}"
            files[f"content/{language}/{name}.md"] = f"---\ntitle: {title}\n---\n\nWords.\n"
    course = build(tmp_path, files)
    main = languages[0]
    assert titles(course) == [
        (f"knots/_index in {main}", [f"knots/bowline in {main}"]),
        (f"ropes/_index in {main}", [f"ropes/hemp in {main}"]),
    ]
    for language in languages[1:]:
        assert f"content/{language}: {TOLD}" in said(course)


def test_folders_that_are_languages_by_chance_are_modules(tmp_path: Path) -> None:
    files = {f"{name}/a.md": f"# {name}\n\nWords.\n" for name in ("cs", "ml", "ts")}
    assert len(build(tmp_path, dict(files)).modules) == 3


def test_links_find_a_page_that_names_its_language(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a/one.en.md": "# One\n\n[Two](two.md)\n",
        "a/one.fr.md": "# Un\n",
        "a/two.en.md": "# Two\n\nWords.\n",
        "a/two.fr.md": "# Deux\n",
    }
    course = build(tmp_path, files)
    assert titles(course) == [("A", ["One", "Two"])]
    assert bodies(course)["a/one.en.md"].strip() == "[Two](02-two-en.md)"


def test_pages_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "exercises/bowline/problem.md": "Tie one.\n",
        "exercises/bowline/solution.md": "Like this.\n",
        "exercises/reef/problem.md": "Tie another.\n",
        "more/a.md": "# A\n\nWords.\n",
    }
    assert titles(build(tmp_path, files))[0] == (
        "Exercises",
        ["Bowline problem", "Solution", "Reef problem"],
    )


def test_a_folder_that_holds_all_of_the_content_is_no_module(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "hugo.toml": 'title = "A course"\n',
        "content/docs/knots/bowline.md": "# Bowline\n\n[Hemp](/docs/ropes/hemp/)\n",
        "content/docs/ropes/hemp.md": "# Hemp\n\nWords.\n",
    }
    course = build(tmp_path, files)
    assert titles(course) == [("Knots", ["Bowline"]), ("Ropes", ["Hemp"])]
    assert (
        bodies(course)["content/docs/knots/bowline.md"].strip() == "[Hemp](../02-ropes/01-hemp.md)"
    )
