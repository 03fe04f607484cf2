"""Security headers on every response, and static files that browsers keep for ever."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from cohort.app import create_app
from cohort.web import assets
from tests.client import Browser
from tests.conftest import config_for
from tests.world import World

pytestmark = pytest.mark.sqlite_is_enough

ALWAYS = (
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
)


@pytest.fixture
def production(tmp_path: Path) -> Browser:
    """The app as production configures it, on a database of its own without tables."""
    config = config_for(
        f"sqlite:///{tmp_path / 'p.db'}",
        tmp_path,
        environment="production",
        public_url="https://learn.example.org",
        allowed_hosts=("learn.example.org",),
        smtp_url="smtp://127.0.0.1:1",
    )
    return Browser(create_app(config))


@pytest.mark.parametrize("path", ["/cookies", "/nope", "/sign-in", "/healthz", "/cohorts/x"])
def test_every_answer_carries_the_headers(browser: Browser, path: str) -> None:
    headers = browser.get(path).response.headers
    for name in ALWAYS:
        assert name in headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "img-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_nonce_changes_and_is_the_one_on_the_scripts(browser: Browser) -> None:
    seen = set()
    for _ in range(2):
        page = browser.get("/cookies")
        policy = page.response.headers["Content-Security-Policy"]
        found = re.search(r"'nonce-([^']+)'", policy)
        assert found
        assert set(page.tree.xpath("//script/@nonce")) == {found[1]}
        seen.add(found[1])
    assert len(seen) == 2


def test_hsts_and_secure_cookie_in_production_only(browser: Browser, production: Browser) -> None:
    there = production.get("/sign-in", base_url="https://learn.example.org")
    assert there.response.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = there.response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cohort=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    here = browser.get("/sign-in").response.headers
    assert "Strict-Transport-Security" not in here
    assert "HttpOnly" in here["Set-Cookie"]
    assert "SameSite=Lax" in here["Set-Cookie"]


def test_the_components_page_is_not_in_production(browser: Browser, production: Browser) -> None:
    assert browser.get("/components").status == 200
    assert production.get("/components", base_url="https://learn.example.org").status == 404


def test_signed_in_pages_are_never_stored(world: World) -> None:
    person = world.person()
    page = world.browser(person).get("/cohorts")
    assert page.response.headers["Cache-Control"] == "private, no-store"


def test_static_files_are_hashed_compressed_and_immutable(browser: Browser) -> None:
    page = browser.get("/cookies")
    address = page.tree.xpath("//link[@rel='stylesheet']/@href")[0]
    assert re.fullmatch(r"/static/css/main\.[0-9a-f]{12}\.css", address)
    plain = browser.client.get(address)
    packed = browser.client.get(address, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "br"
    assert int(packed.headers["Content-Length"]) < len(plain.data) / 3
    for response in (plain, packed):
        assert "immutable" in response.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    plain.close()
    packed.close()


def test_what_static_files_refer_to_is_hashed_too(browser: Browser) -> None:
    page = browser.get("/cookies")
    for address in (
        page.tree.xpath("//link[@rel='stylesheet']/@href")[0],
        page.tree.xpath("//script/@src")[0],
    ):
        response = browser.client.get(address)
        referred = re.findall(r'(?:url\(|from\s*|import\s*)"(/static/[^"]+)"', response.text)
        response.close()
        assert referred, f"{address} refers to nothing: has the builder stopped rewriting?"
        for target in referred:
            found = browser.client.get(target)
            assert found.status_code == 200, f"{address} refers to {target}"
            assert re.search(r"\.[0-9a-f]{12}\.", target)
            found.close()


def test_names_change_with_content_and_with_what_is_referred_to(tmp_path: Path) -> None:
    source = tmp_path / "static"
    source.mkdir()
    (source / "a.css").write_text('@font-face { src: url("b.woff2") } x { y: url(other.png) }')
    (source / "b.woff2").write_bytes(b"one")
    first = assets.build(source, tmp_path / "built")
    assert assets.build(source, tmp_path / "built") == first
    (source / "b.woff2").write_bytes(b"two")
    second = assets.build(source, tmp_path / "built")
    names = [(folder / "manifest.json").read_text() for folder in (first, second)]
    assert names[0] != names[1]
    css = next((second / "files").glob("a.*.css")).read_text()
    assert re.search(r'url\("/static/b\.[0-9a-f]{12}\.woff2"\)', css)
    assert "url(other.png)" in css


def test_static_files_outside_the_folder_are_not_served(browser: Browser, app: Flask) -> None:
    for path in ("/static/../config.py", "/static/%2e%2e/config.py", "/static/manifest.json"):
        assert browser.client.get(path).status_code == 404
