"""What the fault server does: one function for each way to go wrong."""

import zlib
from collections.abc import Callable, Mapping

from tests.faults.answers import JSON_HEADERS, PNG, PNG_HEADERS, answer_well, good, listed_engines, refusal
from tests.faults.server import Exchange, Play

CAP = 2_000_000
"""The `max_response_bytes` of the tests: larger than any good answer here."""

DRIP_SECONDS = 0.02

PAGE = b"<!DOCTYPE html><html><head><title>Bad\n gateway</title></head><body>nginx {key}</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON_ERROR = {"Content-Type": "application/vnd.goa.error"}


async def hang_up(exchange: Exchange) -> None:
    exchange.hang_up()


async def reset(exchange: Exchange) -> None:
    exchange.reset()


async def say_nothing(exchange: Exchange) -> None:
    await exchange.until_gone()


async def stop_in_the_head(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Ty")
    await exchange.until_gone()


async def drip_the_head(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\n", *[b"X-Drip: 1\r\n"] * 500, pause=DRIP_SECONDS)


async def drip_the_body(exchange: Exchange) -> None:
    await exchange.head(200, {**PNG_HEADERS, "Content-Length": "100000"})
    await exchange.raw(*[bytes([byte]) for byte in PNG[:500]], pause=DRIP_SECONDS)


async def stop_in_the_body(exchange: Exchange) -> None:
    body, headers = good(exchange)
    await exchange.head(200, {**headers, "Content-Length": str(len(body))})
    await exchange.raw(body[: len(body) // 2])
    await exchange.until_gone()


async def cut_the_body(exchange: Exchange) -> None:
    body, headers = good(exchange)
    await exchange.head(200, {**headers, "Content-Length": str(len(body))})
    await exchange.raw(body[: len(body) // 2])
    exchange.hang_up()


async def cut_the_body_unseen(exchange: Exchange) -> None:
    body, headers = good(exchange)
    await exchange.head(200, {**headers, "Connection": "close"})
    await exchange.raw(body[: len(body) // 2])
    exchange.hang_up()


async def cut_the_chunks(exchange: Exchange) -> None:
    body, headers = good(exchange)
    await exchange.head(200, {**headers, "Transfer-Encoding": "chunked"})
    await exchange.raw(f"{len(body):x}\r\n".encode() + body[: len(body) // 2])
    exchange.hang_up()


async def miscount_the_chunks(exchange: Exchange) -> None:
    body, headers = good(exchange)
    await exchange.head(200, {**headers, "Transfer-Encoding": "chunked"})
    await exchange.raw(b"zz\r\n" + body)
    exchange.hang_up()


async def end_with_the_connection(exchange: Exchange) -> None:
    body, headers = good(exchange)
    await exchange.head(200, {**headers, "Connection": "close"})
    await exchange.raw(body)
    exchange.hang_up()


async def speak_no_http(exchange: Exchange) -> None:
    await exchange.raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    exchange.hang_up()


async def flood_the_head(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\n", *[b"X-Flood: " + b"y" * 1000 + b"\r\n"] * 400)
    await exchange.until_gone()


async def never_end(exchange: Exchange) -> None:
    await exchange.head(200, {**PNG_HEADERS, "Transfer-Encoding": "chunked"})
    piece = bytes(100_000)
    for _ in range(100 * CAP // len(piece)):
        await exchange.raw(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")


async def announce_too_much(exchange: Exchange) -> None:
    await exchange.head(200, {**PNG_HEADERS, "Content-Length": str(10**12)})
    for _ in range(100):
        await exchange.raw(bytes(100_000))


def gzip_bomb(mebibytes: int) -> list[bytes]:
    """A gzip stream, in pieces, that inflates to so many MiB of zeros. Each piece of about 1 kB makes one of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush nothing refers back, so the same piece may follow itself.
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return [first, *[piece] * (mebibytes - 1)]


async def burst(exchange: Exchange) -> None:
    await exchange.head(200, {**PNG_HEADERS, "Content-Encoding": "gzip", "Connection": "close"})
    await exchange.raw(b"".join(gzip_bomb(100)))


def compressed(coding: str, pack: Callable[[bytes], bytes]) -> Play:
    async def play(exchange: Exchange) -> None:
        body, headers = good(exchange)
        await exchange.answer(200, pack(body), {**headers, "Content-Encoding": coding})

    return play


def answers(
    status: int, body: bytes | None = None, headers: Mapping[str, str] | list[tuple[str, str]] | None = None
) -> Play:
    """The same answer to everything; a good one where no body is given."""

    async def play(exchange: Exchange) -> None:
        sound, sound_headers = good(exchange)
        await exchange.answer(
            status,
            sound if body is None else body.replace(b"{key}", exchange.key.encode()),
            sound_headers if headers is None else headers,
        )

    return play


def for_a_while(times: int, first: Play) -> Play:
    """A fault for some requests, and good answers after them."""

    async def play(exchange: Exchange) -> None:
        await (first if exchange.number < times else answer_well)(exchange)

    return play


async def know_other_engines(exchange: Exchange) -> None:
    if exchange.method == "GET" and "engines" in exchange.path:
        await exchange.answer(200, listed_engines(), JSON_HEADERS)
    else:
        await exchange.answer(404, refusal("not_found", "no such engine"), JSON_HEADERS)


async def know_nothing_of_engines(exchange: Exchange) -> None:
    if exchange.method == "GET" and "engines" in exchange.path:
        exchange.reset()
    else:
        await exchange.answer(404, refusal("not_found", "no such engine"), JSON_HEADERS)


async def interim_answers(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    await answer_well(exchange)


async def cut_an_error(exchange: Exchange) -> None:
    await exchange.head(503, {**HTML, "Content-Length": "9999"})
    await exchange.raw(PAGE)
    exchange.hang_up()


def seed_header(value: str | None) -> Play:
    headers = [("Content-Type", "image/png"), ("Finish-Reason", "SUCCESS")]

    async def play(exchange: Exchange) -> None:
        if exchange.method == "GET":
            return await answer_well(exchange)
        return await exchange.answer(200, PNG, headers if value is None else [*headers, ("Seed", value)])

    return play
