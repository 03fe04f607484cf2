"""Checking a course: every fault in it, by the author's own path and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from markdown_it.token import Token

from cohort.course_format import readability
from cohort.course_format.front_matter import module_facts, page_facts, programme_facts
from cohort.course_format.front_page import front_page
from cohort.course_format.links import IS_RESERVED, RESERVED, CourseMap, course_map
from cohort.course_format.values import Course, ModuleFile, PageFile
from cohort.kernel.problems import Problem
from cohort.markdown import RenderedPage, render_page
from cohort.markdown.parser import page_parser

_ID = re.compile(r'\bid="(s-[^"]+)"')
_PLACE = re.compile(r"course:(page/[^#]+|module/[^#]+)#(.+)\Z")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a page or a module reads. `age` in years, None where the text is too short to tell;
    `minutes` by its word count, `said` as its author gave them (0: not given)."""

    path: str
    title: str
    words: int
    minutes: int
    said: int
    age: float | None

    def __str__(self) -> str:
        age = f"reading age {self.age:.0f}" if self.age else "too short for a reading age"
        said = f" (it says {self.said})" if self.said else ""
        return f"{self.title}: {self.words} words, {self.minutes} minutes to read{said}, {age}"


@dataclass
class Examined:
    """The result of a check: the problems, and how each page and each module reads.

    `advice`: those of the problems that say how to write better, and of which nothing is lost.
    `remarks`: what the public page leaves out, though nothing is wrong with it.
    """

    problems: list[Problem] = field(default_factory=list)
    pages: list[Reading] = field(default_factory=list)
    modules: list[Reading] = field(default_factory=list)
    advice: set[Problem] = field(default_factory=set)
    remarks: list[Problem] = field(default_factory=list)


def check_course(
    course: Course, prompt_ids_with_answers: Collection[str] | None = None
) -> list[Problem]:
    """Every problem of a course, including those of reading it, in the order of its files."""
    return examine(course, prompt_ids_with_answers).problems


def examine(course: Course, prompt_ids_with_answers: Collection[str] | None = None) -> Examined:
    """Check a course, and measure how it reads."""
    return _Examination(course).run(prompt_ids_with_answers or ())


@dataclass
class _File:
    """A text to check: where it stands, and what its lines are called by its author."""

    path: str
    body: str
    body_line: int
    resolve: Callable[[str], str | None]
    line_of: Callable[[int], int]


class _Examination:
    def __init__(self, course: Course) -> None:
        self.course = course
        self.map: CourseMap = course_map(course)
        self.found = Examined()
        self.prompts: dict[str, str] = {}
        self.ids: dict[str, set[str]] = {}  # "page/power/x" -> ids of its headings
        self.links: list[tuple[str, str, str, int]] = []  # to places: address, id, path, line
        self.parser = page_parser()

    def run(self, kept_prompts: Collection[str]) -> Examined:
        self._programme()
        for module in self.course.modules:
            self._module(module)
        for address, id_, path, line in self.links:
            if address in self.ids and id_ not in self.ids[address]:
                self._add(
                    path, line, f"this link leads to a page, but not to a place on it: #{id_[2:]}"
                )
        for key in sorted(set(kept_prompts) - set(self.prompts)):
            self._add("", 0, f"the prompt #{key} has answers and stands in no page; put it back")
        order = [problem.path for problem in self.found.problems]
        place = {path: at for at, path in reversed(list(enumerate(order)))}
        own = sorted(set(self.found.problems), key=lambda p: (place[p.path], p.line, p.text))
        self.found.problems = list(dict.fromkeys([*self.course.problems, *own]))
        return self.found

    def _add(self, path: str, line: int, text: str, *, is_error: bool = True) -> None:
        self.found.problems.append(Problem(path, line, text, is_error))

    def _advise(self, path: str, line: int, text: str) -> None:
        self._add(path, line, text, is_error=False)
        self.found.advice.add(self.found.problems[-1])

    def _check_name(self, file: ModuleFile | PageFile) -> None:
        if file.slug in RESERVED:
            self._add(file.path, 0, IS_RESERVED.format(file.slug))

    # --- The three kinds of file ----------------------------------------------------------------

    def _programme(self) -> None:
        if self.course.kind == "ours" and not self.course.text:
            self._add("programme.md", 0, "there is no such file; it says what the course is called")
            return
        facts = programme_facts(self.course.text, "")
        if not facts.title:
            self._add(self.course.path, 0, "the course has no title")
        if not facts.summary:
            self._advise(self.course.path, 0, "the course has no summary")
        lines = self.course.authors_line
        file = _File(self.course.path, facts.body, facts.body_line, self.map.resolver(None), lines)
        followed: list[tuple[str, str]] = []
        page = front_page(
            facts.body,
            self.map,
            first_line=facts.body_line,
            follow=lambda target, address: followed.append((target, address)),
        )
        self._note_problems(file, page.problems, followed)
        self.found.remarks = [_placed(file, remark) for remark in page.remarks]
        self._note_sentences(file)

    def _module(self, module: ModuleFile) -> None:
        self._check_name(module)
        facts = module_facts(module.text, "")
        if not facts.title:
            self._add(module.path, 0, "the module has no title")
        if not facts.summary:
            self._advise(module.path, 0, "the module has no summary")
        resolve = self.map.resolver(module.slug)
        readings: list[Reading] = []
        texts: list[str] = []
        if not module.is_single_file:
            file = _File(module.path, facts.body, facts.body_line, resolve, module.authors_line)
            rendered, own = self._look(file)
            texts += own
            self.ids[f"module/{module.slug}"] = _ids(rendered)
            for prompt in rendered.prompts:
                line = file.line_of(prompt.line)
                self._add(
                    module.path, line, "a module's introduction holds no prompts; move it to a page"
                )
        for page in module.pages:
            reading, own = self._page(module, page, resolve)
            readings.append(reading)
            texts += own
        self.found.pages += readings
        if not facts.minutes_to_read:
            self._advise(module.path, 0, "the module does not say minutes_to_read")
        words = sum(reading.words for reading in readings)
        age = readability.reading_age(texts)
        minutes = sum(reading.minutes for reading in readings)
        self.found.modules.append(
            Reading(module.path, facts.title, words, minutes, facts.minutes_to_read, age)
        )

    def _page(
        self, module: ModuleFile, page: PageFile, resolve: Callable[[str], str | None]
    ) -> tuple[Reading, list[str]]:
        self._check_name(page)
        facts = page_facts(page.text, "")
        before = module.text.count("\n") if module.is_single_file else 0
        if not facts.title and not module.is_single_file:
            self._add(page.path, 0, "the page has no title")
        if not facts.body.strip():
            self._advise(page.path, 0, "the page is empty")
        file = _File(
            page.path,
            facts.body,
            facts.body_line,
            resolve,
            lambda line: page.authors_line(line) + before,
        )
        rendered, texts = self._look(file)
        self.ids[f"page/{module.slug}/{page.slug}"] = _ids(rendered)
        for prompt in rendered.prompts:
            place = f"{page.path}:{file.line_of(prompt.line)}"
            if prompt.key in self.prompts:
                self._add(
                    page.path,
                    file.line_of(prompt.line),
                    f"the prompt id #{prompt.key} stands at {self.prompts[prompt.key]} already",
                )
            else:
                self.prompts[prompt.key] = place
        title = facts.title or module_facts(module.text, module.slug).title
        words = rendered.words or sum(len(readability.words_of(text)) for text in texts)
        minutes = readability.minutes(words)
        age = readability.reading_age(texts)
        return Reading(page.path, title, words, minutes, facts.minutes_to_read, age), texts

    # --- One text -------------------------------------------------------------------------------

    def _look(self, file: _File) -> tuple[RenderedPage, list[str]]:
        """Render a text, record its problems, and return its paragraphs."""
        followed: list[tuple[str, str]] = []

        def resolve(target: str) -> str | None:
            address = file.resolve(target)
            if address:
                followed.append((target, address))
            return address

        rendered = render_page(file.body, resolve=resolve, first_line=file.body_line)
        self._note_problems(file, rendered.problems, followed)
        return rendered, self._note_sentences(file)

    def _note_problems(
        self, file: _File, problems: Iterable[Problem], followed: Iterable[tuple[str, str]]
    ) -> None:
        self.found.problems += [_placed(file, problem) for problem in problems]
        self._note_places(file, followed)

    def _note_sentences(self, file: _File) -> list[str]:
        """The text's paragraphs, with a warning for each long sentence in them."""
        tokens = self.parser.parse(file.body, {"letters": len(file.body)})
        return list(self._paragraphs(file, tokens))

    def _note_places(self, file: _File, followed: Iterable[tuple[str, str]]) -> None:
        rows: list[str] | None = None
        for target, address in followed:
            found = _PLACE.match(address)
            if found:
                rows = rows if rows is not None else unquote(file.body).split("\n")
                row = next((n for n, text in enumerate(rows) if target in text), -1)
                line = file.line_of(file.body_line + row) if row >= 0 else 0
                self.links.append((found[1], unquote(found[2]), file.path, line))

    def _paragraphs(self, file: _File, tokens: list[Token]) -> Iterable[str]:
        """The running text, with a warning for each long sentence in it."""
        within = ""
        for token in tokens:
            if token.type.endswith("_open"):
                within = token.type
            if token.type != "inline" or within not in ("paragraph_open", "dd_open"):
                continue
            text = _plain(token)
            first = token.map[0] if token.map else 0
            for start, sentence in readability.sentences(text):
                count = len(readability.words_of(sentence))
                if count > readability.LONG_SENTENCE:
                    line = file.line_of(file.body_line + first + text.count("\n", 0, start))
                    say = f"a long sentence, {count} words: “{' '.join(sentence.split())[:50]}…”"
                    self._advise(file.path, line, say)
            yield text


def _placed(file: _File, problem: Problem) -> Problem:
    line = file.line_of(problem.line) if problem.line else 0
    return replace(problem, path=file.path, line=line)


def _ids(rendered: RenderedPage) -> set[str]:
    html = " ".join(str(part.get("html", "")) for part in rendered.parts)
    return {unquote(found) for found in _ID.findall(html)}


def _plain(token: Token) -> str:
    """An inline token's text; line breaks stay, so that positions in it are lines of the file."""
    out: list[str] = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif child.type in ("text", "code_inline", "text_special"):
            out.append(child.content)
    return "".join(out)
