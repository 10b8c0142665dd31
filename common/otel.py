"""Spans recorded by OpenTelemetry; imported only where tracing is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SpanExporter,
)
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, Status, StatusCode, TraceFlags

from common.domain.errors import BuildTraceError
from common.settings import TracesExporter, TracingSettings
from common.trace_context import TraceContext
from common.tracing import Span, SpanKind, Value

_KINDS: Final[Mapping[SpanKind, trace.SpanKind]] = {
    SpanKind.SERVER: trace.SpanKind.SERVER,
    SpanKind.PRODUCER: trace.SpanKind.PRODUCER,
    SpanKind.CONSUMER: trace.SpanKind.CONSUMER,
}
# Takes spans by OTLP, from whoever shows Google's credentials.
_GOOGLE_HOST: Final = "telemetry.googleapis.com"
_FLUSH_LIMIT_MS: Final = 5000


class OtelSpan:
    """A span under way."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    @property
    def context(self) -> TraceContext:
        """Where in the trace it is."""
        context = self._span.get_span_context()
        return TraceContext(
            trace_id=f"{context.trace_id:032x}",
            span_id=f"{context.span_id:016x}",
            is_sampled=context.trace_flags.sampled,
        )

    def note(self, facts: Mapping[str, Value]) -> None:
        """Add attributes."""
        self._span.set_attributes(dict(facts))

    def end(self, error: BaseException | None) -> None:
        """End it; of an error its type and code are told, its message may quote a sheet."""
        if error is not None:
            self._span.set_status(Status(StatusCode.ERROR))
            self._span.set_attribute("error.type", type(error).__name__)
            if isinstance(error, BuildTraceError):
                self._span.set_attribute("error_code", error.code)
        self._span.end()


class OtelRecorder:
    """Makes spans and sends them to an exporter.

    Args:
        exporter: where they go.
        service_name: of what runs here.
        resource: further attributes of every span.
    """

    def __init__(
        self, exporter: SpanExporter, service_name: str, resource: Mapping[str, str] | None = None
    ) -> None:
        self.resource = {"service.name": service_name, **(resource or {})}
        self._provider = TracerProvider(resource=Resource.create(self.resource))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("buildtrace")

    def begin(
        self, name: str, kind: SpanKind, parent: TraceContext | None, facts: Mapping[str, Value]
    ) -> Span:
        """Begin a span below the one that led to it, also over a hop."""
        context, links = Context(), list[Link]()
        if parent is not None:
            led_to_it = SpanContext(
                int(parent.trace_id, 16),
                int(parent.span_id, 16),
                is_remote=True,
                trace_flags=TraceFlags(TraceFlags.SAMPLED if parent.is_sampled else 0),
            )
            context = trace.set_span_in_context(NonRecordingSpan(led_to_it), context)
            links = [Link(led_to_it)] if kind is SpanKind.CONSUMER else []
        return OtelSpan(
            self._tracer.start_span(
                name, context, kind=_KINDS[kind], attributes=dict(facts), links=links
            )
        )

    def flush(self) -> None:
        """Send off what has ended; what does not get through in time is lost, and nothing else."""
        self._provider.force_flush(_FLUSH_LIMIT_MS)


def recorder_of(settings: TracingSettings, service_name: str, project_id: str) -> OtelRecorder:
    """Return what records as the settings say.

    Args:
        settings: with an exporter.
        service_name: of what runs here; OTEL_SERVICE_NAME says it otherwise.
        project_id: of the cloud, by which Google files the spans.
    """
    resource = {"gcp.project_id": project_id}
    return OtelRecorder(exporter_of(settings), settings.service_name or service_name, resource)


def exporter_of(settings: TracingSettings) -> SpanExporter:
    """Return what sends spans where the settings say."""
    if settings.traces_exporter is TracesExporter.CONSOLE:
        return ConsoleSpanExporter(formatter=lambda span: span.to_json(indent=None) + "\n")
    # In the `tracing` extra, and needed for this exporter only.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - see above
        OTLPSpanExporter,
    )

    if urlsplit(settings.exporter_otlp_endpoint).hostname != _GOOGLE_HOST:
        return OTLPSpanExporter()  # reads the standard's own OTEL_EXPORTER_OTLP_*
    import google.auth  # noqa: PLC0415 - in a cloud only
    from google.auth.transport.requests import AuthorizedSession  # noqa: PLC0415

    credentials, _project = google.auth.default(
        scopes=["https://www.googleapis.com/auth/trace.append"]
    )
    return OTLPSpanExporter(session=AuthorizedSession(credentials))
