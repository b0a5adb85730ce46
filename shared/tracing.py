"""Traces across processes (OpenTelemetry): gateway → service → message → task → MongoDB.

Off unless a collector is named; then a span costs one look at a variable. Spans carry the names of
routes, tasks and collections and never contents: no address, no query, no words of an error.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

CLIENT, CONSUMER, SERVER = SpanKind.CLIENT, SpanKind.CONSUMER, SpanKind.SERVER
_CONTEXT = TraceContextTextMapPropagator()


class _Present:
    """What makes this process's spans."""

    tracer: Tracer | None = None


def configure_tracing(process: str, collector: str) -> None:
    """Send this process's spans to a collector (OTLP over HTTP); an empty address sends none."""
    if not collector:
        return
    # Loaded only when wanted: they cost every process memory and a third of a second.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": f"langnghe-{process}"}))
    exporter = OTLPSpanExporter(endpoint=f"{collector.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    use_tracer(provider.get_tracer("langnghe"))


def use_tracer(tracer: Tracer | None) -> None:
    """Make spans with this tracer from now on; None makes none."""
    _Present.tracer = tracer


def tracer() -> Tracer | None:
    """Return what makes spans, None while nothing is traced."""
    return _Present.tracer


@contextmanager
def traced(name: str, kind: SpanKind, parent: str | None = None) -> Iterator[Span | None]:
    """Let what happens inside be a span, under the `traceparent` given or the present span."""
    if _Present.tracer is None:
        yield None
        return
    context = _CONTEXT.extract({"traceparent": parent}) if parent else None
    with _Present.tracer.start_as_current_span(
        name, context, kind, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def note_answer(span: Span | None, method: str, route: str, status: int) -> None:
    """Name a request's span by its route and say how it was answered."""
    if span is None:
        return
    span.update_name(f"{method} {route}")
    span.set_attributes(
        {"http.request.method": method, "http.route": route, "http.response.status_code": status}
    )
    if status >= 500:
        span.set_status(Status(StatusCode.ERROR))


def current_traceparent() -> str | None:
    """Return the `traceparent` for what this span causes elsewhere; None while nothing is traced.

    https://www.w3.org/TR/trace-context/
    """
    if _Present.tracer is None:
        return None
    carrier: dict[str, str] = {}
    _CONTEXT.inject(carrier)
    return carrier.get("traceparent")
