"""A span of OpenTelemetry for each request, from the client's hooks.

    pip install stability-client opentelemetry-sdk
    python examples/spans.py                    # against STABILITY_BASE_URL, with STABILITY_API_KEY

The hooks need nothing but `opentelemetry-api`; here the spans are printed. Names and attributes follow OpenTelemetry's
conventions for HTTP clients. Tries of one call are spans of their own, with `http.request.resend_count` from the second
on, and the reason for each further try is an event of the span around them.
"""

from typing import Any
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from stability_client import Stability
from stability_client.hooks import RequestEvent, ResponseEvent, RetryEvent


class Spans:
    """Hooks that open a span for each request and end it with the answer."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._open: dict[int, Span] = {}  # by the event of the request: the answer's event leads back to it

    def hooks(self) -> dict[str, Any]:
        """What to hand to the client."""
        return {"on_request": self.on_request, "on_response": self.on_response, "on_retry": self.on_retry}

    def on_request(self, event: RequestEvent) -> None:
        url = urlsplit(event.url)
        attributes: dict[str, str | int | bool] = {
            "http.request.method": event.method,
            "url.full": event.url,
            "server.address": url.hostname or "",
            "stability.operation": event.operation,
            "stability.billable": event.billable,
        }
        if event.attempt > 1:
            attributes["http.request.resend_count"] = event.attempt - 1
        name = f"{event.method} {event.operation}"
        self._open[id(event)] = self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)

    def on_response(self, event: ResponseEvent) -> None:
        span = self._open.pop(id(event.request))
        if event.status_code is not None:
            span.set_attribute("http.response.status_code", event.status_code)
        if event.request_id is not None:
            span.set_attribute("stability.request_id", event.request_id)
        span.set_attribute("http.response.body.size", event.body_bytes)
        if event.error is not None:
            span.set_attribute("error.type", event.error)
            span.set_status(StatusCode.ERROR)
        span.end()

    def on_retry(self, event: RetryEvent) -> None:
        told: dict[str, str | float] = {
            "error.type": event.error,
            "stability.reason": event.reason,
            "stability.wait_seconds": event.wait,
        }
        trace.get_current_span().add_event("retry", told)


def main() -> None:
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - the hooks above do without
    from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor  # noqa: PLC0415 - so here too

    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
    tracer = provider.get_tracer("stability-client-example")
    with Stability(**Spans(tracer).hooks()) as client, tracer.start_as_current_span("painting"):
        engines = client.engines()
        client.text_to_image("a lighthouse at dusk", engine=engines[0].id)


if __name__ == "__main__":
    main()
