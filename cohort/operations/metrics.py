"""Numbers for a monitor, in Prometheus' text format. Only where METRICS_TOKEN is set.

They tell about the machine and the mail, never about what people write, read or belong to: a count
of entries, posts or visits could give a small cohort's people away.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request

from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.jobs.models import Heartbeat, ScheduledJob
from cohort.kernel import clock
from cohort.mail.models import MailState, OutboxMessage
from cohort.operations import health
from cohort.operations.backups import making
from config import Config

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import GaugeMetricFamily

FOLDER = "metrics"  # in INSTANCE_PATH: each process writes its numbers to files of its own there
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


def forget(instance: Path) -> None:
    """Remove the numbers of processes that have ended: before the site's own are started."""
    for file in (instance / FOLDER).glob("*.db"):
        file.unlink(missing_ok=True)


def install(app: Flask) -> None:
    """Count requests and their seconds, by route. Does nothing without a token."""
    config: Config = app.extensions["config"]
    if not config.metrics_token:
        return
    folder = config.instance_path / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # the library reads it as it is imported
    from prometheus_client import CollectorRegistry, Counter, Histogram

    registry = CollectorRegistry()
    requests = Counter(
        "cohort_requests", "Requests answered.", ("method", "route", "status"), registry=registry
    )
    seconds = Histogram(
        "cohort_request_seconds",
        "Seconds until an answer began.",
        ("route",),
        buckets=SECONDS,
        registry=registry,
    )

    @app.before_request
    def begin() -> None:
        g.metrics_begun = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        # A stranger may send any word: each would be another number, kept for ever.
        method = request.method if request.method in METHODS else "(other)"
        requests.labels(method, route, response.status_code).inc()
        if begun := g.get("metrics_begun"):
            seconds.labels(route).observe(time.perf_counter() - begun)
        return response


def lets_in(authorization: str) -> bool:
    """Whether a request's Authorization header holds the token."""
    token = current_app.extensions["config"].metrics_token
    return hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())


def are_on() -> bool:
    """Whether this site tells its numbers at all."""
    return bool(current_app.extensions["config"].metrics_token)


def page() -> tuple[bytes, str]:
    """All numbers as text, and its content type."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST
    from prometheus_client.multiprocess import MultiProcessCollector

    registry: CollectorRegistry = CollectorRegistry()
    folder = current_app.extensions["config"].instance_path / FOLDER
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    registry.register(_Now())
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Now:
    """What the database tells at this moment. A number that nobody knows yet is left out."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        from prometheus_client.core import GaugeMetricFamily

        for name, words, value in _facts():
            if value is not None:
                yield GaugeMetricFamily(name, words, value=float(value))


def _facts() -> Iterable[tuple[str, str, Any]]:
    now = clock.now()
    waiting = OutboxMessage.state == MailState.WAITING
    row = db.session.execute(
        sa.select(
            sa.select(sa.func.count()).where(waiting).scalar_subquery().label("waiting"),
            sa.select(sa.func.min(OutboxMessage.due_at))
            .where(waiting)
            .scalar_subquery()
            .label("due"),
            sa.select(sa.func.count())
            .where(ScheduledJob.failures > 0)
            .scalar_subquery()
            .label("failing"),
            sa.select(sa.func.max(Heartbeat.at))
            .where(Heartbeat.name == health.WORKER)
            .scalar_subquery()
            .label("pulse"),
            sa.select(sa.func.max(HistoryEntry.at))
            .where(HistoryEntry.action == making.DONE)
            .scalar_subquery()
            .label("backup"),
        )
    ).one()
    at_head = health.revision_in_database() == health.newest_revision()

    def age(moment: Any) -> float | None:
        return None if moment is None else (now - moment).total_seconds()

    yield "cohort_outbox_waiting", "Messages waiting to be sent.", row.waiting
    yield "cohort_outbox_late_seconds", "How long the oldest waiting one is due.", age(row.due)
    yield "cohort_jobs_failing", "Jobs that failed when they last ran.", row.failing
    yield "cohort_worker_silent_seconds", "Since a worker last said it lives.", age(row.pulse)
    yield "cohort_backup_age_seconds", "Since the last backup was made.", age(row.backup)
    yield "cohort_migrated", "1 when the database is at the code's revision.", at_head
