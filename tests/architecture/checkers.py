"""The rules about our own source. Each is a function that takes files and returns sentences, which
say what is wrong and what to do. test_guard_rails.py runs them on the tree and on planted faults.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from cohort.features import DECLARATIONS, FEATURES
from config import ROOT

LONGEST_FILE = 300
LONGEST_APP = 150
LONGEST_VIEW = 20
# Packages that are not features.
FLOORS = (
    *("access", "course_format", "db", "demo", "drafts", "files", "audit_log", "jobs", "kernel"),
    *("mail", "markdown", "search", "settings", "web"),
)
ALLOWED = {
    "__init__.py",
    "models.py",
    "queries.py",
    "emails.py",
    "actions.py",
    "forms.py",
    "views.py",
    "facilitator_views.py",
    "organiser_views.py",
    "administrator_views.py",
    "cli.py",
    *(f"{file}.py" for file in DECLARATIONS),
}
EXTRAS = {
    "accounts": {
        "codes.py",
        "common_passwords.txt",
        "entra.py",
        "devices.py",
        "kept_forms.py",
        "mail_choices.py",
        "passwords.py",
        "recovery_codes.py",
        "sign_in.py",
        "totp.py",
        "last_seen.py",
    },
    "programmes": {"loader.py"},
    "notices": {"kinds.py", "pacing.py", "sources.py"},
    "course_modules": {"books.py", "link_resolver.py", "prompt_slots.py", "reading_place.py"},
    "discussions": {"by_mail.py", "reading_place.py"},
    "data_rights": {"archive.py", "default_notice.py", "registry.py"},
    "site": {
        "first_run.py",
        "audit_log_page.py",
        "serving.py",
    },
    "operations": {"backups.py", "doctor.py", "health.py", "metrics.py", "migrating.py"},
}
# emails.py is mainly a feature's mail; the other two define what such files are made of.
MAY_DECLARE_NOTHING = ("emails", "settings/retention", "site/demo")
ASK_THE_CLOCK = {"now", "utcnow", "today"}


def python_files(root: Path) -> Iterator[tuple[Path, str]]:
    """(path, its name within `root`) of each Python file, in order."""
    for path in sorted(root.rglob("*.py")):
        yield path, path.relative_to(root.parent).as_posix()


def long_files(package: Path) -> list[str]:
    """No file over 300 lines; app.py, which knows every feature, under 150."""
    faults = []
    for path, name in python_files(package):
        count = len(path.read_text().splitlines())
        limit = LONGEST_APP if name == f"{package.name}/app.py" else LONGEST_FILE
        if count > limit:
            faults.append(
                f"{name} has {count} lines; the limit is {limit}. Make it a package of the same "
                "name, a file for each thing it does."
            )
    return faults


def misnamed_files(package: Path) -> list[str]:
    """A feature's folder holds only the file names of docs/architecture.md, and named extras."""
    faults = []
    for feature in sorted(p for p in package.iterdir() if p.is_dir() and _is_feature(p)):
        allowed = ALLOWED | EXTRAS.get(feature.name, set())
        packages = {name.removesuffix(".py") for name in allowed}
        for path in sorted(feature.iterdir()):
            known = path.name in (packages if path.is_dir() else allowed)
            if not known and path.name != "__pycache__":
                faults.append(
                    f"{package.name}/{feature.name}/{path.name} is not a name that a feature may "
                    "hold. Put its code where the table in docs/architecture.md says; if it "
                    "belongs nowhere, name it in EXTRAS in tests/architecture/checkers.py."
                )
    return faults


def _is_feature(folder: Path) -> bool:
    return folder.name not in (*FLOORS, "__pycache__")


def undeclared(package: Path) -> list[str]:
    """A file whose name promises a declaration holds that declaration."""
    faults = []
    for feature, (file, names) in product(FEATURES, DECLARATIONS.items()):
        for name in (f"{feature}/{file}.py", f"{feature}/{file}/__init__.py"):
            if not (package / name).exists():
                continue
            given = _top_level_values(ast.parse((package / name).read_text()))
            for wrong in (n for n in names if not isinstance(given.get(n, _NONE), _MANY)):
                faults.append(
                    f"{package.name}/{name}: {wrong} is neither a tuple nor a dictionary. Write "
                    "the brackets, and a comma behind a single item of a tuple."
                )
            excused = not {file, f"{feature}/{file}"}.isdisjoint(MAY_DECLARE_NOTHING)
            if given.keys().isdisjoint(names) and not excused:
                faults.append(
                    f"{package.name}/{name} declares nothing: {' or '.join(names)} is gathered "
                    "from a file of this name (DECLARATIONS in cohort/features.py). Add it, or "
                    "give the file another name."
                )
    return faults


_MANY = (ast.Tuple, ast.Dict)
_NONE = ast.Tuple()


def _top_level_values(module: ast.Module) -> dict[str, ast.expr]:
    """{name: what it is set to} of a module's own assignments."""
    found = {}
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and (value := getattr(node, "value", None)):
                found[target.id] = value
    return found


def long_views(package: Path) -> list[str]:
    """A view loads, allows, acts and answers, in about 20 lines."""
    faults = []
    for path, name in python_files(package):
        if not path.name.endswith("views.py") and not path.parent.name.endswith("views"):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                count = _body_lines(node)
                if count > LONGEST_VIEW:
                    faults.append(
                        f"{name}: {node.name} has {count} lines; a view has at most "
                        f"{LONGEST_VIEW}. Move what it decides into actions.py and what it looks "
                        "up into queries.py."
                    )
    return faults


def _body_lines(node: ast.FunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def undocumented(package: Path) -> list[str]:
    """Every module, and every public class and function, says in a docstring what it is for.

    A plainly named property needs none, nor does a method that a library's base class asks for,
    nor WTForms' Meta.
    """
    faults = []
    for path, name in python_files(package):
        tree = ast.parse(path.read_text())
        lacking = [] if ast.get_docstring(tree) else ["the file itself"]
        lacking += list(_lacking(tree, ""))
        faults += [f"{name}: {what} has no docstring. Say what it is for." for what in lacking]
    return faults


def _lacking(parent: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    has_base = isinstance(parent, ast.ClassDef) and bool(parent.bases)
    for node in parent.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        exempt = isinstance(node, ast.FunctionDef) and (has_base or _is_property(node))
        if not ast.get_docstring(node) and not exempt and node.name != "Meta":
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from _lacking(node, f"{node.name}.")


def _is_property(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "property" for d in node.decorator_list)


def clocks_read(package: Path) -> list[str]:
    """Only kernel/clock.py asks the machine what time it is."""
    faults = []
    for path, name in python_files(package):
        if name == f"{package.name}/kernel/clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and _asks_the_clock(node):
                faults.append(
                    f"{name}:{node.lineno} asks the machine's clock by {ast.unparse(node)}. Call "
                    "clock.now() from cohort/kernel/clock.py, so that tests can say when now is."
                )
    return faults


def _asks_the_clock(node: ast.Attribute) -> bool:
    of = ast.unparse(node.value).rsplit(".", 1)[-1]
    return (of in ("datetime", "date") and node.attr in ASK_THE_CLOCK) or (
        of == "time" and node.attr in ("time", "time_ns")
    )


def bare_imports(package: Path) -> list[str]:
    """`import cohort` would tie a file to all of it."""
    faults = []
    for path, name in python_files(package):
        for node in ast.walk(ast.parse(path.read_text())):
            whole = isinstance(node, ast.Import) and any(
                alias.name.split(".")[0] == "cohort" for alias in node.names
            )
            if whole:
                faults.append(
                    f"{name}:{node.lineno}: {ast.unparse(node)}. Write from cohort.… import …, "
                    "naming the part that is used."
                )
    return faults


_CONFLICT_MARK = re.compile(r"(?:<{7}|\|{7}|>{7})(?: .*)?|={7}")


def conflict_marks(root: Path) -> list[str]:
    """A merge leaves no mark in any text file that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)
    names = [name for name in listed.stdout.decode().split("\0") if (root / name).is_file()]
    contents = [(name, (root / name).read_bytes()) for name in names]
    return [
        f"{name}:{number} holds a conflict mark, {line[:7]}. Settle its lines, delete the marks."
        for name, content in contents
        if b"\0" not in content
        for number, line in enumerate(content.decode(errors="replace").split("\n"), 1)
        if _CONFLICT_MARK.fullmatch(line.rstrip("\r"))
    ]


_SPAN = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_PATH = re.compile(
    r"(?<![\w/.-])(?:cohort|tests|templates|static|modules|migrations|docs|\.ci)/[\w./*-]*"
)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_MAKE = re.compile(r"\bmake ((?:[a-z][a-z-]*\b[ ]?)+)")
_FLASK = re.compile(r"\bflask(?: --app \S+)? ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?")
_SETTING = re.compile(r"(?<![\w.-])[A-Z][A-Z]+(?:_[A-Z]+)+\b|(?<![\w.-])[A-Z]{4,}(?==)")


def names_that_do_not_exist(
    document: Path, commands: dict[str, set[str]], root: Path = ROOT
) -> list[str]:
    """Names in a document's code spans (files, make targets, flask commands, settings) and its
    links that do not exist. `commands` is {flask group: its commands}."""
    text = document.read_text()
    code = "\n".join(_SPAN.findall(text))
    targets = set(re.findall(r"^([a-z][a-z-]*):", (root / "Makefile").read_text(), re.MULTILINE))
    source = _source_of_settings(root)
    missing = []
    for path in sorted(set(_PATH.findall(code))):
        plain = path.rstrip("./") if "*" not in path else path
        if "NNN" not in plain and not any(root.glob(plain)):
            missing.append(f"the file {path}")
    for link in sorted(set(_LINK.findall(_SPAN.sub("", text)))):  # not the links in examples
        if not (document.parent / link).exists():
            missing.append(f"the link to {link}")
    for words in sorted(set(_MAKE.findall(code))):
        missing += [f"make {word}" for word in words.split()[:1] if word not in targets]
    for group, command in sorted(set(_FLASK.findall(code))):
        known = command in commands.get(group, set()) or (group in commands and not command)
        if not known:
            missing.append(f"flask {group} {command}".rstrip())
    for setting in sorted(set(_SETTING.findall(code))):
        if not re.search(rf"\b{setting}\b", source):
            missing.append(f"the setting {setting}")
    where = document.name
    return [f"{where} names {what}, which does not exist. Mend the name." for what in missing]


def _source_of_settings(root: Path) -> str:
    places = [root / name for name in ("config.py", "Makefile", ".ci/run")]
    places += [*root.glob("tests/*.py"), *root.glob("tests/*.sh"), *root.glob("cohort/**/*.py")]
    return "\n".join(path.read_text() for path in places if path.exists())
