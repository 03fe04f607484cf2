"""`python -m tests.look_mails`: a picture of every mail into build/look/mails/, to look at.

Each sample of tests/<feature>/mail_samples.py as HTML, light and dark, at 1280 and 390 px, the way
a mail program without our style sheets would draw it. `python -m tests.look_mails code` takes only
those whose names hold the word.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from cohort.app import create_app
from config import ROOT
from tests.browser.window import DESK, PHONE, chromium
from tests.conftest import config_for
from tests.mail.samples import all_samples

OUT = ROOT / "build" / "look" / "mails"


def main(words: list[str]) -> int:
    """Take the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    chosen = {
        kind: compose
        for kind, compose in sorted(all_samples().items())
        if not words or any(word in kind for word in words)
    }
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        app = create_app(config_for(f"sqlite:///{folder}/none.db", Path(folder)))
        page = browser.new_page()
        for kind, compose in chosen.items():
            with app.test_request_context():
                page.set_content(compose("Amira Okafor").html)
            for width in (DESK, PHONE):
                page.set_viewport_size({"width": width, "height": 700})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    name = f"{kind.replace('/', '-')}-{width}-{scheme}.png"
                    page.screenshot(path=OUT / name, full_page=True)
    print(f"{len(chosen)} mails are in {OUT.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
