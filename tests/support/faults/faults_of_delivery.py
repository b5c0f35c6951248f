"""Faults on the way to the response: connections, timeouts, refusals, failing servers and redirects."""

from attrs import evolve

from stability_client import (
    AuthenticationError,
    InsufficientBalanceError,
    InvalidFileSizeError,
    InvalidPromptsError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    TimeoutError,  # noqa: A004 - this package's own
    UnreadableResponseError,
)
from tests.support.faults.handlers import (
    HTML,
    JSON_ERROR,
    PAGE,
    close_connection,
    cut_an_error,
    drip_the_body,
    drip_the_head,
    first_then_good,
    good_then,
    miss_all_engines,
    miss_the_engine,
    reset,
    respond_and_close,
    respond_with,
    send_nothing,
    stop_in_the_body,
    stop_in_the_head,
)
from tests.support.faults.model import (
    ATTEMPTS,
    DISCONNECTED,
    DISCONNECTED_FREE,
    DRIPPED,
    SILENT,
    UNCONNECTED,
    UNREACHED,
    Fault,
    Outcome,
    Outcomes,
    raised,
    refused,
    timed_out,
)
from tests.support.faults.responses import ENGINES, refusal, respond_well

DELIVERY = (
    Fault(
        name="refused",
        when="nothing listens at the address",
        handler=respond_well,
        outcomes=Outcomes(post=UNREACHED, get=UNREACHED),
        note="Three attempts: nothing was delivered, so nothing can have been charged.",
        address="closed",
    ),
    Fault(
        name="no-tls",
        when="`https://` reaches a server without TLS",
        handler=respond_well,
        outcomes=Outcomes(post=UNREACHED, get=UNREACHED),
        address="https://",
    ),
    Fault(
        name="unaccepted-connection",
        when="the connection is not accepted",
        handler=respond_well,
        outcomes=Outcomes(
            post=timed_out("connect", sent=False, requests=0), get=timed_out("connect", sent=False, requests=0)
        ),
        note="Three attempts, as nothing was delivered.",
        timeout=UNCONNECTED,
        address="full",
    ),
    Fault(
        name="hang-up",
        when="the server closes the connection instead of responding",
        handler=close_connection,
        outcomes=Outcomes(post=DISCONNECTED, get=DISCONNECTED_FREE),
        note="The POST was delivered: an image may have been generated, so it is not retried.",
    ),
    Fault(
        name="reset",
        when="the connection is reset instead of a response",
        handler=reset,
        outcomes=Outcomes(post=DISCONNECTED, get=DISCONNECTED_FREE),
    ),
    Fault(
        name="reset-while-sending",
        when="the connection is reset while the request is being sent",
        handler=reset,
        outcomes=Outcomes(post=DISCONNECTED, get=DISCONNECTED_FREE),
        unread=True,
    ),
    Fault(
        name="hang-up-twice",
        when="the server closes two connections and then responds",
        handler=first_then_good(2, close_connection),
        outcomes=Outcomes(post=DISCONNECTED, get=Outcome(requests=ATTEMPTS, result={"credits": 12.5})),
    ),
    Fault(
        name="closed-while-idle",
        when="the server has closed the connection of an earlier call",
        handler=respond_and_close,
        outcomes=Outcomes(post=Outcome(result={"seed": 7}), get=Outcome(result={"credits": 12.5})),
        note="The end is seen before the request is sent, so a new connection is opened.",
        is_reused=True,
    ),
    Fault(
        name="reused-hang-up",
        when="the server closes the connection of an earlier call just as the request is sent on it",
        handler=good_then(close_connection),
        outcomes=Outcomes(post=DISCONNECTED, get=DISCONNECTED_FREE),
        note="It is unknown whether the POST was read, so it is not retried.",
        is_reused=True,
    ),
    Fault(
        name="reused-reset",
        when="the connection of an earlier call is reset just as the request is sent on it",
        handler=good_then(reset),
        outcomes=Outcomes(post=DISCONNECTED, get=DISCONNECTED_FREE),
        is_reused=True,
    ),
    Fault(
        name="silence",
        when="the server accepts the request and sends nothing",
        handler=send_nothing,
        outcomes=Outcomes(post=timed_out("read", billed=True), get=timed_out("read", requests=ATTEMPTS)),
        timeout=SILENT,
    ),
    Fault(
        name="half-a-head",
        when="the server stops within the headers of its response",
        handler=stop_in_the_head,
        outcomes=Outcomes(post=timed_out("read", billed=True), get=timed_out("read", requests=ATTEMPTS)),
        timeout=SILENT,
    ),
    Fault(
        name="dripping-head",
        when="the headers of the response arrive slowly, each in time",
        handler=drip_the_head,
        outcomes=Outcomes(post=timed_out("total", billed=True), get=timed_out("total")),
        note="Only the total ends this; it is for all attempts together, so nothing is retried.",
        timeout=DRIPPED,
    ),
    Fault(
        name="dripping-body",
        when="the body of the response arrives slowly, each byte in time",
        handler=drip_the_body,
        outcomes=Outcomes(
            post=timed_out("total", billed=True, keeps_body=True), get=timed_out("total", keeps_body=True)
        ),
        timeout=DRIPPED,
    ),
    Fault(
        name="half-a-body",
        when="the server stops within the body of its response",
        handler=stop_in_the_body,
        outcomes=Outcomes(
            post=timed_out("read", billed=True, keeps_body=True),
            get=timed_out("read", requests=ATTEMPTS, keeps_body=True),
        ),
        timeout=SILENT,
    ),
)

REFUSALS = (
    Fault(
        name="unauthorized",
        when="the key is refused and echoed",
        handler=respond_with(401, refusal("unauthorized", "bad key {key}"), JSON_ERROR),
        outcomes=refused(AuthenticationError, "bad key <redacted>"),
    ),
    Fault(
        name="no-credits",
        when="no credits are left",
        handler=respond_with(402, refusal("insufficient_balance"), JSON_ERROR),
        outcomes=refused(InsufficientBalanceError),
    ),
    Fault(
        name="no-credits-429",
        when="no credits are left, and the status is 429",
        handler=respond_with(429, refusal("insufficient_balance"), {**JSON_ERROR, "Retry-After": "0"}),
        outcomes=refused(InsufficientBalanceError),
        note="Never retried: waiting brings no credits.",
    ),
    Fault(
        name="forbidden",
        when="the key may not do this",
        handler=respond_with(403, refusal("permission_denied"), JSON_ERROR),
        outcomes=refused(PermissionDeniedError),
    ),
    Fault(
        name="no-engine",
        when="the server does not have the engine",
        handler=miss_the_engine,
        outcomes=Outcomes(
            post=raised(
                NotFoundError,
                rf"no engine 'e'; it has {', '.join(ENGINES)}",
                requests=2,
                keeps_body=True,
                attributes={"engines": ENGINES},
            ),
            get=raised(NotFoundError, keeps_body=True),
        ),
        note="One further request, a GET, looks up which engines there are.",
    ),
    Fault(
        name="no-engine-list",
        when="the server does not have the engine, nor a list of engines",
        handler=miss_all_engines,
        outcomes=Outcomes(
            post=raised(NotFoundError, "no such engine", requests=2, keeps_body=True, attributes={"engines": ()}),
            get=raised(NotFoundError, keeps_body=True),
        ),
        note="The first error is the one that is raised.",
    ),
    Fault(
        name="filtered-prompt",
        when="a prompt contains a filtered word",
        handler=respond_with(400, refusal("invalid_prompts"), JSON_ERROR),
        outcomes=refused(InvalidPromptsError),
    ),
    Fault(
        name="too-large",
        when="the request is too large for a proxy",
        handler=respond_with(413, PAGE, HTML),
        outcomes=refused(InvalidFileSizeError, "Bad gateway"),
    ),
    Fault(
        name="slow-request",
        when="the server gave up waiting for the request (408)",
        handler=respond_with(408, b"", {}),
        outcomes=Outcomes(
            post=raised(TimeoutError, attributes={"limit": None}), get=raised(TimeoutError, requests=ATTEMPTS)
        ),
    ),
    Fault(
        name="limited-once",
        when="the rate limit refuses once, for a moment",
        handler=first_then_good(
            1, respond_with(429, refusal("rate_limit_exceeded"), {**JSON_ERROR, "Retry-After": "0.05"})
        ),
        outcomes=Outcomes(post=Outcome(requests=2, result={"seed": 7}), get=Outcome(requests=2)),
        note="A refusal is not charged, so both are retried after `Retry-After`.",
    ),
    Fault(
        name="limited-for-long",
        when="the rate limit asks to wait an hour",
        handler=respond_with(429, refusal("rate_limit_exceeded"), {**JSON_ERROR, "Retry-After": "3600"}),
        outcomes=Outcomes(
            post=raised(RateLimitError, attributes={"retry_after": 3600.0}, keeps_body=True),
            get=raised(RateLimitError, attributes={"retry_after": 3600.0}, keeps_body=True),
        ),
        note="Longer than `RetryPolicy.max_retry_after` (60 s): raised at once.",
    ),
    Fault(
        name="limited-until",
        when="the rate limit gives a past date",
        handler=first_then_good(
            2,
            respond_with(
                429, refusal("rate_limit_exceeded"), {**JSON_ERROR, "Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}
            ),
        ),
        outcomes=Outcomes(post=Outcome(requests=ATTEMPTS), get=Outcome(requests=ATTEMPTS)),
    ),
    Fault(
        name="limited-by-junk",
        when="the rate limit gives an invalid delay",
        handler=respond_with(429, refusal("rate_limit_exceeded"), {**JSON_ERROR, "Retry-After": "-5"}),
        outcomes=Outcomes(
            post=raised(RateLimitError, attributes={"retry_after": None}, keeps_body=True),
            get=raised(RateLimitError, attributes={"retry_after": None}, keeps_body=True),
        ),
        note="The delay would be the service's lockout (60 s), which is longer than the call's total here.",
    ),
)


def failed(message: str, *, is_retried: bool) -> Outcomes:
    """An error of a server, or of a proxy, that failed; the POST may have been billed."""
    post = raised(ServerError, message, billed=True, keeps_body=True)
    return Outcomes(post=post, get=evolve(post, billed=False, requests=ATTEMPTS if is_retried else 1))


SERVERS = (
    Fault(
        name="fault",
        when="the server fails (500)",
        handler=respond_with(500, refusal("fault", "image: unknown format"), JSON_ERROR),
        outcomes=failed("unknown format", is_retried=False),
    ),
    *(
        Fault(
            name=f"gateway-{status}",
            when=f"a gateway responds with {status} and a page",
            handler=respond_with(status, PAGE, HTML),
            outcomes=failed("Bad gateway", is_retried=True),
        )
        for status in (502, 503, 504)
    ),
    Fault(
        name="away-for-a-moment",
        when="a gateway responds with 503 once",
        handler=first_then_good(1, respond_with(503, PAGE, HTML)),
        outcomes=Outcomes(
            post=raised(ServerError, billed=True, keeps_body=True), get=Outcome(requests=2, result={"credits": 12.5})
        ),
    ),
    *(
        Fault(
            name=f"proxy-{status}",
            when=f"a proxy responds with {status}, which HTTP does not define",
            handler=respond_with(status, PAGE, HTML),
            outcomes=failed("Bad gateway", is_retried=False),
        )
        for status in (520, 522, 526, 530, 599)
    ),
    Fault(
        name="control-characters",
        when="an error's message has control characters",
        handler=respond_with(500, refusal("fault", "a\x1b[2Jb\u202ec"), JSON_ERROR),
        outcomes=failed(r"a\\x1b\[2Jb\\u202ec", is_retried=False),
    ),
    Fault(
        name="long-message",
        when="an error's message is 100 kB long",
        handler=respond_with(500, refusal("fault", "long " * 20_000), JSON_ERROR),
        outcomes=failed("…", is_retried=False),
        note="500 characters of it are shown; `body` has it all.",
    ),
    Fault(
        name="cut-error",
        when="an error's body is cut off",
        handler=cut_an_error,
        outcomes=failed("Bad gateway", is_retried=True),
    ),
)

REDIRECTED = r"redirects to https://elsewhere\.example:8443\. That is not followed.*set base_url"
REDIRECTS = (
    *(
        Fault(
            name=f"redirect-{status}",
            when=f"the server redirects to another host ({status})",
            handler=respond_with(status, b"", {"Location": "https://u:p@elsewhere.example:8443/path?key={key}"}),
            outcomes=Outcomes(
                post=raised(UnreadableResponseError, REDIRECTED), get=raised(UnreadableResponseError, REDIRECTED)
            ),
            note="Not followed, so that the key goes nowhere else.",
        )
        for status in (301, 302, 307, 308)
    ),
    Fault(
        name="redirect-within",
        when="the server redirects to another path on the same host",
        handler=respond_with(302, b"", {"Location": "/elsewhere"}),
        outcomes=Outcomes(
            post=raised(UnreadableResponseError, "another path of the same server"),
            get=raised(UnreadableResponseError, "another path"),
        ),
    ),
    Fault(
        name="redirect-nowhere",
        when="the server redirects to an invalid address",
        handler=respond_with(302, b"", {"Location": "http://[::1:99/"}),
        outcomes=Outcomes(
            post=raised(UnreadableResponseError, "redirects to an address that cannot be read"),
            get=raised(UnreadableResponseError, "redirects to an address that cannot be read"),
        ),
    ),
)
