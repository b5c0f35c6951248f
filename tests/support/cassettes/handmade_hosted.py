"""Cases of v1 and v2beta with hand-made responses: those that were seen of the service, and those of its documents."""

import json
from typing import Any

from tests.support.cassettes.cases import (
    IMAGE,
    IMAGE_JSON,
    INPUTS,
    JSON,
    PROMPT,
    SEED,
    ClientCall,
    HandmadeResponse,
    StartedWork,
    case,
    enum_values,
    error_response,
    json_response,
)
from tests.support.cassettes.handmade import ONE_RETRY, PNG, handmade_case, png_response

KEY = "sk-abcdEFGH01234567"
RESULT_ID = "0123456789abcdef" * 4
V1 = {"engine": "stable-diffusion-v1-6"}
FILE = IMAGE_JSON["base64"]
ODD_JSON = "Application/JSON;type=image/png"
RUNNING = json_response({"id": RESULT_ID, "status": "in-progress"}, 202)
STARTED = json_response({"id": RESULT_ID})

V1_TEXT_TO_IMAGE = ClientCall("v1.text_to_image", (PROMPT,), V1)
V1_TEXT_TO_JSON = ClientCall("v1.text_to_image", (PROMPT,), {**V1, "accept": JSON})
ENGINES, ACCOUNT, BALANCE = (ClientCall(f"v1.{name}") for name in ("engines", "account", "balance"))
CORE = ClientCall("v2beta.core", (PROMPT,))
CORE_JSON = ClientCall("v2beta.core", (PROMPT,), {"accept": JSON})
CREATIVE = ClientCall("v2beta.upscale_creative", (INPUTS / "small.png", PROMPT))
START = ClientCall("v2beta.start_upscale_creative", (INPUTS / "small.png", PROMPT))
RESULT = ClientCall("v2beta.result", (RESULT_ID,))
RESULT_JSON = ClientCall("v2beta.result", (RESULT_ID,), {"accept": JSON})


def image_response(content: object, media_type: str = f"{JSON}; type=image/png", status: int = 200) -> HandmadeResponse:
    """Return JSON under the content type that names the type of the image in it."""
    return HandmadeResponse(status, {"Content-Type": media_type, "X-Request-Id": "1"}, json.dumps(content).encode())


def refusal(status: int, name: str, *errors: Any, **headers: str) -> HandmadeResponse:
    """Return an error in the form of v2beta."""
    return json_response({"id": "1", "name": name, "errors": list(errors)}, status, **headers)


V1_CASES = (
    handmade_case(
        "v1-errors-as-seen",
        (V1_TEXT_TO_IMAGE, error_response(401, "unauthorized", f"Incorrect API key provided: {KEY}")),
        (
            V1_TEXT_TO_IMAGE,
            error_response(
                429,
                "insufficient_balance",
                "Your organization does not have enough balance to request this action (need $0.009, have $0.00 left)",
            ),
        ),
        (V1_TEXT_TO_IMAGE, error_response(400, "insufficient_balance", "Your balance is empty")),
        (V1_TEXT_TO_IMAGE, json_response({"message": "Too many"}, 429)),
        (V1_TEXT_TO_IMAGE, error_response(400, "invalid_sdxl_v222_dimensions", "One side may have over 512 pixels")),
        (BALANCE, HandmadeResponse(502, {"Content-Type": "text/html"}, b"<html><title>Bad Gateway</title></html>")),
        (ACCOUNT, error_response(403, "permission_denied", "Not yours")),
    ),
    handmade_case(
        "v1-images-as-published",
        (V1_TEXT_TO_JSON, json_response([IMAGE_JSON])),
        (V1_TEXT_TO_JSON, json_response({"artifacts": [{**IMAGE_JSON, "seed": 4294967295}, {"base64": FILE}]})),
        (V1_TEXT_TO_IMAGE, png_response(Seed="4294967295", Finish_Reason="CONTENT_FILTERED")),
        (V1_TEXT_TO_JSON, json_response({"artifacts": []})),
        (V1_TEXT_TO_JSON, json_response({"image": FILE})),
    ),
    handmade_case(
        "v1-lookups",
        (
            ENGINES,
            json_response(
                [
                    {"id": kind.lower(), "name": kind.title(), "description": "", "type": kind}
                    for kind in (*enum_values("EngineType"), "SMELL")
                ]
            ),
        ),
        (ENGINES, json_response({"engines": []})),
        (ENGINES, json_response([{"id": "an-engine", "name": "An engine", "description": ""}])),
        (BALANCE, json_response({"credits": 1072.5})),
        (
            ACCOUNT,
            json_response(
                {"id": "user-1", "email": "someone@example.com", "organizations": [], "profile_picture": None}
            ),
        ),
    ),
    case(
        "by-hand/v1-waits-by-the-name-of-a-429",
        V1_TEXT_TO_IMAGE,
        V1_TEXT_TO_IMAGE,
        responses=(
            error_response(429, "rate_limit_exceeded", "Wait", Retry_After="0"),
            PNG,
            error_response(429, "insufficient_balance", "Spent", Retry_After="0"),
        ),
        client=ONE_RETRY,
    ),
)

V2BETA_CASES = (
    handmade_case(
        "v2beta-errors-as-seen",
        (CORE, refusal(401, "unauthorized", "authorization: invalid or missing header value", X_Request_Id="1")),
        (CORE, refusal(402, "payment_required", "You lack sufficient credits to make this request.")),
        (CORE, refusal(400, "bad_request", "prompt: cannot be blank", "seed: must be a number")),
        (CORE, refusal(403, "content_moderation", "Your request was flagged", X_Request_Id="1")),
        (CORE, json_response({"id": "rate_limit_exceeded", "name": "rate_limit_exceeded", "errors": ["Wait"]}, 429)),
        (CORE, refusal(429, "rate_limit_exceeded", "Wait", Retry_After="7")),
        (CORE, HandmadeResponse(524, {"Content-Type": "text/html"}, b"<!DOCTYPE html><title>A timeout</title>")),
        (CORE, HandmadeResponse(413, {"Content-Type": "text/html"}, b"<title>Too large</title>")),
    ),
    handmade_case(
        "v2beta-errors-of-other-forms",
        (CORE, refusal(400, "bad_request")),
        (CORE, refusal(422, "never_heard_of", "Odd", {"of": 1})),
        (CORE, json_response({"id": "1", "name": "internal_error", "errors": "text"}, 500)),
        (CORE, json_response({"id": "1", "message": "No name"}, 403)),
        (CORE, json_response({"message": f"Bad: {KEY}", "errors": [KEY]}, 401)),
        (CORE, HandmadeResponse(404, {"Content-Type": "text/plain"}, b"no such path")),
    ),
    handmade_case(
        "v2beta-images-in-json",
        (CORE_JSON, image_response({"image": FILE, "finish_reason": "SUCCESS", "seed": 4294967294})),
        (CORE_JSON, image_response({"image": FILE, "finish_reason": "ERROR"}, f"{JSON}; type=image/jpeg")),
        (CORE_JSON, image_response({"image": FILE, "seed": 1.5, "finish_reason": "LOOKS_ODD"}, ODD_JSON)),
        (CORE_JSON, image_response({"image": FILE, "seed": "12", "more": {"of": None}}, "application/octet-stream")),
        (CORE_JSON, image_response({"finish_reason": "SUCCESS"})),
        (CORE_JSON, image_response({"image": "not base64", "finish_reason": "SUCCESS"})),
        (CORE_JSON, image_response([{"image": FILE}])),
    ),
    handmade_case(
        "v2beta-images-as-bytes",
        (CORE, png_response(Finish_Reason="ERROR", Seed="0")),
        (CORE, HandmadeResponse(200, {"Content-Type": "application/octet-stream"}, IMAGE)),
        (CORE, HandmadeResponse(200, {"Content-Type": "image/jpeg"}, IMAGE)),
        (CORE, png_response(IMAGE[:-9])),
        (CORE, HandmadeResponse(200, {"Content-Type": "image/png"}, b"")),
        (CORE, HandmadeResponse(307, {"Location": "https://elsewhere.example/"}, b"")),
    ),
    handmade_case(
        "v2beta-results",
        (RESULT_JSON, image_response({"result": FILE, "finish_reason": "SUCCESS", "seed": SEED})),
        (RESULT_JSON, image_response({"image": FILE, "finish_reason": "ERROR"}, f"{JSON}; type=image/webp")),
        (RESULT_JSON, json_response({"id": RESULT_ID, "status": "complete"})),
        (RESULT, png_response(Finish_Reason="ERROR")),
        (RESULT, refusal(404, "generation_not_found", "id: not found")),
        (RESULT, refusal(403, "content_moderation", "Your request was flagged")),
        (RESULT, HandmadeResponse(502, {"Content-Type": "text/html"}, b"<title>Away</title>")),
    ),
    handmade_case(
        "v2beta-work-that-is-not-started",
        (START, json_response({"id": 7})),
        (START, json_response({})),
        (START, json_response([])),
        (CREATIVE, json_response({"id": "../user/account"})),
        (START, refusal(402, "payment_required", "You lack sufficient credits to make this request.")),
    ),
    case(
        "by-hand/v2beta-waits-for-results",
        CREATIVE,
        START,
        ClientCall("v2beta.result", (StartedWork.LAST,), {"wait": False}),
        ClientCall("v2beta.result", (StartedWork.LAST,)),
        responses=(
            *(STARTED, RUNNING, HandmadeResponse(202, {}, b""), PNG),
            *(STARTED, RUNNING, RUNNING, PNG),
        ),
    ),
    case(
        "by-hand/v2beta-keeps-work-that-fails-to-be-fetched",
        *(CREATIVE,) * 4,
        responses=(
            *(STARTED, RUNNING, HandmadeResponse(500, {"Content-Type": "text/html"}, b"<title>Away</title>")),
            *(STARTED, refusal(403, "content_moderation", "The result was flagged")),
            *(STARTED, RUNNING, refusal(404, "generation_not_found", "id: expired")),
            *(STARTED, HandmadeResponse(200, {"Content-Type": "image/png"}, IMAGE[:-9])),
        ),
    ),
    case(
        "by-hand/v2beta-sends-forms-again-in-full",
        CREATIVE,
        responses=(
            refusal(429, "rate_limit_exceeded", "Wait", Retry_After="0"),
            STARTED,
            HandmadeResponse(503, {"Content-Type": "text/html"}, b"<title>Away</title>"),
            PNG,
        ),
        client=ONE_RETRY,
    ),
)

HOSTED_CASES = (*V1_CASES, *V2BETA_CASES)
