"""JSON logs with the request id, across HTTP and Celery. Personal data is never passed to them."""

import json
import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from shared.ids import new_id

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

get_logger = structlog.get_logger
_process = ""
_output = sys.stdout


def configure_logging(process: str, level: str = "INFO") -> None:
    """Send everything logged in this process, by anyone, to stdout as one JSON object a line."""
    global _process, _output
    _process, _output = process, sys.stdout
    shared_steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        lambda _logger, _method, entry: {"process": process, **entry},
    ]
    structlog.configure(
        processors=[*shared_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(_output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _add_traceback,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "celery"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # one line a request is ours, without URLs
    logging.getLogger("celery.app.trace").disabled = True  # it prints what errors say; we log them
    logging.getLogger("celery.worker.strategy").setLevel(logging.WARNING)
    for chatty in ("pymongo", "kombu", "amqp", "asyncio"):
        logging.getLogger(chatty).setLevel(max(logging.INFO, logging.root.level))


def _add_traceback(
    _logger: Any,  # noqa: ANN401 - structlog's own signature
    _method: str,
    entry: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """Say where an error came from and what kind it is, not its words: they may quote a citizen."""
    error = entry.pop("exc_info", None)
    if error is True:  # "the error being handled", as `exception` says it
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        chain: list[str] = []
        while error is not None and len(chain) < 5:
            frames = "".join(traceback.format_tb(error.__traceback__))
            chain.append(f"{type(error).__module__}.{type(error).__qualname__}\n{frames}")
            error = error.__cause__ or error.__context__
        entry["exception"] = "after ".join(chain)
    return entry


def log_request(method: str, route: str, status: int, seconds: float) -> None:
    """Write the line every request gets; like any other, at a fifth of its cost."""
    if not logging.root.isEnabledFor(logging.INFO):
        return
    entry = {
        "process": _process,
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "event": "request",
        **get_contextvars(),
        "level": "info",
        "logger": "http",
        "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
    }
    _output.write(json.dumps(entry, ensure_ascii=False) + "\n")


def begin_request(request_id: str | None) -> str:
    """Bind a request id to this context: the one given when well formed, else a new one."""
    clear_contextvars()
    known = request_id if request_id and _REQUEST_ID.fullmatch(request_id) else new_id()
    bind_contextvars(request_id=known)
    return known


def current_request_id() -> str | None:
    """Return the request id bound to this context."""
    value = get_contextvars().get("request_id")
    return value if isinstance(value, str) else None
