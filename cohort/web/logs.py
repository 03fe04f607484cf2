"""Logs for operators: one line per event, JSON in production. Never what people wrote."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import ExceptionRenderer
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

MOST_FRAMES, MOST_CAUSES = 50, 10  # of a traceback
ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


class _StandardError:
    """Writes to what `sys.stderr` is at that moment."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def install(*, json: bool) -> None:
    """Set up the logs of the whole process: ours, through structlog, and those of the libraries,
    from warnings on, through Python's own logging."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _without_addresses,
    ]
    last: list[Processor] = (
        [ExceptionRenderer(_without_words), structlog.processors.JSONRenderer()]
        if json
        else [ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain_traceback)]
    )
    structlog.configure(
        processors=shared + last,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=_StandardError()),  # type: ignore[arg-type]
    )
    _install_for_libraries(shared, last)


def reason_of(error: BaseException) -> str:
    """What went wrong, for a log: the error's kind and the database's or the system's code for
    it. Its message may quote what somebody typed."""
    code: Any = None
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if isinstance(error, OSError):
        code = error.strerror
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or code
    return f"{type(error).__name__}: {code}" if code else type(error).__name__


def _without_words(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """A traceback as JSON: what was raised where, the last error first, then its causes. The words
    of the errors, their notes and the local variables are left out: they hold what people wrote."""
    stacks: list[dict[str, Any]] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(stacks) < MOST_CAUSES:
        frames = [
            {"file": frame.f_code.co_filename, "line": line, "name": frame.f_code.co_name}
            for frame, line in traceback.walk_tb(error.__traceback__)
        ]
        stacks.append({"error": reason_of(error), "frames": frames[-MOST_FRAMES:]})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return stacks


def _without_addresses(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mail servers quote the address that they refuse, and so do other errors."""
    for name, value in event.items():
        if isinstance(value, str) and "@" in value:
            event[name] = ADDRESS.sub("(address)", value)
    return event


def _install_for_libraries(shared: list[Processor], last: list[Processor]) -> None:
    handler = logging.StreamHandler(_StandardError())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(allow=())],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    for other in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(other)
    root.addHandler(handler)
