"""Rendering what a change touches: the changed texts, and the pages around them.

A page's links and terms depend on what else the course holds. When that changed, the pages around
it are rendered again. All of this works on plain rows, with no database: rendering 500 pages takes
seconds, and on SQLite nobody else could write while a transaction waited for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cohort.course_authoring.actions.file_sizes import sized, with_sizes
from cohort.course_authoring.actions.prompts_and_terms import (
    PageWarning,
    settle_prompts,
    settle_terms,
)
from cohort.course_authoring.queries.stored_course import (
    StoredCourse,
    StoredModule,
    StoredPage,
    blocks_in,
    is_stale,
)
from cohort.course_format.front_matter import (
    ModuleFacts,
    PageFacts,
    module_facts,
    page_facts,
    programme_facts,
)
from cohort.course_format.links import AssetFacts, CourseMap
from cohort.course_format.readability import minutes
from cohort.kernel.languages import SITE
from cohort.kernel.problems import Problem
from cohort.markdown import RENDERER_VERSION, FoundTerm, RenderedPage, render_page

MOST_PROBLEMS = 50  # of one text: the desk shows no more
NO_PROMPTS = "a module's introduction holds no prompts; move it to a page"
Facts = Mapping[int, ModuleFacts | PageFacts]  # by id, of texts whose front matter was read already
Row = StoredModule | StoredPage


@dataclass(frozen=True)
class Surroundings:
    """What a programme's pages depend on beside their own text: what they can link to, (slug, term)
    of the terms they explain, longest first, and the language of what does not say its own."""

    course: CourseMap
    terms: Sequence[tuple[str, str]]
    language: str = SITE

    @classmethod
    def of(cls, course: StoredCourse) -> Surroundings:
        """As they are in this course."""
        live = course.live_modules()
        pages: dict[str, set[str]] = {module.slug: set() for module in live}
        for module, page in course.live_pages():
            pages[module.slug].add(page.slug)
        files = {
            file.path: AssetFacts(file.width, file.height, file.shown_size)
            for file in course.files.values()
            if file.retired_at is None
        }
        single_files = frozenset(module.slug for module in live if module.is_single_file)
        terms = [(term.slug, term.term) for term in course.terms.values()]
        terms.sort(key=lambda pair: (-len(pair[1]), pair))
        language = programme_facts(course.text[0], "").language if course.text else SITE
        return cls(CourseMap(pages, files, single_files), terms, language)


@dataclass(frozen=True, slots=True)
class RenderedText:
    """What is kept of a text that was rendered. `problems` as the desk shows them; `minutes` to
    read, of a page; `language`: a module's, or a page's own."""

    parts: list[Any]
    problems: list[Any]
    minutes: int = 0
    language: str = ""


@dataclass(frozen=True)
class Rendering:
    """A course as it will be, and those of its texts, by id, that were rendered for that.

    `module_problems` are (id of the module, problem), of introductions.
    """

    course: StoredCourse
    modules: Mapping[int, RenderedText] = field(default_factory=dict)
    pages: Mapping[int, RenderedText] = field(default_factory=dict)
    module_problems: Sequence[tuple[int, Problem]] = ()
    page_warnings: Sequence[PageWarning] = ()


def render_stale(course: StoredCourse, facts: Facts | None = None) -> Rendering:
    """Render what this renderer has not rendered yet."""
    return _render(_with_terms_of_stale(course), facts or {})


def render_all_if_moved(before: StoredCourse, after: StoredCourse, facts: Facts) -> Rendering:
    """The same, and everything when what pages can link to is not as it was before."""
    after = _with_terms_of_stale(after)
    if Surroundings.of(after) != Surroundings.of(before):
        after = _with_terms_of_stale(_marked(after, lambda _: True))
    return _render(after, facts)


def render_around(
    course: StoredCourse,
    words: Collection[str] = (),
    *,
    before: StoredCourse | None = None,
    facts: Facts | None = None,
) -> Rendering:
    """The same, and the pages whose text holds one of these words, or a term that was not
    explained before or is no longer: they link to what has changed."""
    course = _with_terms_of_stale(course)
    if before is not None:
        now, then = set(Surroundings.of(course).terms), set(Surroundings.of(before).terms)
        words = {*words, *(term for _, term in now ^ then)}
        if then - now:  # another page may explain it too, spelt in another way
            words.add("glossary")
    lowered = [word.lower() for word in words]
    if lowered:
        course = _marked(
            course,
            lambda row: (
                isinstance(row, StoredPage) and any(w in row.source.lower() for w in lowered)
            ),
        )
        course = _with_terms_of_stale(course)  # one of these may explain a term that another let go
    return _render(course, facts or {})


def _with_terms_of_stale(course: StoredCourse) -> StoredCourse:
    """With the terms of pages not rendered yet, so that all are rendered with all of them."""
    found = {page.id: _terms_of(page) for _, page in course.live_pages() if is_stale(page)}
    return settle_terms(course, found)[0]


def _terms_of(page: StoredPage) -> list[FoundTerm]:
    if "glossary" not in page.source:
        return []
    facts = page_facts(page.source, page.slug)
    return render_page(facts.body, first_line=facts.body_line).terms


def _marked(course: StoredCourse, wanted: Callable[[Row], bool]) -> StoredCourse:
    """With these rows as ones not rendered yet; retired ones too, for the day they come back."""
    return replace(
        course,
        modules={id_: _mark(row, wanted) for id_, row in course.modules.items()},
        pages={id_: _mark(row, wanted) for id_, row in course.pages.items()},
    )


def _mark(row: Any, wanted: Callable[[Row], bool]) -> Any:
    return replace(row, rendered_with=0) if wanted(row) else row


def _render(course: StoredCourse, known: Facts) -> Rendering:
    around = Surroundings.of(course)
    modules, pages, found = {}, {}, {}
    module_problems: list[tuple[int, Problem]] = []
    warnings: list[PageWarning] = []
    for module in filter(is_stale, course.live_modules()):
        text, problems = _module(module, around, known)
        modules[module.id] = text
        module_problems += [(module.id, problem) for problem in problems]
    for module, page in course.live_pages():
        if not is_stale(page):
            continue
        text, made = _page(module, page, around, known)
        pages[page.id] = text
        warnings += [PageWarning(page.id, problem) for problem in made.problems]
        found[page.id] = [_sized(term, around.course) for term in made.terms]
    course = _rendered(course, modules, pages)
    course, of_terms = settle_terms(course, found)
    course, of_prompts = settle_prompts(course)
    return Rendering(course, modules, pages, module_problems, [*warnings, *of_terms, *of_prompts])


def _module(
    module: StoredModule, around: Surroundings, known: Facts
) -> tuple[RenderedText, list[Problem]]:
    facts: Any = known.get(module.id) or module_facts(module.source, module.slug)
    made = _made(facts, module.slug, around)
    parts = [part for part in made.parts if "key" not in part]
    problems = list(made.problems)
    if made.prompts:
        problems.append(Problem("", 0, NO_PROMPTS))
    shown = _shown([*facts.problems, *problems])
    sized_parts = with_sizes(parts, around.course)
    language = facts.language or around.language
    return RenderedText(sized_parts, shown, language=language), problems


def _page(
    module: StoredModule, page: StoredPage, around: Surroundings, known: Facts
) -> tuple[RenderedText, RenderedPage]:
    facts: Any = known.get(page.id) or page_facts(page.source, page.slug)
    made = _made(facts, module.slug, around)
    parts = with_sizes(made.parts, around.course)
    shown = _shown([*facts.problems, *made.problems])
    takes = facts.minutes_to_read or minutes(made.words)
    return RenderedText(parts, shown, takes, facts.language), made


def _made(facts: ModuleFacts | PageFacts, folder: str, around: Surroundings) -> RenderedPage:
    return render_page(
        facts.body,
        resolve=around.course.resolver(folder),
        terms=around.terms,
        first_line=facts.body_line,
    )


def _sized(term: FoundTerm, course: CourseMap) -> FoundTerm:
    return replace(term, html=sized(term.html, course))


def _rendered(
    course: StoredCourse, modules: Collection[int], pages: Mapping[int, RenderedText]
) -> StoredCourse:
    """With these rows as rendered by this renderer, and the prompts that their parts hold."""
    done: dict[str, Any] = {"rendered_with": RENDERER_VERSION}
    blocks = {id_: blocks_in(id_, text.parts) for id_, text in pages.items()}
    return replace(
        course,
        modules={**course.modules, **{i: replace(course.modules[i], **done) for i in modules}},
        pages={**course.pages, **{i: replace(course.pages[i], **done) for i in pages}},
        blocks={**course.blocks, **blocks},
    )


def _shown(problems: Sequence[Problem]) -> list[Any]:
    """What the desk tells of a text: its first problems, in the order of its lines."""
    found = sorted(problems, key=lambda problem: problem.line)
    return [[problem.line, problem.text, problem.is_error] for problem in found[:MOST_PROBLEMS]]
