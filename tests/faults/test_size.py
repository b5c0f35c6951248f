"""Responses that are too large: how much memory they take, and that they are cut off."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from stability_client import AsyncStability, Stability, UnreadableResponseError
from tests.support.faults.handlers import gzip_bomb
from tests.support.faults.server import FaultServer, IncomingRequest
from tests.support.faults.waiting import wait_until, wait_until_async

LIMIT_MEBIBYTES = 64
ROOM_MEBIBYTES = 32
"""What may be used besides the limit."""

RESPONSE_MEBIBYTES = 1024

HERE = Path(__file__).parents[2]


async def a_gibibyte(request: IncomingRequest) -> None:
    await request.send_head(200, {"Content-Type": "image/png", "Content-Length": str(RESPONSE_MEBIBYTES << 20)})
    piece = bytes(1 << 20)
    for _ in range(RESPONSE_MEBIBYTES):
        await request.send_raw(piece)


async def a_gibibyte_in_gzip(request: IncomingRequest) -> None:
    await request.send_head(200, {"Content-Type": "image/png", "Content-Encoding": "gzip", "Connection": "close"})
    await request.send_raw(b"".join(gzip_bomb(RESPONSE_MEBIBYTES)))


def test_a_gibibyte_takes_little_more_memory_than_the_limit(faults: FaultServer) -> None:
    faults.add("gibibyte", a_gibibyte)
    faults.add("gibibyte-in-gzip", a_gibibyte_in_gzip)
    output = subprocess.run(
        [
            *(sys.executable, "-m", "tests.support.faults.memory", str(LIMIT_MEBIBYTES)),
            *(faults.url("gibibyte"), faults.url("gibibyte-in-gzip")),
        ],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    measured = [tuple(map(float, line.split())) for line in output.splitlines()]
    assert len(measured) == 4
    for taken, kept in measured:
        assert kept == 1  # the beginning of what is too large
        assert LIMIT_MEBIBYTES <= taken < LIMIT_MEBIBYTES + ROOM_MEBIBYTES, output


def test_the_connection_of_a_response_too_large_is_closed(faults: FaultServer) -> None:
    with Stability("sk-0123456789", base_url=faults.url("endless-body"), max_response_bytes=1000) as client:
        with pytest.raises(UnreadableResponseError, match="1,000 bytes"):
            client.balance()
        wait_until(lambda: not faults.open_connections)


def test_the_connection_of_an_asynchronous_response_too_large_is_closed(faults: FaultServer) -> None:
    async def calling() -> None:
        async with AsyncStability(
            "sk-0123456789", base_url=faults.url("endless-body"), max_response_bytes=1000
        ) as client:
            with pytest.raises(UnreadableResponseError, match="1,000 bytes"):
                await client.balance()
            await wait_until_async(lambda: not faults.open_connections)

    asyncio.run(calling())
