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

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("production", "development", "test")
REQUIRED_IN_PRODUCTION = ("SECRET_KEY", "DATABASE_URL", "PUBLIC_URL", "SMTP_URL")
SHORTEST_SECRET = 32
MICROSOFT = "https://login.microsoftonline.com/organizations/v2.0"
TENANT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SMTP_SCHEMES = ("smtp", "smtps", "smtp+starttls")
FILE_SCHEMES = ("file", "s3", "gs", "az")


class ConfigError(Exception):
    """A setting is missing or wrong; the message names the variable and says how to fix it."""


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
    biggest_request: int = 1024 * 1024
    rate_limits: bool = True
    demo_allowed: bool = False
    second_factor_compulsory: bool = False
    entra: Entra | None = None

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
        instance = _folder(env.get("INSTANCE_PATH"))
        port = _number(env, "PORT", 8000)
        public_url = env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}"
        host = _host_of(public_url)
        return cls(
            environment=environment,
            secret_key=env.get("SECRET_KEY") or _development_secret(instance),
            database_url=_database_url(env.get("DATABASE_URL"), instance),
            public_url=public_url.rstrip("/"),
            smtp_url=_smtp_url(env.get("SMTP_URL")),
            redis_url=_redis_url(env.get("REDIS_URL")),
            trusted_proxies=_number(env, "TRUSTED_PROXIES", 0),
            allowed_hosts=_allowed_hosts(env, host, environment),
            instance_path=instance,
            modules_path=_modules(env.get("MODULES_PATH")),
            files_url=_files_url(env.get("FILES_URL")),
            site_name=env.get("SITE_NAME", cls.site_name),
            mail_from=_mail_address("MAIL_FROM", env.get("MAIL_FROM") or f"no-reply@{host}"),
            bounce_address=_mail_address("BOUNCE_ADDRESS", env.get("BOUNCE_ADDRESS") or ""),
            bounce_secret=_bounce_secret(env.get("BOUNCE_SECRET") or ""),
            bounce_mailbox=_bounce_mailbox(env.get("BOUNCE_MAILBOX")),
            rate_limits=env.get("RATE_LIMITS", "on") != "off",
            demo_allowed=environment != "production",
            second_factor_compulsory=_on_or_off(
                env, "SECOND_FACTOR", default=environment == "production"
            ),
            entra=_entra(env, environment),
        )


def _check_production(env: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED_IN_PRODUCTION if not env.get(name)]
    if missing:
        raise ConfigError(
            f"Not starting: {' and '.join(missing)} must be set in production. "
            "See the README, 'Running it for real'."
        )
    if len(env["SECRET_KEY"]) < SHORTEST_SECRET:
        raise ConfigError(
            f"Not starting: SECRET_KEY is shorter than {SHORTEST_SECRET} characters. Make one "
            'with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if urlsplit(env["PUBLIC_URL"]).scheme != "https":
        raise ConfigError("Not starting: PUBLIC_URL must begin with https:// in production.")


def _development_secret(instance: Path) -> str:
    """One random secret for this checkout, so that sign-ins outlive a restart."""
    path = instance / "development-secret"
    try:
        with path.open("x") as file:
            file.write(secrets.token_urlsafe(48))
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text()


def _database_url(given: str | None, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'cohort.db'}"
    if given.startswith("postgres") and not _port_is_fine(given):
        raise ConfigError("DATABASE_URL has a port that is not a number.")
    for old in ("postgres://", "postgresql://"):
        if given.startswith(old):
            return "postgresql+psycopg://" + given.removeprefix(old)
    if not given.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise ConfigError(
            "DATABASE_URL must begin with postgresql:// or sqlite:///. "
            f"It begins with {given.split(':', 1)[0]!r}."
        )
    return given


def _smtp_url(given: str | None) -> str | None:
    if not given:
        return None
    if not _port_is_fine(given) or urlsplit(given).scheme not in SMTP_SCHEMES:
        raise ConfigError(
            "SMTP_URL must look like smtp://host:25, smtp+starttls://user:password@host:587 "
            "or smtps://user:password@host:465."
        )
    return given


def _port_is_fine(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _redis_url(given: str | None) -> str | None:
    if not given:
        return None
    if not given.startswith(("redis://", "rediss://", "unix://")) or not _port_is_fine(given):
        raise ConfigError("REDIS_URL must look like redis://host:6379/0.")
    return given


def _mail_address(name: str, address: str) -> str:
    local, _, domain = address.rpartition("@")
    is_plain = local and domain and not any(letter in address for letter in ' <>,"\r\n')
    if address and not is_plain:
        raise ConfigError(f"{name} must be a plain address like no-reply@x.org: {address!r}")
    return address


def _bounce_secret(given: str) -> str:
    if given and len(given) < SHORTEST_SECRET:
        raise ConfigError(f"BOUNCE_SECRET is shorter than {SHORTEST_SECRET} characters.")
    return given


def _bounce_mailbox(given: str | None) -> str | None:
    if not given:
        return None
    parts = urlsplit(given)
    if parts.scheme not in ("imaps", "imap") or not _port_is_fine(given) or not parts.username:
        raise ConfigError(
            "BOUNCE_MAILBOX must look like imaps://user:password@host:993/INBOX "
            "(imap:// only for a server on this machine)."
        )
    return given


def _folder(given: str | None) -> Path:
    path = Path(given or ROOT / "instance").resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"INSTANCE_PATH {path} cannot be made: {error.strerror}.") from error
    if not os.access(path, os.W_OK):
        raise ConfigError(f"INSTANCE_PATH {path} cannot be written to.")
    return path


def _modules(given: str | None) -> Path:
    path = Path(given or ROOT / "modules").resolve()
    if not path.is_dir():
        raise ConfigError(f"MODULES_PATH {path} is not a folder.")
    return path


def _files_url(given: str | None) -> str:
    if not given:
        return ""
    parts = urlsplit(given)
    if parts.scheme not in FILE_SCHEMES or not (parts.netloc or parts.path.startswith("/")):
        raise ConfigError(
            "FILES_URL must look like file:///srv/files, s3://bucket/folder, gs://bucket/folder "
            "or az://account/container/folder."
        )
    return given.rstrip("/")


def _host_of(url: str) -> str:
    host = urlsplit(url).hostname if _port_is_fine(url) else None
    if not host or ":" in host:
        raise ConfigError(f"PUBLIC_URL must be a whole address such as https://x.org: {url!r}")
    return host


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


def _on_or_off(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name) or ("on" if default else "off")
    if text not in ("on", "off"):
        raise ConfigError(f"{name} must be on or off, not {text!r}.")
    return text == "on"


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit():
        raise ConfigError(f"{name} must be a whole number, not {text!r}.")
    return int(text)
