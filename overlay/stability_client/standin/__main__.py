"""`python -m stability_client.standin`: the stand-in as a server of its own."""

import argparse
import contextlib
import socket
import sys
from collections.abc import Sequence

try:
    from stability_client.standin import API_KEY, RateLimit, StandIn, create_app  # noqa: F401 - all that the extra is for
except ModuleNotFoundError:
    raise
except ImportError as missing:
    if __name__ != "__main__":
        raise
    sys.exit(str(missing))  # to stderr, with status 1

from stability_client.standin.server import LAST_PORT, LOOPBACK, check_port, listen, make_server, url_of

DEFAULT_PORT = 8787
WRONG_USE = 2
"""The exit status where an argument is wrong, as argparse has it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; the exit status."""
    options = parser()
    chosen = options.parse_args(arguments)
    try:
        app = create_app(
            keys=vars(chosen).get("key", [API_KEY]),
            balance=chosen.balance,
            rate_limit=RateLimit() if chosen.rate_limit else None,
            envelope=chosen.envelope,
            dialect=chosen.dialect,
            error_media_type=chosen.error_media_type,
            latency=chosen.latency,
            journal_size=0,  # nobody could look at it
        )
    except ValueError as wrong:
        options.error(str(wrong))
    try:
        socket.getaddrinfo(chosen.host, chosen.port)
        listening = listen(chosen.host, chosen.port)
    except (socket.gaierror, UnicodeError):
        print(f"There is no host {chosen.host!r} to listen on.", file=sys.stderr)  # noqa: T201
        return WRONG_USE
    except OSError as problem:
        print(f"Can't listen on {chosen.host} port {chosen.port}: {problem.strerror}", file=sys.stderr)  # noqa: T201
        return 1
    # The socket takes connections by now, so the line does not promise too early.
    print(url_of(*listening.getsockname()[:2]), flush=True)  # noqa: T201 - what a caller waits for
    with contextlib.suppress(KeyboardInterrupt):
        make_server(app).run(sockets=[listening])
    return 0


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="python -m stability_client.standin",
        description="Serve an offline stand-in for the Stability image API. Prints its URL when it is ready.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    made.add_argument("--host", default=LOOPBACK, help="the address to listen on")
    made.add_argument("--port", type=_port, default=DEFAULT_PORT, help="the port; 0 picks a free one")
    made.add_argument(
        "--key",
        action="append",
        default=argparse.SUPPRESS,  # else given keys would be appended to it, and --help would tell it twice
        help=f"an API key to know, any number of times (default: {API_KEY})",
    )
    made.add_argument("--balance", type=float, default=1000.0, help="credits to start with")
    made.add_argument(
        "--rate-limit",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="refuse more than 150 requests in 10 s",
    )
    made.add_argument("--envelope", choices=["array", "artifacts"], default="array", help="how JSON holds pictures")
    made.add_argument("--dialect", choices=["v1alpha", "gyre"], default="v1alpha", help="which server to sound like")
    made.add_argument("--error-media-type", default="application/vnd.goa.error", help="the media type of errors")
    made.add_argument("--latency", type=float, default=0.0, help="seconds that every answer takes longer")
    return made


def _port(text: str) -> int:
    try:
        return check_port(int(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number of 0 to {LAST_PORT}, not {text!r:.80}") from None


if __name__ == "__main__":
    sys.exit(main())
