"""Every fault, and what comes of it. The tests go by this table, and docs/faults.md is written from it."""

import gzip
import json
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import evolve, field, frozen

from stability_client import (
    AuthenticationError,
    ConnectionFailedError,
    InsufficientBalanceError,
    InvalidFileSizeError,
    InvalidPromptsError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    StabilityError,
    Timeout,
    TimeoutError,  # noqa: A004 - ours
    UnreadableResponseError,
)
from tests.faults.answers import ENGINES, JPEG, JSON_HEADERS, PNG, PNG_HEADERS, answer_well, as_json, refusal
from tests.faults.plays import (
    HTML,
    JSON_ERROR,
    PAGE,
    announce_too_much,
    answers,
    burst,
    compressed,
    cut_an_error,
    cut_the_body,
    cut_the_body_unseen,
    cut_the_chunks,
    drip_the_body,
    drip_the_head,
    end_with_the_connection,
    flood_the_head,
    for_a_while,
    hang_up,
    interim_answers,
    know_nothing_of_engines,
    know_other_engines,
    miscount_the_chunks,
    never_end,
    reset,
    say_nothing,
    seed_header,
    speak_no_http,
    stop_in_the_body,
    stop_in_the_head,
)
from tests.faults.server import Play

TRIES = 3
"""What RetryPolicy tries by default."""

ROOMY = Timeout(connect=5, read=5, total=20)
"""For faults that are over at once, however busy the machine."""

UNCONNECTED = Timeout(connect=0.1)
SILENT = Timeout(read=0.3)
"""For faults that one of the limits ends. A busy machine must get as far as the silence before it does."""

DRIPPED = Timeout(connect=5, read=5, total=0.8)
"""For faults that only the total ends. They drip for 10 s."""

JSON_FORM: Final = "application/json"


@frozen
class Outcome:
    """What a call ends in.

    Attributes:
        error: The class of the error, or None where there is a result.
        sent: The error's `sent`.
        billed: The error's `maybe_billed`.
        requests: How many requests reach the server.
        says: What the error's text holds, as a regular expression.
        facts: Further attributes of the error.
        result: Attributes of the result, of its first picture where it has pictures.
        keeps_body: Whether the error keeps what was received.
    """

    error: type[StabilityError] | None = None
    sent: bool = True
    billed: bool = False
    requests: int = 1
    says: str = ""
    facts: Mapping[str, Any] = field(factory=dict)
    result: Mapping[str, Any] = field(factory=dict)
    keeps_body: bool = False


FINE = Outcome()


@frozen
class Fault:
    """Something that goes wrong, and what a paid POST and a free GET make of it.

    Attributes:
        name: Its name in addresses.
        when: What happens, as the rest of a sentence that begins with "when".
        play: What the server does.
        post: The outcome of a `text_to_image`.
        get: The outcome of a `balance`.
        note: What a reader should know besides.
        timeout: The client's timeouts.
        accept: The form that the POST asks for.
        unread: Whether the server leaves the request's body unread.
        most_seconds: How long a call may take, on a machine that is busy.
        address: What makes the address, where it is not the server's own.
    """

    name: str
    when: str
    play: Play
    post: Outcome
    get: Outcome
    note: str = ""
    timeout: Timeout = ROOMY
    accept: Literal["image/png", "application/json"] = "image/png"
    unread: bool = False
    most_seconds: float = 5.0
    address: str = "http://"


def raised(error: type[StabilityError], says: str = "", **changes: Any) -> Outcome:
    return evolve(Outcome(error, says=says), **changes)


BROKEN = raised(UnreadableResponseError, keeps_body=True, billed=True)
BROKEN_FREE = raised(UnreadableResponseError, keeps_body=True)
NOT_HTTP = raised(UnreadableResponseError, "not HTTP", billed=True)
NOT_HTTP_FREE = raised(UnreadableResponseError, "not HTTP")
UNREACHED = raised(ConnectionFailedError, "not reached", sent=False, requests=0)
HUNG_UP = raised(ConnectionFailedError, "broke before an answer", billed=True)
HUNG_UP_FREE = raised(ConnectionFailedError, "broke before an answer", requests=TRIES)


def timed_out(limit: str, **changes: Any) -> Outcome:
    return raised(TimeoutError, rf"\({limit}\)", facts={"limit": limit}, **changes)


def broken(says: str) -> tuple[Outcome, Outcome]:
    return evolve(BROKEN, says=says), evolve(BROKEN_FREE, says=says)


def refused(error: type[StabilityError], says: str = "") -> tuple[Outcome, Outcome]:
    """An error that says the server did not paint: the same for a POST and a GET."""
    outcome = raised(error, says, keeps_body=True)
    return outcome, outcome


GAVE_PICTURE = Outcome(result={"media_type": "image/png", "seed": 7})


NO_SEED = Outcome(result={"seed": None, "data": PNG})


# --- the table -------------------------------------------------------------------------------------------------------

DELIVERY = (
    Fault(
        "refused",
        "nobody listens at the address",
        answer_well,
        UNREACHED,
        UNREACHED,
        note="Tried three times: nothing was delivered, so nothing can have been charged.",
        address="closed",
    ),
    Fault(
        "no-tls",
        "`https://` meets a server that speaks no TLS",
        answer_well,
        UNREACHED,
        UNREACHED,
        address="https://",
    ),
    Fault(
        "unanswered-connect",
        "the connection is not accepted",
        answer_well,
        timed_out("connect", sent=False, requests=0),
        timed_out("connect", sent=False, requests=0),
        note="Tried three times, as nothing was delivered.",
        timeout=UNCONNECTED,
        address="full",
    ),
    Fault(
        "hang-up",
        "the server hangs up in place of an answer",
        hang_up,
        HUNG_UP,
        HUNG_UP_FREE,
        note="The POST was delivered: it may have been painted, so it is not sent again.",
    ),
    Fault("reset", "the connection is reset in place of an answer", reset, HUNG_UP, HUNG_UP_FREE),
    Fault(
        "reset-while-sending",
        "the connection is reset while the request is sent",
        reset,
        HUNG_UP,
        HUNG_UP_FREE,
        unread=True,
    ),
    Fault(
        "hang-up-twice",
        "the server hangs up twice and then answers",
        for_a_while(2, hang_up),
        HUNG_UP,
        Outcome(requests=TRIES, result={"credits": 12.5}),
    ),
    Fault(
        "silence",
        "the server takes the request and says nothing",
        say_nothing,
        timed_out("read", billed=True),
        timed_out("read", requests=TRIES),
        timeout=SILENT,
    ),
    Fault(
        "half-a-head",
        "the server stops within the headers of its answer",
        stop_in_the_head,
        timed_out("read", billed=True),
        timed_out("read", requests=TRIES),
        timeout=SILENT,
    ),
    Fault(
        "dripping-head",
        "the headers of the answer drip, each in time",
        drip_the_head,
        timed_out("total", billed=True),
        timed_out("total"),
        note="Only the total ends this; it is for all tries together, so nothing is tried again.",
        timeout=DRIPPED,
    ),
    Fault(
        "dripping-body",
        "the body of the answer drips, each byte in time",
        drip_the_body,
        timed_out("total", billed=True, keeps_body=True),
        timed_out("total", keeps_body=True),
        timeout=DRIPPED,
    ),
    Fault(
        "half-a-body",
        "the server stops within the body of its answer",
        stop_in_the_body,
        timed_out("read", billed=True, keeps_body=True),
        timed_out("read", requests=TRIES, keeps_body=True),
        timeout=SILENT,
    ),
)

BODIES = (
    Fault("cut-body", "the body ends before its announced length", cut_the_body, *broken("broke off after")),
    Fault(
        "cut-body-unseen",
        "the body has no announced length, and ends early",
        cut_the_body_unseen,
        *broken("cut short|not JSON"),
        note="The picture is walked to its end, so half of one is found out.",
    ),
    Fault("cut-chunks", "the body is chunked and ends within a chunk", cut_the_chunks, *broken("broke off after")),
    Fault(
        "miscounted-chunks",
        "the body's chunks have no length that can be read",
        miscount_the_chunks,
        raised(UnreadableResponseError, "broke off after 0 bytes", billed=True),
        raised(UnreadableResponseError, "broke off after 0 bytes"),
    ),
    Fault(
        "closed-at-the-end",
        "the body is whole, and its end is the connection's",
        end_with_the_connection,
        GAVE_PICTURE,
        FINE,
    ),
    Fault("interim-answers", "interim answers (100, 103) come before the answer", interim_answers, GAVE_PICTURE, FINE),
    Fault("not-http", "what comes back is not HTTP", speak_no_http, NOT_HTTP, NOT_HTTP_FREE),
    Fault("flooding-head", "headers without end come back", flood_the_head, NOT_HTTP, NOT_HTTP_FREE),
    Fault(
        "endless-body",
        "the body never ends",
        never_end,
        *broken(r"larger than 2,000,000 bytes \(max_response_bytes\)"),
        note="`max_response_bytes` counts decoded bytes; the connection is closed when they are reached.",
    ),
    Fault("announced-body", "the body is announced as 1 TB", announce_too_much, *broken("larger than 2,000,000 bytes")),
    Fault("gzip-bomb", "the body is a gzip bomb", burst, *broken("larger than 2,000,000 bytes")),
    Fault(
        "gzip",
        "the body is compressed with gzip, which is not asked for",
        compressed("gzip", gzip.compress),
        GAVE_PICTURE,
        FINE,
        note="It is read all the same.",
    ),
    Fault("deflate", "the body is compressed with deflate", compressed("deflate", zlib.compress), GAVE_PICTURE, FINE),
    Fault(
        "bare-deflate",
        "the body is compressed with deflate that lacks its header",
        compressed("deflate", lambda body: zlib.compress(body)[2:-4]),
        GAVE_PICTURE,
        FINE,
    ),
    Fault(
        "false-gzip",
        "the body is called gzip and is none",
        compressed("gzip", lambda body: body),
        *broken("cannot be decompressed"),
        note="What came is kept as it is on the error.",
    ),
    Fault(
        "cut-gzip",
        "the body is compressed with gzip and cut off",
        compressed("gzip", lambda body: gzip.compress(body)[:-9]),
        *broken("cut off"),
    ),
    Fault(
        "brotli",
        "the body is compressed in a way that was not asked for",
        compressed("br", lambda body: body),
        *broken("'br', which was not asked for"),
    ),
)

CONTENTS = (
    Fault(
        "empty",
        "the answer is 200 and empty",
        answers(200, b"", PNG_HEADERS),
        raised(UnreadableResponseError, "is empty", billed=True),
        raised(UnreadableResponseError, "is empty"),
    ),
    Fault(
        "no-content",
        "the answer is 204",
        answers(204, b"", {}),
        raised(UnreadableResponseError, "204", billed=True),
        raised(UnreadableResponseError, "204"),
    ),
    Fault("accepted", "the answer is 202", answers(202, b'{"id": "x"}', JSON_HEADERS), *broken("")),
    Fault(
        "no-picture",
        "`image/png` is no picture",
        answers(200, b"\x89PNG is what this is not", PNG_HEADERS),
        *broken("no picture|not JSON"),
    ),
    Fault(
        "jpeg-as-png",
        "a JPEG file comes as `image/png`",
        answers(200, JPEG, PNG_HEADERS),
        *broken("JPEG file under another content type|not JSON"),
    ),
    Fault(
        "jpeg",
        "a JPEG file comes as `image/jpeg`",
        answers(200, JPEG, {"Content-Type": "image/jpeg"}),
        Outcome(result={"media_type": "image/jpeg", "data": JPEG, "seed": None, "finish_reason": None}),
        evolve(BROKEN_FREE, says="not JSON"),
        note="It is taken, as it was paid for; so is WebP. `media_type` tells, and `save` names the file after it.",
    ),
    Fault(
        "png-as-json", "a PNG file comes as `application/json`", answers(200, PNG, JSON_HEADERS), *broken("not JSON")
    ),
    Fault(
        "png-as-html",
        "a PNG file comes as `text/html`",
        answers(200, PNG, HTML),
        *broken("under another content type|not JSON"),
    ),
    Fault(
        "png-as-nothing",
        "the answer has no content type",
        answers(200, None, []),
        Outcome(result={"media_type": "image/png", "seed": None}),
        FINE,
        note="What it is, its first bytes tell. `application/octet-stream` counts as none.",
    ),
    Fault(
        "nothing-as-nothing",
        "the answer has no content type and is nothing known",
        answers(200, b"hello", []),
        *broken("no picture|not JSON"),
    ),
    Fault(
        "longer-png",
        "something follows the end of the picture",
        answers(200, PNG + b"<script>", PNG_HEADERS),
        *broken("after its end|not JSON"),
    ),
    Fault("portal", "a page comes with status 200", answers(200, PAGE, HTML), *broken("no picture|not JSON")),
    Fault(
        "json-for-png",
        "a PNG was asked for and sound JSON comes",
        answers(200, as_json(), JSON_HEADERS),
        GAVE_PICTURE,
        evolve(BROKEN_FREE, says="lacks"),
        note="The picture in it is taken.",
    ),
    Fault(
        "other-words",
        "the finish reason is a new word",
        answers(200, PNG, {**PNG_HEADERS, "Finish-Reason": "TIRED"}),
        Outcome(result={"finish_reason": "TIRED"}),
        evolve(BROKEN_FREE, says="not JSON"),
        note="`finish_reason` is that word.",
    ),
    Fault("no-seed", "the seed is missing", seed_header(None), NO_SEED, FINE, note="`seed` is None."),
    Fault("word-seed", "the seed is text", seed_header("lucky"), NO_SEED, FINE, note="`seed` is None."),
    Fault("negative-seed", "the seed is negative", seed_header("-7"), NO_SEED, FINE, note="`seed` is None."),
    Fault("two-seeds", "the seed comes twice", seed_header("7\r\nSeed: 8"), NO_SEED, FINE, note="`seed` is None."),
    Fault("long-seed", "the seed has 5,000 digits", seed_header("9" * 5000), NO_SEED, FINE, note="`seed` is None."),
)


def json_fault(name: str, when: str, body: bytes, says: str, note: str = "") -> Fault:
    post, get = broken(says)
    get = evolve(get, says="")
    return Fault(name, when, answers(200, body, JSON_HEADERS), post, get, note, accept=JSON_FORM)


def json_seed(name: str, when: str, seed: object) -> Fault:
    get = evolve(BROKEN_FREE, says="lacks")
    return Fault(
        name, when, answers(200, as_json(seed=seed), JSON_HEADERS), NO_SEED, get, "`seed` is None.", accept=JSON_FORM
    )


DOCUMENTS = (
    json_fault("bad-json", "JSON is asked for and what comes is none", b'{"artifacts": [', "not JSON"),
    json_fault("nan", "JSON holds NaN", b'{"artifacts": NaN, "credits": NaN}', "not JSON"),
    json_fault(
        "infinite", "JSON holds a number past all bounds", b'{"artifacts": 1e999, "credits": 1e999}', "not JSON"
    ),
    json_fault("deep-json", "JSON is nested 100,000 deep", b"[" * 100_000, "not JSON"),
    json_fault("wrong-json", "JSON is not of the contract's form", b'"credits"', "no list of pictures"),
    json_fault("no-pictures", "JSON lists no pictures", b'{"artifacts": []}', "no list of pictures"),
    json_fault("no-objects", "JSON lists what are no pictures", b'{"artifacts": [1]}', "picture 0 is no object"),
    json_fault("no-base64", "a picture's base64 is missing", as_json(base64=None), "picture 0 has no base64"),
    json_fault("bad-base64", "a picture's base64 is none", as_json(base64="§$%&"), "picture 0 is not base64"),
    json_fault(
        "cut-base64",
        "a picture's base64 is cut",
        as_json(base64=json.loads(as_json())["artifacts"][0]["base64"][:-80]),
        "picture 0 is broken",
    ),
    json_fault(
        "no-image", "a picture's base64 is of something else", as_json(base64="aGVsbG8="), "picture 0 is no picture"
    ),
    json_seed("json-no-seed", "a picture in JSON has no seed", None),
    json_seed("json-word-seed", "a picture in JSON has text for a seed", "lucky"),
    json_seed("json-negative-seed", "a picture in JSON has a negative seed", -7),
    json_seed("json-large-seed", "a picture in JSON has a seed of 100 digits", 10**99),
    json_fault(
        "json-endless-seed",
        "a picture in JSON has a seed of 5,000 digits",
        as_json(seed=0).replace(b'"seed": 0', b'"seed": ' + b"9" * 5000),
        "not JSON",
        "No parser of JSON that is safe takes such a number; the picture is in `body`.",
    ),
    Fault(
        "json-number-reason",
        "a finish reason is a number (Gyre)",
        answers(200, as_json(finishReason=4), JSON_HEADERS),
        Outcome(result={"finish_reason": "CONTENT_FILTERED"}),
        evolve(BROKEN_FREE, says="lacks"),
        accept=JSON_FORM,
    ),
)

REFUSALS = (
    Fault(
        "unauthorized",
        "the key is refused, and echoed",
        answers(401, refusal("unauthorized", "bad key {key}"), JSON_ERROR),
        *refused(AuthenticationError, "bad key <redacted>"),
    ),
    Fault(
        "no-credits",
        "no credits are left",
        answers(402, refusal("insufficient_balance"), JSON_ERROR),
        *refused(InsufficientBalanceError),
    ),
    Fault(
        "no-credits-429",
        "no credits are left, and the status is 429",
        answers(429, refusal("insufficient_balance"), {**JSON_ERROR, "Retry-After": "0"}),
        *refused(InsufficientBalanceError),
        note="Never tried again: waiting brings no credits.",
    ),
    Fault(
        "forbidden",
        "the key may not do this",
        answers(403, refusal("permission_denied"), JSON_ERROR),
        *refused(PermissionDeniedError),
    ),
    Fault(
        "no-engine",
        "the server does not have the engine",
        know_other_engines,
        raised(
            NotFoundError,
            rf"no engine 'e'; it has {', '.join(ENGINES)}",
            requests=2,
            keeps_body=True,
            facts={"engines": ENGINES},
        ),
        raised(NotFoundError, keeps_body=True),
        note="One further request, a GET, asks which engines there are.",
    ),
    Fault(
        "no-engine-list",
        "the server does not have the engine, nor a list of engines",
        know_nothing_of_engines,
        raised(NotFoundError, "no such engine", requests=2, keeps_body=True, facts={"engines": ()}),
        raised(NotFoundError, keeps_body=True),
        note="The first error is the one that is raised.",
    ),
    Fault(
        "filtered-prompt",
        "a prompt holds a filtered word",
        answers(400, refusal("invalid_prompts"), JSON_ERROR),
        *refused(InvalidPromptsError),
    ),
    Fault(
        "too-large",
        "a proxy finds the request too large",
        answers(413, PAGE, HTML),
        *refused(InvalidFileSizeError, "Bad gateway"),
    ),
    Fault(
        "slow-request",
        "the server gave up waiting for the request (408)",
        answers(408, b"", {}),
        raised(TimeoutError, facts={"limit": None}),
        raised(TimeoutError, requests=TRIES),
    ),
    Fault(
        "limited-once",
        "the rate limit refuses once, for a moment",
        for_a_while(1, answers(429, refusal("rate_limit_exceeded"), {**JSON_ERROR, "Retry-After": "0.05"})),
        Outcome(requests=2, result={"seed": 7}),
        Outcome(requests=2),
        note="A refusal is not charged, so both are tried again after `Retry-After`.",
    ),
    Fault(
        "limited-for-long",
        "the rate limit asks to wait an hour",
        answers(429, refusal("rate_limit_exceeded"), {**JSON_ERROR, "Retry-After": "3600"}),
        raised(RateLimitError, facts={"retry_after": 3600.0}, keeps_body=True),
        raised(RateLimitError, facts={"retry_after": 3600.0}, keeps_body=True),
        note="Longer than `RetryPolicy.max_wait` (60 s): raised at once.",
    ),
    Fault(
        "limited-until",
        "the rate limit gives a date long past",
        for_a_while(
            2,
            answers(
                429, refusal("rate_limit_exceeded"), {**JSON_ERROR, "Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}
            ),
        ),
        Outcome(requests=TRIES),
        Outcome(requests=TRIES),
    ),
    Fault(
        "limited-by-junk",
        "the rate limit asks to wait for nonsense",
        answers(429, refusal("rate_limit_exceeded"), {**JSON_ERROR, "Retry-After": "-5"}),
        raised(RateLimitError, facts={"retry_after": None}, keeps_body=True),
        raised(RateLimitError, facts={"retry_after": None}, keeps_body=True),
        note="The service's lockout (60 s) would be waited; here that is more than the call's total.",
    ),
)


def failed(says: str, *, tried_again: bool) -> tuple[Outcome, Outcome]:
    post = raised(ServerError, says, billed=True, keeps_body=True)
    return post, raised(ServerError, says, requests=TRIES if tried_again else 1, keeps_body=True)


SERVERS = (
    Fault(
        "fault",
        "the server fails (500)",
        answers(500, refusal("fault", "image: unknown format"), JSON_ERROR),
        *failed("unknown format", tried_again=False),
    ),
    *(
        Fault(
            f"gateway-{status}",
            f"a gateway answers {status} with a page",
            answers(status, PAGE, HTML),
            *failed("Bad gateway", tried_again=True),
        )
        for status in (502, 503, 504)
    ),
    Fault(
        "away-for-a-moment",
        "a gateway answers 503 once",
        for_a_while(1, answers(503, PAGE, HTML)),
        raised(ServerError, billed=True, keeps_body=True),
        Outcome(requests=2, result={"credits": 12.5}),
    ),
    *(
        Fault(
            f"proxy-{status}",
            f"a proxy answers {status}, which HTTP does not know",
            answers(status, PAGE, HTML),
            *failed("Bad gateway", tried_again=False),
        )
        for status in (520, 522, 526, 530, 599)
    ),
    Fault(
        "control-characters",
        "an error's text holds control characters",
        answers(500, refusal("fault", "a\x1b[2Jb\u202ec"), JSON_ERROR),
        *failed(r"a\\x1b\[2Jb\\u202ec", tried_again=False),
    ),
    Fault(
        "novel",
        "an error's text is 100 kB long",
        answers(500, refusal("fault", "long " * 20_000), JSON_ERROR),
        *failed("…", tried_again=False),
        note="500 characters of it are shown; `body` keeps it all.",
    ),
    Fault(
        "cut-error",
        "an error's body is cut off",
        cut_an_error,
        *failed("Bad gateway", tried_again=True),
    ),
)

REDIRECTED = r"redirects to https://elsewhere\.example:8443\. That is not followed.*set base_url"
REDIRECTS = (
    *(
        Fault(
            f"redirect-{status}",
            f"the server redirects to another host ({status})",
            answers(status, b"", {"Location": "https://u:p@elsewhere.example:8443/path?key={key}"}),
            raised(UnreadableResponseError, REDIRECTED),
            raised(UnreadableResponseError, REDIRECTED),
            note="Not followed, so that the key goes nowhere else.",
        )
        for status in (301, 302, 307, 308)
    ),
    Fault(
        "redirect-within",
        "the server redirects to another path of its own",
        answers(302, b"", {"Location": "/elsewhere"}),
        raised(UnreadableResponseError, "another path of the same server"),
        raised(UnreadableResponseError, "another path"),
    ),
    Fault(
        "redirect-nowhere",
        "the server redirects to no address",
        answers(302, b"", {"Location": "http://[::1:99/"}),
        raised(UnreadableResponseError, "redirects to no place"),
        raised(UnreadableResponseError, "redirects to no place"),
    ),
)

GROUPS: Mapping[str, tuple[Fault, ...]] = MappingProxyType(
    {
        "the call is delivered, or not": DELIVERY,
        "the answer's body is broken": BODIES,
        "the answer is something else": CONTENTS,
        "the answer's JSON is wrong": DOCUMENTS,
        "the server refuses": REFUSALS,
        "the server fails": SERVERS,
        "the server redirects": REDIRECTS,
    }
)
FAULTS = {fault.name: fault for group in GROUPS.values() for fault in group}
