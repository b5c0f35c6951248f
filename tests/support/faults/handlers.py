"""What the fault server does: one function for each fault."""

import zlib
from collections.abc import Callable, Mapping

from tests.support.faults.responses import (
    JSON_HEADERS,
    PNG,
    PNG_HEADERS,
    engine_list,
    good_response,
    refusal,
    respond_well,
)
from tests.support.faults.server import Handler, IncomingRequest

CAP = 2_000_000
"""The `max_response_bytes` of the tests: larger than any good response here."""

DRIP_SECONDS = 0.02

PAGE = b"<!DOCTYPE html><html><head><title>Bad\n gateway</title></head><body>nginx {key}</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON_ERROR = {"Content-Type": "application/vnd.goa.error"}


async def close_connection(request: IncomingRequest) -> None:
    request.close()


async def reset(request: IncomingRequest) -> None:
    request.reset()


async def send_nothing(request: IncomingRequest) -> None:
    await request.wait_until_closed()


async def stop_in_the_head(request: IncomingRequest) -> None:
    await request.send_raw(b"HTTP/1.1 200 OK\r\nContent-Ty")
    await request.wait_until_closed()


async def drip_the_head(request: IncomingRequest) -> None:
    await request.send_raw(b"HTTP/1.1 200 OK\r\n", *[b"X-Drip: 1\r\n"] * 500, pause=DRIP_SECONDS)


async def drip_the_body(request: IncomingRequest) -> None:
    await request.send_head(200, {**PNG_HEADERS, "Content-Length": "100000"})
    await request.send_raw(*[bytes([byte]) for byte in PNG[:500]], pause=DRIP_SECONDS)


async def stop_in_the_body(request: IncomingRequest) -> None:
    body, headers = good_response(request)
    await request.send_head(200, {**headers, "Content-Length": str(len(body))})
    await request.send_raw(body[: len(body) // 2])
    await request.wait_until_closed()


async def cut_the_body(request: IncomingRequest) -> None:
    body, headers = good_response(request)
    await request.send_head(200, {**headers, "Content-Length": str(len(body))})
    await request.send_raw(body[: len(body) // 2])
    request.close()


async def cut_the_body_unseen(request: IncomingRequest) -> None:
    body, headers = good_response(request)
    await request.send_head(200, {**headers, "Connection": "close"})
    await request.send_raw(body[: len(body) // 2])
    request.close()


async def cut_the_chunks(request: IncomingRequest) -> None:
    body, headers = good_response(request)
    await request.send_head(200, {**headers, "Transfer-Encoding": "chunked"})
    await request.send_raw(f"{len(body):x}\r\n".encode() + body[: len(body) // 2])
    request.close()


async def miscount_the_chunks(request: IncomingRequest) -> None:
    body, headers = good_response(request)
    await request.send_head(200, {**headers, "Transfer-Encoding": "chunked"})
    await request.send_raw(b"zz\r\n" + body)
    request.close()


async def end_with_the_connection(request: IncomingRequest) -> None:
    body, headers = good_response(request)
    await request.send_head(200, {**headers, "Connection": "close"})
    await request.send_raw(body)
    request.close()


async def send_no_http(request: IncomingRequest) -> None:
    await request.send_raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    request.close()


async def send_endless_headers(request: IncomingRequest) -> None:
    await request.send_raw(b"HTTP/1.1 200 OK\r\n", *[b"X-Flood: " + b"y" * 1000 + b"\r\n"] * 400)
    await request.wait_until_closed()


async def send_endless_body(request: IncomingRequest) -> None:
    await request.send_head(200, {**PNG_HEADERS, "Transfer-Encoding": "chunked"})
    piece = bytes(100_000)
    for _ in range(100 * CAP // len(piece)):
        await request.send_raw(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")


async def announce_too_much(request: IncomingRequest) -> None:
    await request.send_head(200, {**PNG_HEADERS, "Content-Length": str(10**12)})
    for _ in range(100):
        await request.send_raw(bytes(100_000))


def gzip_bomb(mebibytes: int) -> list[bytes]:
    """A gzip stream, in pieces, that inflates to so many MiB of zeros. Each piece of about 1 kB makes one of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush nothing refers back, so the same piece may follow itself.
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return [first, *[piece] * (mebibytes - 1)]


async def send_gzip_bomb(request: IncomingRequest) -> None:
    await request.send_head(200, {**PNG_HEADERS, "Content-Encoding": "gzip", "Connection": "close"})
    await request.send_raw(b"".join(gzip_bomb(100)))


def compressed(coding: str, pack: Callable[[bytes], bytes]) -> Handler:
    async def handler(request: IncomingRequest) -> None:
        body, headers = good_response(request)
        await request.respond(200, pack(body), {**headers, "Content-Encoding": coding})

    return handler


def respond_with(
    status: int, body: bytes | None = None, headers: Mapping[str, str] | list[tuple[str, str]] | None = None
) -> Handler:
    """The same response to every request; a good one if no body is given."""

    async def handler(request: IncomingRequest) -> None:
        good_body, good_headers = good_response(request)
        await request.respond(
            status,
            good_body if body is None else body.replace(b"{key}", request.key.encode()),
            good_headers if headers is None else headers,
        )

    return handler


def first_then_good(times: int, first: Handler) -> Handler:
    """A fault for some requests, and good responses after them."""

    async def handler(request: IncomingRequest) -> None:
        await (first if request.number < times else respond_well)(request)

    return handler


def good_then(then: Handler) -> Handler:
    """A good response to the first request, and a fault for all others."""

    async def handler(request: IncomingRequest) -> None:
        await (then if request.number else respond_well)(request)

    return handler


async def respond_and_close(request: IncomingRequest) -> None:
    """A good response that does not say that it is the last one of its connection."""
    await respond_well(request)
    request.close()


async def miss_the_engine(request: IncomingRequest) -> None:
    if request.method == "GET" and "engines" in request.path:
        await request.respond(200, engine_list(), JSON_HEADERS)
    else:
        await request.respond(404, refusal("not_found", "no such engine"), JSON_HEADERS)


async def miss_all_engines(request: IncomingRequest) -> None:
    if request.method == "GET" and "engines" in request.path:
        request.reset()
    else:
        await request.respond(404, refusal("not_found", "no such engine"), JSON_HEADERS)


async def interim_responses(request: IncomingRequest) -> None:
    await request.send_raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    await respond_well(request)


async def cut_an_error(request: IncomingRequest) -> None:
    await request.send_head(503, {**HTML, "Content-Length": "9999"})
    await request.send_raw(PAGE)
    request.close()


def seed_header(value: str | None) -> Handler:
    headers = [("Content-Type", "image/png"), ("Finish-Reason", "SUCCESS")]

    async def handler(request: IncomingRequest) -> None:
        if request.method == "GET":
            return await respond_well(request)
        return await request.respond(200, PNG, headers if value is None else [*headers, ("Seed", value)])

    return handler
