"""Faults of a successful response: its body, its content, its JSON."""

import gzip
import json
import zlib

from attrs import evolve

from stability_client import (
    UnreadableResponseError,
)
from tests.support.faults.handlers import (
    HTML,
    PAGE,
    announce_too_much,
    compressed,
    cut_the_body,
    cut_the_body_unseen,
    cut_the_chunks,
    end_with_the_connection,
    interim_responses,
    miscount_the_chunks,
    respond_with,
    seed_header,
    send_endless_body,
    send_endless_headers,
    send_gzip_bomb,
    send_no_http,
)
from tests.support.faults.model import (
    IMAGE,
    JSON_FORM,
    NO_SEED,
    NOT_HTTP,
    NOT_HTTP_FREE,
    SUCCESS,
    UNREADABLE_FREE,
    Fault,
    Outcome,
    Outcomes,
    raised,
    unreadable,
)
from tests.support.faults.responses import JPEG, JSON_HEADERS, PNG, PNG_HEADERS, as_json

BODIES = (
    Fault(
        name="cut-body",
        when="the body ends before its announced length",
        handler=cut_the_body,
        outcomes=unreadable("ended after"),
    ),
    Fault(
        name="cut-body-unseen",
        when="the body has no announced length, and ends early",
        handler=cut_the_body_unseen,
        outcomes=unreadable("truncated|not JSON"),
        note="The image is checked to its end, so half of one is noticed.",
    ),
    Fault(
        name="cut-chunks",
        when="the body is chunked and ends within a chunk",
        handler=cut_the_chunks,
        outcomes=unreadable("ended after"),
    ),
    Fault(
        name="miscounted-chunks",
        when="the body's chunks have no length that can be read",
        handler=miscount_the_chunks,
        outcomes=Outcomes(
            post=raised(UnreadableResponseError, "ended after 0 bytes", billed=True),
            get=raised(UnreadableResponseError, "ended after 0 bytes"),
        ),
    ),
    Fault(
        name="closed-at-the-end",
        when="the body is complete, and the end of the connection ends it",
        handler=end_with_the_connection,
        outcomes=Outcomes(post=IMAGE, get=SUCCESS),
    ),
    Fault(
        name="interim-responses",
        when="interim responses (100, 103) precede the response",
        handler=interim_responses,
        outcomes=Outcomes(post=IMAGE, get=SUCCESS),
    ),
    Fault(
        name="not-http",
        when="the response is not HTTP",
        handler=send_no_http,
        outcomes=Outcomes(post=NOT_HTTP, get=NOT_HTTP_FREE),
    ),
    Fault(
        name="flooding-head",
        when="the headers never end",
        handler=send_endless_headers,
        outcomes=Outcomes(post=NOT_HTTP, get=NOT_HTTP_FREE),
    ),
    Fault(
        name="endless-body",
        when="the body never ends",
        handler=send_endless_body,
        outcomes=unreadable(r"larger than 2,000,000 bytes \(max_response_bytes\)"),
        note="`max_response_bytes` counts decoded bytes; the connection is closed when they are reached.",
    ),
    Fault(
        name="announced-body",
        when="the body is announced as 1 TB",
        handler=announce_too_much,
        outcomes=unreadable("larger than 2,000,000 bytes"),
    ),
    Fault(
        name="gzip-bomb",
        when="the body is a gzip bomb",
        handler=send_gzip_bomb,
        outcomes=unreadable("larger than 2,000,000 bytes"),
    ),
    Fault(
        name="gzip",
        when="the body is compressed with gzip, which is not requested",
        handler=compressed("gzip", gzip.compress),
        outcomes=Outcomes(post=IMAGE, get=SUCCESS),
        note="It is decompressed all the same.",
    ),
    Fault(
        name="deflate",
        when="the body is compressed with deflate",
        handler=compressed("deflate", zlib.compress),
        outcomes=Outcomes(post=IMAGE, get=SUCCESS),
    ),
    Fault(
        name="bare-deflate",
        when="the body is compressed with deflate that lacks its zlib header",
        handler=compressed("deflate", lambda body: zlib.compress(body)[2:-4]),
        outcomes=Outcomes(post=IMAGE, get=SUCCESS),
    ),
    Fault(
        name="false-gzip",
        when="the body is declared as gzip and is not",
        handler=compressed("gzip", lambda body: body),
        outcomes=unreadable("cannot be decompressed"),
        note="The error has what was received.",
    ),
    Fault(
        name="cut-gzip",
        when="the body is compressed with gzip and cut off",
        handler=compressed("gzip", lambda body: gzip.compress(body)[:-9]),
        outcomes=unreadable("cut off"),
    ),
    Fault(
        name="brotli",
        when="the body is compressed in another way",
        handler=compressed("br", lambda body: body),
        outcomes=unreadable("'br', which was not requested"),
    ),
)

CONTENTS = (
    Fault(
        name="empty",
        when="the response is 200 and empty",
        handler=respond_with(200, b"", PNG_HEADERS),
        outcomes=Outcomes(
            post=raised(UnreadableResponseError, "is empty", billed=True),
            get=raised(UnreadableResponseError, "is empty"),
        ),
    ),
    Fault(
        name="no-content",
        when="the response is 204",
        handler=respond_with(204, b"", {}),
        outcomes=Outcomes(
            post=raised(UnreadableResponseError, "204", billed=True), get=raised(UnreadableResponseError, "204")
        ),
    ),
    Fault(
        name="accepted",
        when="the response is 202",
        handler=respond_with(202, b'{"id": "x"}', JSON_HEADERS),
        outcomes=unreadable(""),
    ),
    Fault(
        name="no-image-file",
        when="`image/png` is no image",
        handler=respond_with(200, b"\x89PNG is what this is not", PNG_HEADERS),
        outcomes=unreadable("is no image|not JSON"),
    ),
    Fault(
        name="jpeg-as-png",
        when="a JPEG file is sent as `image/png`",
        handler=respond_with(200, JPEG, PNG_HEADERS),
        outcomes=unreadable("JPEG file under another content type|not JSON"),
    ),
    Fault(
        name="jpeg",
        when="a JPEG file is sent as `image/jpeg`",
        handler=respond_with(200, JPEG, {"Content-Type": "image/jpeg"}),
        outcomes=Outcomes(
            post=Outcome(result={"media_type": "image/jpeg", "data": JPEG, "seed": None, "finish_reason": None}),
            get=evolve(UNREADABLE_FREE, message="not JSON"),
        ),
        note="It is accepted, as it was paid for; so is WebP. `media_type` and the file name of `save` show it.",
    ),
    Fault(
        name="png-as-json",
        when="a PNG file is sent as `application/json`",
        handler=respond_with(200, PNG, JSON_HEADERS),
        outcomes=unreadable("not JSON"),
    ),
    Fault(
        name="png-as-html",
        when="a PNG file is sent as `text/html`",
        handler=respond_with(200, PNG, HTML),
        outcomes=unreadable("under another content type|not JSON"),
    ),
    Fault(
        name="png-as-nothing",
        when="the response has no content type",
        handler=respond_with(200, None, []),
        outcomes=Outcomes(post=Outcome(result={"media_type": "image/png", "seed": None}), get=SUCCESS),
        note="Its first bytes show what it is. `application/octet-stream` counts as none.",
    ),
    Fault(
        name="nothing-as-nothing",
        when="the response has no content type and no known format",
        handler=respond_with(200, b"hello", []),
        outcomes=unreadable("is no image|not JSON"),
    ),
    Fault(
        name="longer-png",
        when="bytes follow the end of the image",
        handler=respond_with(200, PNG + b"<script>", PNG_HEADERS),
        outcomes=unreadable("after its end|not JSON"),
    ),
    Fault(
        name="portal",
        when="an HTML page is sent with status 200",
        handler=respond_with(200, PAGE, HTML),
        outcomes=unreadable("is no image|not JSON"),
    ),
    Fault(
        name="json-for-png",
        when="a PNG was requested and valid JSON is sent",
        handler=respond_with(200, as_json(), JSON_HEADERS),
        outcomes=Outcomes(post=IMAGE, get=evolve(UNREADABLE_FREE, message="lacks")),
        note="The image in it is used.",
    ),
    Fault(
        name="other-words",
        when="the finish reason is unknown",
        handler=respond_with(200, PNG, {**PNG_HEADERS, "Finish-Reason": "TIRED"}),
        outcomes=Outcomes(
            post=Outcome(result={"finish_reason": "TIRED"}),
            get=evolve(UNREADABLE_FREE, message="not JSON"),
        ),
        note="`finish_reason` is that word.",
    ),
    Fault(
        name="no-seed",
        when="the seed is missing",
        handler=seed_header(None),
        outcomes=Outcomes(post=NO_SEED, get=SUCCESS),
        note="`seed` is None.",
    ),
    Fault(
        name="word-seed",
        when="the seed is text",
        handler=seed_header("lucky"),
        outcomes=Outcomes(post=NO_SEED, get=SUCCESS),
        note="`seed` is None.",
    ),
    Fault(
        name="negative-seed",
        when="the seed is negative",
        handler=seed_header("-7"),
        outcomes=Outcomes(post=NO_SEED, get=SUCCESS),
        note="`seed` is None.",
    ),
    Fault(
        name="two-seeds",
        when="the seed is sent twice",
        handler=seed_header("7\r\nSeed: 8"),
        outcomes=Outcomes(post=NO_SEED, get=SUCCESS),
        note="`seed` is None.",
    ),
    Fault(
        name="long-seed",
        when="the seed has 5,000 digits",
        handler=seed_header("9" * 5000),
        outcomes=Outcomes(post=NO_SEED, get=SUCCESS),
        note="`seed` is None.",
    ),
)


def json_fault(name: str, when: str, body: bytes, message: str, note: str = "") -> Fault:
    outcomes = unreadable(message)
    return Fault(
        name=name,
        when=when,
        handler=respond_with(200, body, JSON_HEADERS),
        outcomes=evolve(outcomes, get=evolve(outcomes.get, message="")),
        note=note,
        accept=JSON_FORM,
    )


def json_seed(name: str, when: str, seed: object) -> Fault:
    return Fault(
        name=name,
        when=when,
        handler=respond_with(200, as_json(seed=seed), JSON_HEADERS),
        outcomes=Outcomes(post=NO_SEED, get=evolve(UNREADABLE_FREE, message="lacks")),
        note="`seed` is None.",
        accept=JSON_FORM,
    )


DOCUMENTS = (
    json_fault("bad-json", "JSON is requested and the response is not JSON", b'{"artifacts": [', "not JSON"),
    json_fault("nan", "the JSON has NaN", b'{"artifacts": NaN, "credits": NaN}', "not JSON"),
    json_fault("infinite", "the JSON has an infinite number", b'{"artifacts": 1e999, "credits": 1e999}', "not JSON"),
    json_fault("deep-json", "the JSON is nested 100,000 deep", b"[" * 100_000, "not JSON"),
    json_fault("wrong-json", "the JSON has another structure than the contract's", b'"credits"', "no list of images"),
    json_fault("no-images", "the JSON has no images", b'{"artifacts": []}', "no list of images"),
    json_fault("no-objects", "the JSON has an image that is no object", b'{"artifacts": [1]}', "image 0 is no object"),
    json_fault("no-base64", "an image's base64 is missing", as_json(base64=None), "image 0 has no base64"),
    json_fault("bad-base64", "an image's base64 is invalid", as_json(base64="§$%&"), "image 0 is not base64"),
    json_fault(
        "cut-base64",
        "an image's base64 is cut off",
        as_json(base64=json.loads(as_json())["artifacts"][0]["base64"][:-80]),
        "image 0 is broken",
    ),
    json_fault("no-image", "an image's base64 is of something else", as_json(base64="aGVsbG8="), "image 0 is no image"),
    json_seed("json-no-seed", "an image in JSON has no seed", None),
    json_seed("json-word-seed", "an image in JSON has a seed that is text", "lucky"),
    json_seed("json-negative-seed", "an image in JSON has a negative seed", -7),
    json_seed("json-large-seed", "an image in JSON has a seed of 100 digits", 10**99),
    json_fault(
        "json-endless-seed",
        "an image in JSON has a seed of 5,000 digits",
        as_json(seed=0).replace(b'"seed": 0', b'"seed": ' + b"9" * 5000),
        "not JSON",
        "No safe JSON parser accepts such a number; the image is in `body`.",
    ),
    Fault(
        name="json-number-reason",
        when="a finish reason is a number (as Gyre sends it)",
        handler=respond_with(200, as_json(finishReason=4), JSON_HEADERS),
        outcomes=Outcomes(
            post=Outcome(result={"finish_reason": "CONTENT_FILTERED"}), get=evolve(UNREADABLE_FREE, message="lacks")
        ),
        accept=JSON_FORM,
    ),
)
