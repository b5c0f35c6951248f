"""Writes docs/faults.md from the table: `python -m tests.faults.page`. A test checks that this was done."""

from collections.abc import Iterator
from pathlib import Path

from tests.faults.table import GROUPS, Fault, Outcome

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"

HEAD = """\
# What happens when…

Every row of these tables is played by a server on real sockets and asserted for both clients, for a paid call
(`text_to_image`, a POST) and for a free one (`balance`, a GET). This page is written from the table that the tests go
by (`python -m tests.faults.page`).

How to read an outcome:

- **a result**: the call succeeds.
- `SomeError`: the class that is raised. Each carries `sent` (whether the request left), `maybe_billed` (whether it may
  have been charged), `status_code`, `request_id`, `retry_after`, and `body`: what was received, up to
  `max_response_bytes`, since it may have been paid for.
- **3 requests**: how many the server gets, where it is not one. Three is what `RetryPolicy()` tries.
- **billed?**: `maybe_billed` is true. Look at the balance later, rather than calling again at once.

"""

TAIL = """\
## What holds for all of them

- **Money.** There is no idempotency key, so a paid call is sent again only where it cannot have been charged: it never
  reached the server, or the rate limit refused it. `RetryPolicy(retry_billable=True)` gives that up. A paid call
  travels on a connection of its own, never on one that has been idle, as one that the server closed meanwhile would
  leave open whether the call was delivered. Free calls reuse connections for up to 5 s.
- **Time.** `Timeout(total=…)`, or a number, is for the whole call with all its tries and the waits in between. A wait
  that would not fit is not begun: the error is raised at once. A wait over `RetryPolicy.max_wait` (60 s) is not begun
  either. A rate limit that names no time is taken to last the hosted service's lockout, 60 s. Looking up a host's name
  is the operating system's, and its time limit too.
- **Cancelling** an asynchronous call closes its connection at once. It may have been charged.
- **Size.** `max_response_bytes` (256 MiB) counts decoded bytes while they come. Compression is not asked for; gzip and
  deflate are read all the same, at most 1 MiB at a time.
- **The key** goes to the host of `base_url` and to no other; redirects are not followed. It shows in no message, log
  line, warning, event, pickle or exception chain, nor in `body`, whole or half masked, whatever the server echoes.
  Debuggers and error trackers that record local variables see what every program's memory holds. At DEBUG, httpcore
  logs the answer's headers of its own accord, so a server that echoes the key there shows it in that log.
- **Fork and threads.** A client may be used by many threads. In a forked child it opens connections of its own; those
  of the parent are left alone. An asynchronous client opens its own for each event loop.

## With a prepared `http_client=`

Its proxies, certificates, mounts, default headers and event hooks hold; its authentication, timeouts and redirects give
way to ours, and it is never closed here. What depends on connections of our own does not hold:

- a synchronous call whose answer drips within its *headers* is ended by the timeouts of the client's reads only; within
  the body the total ends it with the first piece that comes too late, after `Timeout.read` at the latest
  (asynchronous calls end at the total in every case);
- paid calls share its idle connections, if it keeps any: `httpx.Limits(max_keepalive_connections=0)` keeps none;
- its cookie jar is used;
- after a fork it is as safe as it was made.
"""


def outcome_in_words(outcome: Outcome) -> str:
    times = f", {outcome.requests} requests" if outcome.requests > 1 else ""
    if outcome.error is None:
        return f"a result{times}"
    billed = ", billed?" if outcome.billed else ""
    return f"`{outcome.error.__name__}`{billed}{times}"


def row(fault: Fault) -> str:
    kept = "`body` is kept." if fault.post.keeps_body else ""
    note = " ".join(filter(None, [fault.note, kept]))
    return f"| {fault.when} | {outcome_in_words(fault.post)} | {outcome_in_words(fault.get)} | {note} |"


def lines() -> Iterator[str]:
    yield HEAD
    for title, faults in GROUPS.items():
        yield f"## …{title}\n\n| when… | a paid call | a free call | |\n| --- | --- | --- | --- |\n"
        yield from (f"{row(fault)}\n" for fault in faults)
        yield "\n"
    yield TAIL


def page() -> str:
    return "".join(lines())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
