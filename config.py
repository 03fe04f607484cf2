"""Settings, read from the environment.

Every default is right in production and fit to be public. What has no safe default
(SECRET_KEY, DATABASE_URL, PUBLIC_URL, SMTP_URL) must be given in production; in
development the missing ones get values that work on one machine.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cohort.kernel import environment as values
from cohort.kernel.environment import ConfigError as ConfigError

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("production", "development", "test")
REQUIRED_IN_PRODUCTION = ("SECRET_KEY", "DATABASE_URL", "PUBLIC_URL", "SMTP_URL")
MICROSOFT = "https://login.microsoftonline.com/organizations/v2.0"
TENANT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Entra:
    """Signing in with Microsoft Entra: the app's registration, and the tenants accepted."""

    client_id: str
    client_secret: str = field(repr=False)
    tenants: tuple[str, ...]
    authority: str

    @property
    def origin(self) -> str:
        """Scheme, host and port of the provider: 'https://login.microsoftonline.com'."""
        parts = urlsplit(self.authority)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Config:
    """All settings. Sizes are bytes, times are seconds unless the name says otherwise."""

    environment: str
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    public_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    web_processes: int = 2
    web_threads: int = 1
    smtp_url: str | None = field(default=None, repr=False)
    redis_url: str | None = field(default=None, repr=False)
    trusted_proxies: int = 0
    allowed_hosts: tuple[str, ...] = ()
    instance_path: Path = ROOT / "instance"
    modules_path: Path = ROOT / "modules"
    files_url: str = field(default="", repr=False)
    site_name: str = "Commissioning with Communities"
    mail_from: str = "no-reply@localhost"
    bounce_address: str = ""
    bounce_secret: str = field(default="", repr=False)
    bounce_mailbox: str | None = field(default=None, repr=False)
    reply_address: str = ""
    reply_secret: str = field(default="", repr=False)
    reply_mailbox: str | None = field(default=None, repr=False)
    biggest_request: int = 1024 * 1024
    rate_limits: bool = True
    demo_allowed: bool = False
    second_factor_compulsory: bool = False
    entra: Entra | None = None
    metrics_token: str = field(default="", repr=False)

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def cookies_need_https(self) -> bool:
        """Whether cookies need HTTPS: only development is served over plain HTTP."""
        return self.is_production

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Config:
        """Read the settings.

        Raises ConfigError, naming every variable that is missing or wrong.
        """
        env = os.environ if env is None else env
        environment = env.get("COHORT_ENV", "production")
        if environment not in ENVIRONMENTS:
            raise ConfigError(
                f"COHORT_ENV is {environment!r}. Set it to one of: {', '.join(ENVIRONMENTS)}."
            )
        if environment == "production":
            _check_production(env)
        instance = values.instance_folder(env.get("INSTANCE_PATH"), ROOT / "instance")
        production = environment == "production"
        secret_key = values.secret(env, "SECRET_KEY", any_length=not production)
        port = values.port(env)
        public_url, host = values.public_url(
            env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}", in_production=production
        )
        return cls(
            environment=environment,
            secret_key=secret_key or _development_secret(instance),
            database_url=values.database_url(env.get("DATABASE_URL"), instance),
            public_url=public_url,
            host=env.get("HOST") or cls.host,
            port=port,
            web_processes=values.number(env, "WEB_PROCESSES", cls.web_processes, 1),
            web_threads=values.number(env, "WEB_THREADS", cls.web_threads, 1),
            smtp_url=values.smtp_url(env.get("SMTP_URL")),
            redis_url=values.redis_url(env.get("REDIS_URL")),
            trusted_proxies=values.number(env, "TRUSTED_PROXIES", 0),
            allowed_hosts=_allowed_hosts(env, host, environment),
            instance_path=instance,
            modules_path=values.modules_folder(env.get("MODULES_PATH"), ROOT / "modules"),
            files_url=values.files_url(env.get("FILES_URL")),
            site_name=env.get("SITE_NAME", cls.site_name),
            mail_from=values.mail_address("MAIL_FROM", env.get("MAIL_FROM") or f"no-reply@{host}"),
            bounce_address=values.mail_address("BOUNCE_ADDRESS", env.get("BOUNCE_ADDRESS") or ""),
            bounce_secret=values.secret(env, "BOUNCE_SECRET"),
            bounce_mailbox=values.mailbox(env, "BOUNCE_MAILBOX"),
            **values.replies(env),
            rate_limits=env.get("RATE_LIMITS", "on") != "off",
            demo_allowed=not production,
            second_factor_compulsory=values.on_or_off(env, "SECOND_FACTOR", default=production),
            entra=_entra(env, environment),
            metrics_token=values.secret(env, "METRICS_TOKEN"),
        )


def _check_production(env: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED_IN_PRODUCTION if not env.get(name)]
    if missing:
        raise ConfigError(
            f"Not starting: {' and '.join(missing)} must be set in production. "
            "See the README, 'Running it for real'."
        )


def _development_secret(instance: Path) -> str:
    """One random secret for this checkout, so that sign-ins outlive a restart."""
    path = instance / "development-secret"
    try:
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(made, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


def _allowed_hosts(env: Mapping[str, str], host: str, environment: str) -> tuple[str, ...]:
    extra = [name.strip() for name in env.get("ALLOWED_HOSTS", "").split(",") if name.strip()]
    local = [] if environment == "production" else ["127.0.0.1", "localhost", "[::1]"]
    return tuple(dict.fromkeys([host, *extra, *local]))


def _entra(env: Mapping[str, str], environment: str) -> Entra | None:
    names = ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_TENANTS")
    missing = [name for name in names if not env.get(name, "").strip()]
    if len(missing) == len(names):
        return None
    if missing:
        raise ConfigError(
            f"To sign in with Microsoft, {' and '.join(missing)} must be set too. "
            "See docs/operators/entra.md."
        )
    tenants = tuple(
        dict.fromkeys(t.strip().lower() for t in env["OIDC_TENANTS"].split(",") if t.strip())
    )
    wrong = [tenant for tenant in tenants if not TENANT_ID.fullmatch(tenant)]
    if wrong or not tenants:
        raise ConfigError(
            "OIDC_TENANTS must be tenant ids like 72f988bf-86f1-41af-91ab-2d7cd011db47, with "
            f"commas between them. This is none: {', '.join(wrong) or '(nothing)'}."
        )
    authority = (env.get("OIDC_AUTHORITY") or MICROSOFT).rstrip("/")
    schemes = ("https",) if environment == "production" else ("https", "http")
    if urlsplit(authority).scheme not in schemes or not urlsplit(authority).hostname:
        raise ConfigError(f"OIDC_AUTHORITY must begin with https://: {authority!r}")
    return Entra(
        env["OIDC_CLIENT_ID"].strip(), env["OIDC_CLIENT_SECRET"].strip(), tenants, authority
    )
