"""Static files: named by their content, compressed beforehand, kept by browsers for ever.

At start the sources under static/ are copied to instance/assets/<digest>/ with a hash in
each name, and a .br and .gz beside each text file. The copy is made under another name and
moved into place, so that two processes starting at once never serve half of it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from cohort.web import headers

PREFIX = "static/"
SERVED = {".css", ".js", ".mjs", ".woff2", ".svg", ".png", ".ico", ".jpg", ".webp", ".txt"}
COMPRESSED = {".css", ".js", ".mjs", ".svg", ".txt"}
NOT_SERVED = {"build", "node_modules"}
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
_JS_IMPORT = re.compile(r"""((?:from|import)\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")


def install(app: Flask, source: Path, built: Path, *, https: bool) -> None:
    """Build what is missing, then serve it in front of Flask."""
    folder = build(source, built)
    names: dict[str, str] = json.loads((folder / "manifest.json").read_text())

    def asset(path: str) -> str:
        return f"/{PREFIX}{names[path]}"

    def add_headers(found: Headers, _path: str, _url: str) -> None:
        headers.add_to(found, https=https)
        found["Content-Security-Policy"] = "default-src 'none'"

    app.jinja_env.globals["asset"] = asset
    application: Any = WhiteNoise(
        app.wsgi_app,
        root=str(folder / "files"),
        prefix=PREFIX,
        allow_all_origins=False,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=add_headers,
    )
    app.wsgi_app = application  # type: ignore[method-assign]  # Flask's own way to wrap itself


def build(source: Path, built: Path) -> Path:
    """The folder with files/ and manifest.json for the present content of `source`."""
    files = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted(source.rglob("*"))
        if path.is_file()
        and path.suffix in SERVED
        and not NOT_SERVED.intersection(path.relative_to(source).parts)
    }
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(name.encode() + b"\0" + content)
    folder = built / digest.hexdigest()[:16]
    if not folder.exists():
        built.mkdir(parents=True, exist_ok=True)
        _write(files, folder)
    return folder


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    scratch = Path(tempfile.mkdtemp(dir=folder.parent))
    names: dict[str, str] = {}
    for name in files:
        _place(name, files, names, scratch / "files", ())
    (scratch / "manifest.json").write_text(json.dumps(names, indent=1))
    try:
        scratch.rename(folder)
    except OSError:  # another process was first; its copy is the same as ours
        shutil.rmtree(scratch)


def _place(
    name: str,
    files: Mapping[str, bytes],
    names: dict[str, str],
    root: Path,
    within: tuple[str, ...],
) -> str:
    """Write one file, after the files that it refers to; returns its hashed name."""
    if name in names:
        return names[name]
    if name in within:
        raise ValueError(f"static files refer to each other in a circle: {name}")

    def hashed(target: str) -> str | None:
        found = _resolve(name, target)
        if found not in files:
            return None
        return f"/{PREFIX}{_place(found, files, names, root, (*within, name))}"

    content = _point_at_hashed(name, files[name], hashed)
    path = PurePosixPath(name)
    short = hashlib.sha256(content).hexdigest()[:12]
    names[name] = str(path.with_name(f"{path.stem}.{short}{path.suffix}"))
    _store(root / names[name], content)
    return names[name]


def _point_at_hashed(name: str, content: bytes, hashed: Any) -> bytes:
    def in_css(match: re.Match[str]) -> str:
        target = hashed(match[1])
        return f'url("{target}")' if target else match[0]

    def in_js(match: re.Match[str]) -> str:
        target = hashed(match[3])
        return f"{match[1]}{match[2]}{target or match[3]}{match[2]}"

    if name.endswith(".css"):
        return _CSS_URL.sub(in_css, content.decode()).encode()
    if name.endswith((".js", ".mjs")):
        return _JS_IMPORT.sub(in_js, content.decode()).encode()
    return content


def _resolve(name: str, target: str) -> str:
    if target.startswith(f"/{PREFIX}"):
        return target.removeprefix(f"/{PREFIX}")
    parts: list[str] = list(PurePosixPath(name).parent.parts)
    for part in PurePosixPath(target).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _store(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if path.suffix in COMPRESSED:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
        path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11))
