"""Small signs of one tool each: marked, inserted, raised and lowered words, keys, table captions.

Sources: PyMdown Extensions (Mark, Caret, Tilde, Keys, Critic), as Material for MkDocs uses them;
Pandoc's superscripts, subscripts and table captions; MyST's comments and block breaks; Quarto's
columns.
"""

from __future__ import annotations

import re

from cohort.course_format.folder import Folder
from cohort.course_format.foreign.mapped_text import Draft

_MARKED = re.compile(r"(?<![=\w])==(?=[^\s=])(?P<words>[^=\n]{0,300}[^\s=])==(?![=\w])")
_INSERTED = re.compile(r"(?<!\^)\^\^(?=\S)(?P<words>[^\^\n]{1,300})\^\^(?!\^)")
_RAISED = re.compile(r"(?<=[\w)])\^(?P<words>[^\^\s]{1,40})\^(?!\^)")
_LOWERED = re.compile(r"(?<=[\w)])~(?P<words>[^~\s]{1,40})~(?!~)")
_CRITIC = re.compile(
    r"\{(?:\+\+(?P<ins>[^{}]{1,500}?)\+\+|--(?P<gone>[^{}]{1,500}?)--|==(?P<mark>[^{}]{1,500}?)=="
    r"|~~(?P<old>[^{}]{0,500}?)~>(?P<new>[^{}]{0,500}?)~~|>>(?P<said>[^{}]{1,500}?)<<)\}"
)
_KEYS = re.compile(r"(?<!\+)\+\+(?P<words>[\w\"-]{1,20}(?:\+[\w\"-]{1,20}){0,4})\+\+(?!\+)")
_CAPTION = re.compile(
    r"(?:(?<=\|\n)|(?<=\|\n\n))(?:Table)?:[ \t]+(?P<before>[^\n]+)$"
    r"|^(?:Table)?:[ \t]+(?P<after>[^\n]+)$(?=\n\n?\|)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"^%[^\n]*$|^\+\+\+[^\n]*$", re.MULTILINE)
_NEW_PAGE = re.compile(r"^\\(?:newpage|pagebreak|clearpage)[ \t]*$", re.MULTILINE)
_PART = re.compile(r"^(?P<marks># *)\(PART\\?\*?\)[ \t]*", re.MULTILINE)
_DIRECTIVE = re.compile(
    r"^(?P<fence>[ \t>]*:{3,})[ \t]*\{(?P<name>[a-z][\w-]*)\}[ \t]*(?P<title>[^\n]*)"
    r"(?P<options>(?:\n[ \t>]*:[a-z][\w-]*:[^\n]*)*)$",
    re.MULTILINE,
)
_AS = {"dropdown": "details", "grid-item-card": "callout", "card": "callout", "tab-item": "callout"}
_AS |= {"admonition": "callout", "topic": "callout", "sidebar": "callout", "margin": "callout"}
_GROUPS = frozenset({"grid", "grid-item", "tab-set", "card-carousel", "div"})
_CLASSED = re.compile(
    r"^(?P<fence>[ \t>]*:{3,})[ \t]*(?:\{\.)?(?P<name>rmd(?:note|tip|warning|caution|important)"
    r"|column-[\w-]+|aside|columns|column|incremental|notes|smaller)\b(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_BOX_TITLE = re.compile(
    r"<(?P<name>[a-z]+(?:-[a-z]+)*)-title>(?P<words>[^<>\n]*)</(?P=name)-title>"
)
_BOX = re.compile(
    r"<(?P<name>div|section|aside|p)\b[^<>]*\bclass\s*=\s*[\"']?(?P<said>[^\"'<>]*\b"
    r"(?:callout|box|note|tip|info|warning|alert|admonition|important|caution|danger)\b[^\"'<>]*)"
    r"[^<>]*>",
    re.IGNORECASE,
)


def carry_signs(draft: Draft, folder: Folder, path: str) -> None:
    """Convert the signs that a course's tool reads; where it reads none, they stay text."""
    is_pandoc = path.lower().endswith((".rmd", ".qmd"))
    is_mkdocs = folder.has("mkdocs.yml") or folder.has("mkdocs.yaml")
    is_myst = any(folder.has(name) for name in ("_toc.yml", "myst.yml", "conf.py"))
    if is_mkdocs:
        draft.sub(_CRITIC, lambda m, _: _critic(m))
    _tag(draft, _MARKED, "mark")
    if is_mkdocs:
        _tag(draft, _INSERTED, "ins")
        draft.sub(_KEYS, lambda m, _: _keys(m["words"]))
    if is_mkdocs or is_pandoc:
        _tag(draft, _RAISED, "sup")
        _tag(draft, _LOWERED, "sub")
    if is_pandoc:
        draft.sub(_CAPTION, lambda m, _: _caption(m["before"] or m["after"]))
        draft.sub(_NEW_PAGE, lambda *_: "")
        draft.sub(_PART, lambda m, _: m["marks"])
    if is_myst:
        draft.sub(_COMMENT, lambda *_: "")
        draft.sub(_DIRECTIVE, lambda m, _: _directive(m))
    draft.sub(_BOX_TITLE, lambda m, _: f"**{m['words'].strip()}**" if m["words"].strip() else "")
    draft.sub(_CLASSED, lambda m, line: _classed(draft, m, line))
    draft.sub(_BOX, lambda m, line: _box(draft, m, line))


def _tag(draft: Draft, pattern: re.Pattern[str], name: str) -> None:
    draft.sub(pattern, lambda m, _: f"<{name}>{m['words']}</{name}>")


def _critic(found: re.Match[str]) -> str:
    """CriticMarkup; a remark in it is for writers, so it stays hidden."""
    old, new = found["old"] or found["gone"], found["new"] or found["ins"]
    if found["said"]:
        return f"<!--{found['said'].replace('--', '- -')}-->"
    if found["mark"]:
        return f"<mark>{found['mark']}</mark>"
    return (f"<del>{old}</del>" if old else "") + (f"<ins>{new}</ins>" if new else "")


def _keys(words: str) -> str:
    keys = (key.strip('"') for key in words.split("+"))
    return "+".join(f"<kbd>{key.capitalize()}</kbd>" for key in keys)


def _caption(words: str) -> str:
    return f"\n*{re.sub(r'[ ]*[{][^{}]*[}][ ]*$', '', words).strip('*_ ')}*\n"


def _directive(found: re.Match[str]) -> str:
    blank = "\n" * found["options"].count("\n")
    name, title = found["name"], found["title"].strip().replace('"', "'")
    if name in _GROUPS:
        return f"{found['fence']} {{data-kind={name}}}{blank}"
    kind = _AS.get(name, name)
    said = f'{{.{kind} title="{title}"}}' if title else kind
    return f"{found['fence']} {said}{blank}"


def _classed(draft: Draft, found: re.Match[str], line: int) -> str:
    name = found["name"]
    if name.startswith("rmd"):
        return f"{found['fence']} {name.removeprefix('rmd')}"
    draft.note(line, f"the layout of a ::: {name} block was left out")
    return f"{found['fence']} {{data-kind={name}}}"


def _box(draft: Draft, found: re.Match[str], line: int) -> str:
    said = " ".join(found["said"].split())
    draft.note(line, f"the class “{said}” of a <{found['name'].lower()}> was left out")
    return found[0]
