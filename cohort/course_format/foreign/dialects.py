"""Syntax of Obsidian, MDX, Quarto and MkDocs alone: callouts, tabs, hidden notes, code lines.

Otherwise readers would see stray marks, or notes that an author meant for nobody.
"""

from __future__ import annotations

import re

from cohort.course_format.foreign.mapped_text import Draft, between, code_rows

Lines = list[tuple[int, str]]
_CALLOUT = re.compile(r" {0,3}> ?\[!(?P<kind>[A-Za-z][\w-]{0,40})\](?P<fold>[-+]?)(?P<title>.*)\Z")
_QUOTED = re.compile(r" {0,3}> ?")
_ALERTS = frozenset({"note", "tip", "important", "warning", "caution"})  # GitHub's own
# Obsidian's kinds, under the names of our blocks.
_KINDS = {
    "todo": "info",
    "tldr": "summary",
    "check": "success",
    "done": "success",
    "help": "question",
    "faq": "question",
    "cite": "quote",
    "fail": "failure",
    "missing": "failure",
}
_DEEPEST = 6
_TAB = re.compile(r"(?P<indent> {0,8})===[+!]?[ \t]+\"(?P<title>[^\"]{1,200})\"[ \t]*\Z")
_NOTE_IN_LINE = re.compile(r"(?<![\w%])%%(?P<words>[^%\n]{1,500})%%(?![\w%])")
_NOTE_OF_LINES = re.compile(r"^[ \t]*%%[ \t]*\n(?P<words>[^%]{0,5000})\n[ \t]*%%[ \t]*$", re.M)
_BLOCK_NAME = re.compile(r"(?<=\S)[ \t]+\^[A-Za-z][\w-]{1,40}$", re.M)
_QUARTO = re.compile(
    r"^(?P<before>[ \t>]*:{3,}[ \t]*\{)\.callout-(?=(?:note|tip|warning|important|caution)\b)", re.M
)
_TABSET = re.compile(r"^(?P<before>[ \t>]*:{3,}[ \t]*)(?:\{\.panel-tabset[^{}\n]*\}|tab-set)", re.M)
_TAB_ITEM = re.compile(r"<TabItem\b(?P<said>[^<>]{0,500})>")
_LABEL = re.compile(r"\b(?P<key>label|value)=\{?(?:\"(?P<a>[^\"]{1,200})\"|'(?P<b>[^']{1,200})')")
_CODE_OF_MDX = re.compile(r"^(?:import|export)[ \t{*][^\n]*(?:\n[^\n]+){0,200}$", re.M)
_IMPORTED = re.compile(r"import[ \t]+(\w{1,80})[ \t]+from[ \t]+['\"]([^'\"\n]{1,300})['\"]")
_SOURCE = re.compile(
    r"\b(?P<key>src|href)=\{(?:(?:require|useBaseUrl)\(['\"](?P<path>[^'\"\n]{1,300})['\"]\)"
    r"(?:\.default)?|(?P<name>\w{1,80}))\}"
)


def boxes(lines: Lines, depth: int = 0) -> Lines:
    """Obsidian's callouts and MkDocs' tabs, as blocks and as a bold line with what follows it."""
    if depth == _DEEPEST or not any(_CALLOUT.match(row) or _TAB.match(row) for _, row in lines):
        return lines
    code = {
        row
        for first, last in code_rows("\n".join(text for _, text in lines))
        for row in range(first, last)
    }
    out: Lines = []
    at = 0
    while at < len(lines):
        number, text = lines[at]
        callout = None if at in code else _CALLOUT.match(text)
        tab = _TAB.match(text)
        is_first = at == 0 or not lines[at - 1][1].lstrip().startswith(">")
        if callout and is_first and _is_obsidians(callout):
            end = at + 1
            while end < len(lines) and lines[end][1].lstrip(" ").startswith(">"):
                end += 1
            inner = [(n, _QUOTED.sub("", line, count=1)) for n, line in lines[at + 1 : end]]
            out += [(number, _opening(callout)), (number, "")]
            out += [*boxes(inner, depth + 1), (number, ""), (number, ":::")]
            at = end
        elif tab and at not in code and _is_tab(lines, at, tab["indent"]):
            end = _end_of_tab(lines, at + 1, tab["indent"])
            inner = [
                (n, line.removeprefix(f"{tab['indent']}    ")) for n, line in lines[at + 1 : end]
            ]
            out.append((number, f"{tab['indent']}**{tab['title']}**"))
            out += [
                (n, tab["indent"] + line if line.strip() else "")
                for n, line in boxes(inner, depth + 1)
            ]
            at = end
        else:
            out.append((number, text))
            at += 1
    return out


def carry_dialects(draft: Draft, *, is_mdx: bool = False) -> None:
    """Convert a draft: hidden notes stay hidden, and pictures named in code become pictures."""
    for pattern in (_NOTE_OF_LINES, _NOTE_IN_LINE):
        draft.sub(pattern, lambda m, _: _hidden(draft, m[0], m["words"]))
    draft.splice(
        (start, end, lambda old, _: _hidden(draft, old, old[3:-3]))
        for start, end in between(draft.text, "{/*", "*/}")
    )
    draft.sub(_BLOCK_NAME, lambda *_: "")
    draft.sub(_QUARTO, lambda m, _: f"{m['before']}.")
    draft.sub(_TABSET, lambda m, _: f"{m['before']}group-tab")
    draft.sub(_TAB_ITEM, lambda m, _: _label(m))
    if is_mdx:
        imported = dict(_IMPORTED.findall(draft.text))
        draft.sub(_CODE_OF_MDX, lambda m, line: _taken_out(draft, m, line))
        draft.sub(_SOURCE, lambda m, _: _source(m, imported))


def _label(found: re.Match[str]) -> str:
    """Docusaurus' tab: its label, or the value in place of one, above its content."""
    said = {m["key"]: m["a"] or m["b"] for m in _LABEL.finditer(found["said"])}
    words = said.get("label") or said.get("value") or ""
    return f"\n\n**{words}**\n\n" if words else ""


def _is_obsidians(found: re.Match[str]) -> bool:
    """Whether it is more than one of GitHub's alerts, which every page here understands."""
    is_plain = not found["fold"] and not found["title"].strip()
    return not (is_plain and found["kind"].lower() in _ALERTS)


def _opening(found: re.Match[str]) -> str:
    kind = found["kind"].lower()
    title = " ".join(found["title"].split()).replace('"', "'") or kind.capitalize()
    kind = "details" if found["fold"] == "-" else _KINDS.get(kind, kind)
    return f'::: {{.{kind} title="{title}"}}'


def _is_indented(lines: Lines, at: int, indent: str) -> bool:
    following = next((text for _, text in lines[at : at + 5] if text.strip()), "")
    return following.startswith(f"{indent}    ")


def _is_tab(lines: Lines, at: int, indent: str) -> bool:
    """Whether such a row is a tab: content stands below it, or another tab right beside it."""
    before = next((text for _, text in reversed(lines[max(0, at - 3) : at]) if text.strip()), "")
    behind = next((text for _, text in lines[at + 1 : at + 4] if text.strip()), "")
    return _is_indented(lines, at + 1, indent) or bool(_TAB.match(before) or _TAB.match(behind))


def _end_of_tab(lines: Lines, at: int, indent: str) -> int:
    end = at
    while end < len(lines):
        text = lines[end][1]
        if text.strip() and not text.startswith(f"{indent}    "):
            break
        end += 1
    return end


def _hidden(draft: Draft, written: str, words: str) -> str:
    rows = written.count("\n") - words.count("\n")
    words = draft.plain(words).replace("--", "- -")
    return draft.keep(f"<!--\n{words}\n-->" if rows else f"<!--{words}-->")


def _taken_out(draft: Draft, found: re.Match[str], line: int) -> str:
    rows = found[0].count("\n")
    draft.note(line, "lines of code were taken out" if rows else "a line of code was taken out")
    return "\n" * rows


def _source(found: re.Match[str], imported: dict[str, str]) -> str:
    path = found["path"] or imported.get(found["name"] or "", "")
    return f'{found["key"]}="{path}"' if path else found[0]
