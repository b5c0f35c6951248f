"""Log lines, events, and never the key."""

import asyncio
import logging
import pickle
import warnings
from contextlib import suppress
from typing import Any

import pytest

from stability_client import (
    AsyncStability,
    AuthenticationError,
    ConnectionFailedError,
    InvalidOptionError,
    RetryPolicy,
    Stability,
    StabilityError,
)
from stability_client.hooks import RequestEvent, ResponseEvent, RetryEvent
from tests.support.faults.handlers import respond_with
from tests.support.faults.keys import KEY
from tests.support.faults.leaks import assert_keeps_no_secret, assert_no_key
from tests.support.faults.responses import respond_well
from tests.support.faults.server import FaultServer

Events = list[RequestEvent | ResponseEvent | RetryEvent]


def listening(events: Events) -> dict[str, Any]:
    return {"on_request": events.append, "on_response": events.append, "on_retry": events.append}


def one_call(kind: str, method: str, **options: Any) -> None:
    """A call on a client of its own; what goes wrong in it is not minded."""
    if kind == "sync":
        with Stability(KEY, **options) as client, suppress(StabilityError):
            client.balance() if method == "GET" else client.text_to_image("a lighthouse", engine="e")
        return

    async def calling() -> None:
        async with AsyncStability(KEY, **options) as client:
            with suppress(StabilityError):
                await (client.balance() if method == "GET" else client.text_to_image("a lighthouse", engine="e"))

    asyncio.run(calling())


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_each_request_and_each_response_is_one_line_of_debug(
    kind: str, faults: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"Content-Type": "application/json", "X-Request-Id": "r-17"}
    faults.add("named", respond_with(200, b'{"credits": 1}', headers))
    caplog.set_level(logging.DEBUG, "stability_client")
    base_url = faults.url("named")
    one_call(kind, "GET", base_url=base_url)
    records = [record for record in caplog.records if record.name == "stability_client"]
    assert [record.levelname for record in records] == ["DEBUG", "DEBUG"]
    request, response = (record.getMessage() for record in records)
    assert request == f"GET {base_url}/v1alpha/user/balance attempt 1"
    assert response.startswith(f"GET {base_url}/v1alpha/user/balance 200 in ")
    assert response.endswith(" ms, 14 bytes, attempt 1, request id r-17")


def test_a_retry_is_a_line_of_info_with_its_reason(faults: FaultServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "stability_client")
    one_call("sync", "GET", base_url=faults.url("hang-up-twice"), retry=RetryPolicy(initial_backoff=0.01))
    assert [record.levelname for record in caplog.records if record.name == "stability_client"] == ["INFO", "INFO"]
    reason = "a transient failure, and another attempt costs nothing"
    assert f"retried in 0.0 s after ConnectionFailedError: {reason}" in caplog.text


def test_nothing_is_printed_without_logging_configuration(faults: FaultServer) -> None:
    logger = logging.getLogger("stability_client")
    assert any(isinstance(handler, logging.NullHandler) for handler in logger.handlers)
    assert logger.level == logging.NOTSET


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_no_logger_at_any_level_shows_the_key(
    kind: str, faults: FaultServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.NOTSET)
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio"):
        caplog.set_level(1, name)
    for fault in ("hang-up", "gateway-503", "cut-body", "redirect-301", "gzip"):
        for method in ("GET", "POST"):
            one_call(kind, method, base_url=faults.url(fault), retry=RetryPolicy(initial_backoff=0.001))
    assert "httpcore" in {record.name.partition(".")[0] for record in caplog.records}
    assert_no_key(
        log=caplog.text, records=repr([vars(record) for record in caplog.records]), streams=str(capfd.readouterr())
    )


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_hooks_get_each_request_response_and_retry(kind: str, faults: FaultServer) -> None:
    events: Events = []
    base_url = faults.url("hang-up-twice")
    one_call(kind, "GET", base_url=base_url, retry=RetryPolicy(initial_backoff=0.01), **listening(events))
    assert [type(event) for event in events] == [RequestEvent, ResponseEvent, RetryEvent] * 2 + [
        RequestEvent,
        ResponseEvent,
    ]
    requests = [event for event in events if isinstance(event, RequestEvent)]
    responses = [event for event in events if isinstance(event, ResponseEvent)]
    assert [event.attempt for event in requests] == [1, 2, 3]
    assert requests[0] == RequestEvent("balance", "GET", f"{base_url}/v1alpha/user/balance", 1, billable=False)
    assert [response.request is request for response, request in zip(responses, requests, strict=True)] == [True] * 3
    assert [response.error for response in responses] == ["ConnectionFailedError", "ConnectionFailedError", None]
    assert (responses[2].status_code, responses[2].body_bytes) == (200, 17)
    assert all(response.seconds > 0 for response in responses)


def test_events_hold_neither_key_nor_prompt(faults: FaultServer) -> None:
    events: Events = []
    for fault in ("unauthorized", "gzip", "hang-up"):
        one_call("sync", "POST", base_url=faults.url(fault), **listening(events))
    assert_no_key(events=repr(events), pickled=pickle.dumps(events).decode("latin-1"))
    assert "lighthouse" not in repr(events)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("hook", ["on_request", "on_response", "on_retry"])
def test_a_hook_that_raises_loses_no_response(
    hook: str, kind: str, faults: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(event: object) -> None:
        raise RuntimeError("a caller's hook")

    base_url = faults.url("hang-up-twice")
    one_call(kind, "GET", base_url=base_url, retry=RetryPolicy(initial_backoff=0.01), **{hook: broken})
    assert len(faults.requests(base_url)) == 3
    assert "a hook raised" in caplog.text


def test_a_cancelled_call_emits_its_end(faults: FaultServer) -> None:
    events: Events = []

    async def calling() -> None:
        async with AsyncStability(KEY, base_url=faults.url("silence"), **listening(events)) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.balance(), 0.1)

    asyncio.run(calling())
    assert [type(event) for event in events] == [RequestEvent, ResponseEvent]
    assert isinstance(events[1], ResponseEvent)
    assert events[1].error == "CancelledError"


@pytest.mark.parametrize("hook", ["on_request", "on_response", "on_retry"])
def test_a_hook_that_cannot_be_called_is_refused(hook: str) -> None:
    async def asynchronous(event: object) -> None: ...

    for wrong in ("a name", asynchronous):
        with pytest.raises(InvalidOptionError, match=hook):
            Stability(KEY, **{hook: wrong})  # type: ignore[arg-type]  # what is wrong is the point


def test_a_child_may_have_hooks_of_its_own(faults: FaultServer) -> None:
    faults.add("sound", respond_well)
    events: Events = []
    with Stability(KEY, base_url=faults.url("sound")) as parent:
        parent.with_options(on_request=events.append).balance()
        parent.balance()
    assert len(events) == 1


def test_neither_clients_nor_their_parts_show_the_key() -> None:
    client = Stability(KEY, organization="org-1")
    asynchronous = AsyncStability(KEY)
    for thing in (
        client,
        asynchronous,
        client._settings,
        client.raw,
        client._transport,
        vars(client),
        vars(asynchronous),
    ):
        assert_no_key(**{type(thing).__name__: repr(thing)})
    client.close()


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_tracebacks_hold_no_key_even_inside_a_callers_error(kind: str, faults: FaultServer) -> None:
    import traceback

    with (
        pytest.raises(AuthenticationError) as caught,
        Stability(KEY, base_url=faults.url("unauthorized")) as client,
    ):
        client.balance()
    assert_keeps_no_secret(caught.value)
    try:
        try:
            raise caught.value
        except AuthenticationError as error:
            raise RuntimeError("the caller's own") from error
    except RuntimeError as error:
        assert_no_key(rendered="".join(traceback.format_exception(error)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_key": "sk-line\nbreak-0123456"}, {"api_key": "sk-ключ-0123456"}, {"organization": "org\r\nX-Injected: 1"},
        {"client_info": "painter\r\nX-Injected: 1"}, {"client_info": "pinsel-ä"},
    ],
)  # fmt: skip
def test_line_breaks_and_other_than_ascii_in_settings_are_refused_unsent(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidOptionError) as caught:
        Stability(**{"api_key": KEY} | wrong)  # type: ignore[arg-type]  # what is wrong is the point
    assert "0123456" not in str(caught.value)
    assert not caught.value.sent


def test_line_breaks_in_the_arguments_of_a_call_are_refused_unsent(unsent: Stability) -> None:
    from stability_client._images.inputs import InputImage
    from stability_client._wire.calls import CallContext
    from stability_client._wire.v1alpha import generation

    with pytest.raises(InvalidOptionError):
        unsent.balance(organization="org\r\nX-Injected: 1")
    with pytest.raises(InvalidOptionError):
        unsent.text_to_image("a lighthouse", accept="image/png\r\nX-Injected: 1", validate=False)  # type: ignore[arg-type]  # what is wrong is the point
    context = CallContext(settings=unsent._settings, engine="e", accept="image/png")
    for name, kind in (("a\r\nb.png", "image/png"), ("a.png", "image/png\r\nX: 1"), ("ä.png", "image/png")):
        image = InputImage(data=b"", filename=name, media_type=kind, size=None)  # type: ignore[call-arg,unused-ignore]
        with pytest.raises(InvalidOptionError, match="printable ASCII"):
            generation(context, "image_to_image", {"text_prompts": []}, {"init_image": image})


def test_an_unencrypted_address_is_warned_of_once_at_the_callers_line() -> None:
    with pytest.warns(UserWarning, match=r"plain\.example unencrypted") as caught:
        client = Stability(KEY, base_url="http://plain.example:8000/api")
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.with_options(timeout=5)
        Stability(KEY, base_url="http://plain.example:9000")
        for near in ("http://localhost:8000", "http://127.8.9.1", "http://[::1]:8000", "http://standin.localhost"):
            Stability(KEY, base_url=near)
    with pytest.warns(UserWarning, match="unencrypted"):
        client.with_options(base_url="http://127.plain.example")


def test_a_closed_port_is_no_secret_either(closed_port: int) -> None:
    with (
        Stability(KEY, base_url=f"http://127.0.0.1:{closed_port}", retry=RetryPolicy(attempts=1)) as client,
        pytest.raises(ConnectionFailedError) as caught,
    ):
        client.balance()
    assert_keeps_no_secret(caught.value)
