"""Cases with hand-made responses, for what no available server sends."""

from stability_client import RetryPolicy
from tests.support.cassettes.cases import (
    IMAGE,
    IMAGE_JSON,
    JSON,
    LOOKUPS,
    PNG_HEADERS,
    SEED,
    Case,
    ClientCall,
    HandmadeResponse,
    case,
    enum_values,
    error_response,
    image_to_image,
    json_response,
    masking,
    text_to_image,
)

ONE_RETRY = {"retry": RetryPolicy(attempts=2, initial_backoff=0)}
LOOKUP_NAMES = tuple(call.method for call in LOOKUPS)
PNG = HandmadeResponse(200, PNG_HEADERS, IMAGE)


def png_response(body: bytes = IMAGE, **headers: str) -> HandmadeResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HandmadeResponse(200, {**PNG_HEADERS, **named}, body)


def handmade_case(name: str, *pairs: tuple[ClientCall, HandmadeResponse]) -> Case:
    """Return a case in which each call gets one response."""
    calls, responses = zip(*pairs, strict=True)
    return case(f"by-hand/{name}", *calls, responses=responses)


HANDMADE_CASES = (
    handmade_case(
        "png-with-other-headers",
        (text_to_image(), PNG),
        (text_to_image(), HandmadeResponse(200, {"Content-Type": "image/png"}, IMAGE)),
        (text_to_image(), png_response(Seed="4294967296", Finish_Reason="LOOKS_ODD")),
        (text_to_image(), png_response(Content_Type="Image/PNG; q=1", Seed="-1")),
    ),
    handmade_case(
        "json-with-other-fields",
        (text_to_image(accept=JSON), json_response([{"base64": IMAGE_JSON["base64"]}])),
        (text_to_image(accept=JSON), json_response([{**IMAGE_JSON, "seed": 4294967295, "finishReason": "LOOKS_ODD"}])),
        (
            text_to_image(accept=JSON),
            json_response([{**IMAGE_JSON, "seed": "12", "finishReason": 9, "more": {"of": None}}]),
        ),
        (text_to_image(accept=JSON), json_response({"artifacts": [{**IMAGE_JSON, "seed": 1.5}], "model": "another"})),
        (text_to_image(accept=JSON), json_response([{**IMAGE_JSON, "seed": True, "finishReason": None}])),
    ),
    handmade_case(
        "finish-reasons-as-numbers",
        *((text_to_image(), png_response(Finish_Reason=number)) for number in ("0", "3", "4", " 4 ", "1")),
        *(
            (text_to_image(accept=JSON), json_response([{**IMAGE_JSON, "finishReason": number}]))
            for number in (0, 3, 4, "0", "3", "4", 1)
        ),
    ),
    handmade_case(
        "invalid-responses",
        (text_to_image(), png_response(IMAGE[:-9])),
        (text_to_image(), png_response(IMAGE + b"more")),
        (text_to_image(), png_response(b"GIF89a")),
        (text_to_image(), HandmadeResponse(200, {"Content-Type": "text/html"}, b"<title>Log in</title>")),
        (text_to_image(accept=JSON), json_response([])),
        (text_to_image(accept=JSON), json_response({"images": [IMAGE_JSON]})),
        (text_to_image(accept=JSON), json_response([{**IMAGE_JSON, "base64": "not base64"}])),
        (text_to_image(accept=JSON), json_response([{"seed": SEED}])),
        (text_to_image(accept=JSON), HandmadeResponse(200, {"Content-Type": JSON}, b'[{"base64": "iVBO')),
    ),
    handmade_case(
        "invalid-lookup-responses",
        (ClientCall("engines"), json_response([])),
        (
            ClientCall("engines"),
            json_response({"engines": [{"id": "an-engine", "name": "An engine", "type": "PICTURE"}]}),
        ),
        (ClientCall("account"), json_response({"id": "user-1", "email": "someone@example.com", "organizations": None})),
        (ClientCall("balance"), json_response({"credits": "12"})),
        (ClientCall("balance"), json_response({})),
    ),
    handmade_case(
        "lookups-of-other-servers",
        (
            ClientCall("engines"),
            json_response(
                {
                    "engines": [
                        {"id": kind.lower(), "name": kind.title(), "description": "", "type": kind, "more": 1}
                        for kind in (*enum_values("EngineType"), "SMELL")
                    ]
                }
            ),
        ),
        (ClientCall("account"), json_response({"id": "user-1", "email": "someone@example.com", "organizations": []})),
        (ClientCall("balance"), json_response({"credits": 12})),
    ),
    handmade_case(
        "errors-of-other-versions",
        (
            text_to_image(),
            json_response({"id": "1", "name": "bad_request", "errors": ["steps: too few", "seed: odd"]}, 400),
        ),
        (text_to_image(), error_response(400, "never_heard_of", "No", X_Request_Id="1")),
        (text_to_image(), json_response({"message": "Too many", "name": "rate_limit_exceeded"}, 429, Retry_After="7")),
        (text_to_image(), json_response({"message": "No name"}, 402)),
        (text_to_image(), json_response({"name": 7, "message": ["odd"]}, 400)),
        (text_to_image(), error_response(429, "insufficient_balance", "Spent")),
        (text_to_image(), HandmadeResponse(503, {"Content-Type": "text/plain"}, b"upstream is away")),
        (text_to_image(), HandmadeResponse(502, {}, b"")),
    ),
    handmade_case(
        "a-key-that-an-error-echoes",
        (
            text_to_image(),
            json_response({"id": "1", "name": "unauthorized", "message": "Bad key: sk-abcdEFGH01234567"}, 401),
        ),
        (
            text_to_image(),
            json_response({"id": "1", "name": "unauthorized", "message": "Bad: sk-ab***********67"}, 401),
        ),
    ),
    handmade_case(
        "an-engine-of-an-odd-name",
        (text_to_image(engine="of ours löwe?v=1#2"), PNG),
    ),
    handmade_case(
        "a-redirect-is-not-followed",
        (text_to_image(), HandmadeResponse(307, {"Location": "https://elsewhere.example/"}, b"")),
    ),
    case(
        "by-hand/an-engine-that-is-gone",
        text_to_image(),
        text_to_image(),
        responses=(
            error_response(404, "not_found", "No such engine"),
            json_response({"engines": [{"id": "newer", "name": "Newer", "description": "", "type": "PICTURE"}]}),
            error_response(404, "not_found", "No such engine"),
            HandmadeResponse(502, {}, b""),
        ),
    ),
    handmade_case(
        "a-lookup-that-is-not-found-looks-up-nothing",
        *((ClientCall(lookup), error_response(404, "not_found", "No such page")) for lookup in LOOKUP_NAMES),
    ),
    case(
        "by-hand/a-rate-limit-is-waited-for",
        text_to_image(),
        responses=(error_response(429, "rate_limit_exceeded", "Wait", Retry_After="0"), PNG),
        client=ONE_RETRY,
    ),
    case(
        "by-hand/a-form-is-sent-again-in-full",
        image_to_image(),
        masking(),
        responses=(error_response(429, "rate_limit_exceeded", "Wait", Retry_After="0"), PNG) * 2,
        client=ONE_RETRY,
    ),
    case(
        "by-hand/an-unavailable-server-is-retried-for-free",
        ClientCall("balance"),
        responses=(
            HandmadeResponse(503, {"Content-Type": "text/html"}, b"<title>Away</title>"),
            json_response({"credits": 12.5}),
        ),
        client=ONE_RETRY,
    ),
)
