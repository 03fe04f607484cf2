"""The doctor where what it asks does not answer, or answers something else: never a traceback."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from flask import Flask

from cohort.operations.doctor import elsewhere, mail_dns
from tests.operations.test_doctor import PRODUCTION, changed, flask


def garbage(folder: Path) -> str:
    (folder / "garbage.db").write_bytes(b"no database" * 500)
    return f"sqlite:///{folder / 'garbage.db'}"


def nobody(_folder: Path) -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"postgresql://cohort:secret@127.0.0.1:{free.getsockname()[1]}/cohort"


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize("url", [garbage, nobody])
@pytest.mark.parametrize("words", [("--offline",), ("--name-server", "no address")])
def test_without_a_database_the_rest_is_looked_at(
    tmp_path: Path, url: object, words: tuple[str, ...]
) -> None:
    assert callable(url)
    places = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": url(tmp_path)}
    done = flask("site", "doctor", *words, **(PRODUCTION | places))
    assert done.returncode == 1
    assert "cannot be used: " in done.stdout
    assert "] Permissions. " in done.stdout
    assert "secret@" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name", ["ns.example.org", "127.0.0.1:port", "127.0.0.1:99999", "::1::", "[::1", "a b", "[]:53"]
)
def test_what_is_no_name_server_is_said(app: Flask, name: str) -> None:
    with app.app_context():
        (found,) = mail_dns.records(name)
    assert found.is_well is None
    assert "is no name server. Give its IP address" in found.words


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("127.0.0.1", ("127.0.0.1", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("::1", ("::1", 53)),
        ("[::1]", ("::1", 53)),
        ("[::1]:5353", ("::1", 5353)),
    ],
)
def test_a_name_server_is_an_address_of_either_kind(name: str, asked: tuple[str, int]) -> None:
    resolver = mail_dns._resolver(name)
    assert (resolver.nameservers, resolver.port) == ([asked[0]], asked[1])


@pytest.mark.parametrize("said", [b"220 mail.example.org ESMTP\r\n", b"SSH-2.0-x\r\n", b"\0\0\r\n"])
def test_another_kind_of_server_at_our_address_is_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            wire, _ = server.accept()
            with wire:
                wire.recv(1000)
                wire.sendall(said)

        greeting = threading.Thread(target=greet)
        greeting.start()
        changed(app, monkeypatch, public_url=f"http://127.0.0.1:{server.getsockname()[1]}")
        with app.app_context():
            (found,) = elsewhere.address()
        greeting.join()
    assert found.is_well is False
    assert "not as this site. Check PUBLIC_URL and the proxy." in found.words
