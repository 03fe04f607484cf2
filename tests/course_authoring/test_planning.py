"""Planning an import is a pure function: plain rows and files in, a plan out. No test here has a
database: one that asked for it would end in an error."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cohort.course_authoring.actions.importing import merge_policy
from cohort.course_authoring.actions.importing.files import Found
from cohort.course_authoring.actions.importing.planning import (
    ImportPlan,
    plan_import,
    render_plan,
)
from cohort.course_authoring.actions.importing.report import Fate
from cohort.course_authoring.actions.rendering import Rendering, render_around, render_stale
from cohort.course_authoring.queries.stored_course import (
    StoredCourse,
    StoredFile,
    StoredModule,
    StoredPage,
    StoredPrompt,
)
from cohort.course_format.values import AssetFile, Course, ModuleFile, PageFile, digest
from cohort.db import db
from cohort.files.examining import ExaminedFile
from cohort.markdown import RENDERER_VERSION
from tests.course_authoring.folders import page

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
TERM = '::: {{.glossary term="{}"}}\nA part of a town.\n:::'


def course(*pages: tuple[str, str], assets: tuple[str, ...] = (), **facts: Any) -> Course:
    """One module, 01-power, with these (slug, text) as its pages."""
    files = tuple(
        PageFile(slug, number, text, f"01-power/{number:02d}-{slug}.md")
        for number, (slug, text) in enumerate(pages, start=1)
    )
    module = ModuleFile("power", 1, page("Power"), "01-power/module.md", files)
    found = [AssetFile(path, Path(path)) for path in assets]
    return Course("c", modules=[module], assets=found, **facts)


def plan(before: StoredCourse, files: Course, **options: Any) -> ImportPlan:
    """What importing these files would do. A file's digest is its path, unless `found` says."""
    seen = ExaminedFile("", "text/csv", 10, "csv")
    found = {
        file.source: Found(file.path, dataclasses.replace(seen, digest=file.path))
        for file in files.assets
    }
    found |= options.pop("found", {})
    new_id = count(start=max([0, *before.modules, *before.pages]) + 1).__next__
    return plan_import(before, files, found, now=NOW, new_id=new_id, **options)


def imported(*pages: tuple[str, str], assets: tuple[str, ...] = ()) -> StoredCourse:
    """What is stored after such a course came in."""
    return render_plan(plan(StoredCourse(), course(*pages, assets=assets))).rendering.course


def fates(made: ImportPlan) -> dict[str, str]:
    return {change.path: str(change.fate) for change in made.changes}


def row_of(stored: StoredCourse, slug: str) -> StoredPage:
    (row,) = [page for page in stored.pages.values() if page.slug == slug]
    return row


def with_page(stored: StoredCourse, slug: str, **facts: Any) -> StoredCourse:
    """The course after something was done to a page here."""
    row = dataclasses.replace(row_of(stored, slug), **facts)
    return dataclasses.replace(stored, pages={**stored.pages, row.id: row})


def html(rendering: Rendering, slug: str) -> str:
    return str(rendering.pages[row_of(rendering.course, slug).id].parts)


A, B = ("a", page("A")), ("b", page("B"))
B2 = ("b", page("B", "Other words."))
WHERE_B = "01-power/02-b.md"


def test_there_is_no_database_to_ask() -> None:
    with pytest.raises(RuntimeError, match="application context"):
        db.session.connection()


def test_all_of_a_first_import_is_new_and_is_all_taken() -> None:
    made = plan(StoredCourse(), course(A, B, assets=("01-power/list.csv", "own.csv"), text="Hi"))
    assert set(fates(made).values()) == {"new"}
    assert len(made.changes) == 6
    assert [row.slug for row in made.after.pages.values()] == ["a", "b"]
    assert len(made.facts) == 3  # as new revisions: the module and its pages
    assert made.after.text == ("Hi", digest("Hi"))
    assert set(made.to_store) == {"power/list.csv", "_/own.csv"}
    (module,) = made.after.modules.values()
    assert made.after.files["power/list.csv"].module_id == module.id
    assert made.after.files["_/own.csv"].module_id is None


def test_the_same_files_again_change_nothing_and_nothing_is_rendered() -> None:
    stored = imported(A, B, assets=("01-power/list.csv",))
    made = plan(stored, course(A, B, assets=("01-power/list.csv",)))
    assert set(fates(made).values()) == {"unchanged"}
    assert (made.after, made.facts, made.to_store) == (stored, {}, {})
    rendering = render_plan(made).rendering
    assert (rendering.modules, rendering.pages) == ({}, {})
    assert rendering.course == stored


def test_a_changed_file_is_taken_and_alone_rendered() -> None:
    made = plan(imported(A, B), course(A, B2))
    assert fates(made)[WHERE_B] == "changed"
    row = row_of(made.after, "b")
    assert (row.source, row.file_digest, row.rendered_with) == (B2[1], digest(B2[1]), 0)
    assert list(made.facts) == [row.id]
    rendering = render_plan(made).rendering
    assert list(rendering.pages) == [row.id]
    assert rendering.course.pages[row.id].rendered_with == RENDERER_VERSION


def test_a_text_changed_on_both_sides_is_left_and_told_with_the_difference() -> None:
    here = page("B", "Words of the browser.")
    stored = with_page(imported(A, B), "b", source=here)
    made = plan(stored, course(A, B2))
    assert fates(made)[WHERE_B] == "conflict"
    (conflict,) = made.conflicts
    assert conflict.words == merge_policy.EDITED
    assert {"-Words of the browser.", "+Other words."} <= set(conflict.diff)
    assert made.after == stored
    taken = plan(stored, course(A, B2), overwrite=True)
    assert (fates(taken)[WHERE_B], row_of(taken.after, "b").source) == ("changed", B2[1])


def test_a_text_changed_here_alone_is_left_without_a_word() -> None:
    stored = with_page(imported(A, B), "b", source=page("B", "Words of the browser."))
    made = plan(stored, course(A, B))
    assert (fates(made)[WHERE_B], made.conflicts, made.after) == ("unchanged", (), stored)


def test_what_leaves_the_files_is_retired_and_comes_back_with_them() -> None:
    stored = imported(A, B, assets=("own.csv",))
    made = plan(stored, course(A))
    assert {path: fate for path, fate in fates(made).items() if fate != "unchanged"} == {
        WHERE_B: "retired",
        "own.csv": "retired",
    }
    row = row_of(made.after, "b")
    assert (row.retired_at, row.file_position) == (NOW, None)
    assert made.after.files["_/own.csv"].retired_at == NOW
    back = plan(render_plan(made).rendering.course, course(A, B, assets=("own.csv",)))
    assert (fates(back)[WHERE_B], fates(back)["own.csv"]) == ("back again", "back again")
    assert row_of(back.after, "b").retired_at is None
    assert not back.to_store  # it is kept already


def test_what_was_made_or_edited_here_is_not_retired() -> None:
    stored = with_page(imported(A, B), "b", source=page("B", "Words of the browser."))
    made_here = StoredPage(99, row_of(stored, "a").module_id, "mine", 9, "Mine", page("Mine"))
    stored = dataclasses.replace(stored, pages={**stored.pages, 99: made_here})
    made = plan(stored, course(A))
    assert [conflict.words for conflict in made.conflicts] == [merge_policy.GONE]
    assert row_of(made.after, "b").retired_at is None
    assert made.after.pages[99] == made_here


def test_what_was_taken_out_here_stays_out() -> None:
    stored = with_page(imported(A, B), "b", retired_at=NOW)
    assert row_of(plan(stored, course(A, B)).after, "b").retired_at == NOW
    changed = plan(stored, course(A, B2))
    assert [conflict.words for conflict in changed.conflicts] == [merge_policy.TAKEN_OUT]
    assert row_of(changed.after, "b").retired_at == NOW
    brought = plan(stored, course(A, B2), overwrite=True)
    assert (fates(brought)[WHERE_B], row_of(brought.after, "b").retired_at) == ("back again", None)


def test_a_module_that_could_not_be_read_takes_nothing_away() -> None:
    stored = imported(A, B, assets=("01-power/list.csv",))
    made = plan(stored, Course("c", unread={"power"}))
    assert (made.after, made.changes) == (stored, ())


@pytest.mark.parametrize(
    ("held", "overwrite", "fate"),
    [
        (StoredFile("_/own.csv", None, "own.csv", from_files=False), False, Fate.UNCHANGED),
        (StoredFile("_/own.csv", None, "another", from_files=True), False, Fate.CHANGED),
        (StoredFile("_/own.csv", None, "another", from_files=False), False, Fate.CONFLICT),
        (StoredFile("_/own.csv", None, "another", from_files=False), True, Fate.CHANGED),
    ],
)
def test_a_file_is_kept_stored_or_told_by_what_is_there(
    held: StoredFile, overwrite: bool, fate: Fate
) -> None:
    stored = dataclasses.replace(imported(A), files={held.path: held})
    made = plan(stored, course(A, assets=("own.csv",)), overwrite=overwrite)
    assert fates(made)["own.csv"] == fate
    assert bool(made.to_store) is (fate is Fate.CHANGED)
    if fate is not Fate.CONFLICT:
        assert made.after.files["_/own.csv"].from_files


def test_a_file_that_cannot_be_kept_is_told_and_the_one_here_stays() -> None:
    stored = imported(A, assets=("own.csv",))
    refused = {Path("own.csv"): Found("new", refusal="it is a program")}
    made = plan(stored, course(A, assets=("own.csv",)), found=refused)
    assert [str(problem) for problem in made.problems] == ["own.csv: it is a program"]
    assert made.after == stored


def test_everything_is_rendered_when_what_pages_can_link_to_changes() -> None:
    linking = ("a", page("A", "See [b](02-b.md)."))
    first = render_plan(plan(StoredCourse(), course(linking)))
    assert "course:page" not in html(first.rendering, "a")
    assert any("this link leads nowhere" in str(each) for each in first.report().problems)
    second = render_plan(plan(first.rendering.course, course(linking, B)))
    assert len(second.rendering.pages) == 2
    assert "course:page/power/b" in html(second.rendering, "a")
    assert not second.report().problems


def test_a_term_reaches_all_pages_and_leaves_them_with_its_page() -> None:
    says, knows = ("a", page("A", "Every ward.")), ("b", page("B", TERM.format("Ward")))
    stored = imported(says, knows)
    assert list(stored.terms) == ["ward"]
    made = render_plan(plan(stored, course(says, B)))
    assert not made.rendering.course.terms
    assert "glossary" not in html(made.rendering, "a")


def test_a_term_that_a_save_takes_away_leaves_the_pages_around_it() -> None:
    says, knows = ("a", page("A", "Every ward.")), ("b", page("B", TERM.format("Ward")))
    stored = imported(says, knows, ("c", page("C", "Nothing of it.")))
    edited = with_page(stored, "b", source=B[1], rendered_with=0)
    rendering = render_around(edited, before=stored)
    assert {rendering.course.pages[id_].slug for id_ in rendering.pages} == {"a", "b"}
    assert "glossary" not in html(rendering, "a")


def test_a_term_that_a_second_page_explains_stays_linked_when_a_save_takes_the_first() -> None:
    knows, too = ("a", page("A", TERM.format("Ward"))), ("b", page("B", TERM.format("Ward")))
    stored = imported(knows, too, ("c", page("C", "Every ward.")))
    edited = with_page(stored, "a", source=A[1], rendered_with=0)
    rendering = render_around(edited, before=stored)
    assert rendering.course.terms["ward"].page_id == row_of(stored, "b").id
    assert "course:glossary#ward" in html(rendering, "c")


def test_a_term_that_an_import_takes_from_the_first_page_stays_linked_to_the_second() -> None:
    knows, too = ("a", page("A", TERM.format("Ward"))), ("b", page("B", TERM.format("Ward")))
    says = ("c", page("C", "Every ward."))
    stored = imported(knows, too, says)
    without = plan(stored, course(("a", page("A", "Nothing.")), too, says))
    rendering = render_plan(without).rendering
    assert rendering.course.terms["ward"].page_id == row_of(stored, "b").id
    assert "course:glossary#ward" in html(rendering, "c")


def test_a_second_page_may_spell_the_term_in_another_way() -> None:
    one, other = page("A", TERM.format("Co-design")), page("B", TERM.format("Co design"))
    stored = imported(("a", one), ("b", other))
    edited = with_page(stored, "a", source=A[1], rendered_with=0)
    assert list(render_around(edited, before=stored).course.terms) == ["co-design"]


def test_taking_a_page_out_and_bringing_it_back_keeps_its_terms_and_the_links_to_them() -> None:
    stored = imported(("a", page("A", TERM.format("Ward"))), ("c", page("C", "Every ward.")))
    taken = with_page(stored, "a", retired_at=NOW)
    out = render_around(taken, {"a"}, before=stored)
    assert out.course.terms == {}
    assert "glossary" not in html(out, "c")
    back = render_around(with_page(out.course, "a", retired_at=None), {"a"}, before=out.course)
    assert back.course.terms["ward"].page_id == row_of(stored, "a").id
    assert "course:glossary#ward" in html(back, "c")


def test_of_two_pages_with_one_prompt_the_first_keeps_it_and_the_second_is_told() -> None:
    block = "::: {.reflect #who}\nWho decides?\n:::"
    both = (("a", page("A", block)), ("b", page("B", f"Words.\n\n{block}")))
    made = render_plan(plan(StoredCourse(), course(*both)))
    prompts = made.rendering.course.prompts
    assert prompts["who"].page_id == row_of(made.rendering.course, "a").id
    (problem,) = made.report().problems
    assert str(problem).startswith(
        "01-power/02-b.md:7: the prompt id #who stands at 01-power/01-a.md:5"
    )
    # Its page lets go of it: the other one, which is not rendered again, has it now.
    later = render_plan(plan(made.rendering.course, course(A, both[1])))
    assert later.rendering.course.prompts["who"].page_id == row_of(later.plan.after, "b").id
    assert len(later.rendering.pages) == 1


def test_a_prompt_without_its_block_is_kept_without_a_page() -> None:
    block = "::: {.reflect #who}\nWho decides?\n:::"
    stored = imported(("a", page("A", block)), B)
    course_now = render_plan(plan(stored, course(A, B))).rendering.course
    assert course_now.prompts["who"].page_id is None
    assert course_now.prompts_without_page() == {"who"}
    retired = render_plan(plan(stored, course(B))).rendering.course
    assert retired.prompts["who"].page_id == row_of(stored, "a").id
    assert retired.prompts_without_page() == {"who"}


def test_only_what_another_renderer_made_is_rendered_again() -> None:
    stored = with_page(imported(A, B), "b", rendered_with=RENDERER_VERSION - 1)
    assert stored.has_stale()
    rendering = render_stale(stored)
    assert [rendering.course.pages[id_].slug for id_ in rendering.pages] == ["b"]
    assert not rendering.course.has_stale()


def test_rows_are_the_same_only_when_each_of_their_columns_is() -> None:
    """What the write looks at before it writes: each column but those that a version stands for."""
    stored = imported(("a", page("A", "::: {.reflect #who}\nWho?\n:::")), assets=("own.csv",))
    again = dataclasses.replace(stored, programme_id=7, blocks={})
    assert again == stored
    kinds: list[tuple[str, type[Any]]] = [
        ("modules", StoredModule),
        ("pages", StoredPage),
        ("files", StoredFile),
        ("prompts", StoredPrompt),
    ]
    for name, kind in kinds:
        ((key, row),) = getattr(stored, name).items()
        for each in dataclasses.fields(kind):
            other = dataclasses.replace(row, **{each.name: "something else"})
            assert dataclasses.replace(stored, **{name: {key: other}}) != stored, (name, each.name)
