"""Writes docs/faults.md from the table: `python -m tests.support.faults.docs_page`. A test compares the two."""

from collections.abc import Iterator
from pathlib import Path

from tests.support.faults.model import CALLS, Fault, Outcome
from tests.support.faults.table import GROUPS

PAGE = Path(__file__).parents[3] / "docs" / "faults.md"

HEAD = """\
# Faults and their outcomes

A server on real sockets causes every fault of these tables, and tests assert the outcome for both clients, for a billed
call and for a free one: a POST and a GET, `text_to_image` and `balance` of v1alpha where a table names no others. This
page is generated from the table of those tests (`python -m tests.support.faults.docs_page`).

How to read an outcome:

- **a result**: the call succeeds.
- `SomeError`: the class that is raised. Each carries `sent` (whether the request was sent), `maybe_billed` (whether it
  may have been charged), `status_code`, `request_id`, `retry_after`, and `body`: what was received, up to
  `max_response_bytes`, since it may have been paid for.
- **3 requests**: how many the server receives, if it is not one. Three is what `RetryPolicy()` allows.
- **billed?**: `maybe_billed` is true. Check the balance later, instead of calling again at once.
- **`pending`**: the error carries the work that was started, as a `Pending`. `client.v2beta.result(error.pending)`
  fetches its result later, for 24 hours, at no further cost.

"""

TAIL = """\
## What holds for all of them

- **Money.** There is no idempotency key, so a billed call is retried only if it cannot have been charged: it never
  reached the server, or the rate limit refused it. `RetryPolicy(retry_billable=True)` removes this protection. A
  connection is reused if it was idle for less than 2 s, which no server cuts short, shows no end of stream, and gave
  nothing but the response before. A billed call that is lost on one all the same raises an error with `maybe_billed`,
  like any that is lost.
- **Time.** `Timeout(total=…)`, or a number, is for the whole call with all its attempts and the delays between them. If
  a delay would exceed it, or `RetryPolicy.max_retry_after` (60 s), the error is raised at once. A rate limit without a
  time counts as the hosted service's lockout, 60 s. The operating system resolves a host's name, with a timeout of its
  own.
- **Rate limits.** With `rate_limit=` every attempt waits for its turn, and with `max_concurrency=` until fewer are in
  progress. The waits count into the total timeout: a call whose turn would come later raises `TimeoutError` with
  `limit="total"` and `sent=False`. The period is taken a tenth longer than given, since requests do not arrive as
  evenly as they are sent. Clients made by `with_options` share the turns, whatever their keys; so do threads and event
  loops of a process. Other processes, other clients and `client.raw` are not counted.
- **Waiting for a result** (`upscale_creative`, `replace_background_and_relight`): the POST that starts the work is sent
  once, like any that is billed. After that, `poll_interval` apart, GETs ask for the result, each with the retries of a
  free call, within the total timeout. Whatever ends the wait leads to the result: an error has `pending`, and Ctrl-C or
  a cancellation carries a note with the id. `start_…` returns it at once.
- **Cancelling** an asynchronous call closes its connection at once. It may have been charged.
- **Size.** `max_response_bytes` (256 MiB) counts decoded bytes while they are received. Compression is not requested;
  gzip and deflate are decompressed all the same, at most 1 MiB at a time.
- **The key** is sent to the host of `base_url` and to no other; redirects are not followed. It is in no message, log
  line, warning, event, pickle or exception chain, nor in `body`, whole or half masked, even if the server echoes it.
  Debuggers and error trackers that record local variables see the memory of every program. At DEBUG, httpcore logs the
  headers of responses itself, so a key that a server echoes there is in that log.
- **Fork and threads.** Many threads may use one client. In a forked child it opens new connections; those of the parent
  are left alone. An asynchronous client opens new ones for each event loop.

## With a prepared `http_client=`

Its proxies, certificates, mounts, default headers and event hooks apply; its authentication, timeouts and redirects are
replaced, and it is never closed here. What depends on this package's own connections does not apply:

- a synchronous call whose response *headers* arrive slowly ends by the timeouts of single reads only; within the body,
  the total ends it with the first piece that is late, after `Timeout.read` at the latest (asynchronous calls always end
  at the total);
- its connections are reused for as long as its `httpx.Limits` say, 5 s by default, by billed calls too:
  `keepalive_expiry=2` is the limit here. What a server sends after a response is not looked for;
- its cookie jar is used;
- after a fork it is only as safe as it was made.
"""


def describe(outcome: Outcome) -> str:
    requests = f", {outcome.requests} requests" if outcome.requests and outcome.requests > 1 else ""
    if outcome.error is None:
        return f"a result{requests}"
    billed = ", billed?" if outcome.billed else ""
    return f"`{outcome.error.__name__}`{billed}{requests}"


def row(fault: Fault) -> str:
    post = fault.outcomes.post
    kept = [
        name for name, is_kept in (("body", post.keeps_body), ("pending", post.attributes.get("pending"))) if is_kept
    ]
    names = " and ".join(f"`{name}`" for name in kept)
    ending = f"{names} {'are' if len(kept) > 1 else 'is'} kept." if kept else ""
    note = " ".join(filter(None, [fault.note, ending]))
    return f"| {fault.when} | {describe(post)} | {describe(fault.outcomes.get)} | {note} |"


def lines() -> Iterator[str]:
    yield HEAD
    for title, faults in GROUPS.items():
        post, get = CALLS[faults[0].calls]
        yield f"## When {title}\n\n| when | {post} | {get} | |\n| --- | --- | --- | --- |\n"
        yield from (f"{row(fault)}\n" for fault in faults)
        yield "\n"
    yield TAIL


def page() -> str:
    return "".join(lines())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
