"""Run as a script: receives answers that are far too large, and prints for each how much memory that took, in MiB.

python -m tests.faults.measure 64 http://127.0.0.1:8000/never-ending/1 http://127.0.0.1:8000/never-ending/2
"""

import asyncio
import gc
import re
import sys
from pathlib import Path

from stability_client import AsyncStability, Stability, UnreadableResponseError

KIBIBYTES = 1024
FORGET_THE_PEAK = "5"
"""What Linux takes in `clear_refs` for that."""

STATUS = Path("/proc/self/status")


def memory(name: str) -> float:
    """What Linux tells of this process, in MiB: `VmRSS` is what it has, `VmHWM` the most that it had."""
    found = re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text())
    assert found is not None
    return int(found[1]) / KIBIBYTES


def receive(base_url: str, cap: int) -> int:
    """How many bytes the error keeps."""
    with Stability("sk-0123456789", base_url=base_url, max_response_bytes=cap) as client:
        try:
            client.text_to_image("a lighthouse", engine="e")
        except UnreadableResponseError as error:
            return len(error.body or b"")
    raise AssertionError("the answer was taken")


async def receive_async(base_url: str, cap: int) -> int:
    """As receive."""
    async with AsyncStability("sk-0123456789", base_url=base_url, max_response_bytes=cap) as client:
        try:
            await client.text_to_image("a lighthouse", engine="e")
        except UnreadableResponseError as error:
            return len(error.body or b"")
    raise AssertionError("the answer was taken")


def main(mebibytes: str, *urls: str) -> None:
    cap = int(mebibytes) << 20
    for url in urls:
        for is_async in (False, True):
            gc.collect()
            Path("/proc/self/clear_refs").write_text(FORGET_THE_PEAK)
            before = memory("VmRSS")
            kept = asyncio.run(receive_async(url, cap)) if is_async else receive(url, cap)
            print(memory("VmHWM") - before, kept / (1 << 20))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main(*sys.argv[1:])
