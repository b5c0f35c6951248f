"""What differs by the edition of a call: how the key is sent, the headers of an application, prices, the warning."""

import asyncio
import warnings
from typing import Any

import httpx
import pytest

from stability_client import (
    AsyncStability,
    ClientInfo,
    InvalidOptionError,
    Pending,
    RetiredEditionWarning,
    Stability,
    StabilityError,
)
from stability_client._contract import facts
from stability_client.standin import StandIn
from stability_raw.api.user import balance as raw_balance
from stability_raw.api.v1 import v1_balance as raw_v1_balance
from tests.support.calls import OPERATIONS, RESULT_ID, SDXL, arguments, method

KEY = "sk-0123456789abcdef"
LOCAL = "http://127.0.0.1:9"


class Recorder:
    """Keeps what is sent, and refuses it."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(400, json={"id": "1", "name": "bad_request", "message": "no", "errors": ["no"]})

    def client(self, **options: Any) -> Stability:
        http = httpx.Client(transport=httpx.MockTransport(self))
        return Stability(KEY, **{"base_url": LOCAL, "engine": "e"} | options, http_client=http)

    def async_client(self, **options: Any) -> AsyncStability:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self))
        return AsyncStability(KEY, **{"base_url": LOCAL, "engine": "e"} | options, http_client=http)


def call(client: Stability, operation: str, image: bytes) -> None:
    """Make a call of an operation that the recorder refuses."""
    unchecked = {"validate": False} if facts.OPERATIONS[operation].files else {}
    with pytest.raises(StabilityError):
        method(client, operation)(**arguments(operation, image), **unchecked)


# --- the key, through the generated client


SCHEMES = pytest.mark.parametrize(
    ("path", "scheme"),
    [("/v1alpha/user/balance", ""), ("/v1/user/balance", "Bearer "), ("/v2beta/results/x", "Bearer "), ("/other", "")],
)
ADDRESSES = pytest.mark.parametrize("base_url", [LOCAL, f"{LOCAL}/v1/proxy", f"{LOCAL}/v1alpha/proxy"])


@SCHEMES
@ADDRESSES
def test_the_raw_client_sends_the_key_as_the_edition_takes_it(path: str, scheme: str, base_url: str) -> None:
    recorder = Recorder()
    recorder.client(base_url=base_url).raw.get_httpx_client().get(path)
    assert recorder.requests[0].headers["Authorization"] == scheme + KEY


@SCHEMES
@ADDRESSES
def test_the_raw_client_does_so_awaited(path: str, scheme: str, base_url: str) -> None:
    recorder = Recorder()
    asyncio.run(recorder.async_client(base_url=base_url).raw.get_async_httpx_client().get(path))
    assert recorder.requests[0].headers["Authorization"] == scheme + KEY


def test_functions_of_the_generated_client_send_it_so() -> None:
    recorder = Recorder()
    raw_v1_balance.sync_detailed(client=recorder.client().raw)
    raw_balance.sync_detailed(client=recorder.client().raw)
    assert [request.headers["Authorization"] for request in recorder.requests] == [f"Bearer {KEY}", KEY]


def test_the_raw_client_leaves_a_callers_own_credentials() -> None:
    recorder = Recorder()
    recorder.client().raw.get_httpx_client().get("/v1/user/balance", headers={"Authorization": "Basic other"})
    assert recorder.requests[0].headers["Authorization"] == "Basic other"


def test_the_raw_client_has_the_key_of_with_options() -> None:
    recorder = Recorder()
    with recorder.client().with_options(api_key="sk-another-0123456") as client:
        client.raw.get_httpx_client().get("/v1/user/balance")
    assert recorder.requests[0].headers["Authorization"] == "Bearer sk-another-0123456"


# --- what an application says of itself


@pytest.mark.parametrize("operation", OPERATIONS)
def test_client_info_goes_into_the_headers_that_the_edition_has(operation: str, astronaut: bytes) -> None:
    recorder = Recorder()
    info = ClientInfo("painter", "1.2", "user-7")
    call(recorder.client(client_info=info), operation, astronaut)
    sent = recorder.requests[0].headers
    expected = {
        "Stability-Client-ID": "painter",
        "Stability-Client-Version": "1.2",
        "Stability-Client-User-ID": "user-7",
    }
    has = {"v1alpha": 0, "v1": 2, "v2beta": 3}[facts.OPERATIONS[operation].edition] if operation != "v1_account" else 0
    assert {name: sent[name] for name in expected if name in sent} == dict(list(expected.items())[:has])
    assert sent["User-Agent"].endswith(" painter/1.2")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_client_info_nothing_is_said(operation: str, astronaut: bytes) -> None:
    recorder = Recorder()
    call(recorder.client(), operation, astronaut)
    assert not [name for name in recorder.requests[0].headers if name.startswith("stability-client")]
    assert "painter" not in recorder.requests[0].headers["User-Agent"]


def test_client_info_may_be_a_text_and_half_of_it() -> None:
    assert ClientInfo.of("painter") == ClientInfo("painter")
    assert ClientInfo.of("painter/1.2") == ClientInfo("painter", "1.2")
    recorder = Recorder()
    call(recorder.client(client_info="painter"), "v2beta_core", b"")
    headers = recorder.requests[0].headers
    assert headers["Stability-Client-ID"] == "painter"
    assert "Stability-Client-Version" not in headers


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "a\nb"}, {"name": "a" * 257}, {"name": "ä"}, {"version": ""}, {"user_id": 7}]
)
def test_a_wrong_client_info_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidOptionError, match=f"^client_info: {next(iter(wrong))} must be"):
        ClientInfo(**{"name": "painter"} | wrong)


# --- the organization


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_organization_is_sent_where_the_edition_has_it(operation: str, astronaut: bytes) -> None:
    recorder = Recorder()
    call(recorder.client(organization="org-7"), operation, astronaut)
    sent = "Organization" in recorder.requests[0].headers
    assert sent == ("Organization" in facts.OPERATIONS[operation].headers)


# --- the edition that the hosted service has retired


def v1alpha(operation: str) -> bool:
    return facts.OPERATIONS[operation].edition == "v1alpha"


@pytest.mark.parametrize("operation", [operation for operation in OPERATIONS if v1alpha(operation)])
def test_v1alpha_of_the_hosted_service_warns_at_the_callers_line(operation: str, astronaut: bytes) -> None:
    recorder = Recorder()
    client = recorder.client(base_url=facts.BASE_URL)
    for owner in (client, client.v1alpha):
        before = len(recorder.requests)
        make_call = getattr(owner, operation)
        given = arguments(operation, astronaut) | ({"validate": False} if facts.OPERATIONS[operation].files else {})
        with pytest.warns(RetiredEditionWarning, match=r"client\.v2beta") as caught, pytest.raises(StabilityError):
            make_call(**given)
        assert caught[0].filename == __file__
        with warnings.catch_warnings():
            warnings.simplefilter("error", RetiredEditionWarning)
            sent = len(recorder.requests)
            assert sent > before
            with pytest.raises(RetiredEditionWarning):
                make_call(**given)
        assert len(recorder.requests) == sent  # a warning that is an error comes before anything is sent


def test_the_warning_has_the_callers_line_awaited() -> None:
    recorder = Recorder()

    async def calling() -> None:
        client = recorder.async_client(base_url=facts.BASE_URL)
        with pytest.raises(StabilityError):
            await client.text_to_image("a ship")

    with pytest.warns(RetiredEditionWarning) as caught:
        asyncio.run(calling())
    assert caught[0].filename == __file__


@pytest.mark.parametrize("operation", OPERATIONS)
def test_other_editions_and_servers_are_not_warned_of(operation: str, astronaut: bytes) -> None:
    recorder = Recorder()
    base_url = LOCAL if v1alpha(operation) else facts.BASE_URL
    with warnings.catch_warnings():
        warnings.simplefilter("error", RetiredEditionWarning)
        call(recorder.client(base_url=base_url), operation, astronaut)
    assert recorder.requests


# --- prices


PRICES = [
    ("core", ("a ship",), {}, 3.0),
    ("ultra", ("a ship",), {}, 8.0),
    ("sd3", ("a ship",), {}, 6.5),
    ("sd3", ("a ship",), {"model": "sd3.5-medium"}, 3.5),
]


@pytest.mark.parametrize(("name", "args", "options", "price"), PRICES)
def test_an_estimate_is_the_contracts_price_and_sends_nothing(
    unsent: Stability, name: str, args: tuple[str], options: dict[str, Any], price: float
) -> None:
    assert unsent.estimate(getattr(unsent.v2beta, name), *args, **options) == price


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_estimate_is_what_the_standin_takes(operation: str, stability_standin: StandIn, astronaut: bytes) -> None:
    stability_standin.reset(shrink=16)
    given = arguments(operation, astronaut)
    if operation == "v2beta_result":
        return
    if {"image", "mask"} <= facts.OPERATIONS[operation].files.keys():
        given["mask"] = _mask()
    if "mask_source" in given:
        given |= {"mask_source": "MASK_IMAGE_WHITE", "mask_image": _mask()}
    if given.get("engine") == SDXL and facts.OPERATIONS[operation].files:
        given["engine"] = "stable-diffusion-v1-6"
    with Stability(stability_standin.api_key, base_url=stability_standin.url, poll_interval=0.01) as client:
        estimated = client.estimate(method(client, operation), **given)
        before = stability_standin.balance()
        made = method(client, operation)(**given)
    taken = before - stability_standin.balance()
    assert estimated == pytest.approx(taken)
    if facts.OPERATIONS[operation].credits:
        assert taken > 0
        assert made.estimated_credits == estimated


def _mask() -> Any:
    from stability_client import masks

    return masks.from_box((512, 512), (100, 100, 300, 300))


def test_an_estimate_checks_the_call(unsent: Stability) -> None:
    with pytest.raises(InvalidOptionError, match="aspect_ratio"):
        unsent.estimate(unsent.v2beta.core, "a ship", aspect_ratio="7:1")  # type: ignore[arg-type]  # what is wrong is the point
    with pytest.raises(InvalidOptionError, match="there is no such argument"):
        unsent.estimate(unsent.v2beta.core, "a ship", width=512)  # type: ignore[call-arg]  # what is wrong is the point


def test_an_estimate_of_a_starting_call_and_of_a_result(unsent: Stability, astronaut: bytes) -> None:
    small = arguments("v2beta_upscale_creative", astronaut)
    assert unsent.estimate(unsent.v2beta.start_upscale_creative, **small) == 60.0
    assert unsent.estimate(unsent.v2beta.result, Pending(RESULT_ID)) == 0
    assert unsent.estimate(unsent.v2beta.result, Pending(RESULT_ID, estimated_credits=60.0)) == 0


def test_an_estimate_needs_no_await() -> None:
    client = Recorder().async_client()
    assert client.estimate(client.v2beta.core, "a ship") == 3.0


@pytest.mark.parametrize("wrong", [print, "core", None, Stability.text_to_image, lambda: None])
def test_only_methods_of_a_client_have_an_estimate(wrong: Any, unsent: Stability) -> None:
    with pytest.raises(InvalidOptionError, match=r"^method: must be one of a client"):
        unsent.estimate(wrong)


# --- what follows from other arguments


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, None),
        ({"image": True, "strength": 0.5}, "image-to-image"),
        ({"image": True, "strength": 0.5, "mode": "image-to-image"}, "image-to-image"),
        ({"mode": "text-to-image"}, "text-to-image"),
    ],
)
def test_the_mode_of_sd3_follows_from_the_image(
    given: dict[str, Any], sent: str | None, stability_standin: StandIn, astronaut: bytes
) -> None:
    options: dict[str, Any] = {**given, "image": astronaut} if "image" in given else given
    with Stability(stability_standin.api_key, base_url=stability_standin.url) as client:
        client.v2beta.sd3("a lighthouse", **options)
    assert stability_standin.history[-1].options.get("mode") == sent


# --- what fresh eyes found


WITH_IMAGES = [
    (operation, name)
    for operation, contract in facts.OPERATIONS.items()
    for name, part in contract.files.items()
    if part.required
]


@pytest.mark.parametrize("fit", [None, True])
@pytest.mark.parametrize(("operation", "image"), WITH_IMAGES)
def test_none_for_an_image_that_must_be_is_an_error(
    operation: str, image: str, fit: bool | None, unsent: Stability, astronaut: bytes
) -> None:
    given = {**arguments(operation, astronaut), image: None}
    if fit and "fit" in method(unsent, operation).operation.signature.parameters:
        given["fit"] = True
    with pytest.raises(InvalidOptionError, match=f"^{image}: must be an image, got None"):
        method(unsent, operation)(**given)


@pytest.mark.parametrize(
    ("operation", "name", "advice"),
    [
        ("v2beta_ultra", "image_strength", "strength=1 - image_strength"),
        ("v2beta_sd3", "image_strength", "strength=1 - image_strength"),
        ("v1_image_to_image", "strength", "image_strength=1 - strength"),
        ("image_to_image", "image_strength", "step_schedule_start=1 - image_strength"),
        ("image_to_image", "strength", "called step_schedule_start"),
    ],
)
def test_a_scale_that_runs_the_other_way_is_not_taken_for_another_name(
    operation: str, name: str, advice: str, unsent: Stability, astronaut: bytes
) -> None:
    with pytest.raises(InvalidOptionError, match=advice):
        method(unsent, operation)(**arguments(operation, astronaut), **{name: 0.9})


def test_a_result_costs_nothing_and_is_asked_for_in_a_form_that_there_is(unsent: Stability) -> None:
    assert unsent.estimate(unsent.v2beta.result, RESULT_ID) == 0
    with pytest.raises(InvalidOptionError, match=r"^accept: must be one of image/\*, application/json"):
        unsent.v2beta.result(RESULT_ID, accept="image/png")  # type: ignore[arg-type]  # what is wrong is the point
