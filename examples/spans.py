"""A span of OpenTelemetry for each request, from the client's hooks.

    pip install stability-client opentelemetry-sdk
    python examples/spans.py                    # against STABILITY_BASE_URL, with STABILITY_API_KEY

The hooks need only `opentelemetry-api`; here the spans are printed. Names and attributes follow OpenTelemetry's
conventions for HTTP clients. Each attempt of a call is a span, with `http.request.resend_count` from the second on, and
the reason for each retry is an event of the span around them.
"""

from typing import Any
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from stability_client import Stability
from stability_client.hooks import RequestEvent, ResponseEvent, RetryEvent


class Spans:
    """Hooks that open a span for each request and end it with the response."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._open: dict[int, Span] = {}  # by the request's event, which the response's event refers to

    def hooks(self) -> dict[str, Any]:
        """Return the arguments for a client."""
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
        attributes: dict[str, str | float] = {
            "error.type": event.error,
            "stability.reason": event.reason,
            "stability.delay_seconds": event.delay,
        }
        trace.get_current_span().add_event("retry", attributes)


def main() -> None:
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - the hooks above do not need it
    from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor  # noqa: PLC0415 - nor this

    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
    tracer = provider.get_tracer("stability-client-example")
    with Stability(**Spans(tracer).hooks()) as client, tracer.start_as_current_span("generation"):
        engines = client.engines()
        client.text_to_image("a lighthouse at dusk", engine=engines[0].id)


if __name__ == "__main__":
    main()
