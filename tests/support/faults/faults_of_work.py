"""Faults of long work: of the call that starts it, and of the calls that ask for its result."""

from collections.abc import Mapping

from stability_client import (
    AuthenticationError,
    ConnectionFailedError,
    ContentModerationError,
    InsufficientBalanceError,
    Pending,
    RateLimitError,
    ResultNotFoundError,
    ServerError,
    StabilityError,
    Timeout,
    TimeoutError,  # noqa: A004 - this package's own
    UnreadableResponseError,
)
from tests.support.faults.handlers import (
    HTML,
    PAGE,
    close_connection,
    cut_the_body,
    drip_the_body,
    first_then_good,
    respond_with,
    send_nothing,
)
from tests.support.faults.model import (
    ATTEMPTS,
    DISCONNECTED,
    ROOMY,
    SILENT,
    Fault,
    Outcome,
    Outcomes,
    raised,
    timed_out,
)
from tests.support.faults.responses import (
    JSON_HEADERS,
    PNG,
    PNG_HEADERS,
    RESULT_ID,
    errors_body,
    object_as_json,
    respond_well,
)
from tests.support.faults.server import Handler, IncomingRequest

WORK = {"pending": Pending(RESULT_ID, "v2beta_upscale_creative")}
FETCHED = {"pending": Pending(RESULT_ID)}
GOOD = Outcome(result={"media_type": "image/png", "data": PNG})
HOW_TO_FETCH = rf"The work has been paid for: client\.v2beta\.result\('{RESULT_ID}'\) fetches its result, for 24 hours"
RUNNING = respond_with(202, b'{"id": "%s", "status": "in-progress"}' % RESULT_ID.encode(), JSON_HEADERS)


def starting(
    name: str, when: str, handler: Handler, outcome: Outcome, note: str = "", timeout: Timeout = ROOMY
) -> Fault:
    """A fault of the POST. The result itself is there."""

    async def respond(request: IncomingRequest) -> None:
        await (handler if request.method == "POST" else respond_well)(request)

    return Fault(
        name=f"start-{name}",
        when=when,
        handler=respond,
        outcomes=Outcomes(post=outcome, get=GOOD),
        note=note,
        calls="work",
        timeout=timeout,
    )


def bad_id(name: str, when: str, body: bytes, message: str = "the id of the work") -> Fault:
    """A start whose response has no usable id."""
    outcome = raised(UnreadableResponseError, message, billed=True, keeps_body=True)
    return starting(name, when, respond_with(200, body, JSON_HEADERS), outcome)


def refused_start(error: type[StabilityError], message: str = "") -> Outcome:
    return raised(error, message, keeps_body=True, attributes={"pending": None})


LIMITED = respond_with(429, errors_body("rate_limit_exceeded"), {**JSON_HEADERS, "Retry-After": "0.05"})

STARTS = (
    starting(
        "hang-up",
        "the server closes the connection instead of responding",
        close_connection,
        DISCONNECTED,
        "It was delivered, so the work may have been started and paid for. It is never sent again.",
    ),
    starting(
        "silence",
        "the server accepts the request and sends nothing",
        send_nothing,
        timed_out("read", billed=True),
        timeout=SILENT,
    ),
    *(
        starting(
            str(status),
            f"the server fails ({status})",
            respond_with(status, PAGE, HTML),
            raised(ServerError, billed=True, keeps_body=True),
        )
        for status in (500, 502, 503)
    ),
    bad_id("no-id", "the response has no id", b"{}", "lacks what the contract promises"),
    bad_id("number", "the id is a number", b'{"id": 5}', "the id is int"),
    bad_id("empty-id", "the id is empty", b'{"id": ""}'),
    bad_id("up", "the id would lead up the path", b'{"id": ".."}'),
    bad_id("path", "the id has slashes", b'{"id": "../../user/account"}'),
    bad_id("backslash", "the id has backslashes", b'{"id": "..\\\\.."}'),
    bad_id("lines", "the id has line breaks", b'{"id": "a\\r\\nX-Injected: 1"}'),
    bad_id("long-id", "the id has 100,000 characters", b'{"id": "%s"}' % (b"a" * 100_000)),
    bad_id("key-id", "the id is the key", b'{"id": "{key}"}'),
    bad_id("list", "the response is a list", b'["a"]', "no JSON object"),
    starting(
        "202",
        "the response is 202 instead of 200",
        respond_with(202, b'{"id": "%s"}' % RESULT_ID.encode(), JSON_HEADERS),
        Outcome(requests=2, result=GOOD.result),
    ),
    starting(
        "page",
        "an HTML page is sent with status 200",
        respond_with(200, PAGE, HTML),
        raised(UnreadableResponseError, "not JSON", billed=True, keeps_body=True),
    ),
    starting(
        "image",
        "the image itself is sent instead of an id",
        respond_with(200, PNG, PNG_HEADERS),
        raised(UnreadableResponseError, "not JSON", billed=True, keeps_body=True),
        "It is in `body`.",
    ),
    starting(
        "no-credits",
        "the credits do not suffice",
        respond_with(402, errors_body("payment_required"), JSON_HEADERS),
        refused_start(InsufficientBalanceError),
    ),
    starting(
        "moderation",
        "content moderation refuses the request",
        respond_with(403, errors_body("content_moderation"), JSON_HEADERS),
        refused_start(ContentModerationError, "Nothing was charged"),
    ),
    starting(
        "limited-once",
        "the rate limit refuses once, for a moment",
        first_then_good(1, LIMITED),
        Outcome(requests=3, result=GOOD.result),
        "A refusal is not charged, so it is sent again.",
    ),
)


def waiting(
    name: str, when: str, handler: Handler, outcomes: Outcomes, note: str = "", timeout: Timeout = ROOMY
) -> Fault:
    """A fault of the GETs. The start goes well."""

    async def respond(request: IncomingRequest) -> None:
        await (respond_well if request.method == "POST" else handler)(request)

    return Fault(
        name=f"wait-{name}", when=when, handler=respond, outcomes=outcomes, note=note, calls="work", timeout=timeout
    )


def first_polls(times: int, first: Handler) -> Handler:
    """A fault of the first GETs; the result after them."""
    polls: dict[str, int] = {}

    async def handler(request: IncomingRequest) -> None:
        number = polls[request.address] = polls.get(request.address, 0) + 1
        await (first if number <= times else respond_well)(request)

    return handler


def after(polls: int) -> Outcomes:
    """A result after so many GETs."""
    return Outcomes(
        post=Outcome(requests=polls + 1, result=GOOD.result), get=Outcome(requests=polls, result=GOOD.result)
    )


def lost(
    error: type[StabilityError],
    message: str = "",
    *,
    polls: int = 1,
    keeps_body: bool = True,
    is_billed: bool = True,
    is_fetchable: bool = True,
    attributes: Mapping[str, object] | None = None,
) -> Outcomes:
    """An error of the GETs: it has the work if the call had started it."""
    found = attributes or {}
    return Outcomes(
        post=raised(
            error,
            f"{message}.*{HOW_TO_FETCH}" if is_fetchable else message,
            requests=polls + 1,
            billed=is_billed,
            keeps_body=keeps_body,
            attributes={**WORK, **found},
        ),
        get=raised(error, message, requests=polls, keeps_body=keeps_body, attributes={"pending": None, **found}),
    )


UNFINISHED = r"(not ready|not finished) after 0\.5 s \(total\)"
OUT_OF_TIME = {"limit": "total", "seconds": 0.5}

WAITS = (
    waiting("twice", "the work still runs, twice", first_polls(2, RUNNING), after(3)),
    waiting(
        "running-page",
        "a page is sent with status 202, once",
        first_polls(1, respond_with(202, PAGE, HTML)),
        after(2),
        "The status decides.",
    ),
    waiting(
        "for-ever",
        "the work still runs when the total timeout ends",
        RUNNING,
        Outcomes(
            post=raised(
                TimeoutError, f"{UNFINISHED}.*{HOW_TO_FETCH}", requests=None, billed=True,
                attributes={**WORK, **OUT_OF_TIME},
            ),
            get=raised(
                TimeoutError, f"{UNFINISHED}.*{HOW_TO_FETCH}", requests=None, billed=True,
                attributes={**FETCHED, **OUT_OF_TIME},
            ),
        ),
        timeout=Timeout(total=0.5),
    ),
    waiting(
        "500", "the server fails (500)",
        respond_with(500, errors_body("internal_error"), JSON_HEADERS), lost(ServerError),
    ),
    *(
        waiting(
            str(status), f"a gateway responds with {status} and a page",
            respond_with(status, PAGE, HTML), lost(ServerError, "Bad gateway", polls=ATTEMPTS),
        )
        for status in (502, 503)
    ),
    waiting(
        "503-once", "a gateway responds with 503 once", first_polls(1, respond_with(503, PAGE, HTML)), after(2),
        "Asking for a result costs nothing, so it is repeated.",
    ),
    waiting(
        "hang-up", "the server closes the connections instead of responding", close_connection,
        lost(ConnectionFailedError, "broke before a response", polls=ATTEMPTS, keeps_body=False),
    ),
    waiting("hang-up-twice", "the server closes two connections", first_polls(2, close_connection), after(3)),
    waiting(
        "silence", "the server sends nothing", send_nothing,
        lost(TimeoutError, r"\(read\)", polls=ATTEMPTS, keeps_body=False, attributes={"limit": "read"}),
        timeout=SILENT,
    ),
    waiting(
        "drip", "the result arrives slowly, each byte in time", drip_the_body,
        lost(TimeoutError, r"\(total\)", attributes={"limit": "total"}),
        timeout=Timeout(connect=5, read=5, total=0.8),
    ),
    waiting(
        "expired", "there is no such result, or no longer",
        respond_with(404, errors_body("generation_not_found"), JSON_HEADERS),
        lost(ResultNotFoundError, "no, at http", is_fetchable=False),
    ),
    waiting(
        "moderation", "content moderation refuses the result",
        respond_with(403, errors_body("content_moderation"), JSON_HEADERS),
        lost(ContentModerationError, "Nothing was charged", is_billed=False, is_fetchable=False),
    ),
    waiting(
        "unauthorized", "the key is refused and echoed",
        respond_with(401, errors_body("unauthorized", ["authorization: {key} is invalid"]), JSON_HEADERS),
        lost(AuthenticationError, "authorization: <redacted> is invalid"),
    ),
    waiting("limited-once", "the rate limit refuses once, for a moment", first_polls(1, LIMITED), after(2)),
    waiting(
        "limited-for-long", "the rate limit asks to wait an hour",
        respond_with(429, errors_body("rate_limit_exceeded"), {**JSON_HEADERS, "Retry-After": "3600"}),
        lost(RateLimitError, attributes={"retry_after": 3600.0}),
    ),
    waiting(
        "no-image", "the result is no image", respond_with(200, b"\x89PNG is what this is not", PNG_HEADERS),
        lost(UnreadableResponseError, "is no image"),
    ),
    waiting(
        "cut-image", "the image is cut off, and complete by its length",
        respond_with(200, PNG[: len(PNG) // 2], PNG_HEADERS), lost(UnreadableResponseError, "is broken"),
    ),
    waiting(
        "cut-body", "the connection ends within the image", cut_the_body,
        lost(UnreadableResponseError, "ended after"),
    ),
    waiting(
        "empty", "the result is empty", respond_with(200, b"", PNG_HEADERS),
        lost(UnreadableResponseError, "is empty", keeps_body=False),
    ),
    waiting(
        "redirect", "the server redirects", respond_with(302, b"", {"Location": "https://elsewhere.example/x"}),
        lost(UnreadableResponseError, "not followed", keeps_body=False),
        "Not followed, so that the key goes nowhere else.",
    ),
    waiting(
        "json", "an image was requested and valid JSON is sent, under the older name",
        respond_with(200, object_as_json("result"), JSON_HEADERS), after(1),
        "The image in it is used.",
    ),
)  # fmt: skip
