"""The file store: a folder by default, a bucket by setting; files follow their transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.app import create_app
from cohort.db import db
from cohort.files import store
from cohort.kernel.errors import NotFound
from config import Config, ConfigError
from tests.conftest import config_for


def begin() -> None:
    db.session.execute(sa.text("SELECT 1"))


def test_a_file_is_kept_replaced_and_removed(app: Flask, workplace: Path) -> None:
    with app.app_context():
        store.put("photos/one.webp", b"first", "image/webp")
        assert store.get("photos/one.webp") == b"first"
        store.put("photos/one.webp", b"second", "image/webp")
        assert store.get("photos/one.webp") == b"second"
        assert (workplace / "files/photos/one.webp").read_bytes() == b"second"
        assert store.exists("photos/one.webp")
        store.delete("photos/one.webp")
        store.delete("photos/one.webp")  # twice is no error
        assert not store.exists("photos/one.webp")
        with pytest.raises(NotFound):
            store.get("photos/one.webp")


@pytest.mark.parametrize(
    "key",
    [
        *("", "one", "/etc/passwd", "photos/", "photos//x", "photos/../../x", "../x", "./x/y"),
        *("photos/.hidden", "photos/a b", "photos/Ä", "C:\\x/y", "photos/x\n", "photos/x\x00y"),
        *("photos/%2e%2e/x", "a/" + "x" * 200),
    ],
)
def test_a_key_that_could_lead_elsewhere_is_refused_everywhere(app: Flask, key: str) -> None:
    with app.app_context():
        for use in (store.get, store.exists, store.delete, store.delete_after_commit):
            with pytest.raises(ValueError, match="not a key of the file store"):
                use(key)
        with pytest.raises(ValueError, match="not a key of the file store"):
            store.put(key, b"x")


def test_a_file_of_a_transaction_that_was_rolled_back_is_taken_out(app: Flask) -> None:
    with app.app_context():
        begin()
        store.put("photos/lost.webp", b"x")
        db.session.rollback()
        assert not store.exists("photos/lost.webp")
        begin()
        store.put("photos/kept.webp", b"x")
        db.session.commit()
        begin()
        db.session.rollback()
        assert store.exists("photos/kept.webp")
        store.delete("photos/kept.webp")


def test_a_file_is_deleted_only_once_the_transaction_that_forgets_it_is_committed(
    app: Flask,
) -> None:
    with app.app_context():
        begin()
        store.put("photos/old.webp", b"x")
        db.session.commit()
        begin()
        store.delete_after_commit("photos/old.webp")
        db.session.rollback()
        assert store.exists("photos/old.webp")
        begin()
        db.session.commit()
        assert store.exists("photos/old.webp"), "the wish of a lost transaction came back"
        begin()
        store.delete_after_commit("photos/old.webp")
        with db.session.begin_nested():
            begin()
        assert store.exists("photos/old.webp"), "a savepoint is not the commit"
        db.session.commit()
        assert not store.exists("photos/old.webp")


# --- A bucket --------------------------------------------------------------------------------


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as the store uses: one file a path, held in memory."""

    kept: dict[str, tuple[str, bytes]] = {}

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.kept[self.path] = (self.headers["Content-Type"], content)
        self._answer(200, b"", {"ETag": '"1"'})

    def do_GET(self) -> None:
        if self.path not in self.kept:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        facts = {"ETag": '"1"', "Last-Modified": "Tue, 24 Nov 2026 10:00:00 GMT"}
        return self._answer(200, self.kept[self.path][1], facts)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        """Deleting goes by a list of keys."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        folder = self.path.partition("?")[0].rstrip("/")
        for path in [path for path in self.kept if path.removeprefix(folder + "/") in asked]:
            del self.kept[path]
        gone = "<Deleted><Key>cohort/photos/one.webp</Key></Deleted>"
        self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def do_DELETE(self) -> None:
        self.kept.pop(self.path, None)
        self._answer(204, b"")

    def _answer(self, status: int, body: bytes, facts: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (facts or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, tuple[str, bytes]]]:
    """A bucket called `files` at an address that looks like a provider's."""
    Bucket.kept = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_REGION": "eu-west-2",
    }.items():
        monkeypatch.setenv(name, value)
    yield Bucket.kept
    server.shutdown()
    server.server_close()
    thread.join()


def test_with_a_bucket_set_files_go_there_with_their_content_type(
    app: Flask, database_url: str, workplace: Path, bucket: dict[str, tuple[str, bytes]]
) -> None:
    config = config_for(database_url, workplace, files_url="s3://files/cohort")
    other = create_app(config)
    with other.app_context():
        store.put("photos/one.webp", b"pixels", "image/webp")
        assert bucket == {"/files/cohort/photos/one.webp": ("image/webp", b"pixels")}
        assert store.get("photos/one.webp") == b"pixels"
        assert store.exists("photos/one.webp")
        store.delete("photos/one.webp")
        assert not store.exists("photos/one.webp")
        with pytest.raises(NotFound):
            store.get("photos/one.webp")
        db.engine.dispose()
    assert bucket == {}
    assert not (workplace / "files/photos/one.webp").exists()


def test_a_folder_elsewhere_can_be_named(
    app: Flask, database_url: str, workplace: Path, tmp_path: Path
) -> None:
    other = create_app(config_for(database_url, workplace, files_url=f"file://{tmp_path}/store"))
    with other.app_context():
        store.put("photos/one.webp", b"x")
        db.engine.dispose()
    assert (tmp_path / "store/photos/one.webp").read_bytes() == b"x"
    assert (tmp_path / "store").stat().st_mode & 0o077 == 0, "others on the machine can look in"


@pytest.mark.parametrize("url", ["ftp://x/y", "files", "s3://", "https://x.org/y", "file://"])
def test_an_address_that_is_no_store_stops_the_start(url: str, tmp_path: Path) -> None:
    env = {"COHORT_ENV": "test", "INSTANCE_PATH": str(tmp_path), "FILES_URL": url}
    with pytest.raises(ConfigError, match="FILES_URL must look like"):
        Config.from_env(env)


def test_files_are_in_the_instance_folder_unless_said_otherwise(tmp_path: Path) -> None:
    env = {"COHORT_ENV": "test", "INSTANCE_PATH": str(tmp_path)}
    assert Config.from_env(env).files_url == ""
    env["FILES_URL"] = "s3://bucket/folder/"
    assert Config.from_env(env).files_url == "s3://bucket/folder"
