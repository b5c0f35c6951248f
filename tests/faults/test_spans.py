"""The example of OpenTelemetry: one span a request, with what went wrong, and nothing secret."""

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from examples.spans import Spans
from stability_client import RetryPolicy, Stability
from tests.support.faults.keys import KEY
from tests.support.faults.leaks import assert_no_key
from tests.support.faults.server import FaultServer


def test_each_request_is_a_span_and_each_retry_an_event(faults: FaultServer) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    spans = Spans(tracer)
    retry = RetryPolicy(initial_backoff=0.01)
    with (
        Stability(KEY, base_url=faults.url("hang-up-twice"), retry=retry, **spans.hooks()) as client,
        tracer.start_as_current_span("painting"),
    ):
        client.balance()
    *requests, around = exporter.get_finished_spans()
    assert [span.name for span in requests] == ["GET balance"] * 3
    assert [attribute(span, "http.request.resend_count") for span in requests] == [None, 1, 2]
    assert [attribute(span, "error.type") for span in requests] == ["ConnectionFailedError"] * 2 + [None]
    assert attribute(requests[2], "http.response.status_code") == 200
    assert [event.name for event in around.events] == ["retry", "retry"]
    assert spans._open == {}
    assert_no_key(spans="".join(span.to_json() for span in (*requests, around)))


def attribute(span: ReadableSpan, name: str) -> object:
    return (span.attributes or {}).get(name)
