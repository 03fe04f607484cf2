"""Join the style sheets of this folder into main.css, the one file that pages load.

    python static/css/build.py           write main.css
    python static/css/build.py --check   exit 1 if main.css is not what the sources make

Each source becomes part of a cascade layer; later layers win over earlier ones whatever the selectors.
Standard library only.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE / "main.css"
LAYERS: list[tuple[str, list[str]]] = [
    ("vendor", ["../vendor/govuk-frontend/govuk-frontend.css"]),
    ("tokens", ["tokens.css"]),
    ("base", ["fonts.css", "base.css"]),
    ("layout", ["layout.css"]),
    ("components", ["components/*.css"]),
    ("pages", ["pages/*.css", "print.css"]),
]
BANNER = "/* Made by build.py from the other files in this folder: change those. GOV.UK Frontend (MIT) is in the vendor layer. */\n"
STRING = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""


def shrink(css: str) -> str:
    """Drop comments and the white space that no browser needs; strings are left as they are."""
    css = re.sub(rf"({STRING})|/\*.*?\*/", lambda m: m.group(1) or "", css, flags=re.DOTALL)
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\0{len(kept) - 1}\0"

    css = re.sub(STRING, keep, css)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r"([a-z-]): ", r"\1:", css)
    css = css.replace(";}", "}")
    return re.sub("\0(\\d+)\0", lambda m: kept[int(m.group(1))], css).strip()


def build() -> str:
    """The text of main.css, without touching the file."""
    parts = [BANNER, "@layer ", ",".join(name for name, _ in LAYERS), ";\n"]
    for name, patterns in LAYERS:
        files = [
            path
            for pattern in patterns
            for path in sorted(HERE.glob(pattern) if "*" in pattern else [HERE / pattern])
        ]
        css = "".join(shrink(path.read_text(encoding="utf-8-sig")) for path in files)
        parts.append(f"@layer {name}{{{css}}}\n")
    return "".join(parts)


def main() -> int:
    """Write main.css, or with --check compare it."""
    css = build()
    if "--check" in sys.argv[1:]:
        if OUT.exists() and OUT.read_text(encoding="utf-8") == css:
            return 0
        print(
            "static/css/main.css is not up to date: run python static/css/build.py", file=sys.stderr
        )
        return 1
    OUT.write_text(css, encoding="utf-8", newline="\n")
    print(f"{OUT.name}: {len(css.encode())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
