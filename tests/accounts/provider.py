"""An OpenID Connect provider for tests, on this machine: it behaves as Microsoft Entra does, and
misbehaves when told to. A real HTTP server, real keys, real signatures."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from config import Entra

TENANT = "5f0c2c1e-6f0b-4c7e-9a53-0a4b2b0d7c11"
OTHER_TENANT = "b9a7e3d2-0f3e-4e55-8a06-3f1d5c2e9f22"
AMIRA = "0b9f4c3a-7f6d-4f0e-8f4c-2d7a9f1e5a33"
SOMEBODY = "7d1e8c5b-3a2f-4b9d-9c8e-6f5a4b3c2d44"
CLIENT, SECRET = "cohort-client", "a secret of the registration"


@dataclass
class Provider:
    """What it says. Change its facts to make it misbehave."""

    origin: str = ""
    keys: list[RSAKey] = field(default_factory=lambda: [new_key("first")])
    claims: dict[str, Any] = field(default_factory=dict)  # laid over the honest ones
    header: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)  # {path: what instead}
    wait: float = 0  # seconds before each answer
    asked: list[str] = field(default_factory=list)
    sign_with: RSAKey | None = None
    unsigned: bool = False

    @property
    def entra(self) -> Entra:
        """The settings of a site that is registered here."""
        return Entra(CLIENT, SECRET, (TENANT,), f"{self.origin}/organizations/v2.0")

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": f"{self.origin}/{{tenantid}}/v2.0",
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "jwks_uri": f"{self.origin}/keys",
        }

    def jwks(self) -> dict[str, Any]:
        issuer = f"{self.origin}/{{tenantid}}/v2.0"
        return {
            "keys": [
                {**key.as_dict(private=False), "issuer": issuer, "x5t": "x"} for key in self.keys
            ]
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where a browser is sent back to, once its person has signed in here."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["response_mode"] == "query"
        assert query["scope"] == "openid profile"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """An ID token for a code: once, and only for whoever began it."""
        began = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            began is None
            or began["code_challenge"] != challenge
            or began["redirect_uri"] != form.get("redirect_uri")
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "id_token": self.id_token(began["nonce"])}

    def id_token(self, nonce: str) -> str:
        tenant = self.claims.get("tid", TENANT)
        now = int(time.time())
        honest = {
            "iss": f"{self.origin}/{tenant}/v2.0",
            "aud": CLIENT,
            "tid": TENANT,
            "oid": AMIRA,
            "sub": "pairwise",
            "nonce": nonce,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "name": "Amira Okafor",
            "preferred_username": "amira@council.example",
        }
        claims = {k: v for k, v in (honest | self.claims).items() if v is not None}
        if self.unsigned:
            parts = [{"alg": "none", "kid": self.keys[0].kid}, claims]
            texts = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts]
            return ".".join(text.rstrip(b"=").decode() for text in texts) + "."
        key = self.sign_with or self.keys[0]
        return jwt.encode({"alg": "RS256", "kid": self.keys[0].kid} | self.header, claims, key)


def new_key(name: str) -> RSAKey:
    """A key that the provider signs with."""
    return RSAKey.generate_key(2048, parameters={"kid": name, "use": "sig"}, private=True)


@contextmanager
def running() -> Iterator[Provider]:
    """The provider at work, until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            if self._instead(address.path):
                return
            if address.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif address.path.endswith("/.well-known/openid-configuration"):
                self._answer(200, json.dumps(provider.discovery()))
            elif address.path == "/keys":
                self._answer(200, json.dumps(provider.jwks()))
            else:
                self._answer(404, "{}")

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self._instead(self.path):
                return
            status, found = provider.token({n: v[0] for n, v in parse_qs(sent).items()})
            self._answer(status, json.dumps(found))

        def _instead(self, path: str) -> bool:
            provider.asked.append(path)
            time.sleep(provider.wait)
            if path in provider.answers:
                self._answer(*provider.answers[path])
            return path in provider.answers

        def _answer(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
