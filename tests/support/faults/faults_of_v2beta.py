"""Faults of the hosted service's editions: their errors, and JSON of one image."""

from collections.abc import Mapping

from stability_client import (
    AuthenticationError,
    ContentModerationError,
    InsufficientBalanceError,
    InvalidFileSizeError,
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidOptionError,
    InvalidPixelCountError,
    InvalidPromptsError,
    RateLimitError,
    RequestError,
    ServerError,
    StabilityError,
    UnreadableResponseError,
)
from tests.support.faults.handlers import HTML, PAGE, first_then_good, respond_with
from tests.support.faults.keys import HALF_MASKED
from tests.support.faults.model import ATTEMPTS, JSON_FORM, CallsName, Fault, Outcome, Outcomes, raised, refused
from tests.support.faults.responses import JSON_HEADERS, PNG, errors_body, object_as_json, refusal

INCORRECT = (
    f"Incorrect API key provided: {{key}} ({HALF_MASKED}). You can find your API key at https://platform.stability.ai"
)


def refusing(
    calls: CallsName,
    name: str,
    when: str,
    status: int,
    body: bytes,
    outcomes: Outcomes,
    *,
    note: str = "",
    headers: Mapping[str, str] = JSON_HEADERS,
    times: int = 0,
) -> Fault:
    """An error response; to the first `times` requests only, if that is given."""
    handler = respond_with(status, body, headers)
    return Fault(
        name=f"{calls}-{name}",
        when=when,
        handler=first_then_good(times, handler) if times else handler,
        outcomes=outcomes,
        note=note,
        calls=calls,
    )


def failed(message: str, *, requests: int = 1) -> Outcomes:
    """A server that failed; the POST may have been billed."""
    return Outcomes(
        post=raised(ServerError, message, billed=True, keeps_body=True),
        get=raised(ServerError, message, keeps_body=True, requests=requests),
    )


NOW = {**JSON_HEADERS, "Retry-After": "0"}
LATER = {**JSON_HEADERS, "Retry-After": "3600"}
RETRIED = Outcomes(post=Outcome(requests=2), get=Outcome(requests=2))

V1_REFUSALS = (
    refusing(
        "v1", "unauthorized", "the key is refused, and repeated in the message", 401,
        refusal("unauthorized", INCORRECT), refused(AuthenticationError, r"provided: <redacted> \(<redacted>\)"),
        note="This edition's own message has the key.",
    ),
    refusing(
        "v1", "no-credits", "no credits are left, and the status is 429", 429,
        refusal("insufficient_balance"), refused(InsufficientBalanceError), headers=NOW,
        note="The name decides, not the status: waiting brings no credits, so it is never retried.",
    ),
    refusing(
        "v1", "limited-once", "the rate limit refuses once, for a moment", 429,
        refusal("rate_limit_exceeded"), RETRIED, headers=NOW, times=1,
    ),
    refusing(
        "v1", "limited-for-long", "the rate limit asks to wait an hour", 429,
        refusal("rate_limit_exceeded"), refused(RateLimitError, "Wait 3600 s"), headers=LATER,
    ),
    refusing(
        "v1", "size", "the engine does not take the size", 400,
        refusal("invalid_sdxl_v1_dimensions"), refused(InvalidImageDimensionsError),
    ),
    refusing("v1", "fault", "the server fails", 500, refusal("server_error"), failed("no")),
    refusing("v1", "page", "a gateway responds with 503 and a page", 503, PAGE,
             failed("Bad gateway", requests=ATTEMPTS), headers=HTML),
)  # fmt: skip


def bad_request(name: str, when: str, errors: object, error: type[StabilityError], message: str) -> Fault:
    return refusing("v2beta", name, when, 400, errors_body("bad_request", errors), refused(error, message))


V2BETA_REFUSALS = (
    bad_request("one", "one field is wrong", ["seed: is no number"], InvalidOptionError, "^seed: is no number"),
    bad_request(
        "several", "several fields are wrong", ["seed: too large", "prompt: too long", "x: unknown"],
        InvalidOptionError, "^seed: too large; prompt: too long; x: unknown",
    ),
    bad_request("prompt", "a prompt is wrong", ["negative_prompt: too long"], InvalidPromptsError, "^negative_prompt"),
    bad_request("mask", "the mask is wrong", ["mask: must not be empty"], InvalidMaskImageError, "^mask: must"),
    bad_request(
        "sides", "an image's sides are wrong", ["image: each side must have at least 64 pixels"],
        InvalidImageDimensionsError, "^image: each side",
    ),
    bad_request(
        "pixels", "an image has too many pixels", ["init_image: must have at most 9,437,184 pixels"],
        InvalidPixelCountError, "^init_image: must",
    ),
    bad_request("none", "the list of errors is empty", [], InvalidOptionError, "responded with 400|errors"),
    bad_request("text", "the errors are a text", "seed: is no number", InvalidOptionError, ""),
    bad_request("numbers", "the errors are no texts", [None, 5, {"a": 1}], InvalidOptionError, "None; 5"),
    bad_request("long", "an error has 100,000 characters", ["x" * 100_000], InvalidOptionError, "…"),
    bad_request("controls", "an error has control characters", ["a\x1b[2J"], InvalidOptionError, r"a\\x1b\[2J"),
    refusing("v2beta", "page", "the refusal is a page", 400, PAGE, refused(RequestError, "Bad gateway"), headers=HTML),
    refusing(
        "v2beta", "unauthorized", "the key is refused and echoed", 401,
        errors_body("unauthorized", ["authorization: {key} is invalid", HALF_MASKED]),
        refused(AuthenticationError, "authorization: <redacted> is invalid; <redacted>"),
    ),
    refusing(
        "v2beta", "no-credits", "no credits are left", 402,
        errors_body("payment_required"), refused(InsufficientBalanceError), headers=NOW,
    ),
    refusing(
        "v2beta", "moderation", "content moderation refuses the request", 403,
        errors_body("content_moderation"), refused(ContentModerationError, "Nothing was charged"),
    ),
    *(
        refusing("v2beta", name, f"the request is refused as `{name}`", 422, errors_body(name),
                 refused(ContentModerationError, "Nothing was charged"))
        for name in ("invalid_language", "public_figure")
    ),
    refusing(
        "v2beta", "too-large", "the request is too large", 413,
        errors_body("payload_too_large"), refused(InvalidFileSizeError),
    ),
    refusing(
        "v2beta", "limited-once", "the rate limit refuses once, for a moment", 429,
        errors_body("rate_limit_exceeded"), RETRIED, headers=NOW, times=1,
    ),
    refusing(
        "v2beta", "limited-for-long", "the rate limit asks to wait an hour", 429,
        errors_body("rate_limit_exceeded"), refused(RateLimitError, "Wait 3600 s"), headers=LATER,
    ),
    refusing("v2beta", "fault", "the server fails", 500, errors_body("internal_error"), failed("no")),
)  # fmt: skip


def content(name: str, when: str, body: bytes, message: str, headers: Mapping[str, str] = JSON_HEADERS) -> Fault:
    return Fault(
        name=f"v2beta-{name}",
        when=when,
        handler=respond_with(200, body, headers),
        outcomes=Outcomes(
            post=raised(UnreadableResponseError, message, billed=True, keeps_body=True),
            get=raised(UnreadableResponseError, message, keeps_body=True),
        ),
        accept=JSON_FORM,
        calls="v2beta",
    )


def good(name: str, when: str, body: bytes, headers: Mapping[str, str], **result: object) -> Fault:
    outcome = Outcome(result={"data": PNG, "media_type": "image/png", **result})
    return Fault(
        name=f"v2beta-{name}",
        when=when,
        handler=respond_with(200, body, headers),
        outcomes=Outcomes(post=outcome, get=outcome),
        accept=JSON_FORM,
        calls="v2beta",
    )


OLDER = object_as_json("result")

V2BETA_CONTENTS = (
    good("typed-json", "the JSON names the image's type as a parameter", object_as_json(),
         {"Content-Type": "application/json; type=image/png"}, seed=7),
    good("older-json", "the image is under `result`", OLDER, JSON_HEADERS, seed=7),
    good("bytes", "JSON is requested and the image itself is sent", PNG, {"Content-Type": "image/png"}, seed=None),
    good("no-reason", "the JSON has neither seed nor finish reason", object_as_json(seed=None, finish_reason=None),
         JSON_HEADERS, seed=None, finish_reason=None),
    good("other-words", "the finish reason is unknown", object_as_json(finish_reason="TIRED"), JSON_HEADERS,
         finish_reason="TIRED"),
    content("artifacts", "the JSON has another structure", b'{"artifacts": []}', "has no base64"),
    content("list", "the JSON is a list", b"[]", "no JSON object"),
    content("bad-base64", "the base64 is invalid", object_as_json(image="§$%"), "not base64"),
    content("no-image", "the base64 is of something else", object_as_json(image="aGVsbG8="), "is no image"),
    content("portal", "an HTML page is sent with status 200", PAGE, "is no image", HTML),
)  # fmt: skip
