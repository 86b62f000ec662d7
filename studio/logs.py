"""One line per happening: JSON for machines, plain for a terminal, and never a secret."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

NAMED = re.compile(r"(?i)(authorization|cookie|password|secret|token|api[_-]?key|signature)")
INSIDE = re.compile(
    r"(?i)(bearer\s+|[?&](?:token|key|signature|code|x-amz-[a-z]+)=|/(?:g|lent|invite|confirm-email|password/reset/key)/"
    r"|/callbacks/[a-z]+/)"
    r"[^\s&\"'/]+"
)
QUIET = (
    "django.utils.autoreload",
    "axes",
    "celery.app.trace",
    "celery.worker",
    "celery.apps",
    "kombu",
    "PIL",
    "asyncio",
    "httpx",
    "httpcore",
    "uvicorn.error",
)


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank what is named like a secret and what looks like one inside a text, however deep."""
    for name, value in event.items():
        event[name] = "…" if NAMED.search(name) else clean(value)
    return event


def clean(value: Any) -> Any:
    """The value without secrets."""
    if isinstance(value, str):
        return INSIDE.sub(r"\1…", value)
    if isinstance(value, dict):
        return redact(None, "", {str(name): inner for name, inner in value.items()})
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    return value


def configure(wish: dict[str, Any]) -> None:
    """`LOGGING_CONFIG`: `level` is the least that is written, `json` chooses the form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: Any = structlog.processors.JSONRenderer() if wish["json"] else structlog.dev.ConsoleRenderer(colors=False)
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(wish["level"])
    for quiet in QUIET:
        logging.getLogger(quiet).setLevel(logging.WARNING)
