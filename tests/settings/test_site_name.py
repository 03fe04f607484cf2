"""The site has the name that its administrator gave it, wherever it is named."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path

import sqlalchemy as sa

from cohort.accounts.actions.codes import answer_requests
from cohort.data_rights.actions import downloads
from cohort.db import db
from cohort.mail.models import OutboxMessage
from config import ROOT, Config
from tests.client import Browser
from tests.settings.test_current import save
from tests.world import World


def test_only_the_settings_ask_the_environment_for_the_sites_name() -> None:
    """Everybody else asks `current(SITE_NAME)`: the name that an administrator gave."""
    asks = re.compile(r"""config(?:\[|\.get\()["']SITE_NAME["']|\.site_name\b""")
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("cohort", "templates")
        for path in sorted((ROOT / folder).rglob("*.*"))
        if path.suffix in (".py", ".html", ".md", ".txt", ".xml")
        and asks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["cohort/app.py", "cohort/settings/current.py"]


def test_the_name_that_was_given_stands_wherever_the_site_is_named(
    world: World, tmp_path: Path
) -> None:
    """Pages, error pages, mail, an authenticator app, the download and the command's file."""
    default = Config.site_name
    save(world, site_name="Dysgu & Dathlu")
    person = world.person("Amira Okafor")
    browser = world.browser(person)
    shown = {
        "page": browser.get("/cohorts").body,
        "error page": browser.get("/no-such-page").body,
        "signed out": Browser(world.app).get("/sign-in").body,
    }
    set_up = browser.follow(browser.submit("/account/second-factor", "/begin"))
    Browser(world.app).submit("/sign-in/code", "/sign-in/code", email=person.email)
    browser.submit("/account/download", "/account/download")
    with world.app.app_context():
        answer_requests()
        downloads.make_waiting_downloads()
        shown |= {m.kind: m.text + m.html for m in db.session.scalars(sa.select(OutboxMessage))}
    links = browser.get("/account/download").links()
    address = next(url for words, url in links.items() if words.startswith("Download it"))
    command = tmp_path / "everything.zip"
    run = world.app.test_cli_runner().invoke(
        args=["people", "export", person.email, "--to", str(command)]
    )
    assert run.exit_code == 0, run.output
    for source in (io.BytesIO(browser.get(address).response.data), command):
        with zipfile.ZipFile(source) as archive:
            for name in (one for one in archive.namelist() if one.endswith(".html")):
                shown[f"{source} {name}"] = archive.read(name).decode()
    assert len(shown) > 8
    for where, text in shown.items():
        assert "Dysgu &amp; Dathlu" in text, where
        assert default not in text, where
    assert set_up.status == 200
    assert "issuer=Dysgu%20%26%20Dathlu" in html.unescape(set_up.body)
