"""Run as a script: receives responses that are far too large, and prints how much memory each took, in MiB.

python -m tests.support.faults.memory 64 http://127.0.0.1:8000/never-ending/1 http://127.0.0.1:8000/never-ending/2
"""

import asyncio
import gc
import re
import sys
from pathlib import Path

from stability_client import AsyncStability, Stability, UnreadableResponseError

KIBIBYTES = 1024
RESET_PEAK = "5"
"""What Linux accepts in `clear_refs` for that."""

STATUS = Path("/proc/self/status")


def memory(name: str) -> float:
    """What Linux tells of this process, in MiB: `VmRSS` is what it has, `VmHWM` the most that it had."""
    found = re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text())
    assert found is not None
    return int(found[1]) / KIBIBYTES


def receive(base_url: str, limit: int) -> int:
    """Returns how many bytes the error has."""
    with Stability("sk-0123456789", base_url=base_url, max_response_bytes=limit) as client:
        try:
            client.text_to_image("a lighthouse", engine="e")
        except UnreadableResponseError as error:
            return len(error.body or b"")
    raise AssertionError("the response was accepted")


async def receive_async(base_url: str, limit: int) -> int:
    """As receive."""
    async with AsyncStability("sk-0123456789", base_url=base_url, max_response_bytes=limit) as client:
        try:
            await client.text_to_image("a lighthouse", engine="e")
        except UnreadableResponseError as error:
            return len(error.body or b"")
    raise AssertionError("the response was accepted")


def main(mebibytes: str, *urls: str) -> None:
    limit = int(mebibytes) << 20
    for url in urls:
        for is_async in (False, True):
            gc.collect()
            Path("/proc/self/clear_refs").write_text(RESET_PEAK)
            before = memory("VmRSS")
            received = asyncio.run(receive_async(url, limit)) if is_async else receive(url, limit)
            print(memory("VmHWM") - before, received / (1 << 20))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main(*sys.argv[1:])
