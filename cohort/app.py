"""Puts the platform together. The only file that knows every feature."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from cohort import cli, db, features, search
from cohort.access.actions import Can
from cohort.accounts import sign_in
from cohort.accounts.actions import mail_choices
from cohort.course_authoring.actions import front_pages as courses
from cohort.jobs import waking
from cohort.mail import unsubscribing
from cohort.operations import health, metrics
from cohort.programmes import loader
from cohort.programmes.actions import front_pages, reminders
from cohort.settings.current import SiteSettings, current
from cohort.settings.settings import SITE_NAME
from cohort.web import (
    assets,
    errors,
    filters,
    guard,
    headers,
    incoming,
    limits,
    logs,
    navigation,
    safety_log,
    unit_of_work,
)
from config import ROOT, Config

VIEWS = ("views", "facilitator_views", "organiser_views", "administrator_views")
features.modules("models")
BLUEPRINTS = tuple(module.blueprint for module in features.modules(*VIEWS))
# From the top floor down: mail comes last, and sends what the others have posted.
_jobs = reversed(features.modules("jobs"))
WOKEN = tuple(run for jobs in _jobs for run in getattr(jobs, "WOKEN", ()))
SCHEDULED = tuple(features.declared("jobs", "SCHEDULED"))


def create_app(config: Config) -> Flask:
    """The whole application. Raises RuntimeError when a view has no access mark."""
    logs.install(json=config.is_production)
    app = unit_of_work.App(
        __name__,
        root_path=str(ROOT),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        instance_path=str(config.instance_path),
    )
    app.config.from_mapping(_settings(config))
    app.extensions["config"] = config
    metrics.install(app)  # before all others, so that it times all of a request
    _templates(app)
    _database(app)
    _requests(app, config)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    incoming.let_in_from_anywhere(app)
    unsubscribing.install(app, user=mail_choices, invitation=reminders)
    search.install(app, features.modules("search"))
    front_pages.install(app, courses)
    waking.install(app, woken=WOKEN, scheduled=SCHEDULED)
    cli.install(app)
    guard.refuse_unmarked_views(app)
    return app


def _settings(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config.secret_key,
        "IS_PRODUCTION": config.is_production,
        "TESTING": config.environment == "test",
        "PUBLIC_URL": config.public_url,
        "SECOND_FACTOR_COMPULSORY": config.second_factor_compulsory,
        "MAIL_FROM": config.mail_from,
        "SITE_NAME": config.site_name,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": db.engine_options(config.database_url),
        "TRUSTED_HOSTS": list(config.allowed_hosts),
        "MAX_CONTENT_LENGTH": config.biggest_request,
        "MAX_FORM_MEMORY_SIZE": config.biggest_request,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": "__Host-cohort" if config.cookies_need_https else "cohort",
        "SESSION_COOKIE_SECURE": config.cookies_need_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Some proxies strip the Referer; the token, SameSite=Lax and Sec-Fetch-Site do the work.
        "WTF_CSRF_SSL_STRICT": False,
        "SESSION_REFRESH_EACH_REQUEST": False,  # once a day instead: see accounts/sign_in.py
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the sign-in: a slow writer must not lose
        "RATELIMIT_ENABLED": config.rate_limits,
        "RATELIMIT_STORAGE_URI": config.redis_url or "memory://",
    }


def _templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    folder = FileSystemLoader(str(ROOT / "templates"))
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([folder, govuk])
    app.jinja_env.globals.update(
        Can=Can,
        can=guard.can,
        site_settings=SiteSettings(),
        cohort_tabs=navigation.cohort_tabs,
        cookie_name=app.config["SESSION_COOKIE_NAME"],
    )
    filters.install(app)

    @app.context_processor
    def add_viewer() -> dict[str, Any]:
        viewer = guard.viewer()
        # The cohort's header and its tabs are for members; an organiser's desk has its own.
        known = {"viewer": viewer, "site_name": current(SITE_NAME)}
        return known | {"cohort": viewer.asked_cohort if viewer.role else None}


def _database(app: Flask) -> None:
    db.db.init_app(app)
    with app.app_context():
        db.prepare(db.db.engine)


def _requests(app: Flask, config: Config) -> None:
    """Set up what happens to each request, in this order."""
    safety_log.install(app, proxies=config.trusted_proxies)
    unit_of_work.install(app)
    incoming.install(app)
    sign_in.install(app, loader.only_cohort_of)
    limits.limiter.init_app(app)
    guard.install(app, loader.load_actor)
    CSRFProtect(app)
    errors.install(app)
    headers.install(app, https=config.is_production)
    built = config.instance_path / "assets"
    assets.install(app, ROOT / "static", built, https=config.is_production)
    if count := config.trusted_proxies:
        proxied: Any = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # Flask's own way to wrap itself
    health.install(app)
    structlog.contextvars.clear_contextvars()
