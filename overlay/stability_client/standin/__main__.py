"""`python -m stability_client.standin`: the stand-in as a process of its own."""

import argparse
import contextlib
import socket
import sys
from collections.abc import Sequence

from stability_client._lazy import MissingExtraError

try:
    from stability_client.standin import API_KEY, RateLimit, StandIn, create_app  # noqa: F401 - all that need the extra
except MissingExtraError as error:
    if __name__ != "__main__":
        raise
    sys.exit(str(error))  # to stderr, with status 1

from stability_client._serving import format_url, listen, make_server
from stability_client.standin.server import LOOPBACK_ADDRESS, MAX_PORT, check_port

DEFAULT_PORT = 8787
PROGRAM = "python -m stability_client.standin"
USAGE_ERROR = 2
"""The exit status for a wrong argument, as of argparse."""


def main(arguments: Sequence[str] | None = None, *, prog: str = PROGRAM) -> int:
    """Serve until interrupted. Returns the exit status."""
    parser = make_parser(prog)
    chosen = parser.parse_args(arguments)
    try:
        app = create_app(
            keys=vars(chosen).get("key", [API_KEY]),
            balance=chosen.balance,
            rate_limit=RateLimit() if chosen.rate_limit else None,
            envelope=chosen.envelope,
            dialect=chosen.dialect,
            error_media_type=chosen.error_media_type,
            latency=chosen.latency,
            filtered_words=chosen.filtered_word,
            result_delay=chosen.result_delay,
            shrink=chosen.shrink,
            history_size=0,  # a command has no way to show it
        )
    except ValueError as error:
        parser.error(str(error))
    try:
        socket.getaddrinfo(chosen.host, chosen.port)
        listening = listen(chosen.host, chosen.port)
    except (socket.gaierror, UnicodeError):
        print(f"There is no host {chosen.host!r} to listen on.", file=sys.stderr)  # noqa: T201
        return USAGE_ERROR
    except OSError as error:
        print(f"Can't listen on {chosen.host} port {chosen.port}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return 1
    # The socket accepts connections by now, so a caller that waits for this line can connect at once.
    print(format_url(*listening.getsockname()[:2]), flush=True)  # noqa: T201
    with contextlib.suppress(KeyboardInterrupt):
        make_server(app).run(sockets=[listening])
    return 0


def make_parser(prog: str = PROGRAM) -> argparse.ArgumentParser:
    """Make the parser of the command's options."""
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Serve an offline stand-in for the Stability image API. Prints its URL when it is ready.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default=LOOPBACK_ADDRESS, help="the address to listen on")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="the port; 0 picks a free one")
    parser.add_argument(
        "--key",
        action="append",
        default=argparse.SUPPRESS,  # a default would be appended to, and shown twice by --help
        help=f"an API key to accept; repeatable (default: {API_KEY})",
    )
    parser.add_argument("--balance", type=float, default=1000.0, help="initial credits of each organization")
    parser.add_argument(
        "--rate-limit",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="refuse more than 150 requests in 10 s",
    )
    parser.add_argument(
        "--envelope", choices=["array", "artifacts"], default="array", help="how v1alpha's JSON holds images"
    )
    parser.add_argument(
        "--dialect", choices=["v1alpha", "gyre"], default="v1alpha", help="which server of v1alpha to imitate"
    )
    parser.add_argument(
        "--error-media-type", default="application/vnd.goa.error", help="the media type of v1alpha's errors"
    )
    parser.add_argument("--latency", type=float, default=0.0, help="seconds by which every response is delayed")
    parser.add_argument("--result-delay", type=float, default=0.0, help="seconds until started work has a result")
    parser.add_argument(
        "--filtered-word", action="append", default=[], metavar="WORD", help="refuse prompts with this word; repeatable"
    )
    parser.add_argument("--shrink", type=int, default=1, help="divide the sides of images whose size v2beta chooses")
    return parser


def _port(text: str) -> int:
    try:
        return check_port(int(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number of 0 to {MAX_PORT}, got {text!r:.80}") from None


if __name__ == "__main__":
    sys.exit(main())
