"""Writes one JSON object a line, with the request's number and without links and tokens."""

import logging
import re

import structlog
from structlog.types import EventDict, Processor

from core.outages import outage_of

OF_A_REQUEST = ("method", "path", "status", "ms", "user")
SECRET_PATHS = re.compile(r"/([abos]|at/[^/ ]+/v)/[A-Za-z0-9_-]{16,}")


def without_tokens(text: str) -> str:
    """The text with each customer link cut down to its kind."""
    return SECRET_PATHS.sub(r"/\1/…", text)


def scrub(logger: object, method: str, event: EventDict) -> EventDict:
    """Cut the tokens of customer links out of all texts of a log record (promise P22, invariant I20)."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = without_tokens(str(value))  # a masked text is whole in JSON, but not in `str`
    return event


class OutageInOneLine(logging.Filter):
    """Logs one line, without a trace, for each request that fails because PostgreSQL is away."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if outage_of(error):
            record.msg, record.args, record.exc_info = f"{record.getMessage()}: {error}".strip(), (), None
        return True


def json_formatter() -> logging.Formatter:
    """The formatter of the console handler: standard records and structlog events look alike."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(allow=OF_A_REQUEST),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            scrub,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )
