"""Speaking with Microsoft Entra: OpenID Connect, authorization code flow with PKCE.

People are identified by tenant and object id (`tid` and `oid`), never by address: a tenant's
administrator can give an account any address. Sources: OpenID Connect Core 1.0, 3.1; RFC 7636;
"Microsoft identity platform ID tokens" and "Validate tokens".

The libraries are imported on first use: a site without Microsoft accounts does not load them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from dataclasses import dataclass
from typing import Any

import structlog
from flask import current_app

from cohort.kernel import clock
from cohort.kernel.errors import DomainError, NotFound
from cohort.kernel.person_names import clean_name
from cohort.kernel.text import shows_something
from config import TENANT_ID, Entra

log = structlog.get_logger(__name__)

CONNECT_SECONDS, READ_SECONDS, LONGEST_SECONDS = 3, 5, 10
MOST_BYTES = 512 * 1024
FACTS_LAST = dt.timedelta(hours=12)
NEW_KEYS_AT_MOST_EVERY = dt.timedelta(minutes=1)
LEEWAY_SECONDS = 120
CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")

OUT_OF_REACH = (
    "Microsoft could not be reached, or did not answer in time. Try again in a minute, or sign in "
    "another way."
)
NOT_TRUSTED = (
    "What Microsoft sent does not fit what was asked, so it was not used. Start again. If it "
    "happens again, sign in another way and tell whoever looks after the site."
)
FINISHED = (
    "Microsoft would not take this sign-in a second time. Each one works once and for a few "
    "minutes. Start again."
)
NOT_ON_THE_LIST = (
    "This Microsoft account belongs to an organisation whose accounts are not let in here. Sign in "
    "another way, or ask whoever looks after the site to add your organisation."
)


class Trouble(DomainError):
    """It failed; the message tells the person why. `is_passing`: trying again may help."""

    def __init__(self, message: str, *, is_passing: bool = False) -> None:
        super().__init__(message)
        self.is_passing = is_passing


@dataclass(frozen=True)
class Identity:
    """A Microsoft account that the person has just proved. `shown_name` is only for display."""

    tenant_id: str
    object_id: str
    shown_name: str


@dataclass
class _Facts:
    """The provider's metadata, and when we fetched it."""

    discovery: dict[str, Any]
    keys: list[dict[str, Any]]
    asked_at: dt.datetime


def settings() -> Entra:
    """The registration. Raises NotFound when the site does not use Microsoft accounts."""
    found = current_app.extensions["config"].entra
    if not isinstance(found, Entra):
        raise NotFound("This site does not use Microsoft accounts.")
    return found


def is_used() -> bool:
    """Whether this site lets people sign in with Microsoft accounts."""
    return isinstance(current_app.extensions["config"].entra, Entra)


def address_to_ask(*, state: str, nonce: str, verifier: str, come_back_to: str) -> str:
    """Where to send the browser. Raises Trouble."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    address: str = prepare_grant_uri(
        _facts().discovery["authorization_endpoint"],
        settings().client_id,
        "code",
        redirect_uri=come_back_to,
        scope="openid profile",
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),  # type: ignore[no-untyped-call]
        code_challenge_method="S256",
        # By GET: a POST from another site would come without our cookie (SameSite=Lax).
        response_mode="query",
        # On a shared machine the last account must not be used without asking.
        prompt="select_account",
    )
    return address


def redeem(code: str, *, nonce: str, verifier: str, come_back_to: str) -> Identity:
    """Exchange the code for an ID token, and check it. Raises Trouble."""
    answer = _ask(
        "POST",
        _facts().discovery["token_endpoint"],
        {
            "grant_type": "authorization_code",
            "client_id": settings().client_id,
            "client_secret": settings().client_secret,
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": come_back_to,
        },
    )
    if answer.get("error") == "invalid_grant":
        raise Trouble(FINISHED)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise _distrusted("no id_token", error=str(answer.get("error"))[:80])
    return _read(token, nonce)


def words_for(error: str, description: str) -> str:
    """The message for somebody whom Microsoft sent back with an error (RFC 6749, 4.1.2.1)."""
    consent = ("AADSTS65001", "AADSTS65004", "AADSTS90094", "AADSTS90095", "AADSTS900941")
    if error == "consent_required" or any(number in description for number in consent):
        return (
            "Your organisation has not yet approved this site for its Microsoft accounts, or you "
            "did not agree. Its IT desk can approve it; until then sign in another way."
        )
    if error == "access_denied":
        return "The sign-in was stopped at Microsoft. Nothing has changed. You can start again."
    code = error if CODE.fullmatch(error) else "an error"
    return f"Microsoft did not sign you in; it said “{code}”. Start again, or sign in another way."


def _read(token: str, nonce: str) -> Identity:
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        key, issuer_of_key = _key_for(token)
        claims = jwt.decode(token, key, algorithms=["RS256"]).claims
        tenant = str(claims.get("tid", "")).lower()
        issuer = str(_facts().discovery["issuer"])
        jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer.replace("{tenantid}", tenant)},
            aud={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _distrusted(f"{type(error).__name__}: {error}"[:200]) from error
    object_id = str(claims.get("oid", "")).lower()
    if not TENANT_ID.fullmatch(tenant) or not TENANT_ID.fullmatch(object_id):
        raise _distrusted("no tid or oid")
    if claims["aud"] != settings().client_id:  # for us alone, not for us among others
        raise _distrusted("it is for somebody else")
    if tenant not in claims["iss"] or issuer_of_key.replace("{tenantid}", tenant) != claims["iss"]:
        raise _distrusted("the issuer is not that of the tenant")
    if tenant not in settings().tenants:
        log.info("a tenant not on the list", tenant=tenant)
        raise Trouble(NOT_ON_THE_LIST)
    said = str(claims.get("preferred_username") or claims.get("name") or "")
    shown = clean_name(said[:320])[:320].strip()  # composed, it can be longer than it came
    return Identity(
        tenant, object_id, shown if shows_something(shown) else "your Microsoft account"
    )


def _key_for(token: str) -> tuple[Any, str]:
    """The key that the token names, and the issuer that may use it (Microsoft lists one with each
    key). An unknown key makes us fetch them again, once a minute at most."""
    from joserfc.jwk import RSAKey
    from joserfc.util import urlsafe_b64decode

    header = json.loads(urlsafe_b64decode(token.split(".", 1)[0].encode()))
    for _ in range(2):
        facts = _facts()
        for found in facts.keys:
            if found.get("kid") == header["kid"] and found.get("kty") == "RSA":
                issuer = str(found.get("issuer") or facts.discovery["issuer"])
                return RSAKey.import_key({"kty": "RSA", "n": found["n"], "e": found["e"]}), issuer
        if clock.now() - facts.asked_at < NEW_KEYS_AT_MOST_EVERY:
            break
        current_app.extensions.pop("entra", None)
    raise KeyError("no such key")


def _facts() -> _Facts:
    """The metadata, fetched from the provider twice a day and cached in this process."""
    known: _Facts | None = current_app.extensions.get("entra")
    if known is None or not clock.now() - FACTS_LAST < known.asked_at <= clock.now():
        authority = settings().authority
        discovery = _ask("GET", f"{authority}/.well-known/openid-configuration")
        for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
            # One origin for all: we send nothing to, and believe nothing from, any other.
            if not str(discovery.get(name, "")).startswith(settings().origin + "/"):
                raise _distrusted(f"{name} is elsewhere")
        keys = _ask("GET", discovery["jwks_uri"]).get("keys")
        if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
            raise _distrusted("no keys")
        known = _Facts(discovery, keys, clock.now())
        current_app.extensions["entra"] = known
    return known


def _ask(method: str, url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object in the provider's answer, whatever the status. Raises Trouble."""
    import requests

    deadline, body = time.monotonic() + LONGEST_SECONDS, b""
    try:
        with requests.request(
            method,
            url,
            data=form,
            headers={"Accept": "application/json"},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as answer:
            for piece in answer.iter_content(8192):
                body += piece
                if len(body) > MOST_BYTES or time.monotonic() > deadline:
                    raise requests.Timeout("too long an answer")
        if answer.status_code >= 500:
            raise requests.ConnectionError(f"it answered {answer.status_code}")
    except requests.RequestException as error:
        log.warning("the provider is out of reach", url=url, error=str(error)[:200])
        raise Trouble(OUT_OF_REACH, is_passing=True) from error
    try:
        found = json.loads(body)
    except ValueError as error:
        raise _distrusted("not JSON", url=url) from error
    if not isinstance(found, dict):
        raise _distrusted("not a JSON object", url=url)
    return found


def _distrusted(reason: str, **facts: str) -> Trouble:
    log.warning("the provider's answer was not trusted", reason=reason, **facts)
    return Trouble(NOT_TRUSTED)
