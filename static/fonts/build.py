"""Make the web fonts in this folder from the upstream packages. Not needed to run the site; see README.md.

    python static/fonts/build.py path/to/node_modules/@fontsource-variable

Needs fonttools and brotli. Prints each file's size and the metric overrides for the fallback faces in css/base.css.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent
LATIN = "U+0020-007E,U+00A0-00FF,U+2010-2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+2032,U+20AC,U+2212"
# Welsh, Polish, Czech and other names: fetched by the browser only when one of these letters is on the page.
EXTENDED = "U+0100-017F,U+1E80-1E85,U+1EF2-1EF3"
TEXT, DISPLAY = "atkinson-hyperlegible-next", "fraunces"
TEXT_FEATURES = ["kern", "ccmp", "locl", "tnum", "mark", "mkmk"]
DISPLAY_FEATURES = ["kern", "ccmp", "locl", "liga", "mark", "mkmk"]
TEXT_AXES = {"wght": (400, 700)}
# Fraunces at its 72 point drawing, softened, without the wonky alternates.
DISPLAY_AXES = {"opsz": 72, "SOFT": 60, "WONK": 0, "wght": (400, 600)}
JOBS = [
    (TEXT, "latin-wght-normal", "atkinson-next-2.001.woff2", TEXT_AXES, LATIN, TEXT_FEATURES),
    (
        TEXT,
        "latin-wght-italic",
        "atkinson-next-2.001-italic.woff2",
        TEXT_AXES,
        LATIN,
        TEXT_FEATURES,
    ),
    (
        TEXT,
        "latin-ext-wght-normal",
        "atkinson-next-2.001-ext.woff2",
        TEXT_AXES,
        EXTENDED,
        TEXT_FEATURES,
    ),
    (DISPLAY, "latin-full-normal", "fraunces-1.000.woff2", DISPLAY_AXES, LATIN, DISPLAY_FEATURES),
    (
        DISPLAY,
        "latin-ext-full-normal",
        "fraunces-1.000-ext.woff2",
        DISPLAY_AXES,
        EXTENDED,
        DISPLAY_FEATURES,
    ),
]
SAMPLE = (
    "What do people and communities bring, and who decides how shared resources serve them? " * 4
)


def make(source: Path, out: Path, axes: dict, unicodes: str, features: list[str]) -> TTFont:
    """Pin or narrow the axes, keep the named characters and write WOFF2."""
    font = instancer.instantiateVariableFont(TTFont(source), axes)
    if "gvar" in font:
        for glyph in font.getGlyphOrder():
            font["gvar"].variations.setdefault(glyph, [])
    options = subset.Options()
    options.layout_features = features
    options.flavor = "woff2"
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(unicodes))
    subsetter.subset(font)
    subset.save_font(font, str(out), options)
    return TTFont(out)


def average_width(font: TTFont) -> float:
    """Mean advance of the sample text, in ems."""
    cmap, hmtx = font.getBestCmap(), font["hmtx"]
    return sum(hmtx[cmap[ord(c)]][0] for c in SAMPLE) / len(SAMPLE) / font["head"].unitsPerEm


def main() -> None:
    packages = Path(sys.argv[1])
    for package, name, out, axes, unicodes, features in JOBS:
        source = packages / package / "files" / f"{package}-{name}.woff2"
        font = make(source, HERE / out, axes, unicodes, features)
        line = f"{out}: {(HERE / out).stat().st_size} bytes"
        if "-ext" not in out:
            hhea, em = font["hhea"], font["head"].unitsPerEm
            line += f", width {average_width(font):.4f} em, ascent {hhea.ascent / em:.4f}, descent {-hhea.descent / em:.4f}"
        print(line)


if __name__ == "__main__":
    main()
