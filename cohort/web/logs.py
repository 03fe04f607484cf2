"""Logs for operators: one line per event, JSON in production. Never what people wrote."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer

# A traceback's local variables hold what people wrote, and their passwords.
WITHOUT_VALUES = ExceptionDictTransformer(show_locals=False)


def install(*, json: bool) -> None:
    """Set up structlog for the whole process."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        [ExceptionRenderer(WITHOUT_VALUES), structlog.processors.JSONRenderer()]
        if json
        else [ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain_traceback)]
    )
    structlog.configure(
        processors=shared + last,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
