"""How often a body is in memory during a call: counted by Python's own allocations, so the machine does not matter."""

import asyncio
import io
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from stability_client import AsyncStability, Stability
from tests.support.faults.keys import KEY
from tests.support.faults.responses import PNG_HEADERS

SIZE = 8_000_000
PIECE = 65536
ONE_COPY = 1.25
"""Times the image: a buffer that grows takes up to an eighth more than what it holds."""


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces that are in memory before."""

    def __init__(self, body: bytes) -> None:
        self._pieces = [body[start : start + PIECE] for start in range(0, len(body), PIECE)]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


class Discarding(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Reads requests without keeping them, and gives one response."""

    def __init__(self, body: bytes) -> None:
        self._body = Pieces(body)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        for _ in request.stream:
            pass
        return httpx.Response(200, headers=PNG_HEADERS, stream=self._body)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        async for _ in request.stream:
            pass
        return httpx.Response(200, headers=PNG_HEADERS, stream=self._body)


def peak_of(job: Callable[[], object]) -> float:
    """How much memory a job takes at its peak, as a multiple of the image's size."""
    tracemalloc.start()
    try:
        job()
        return tracemalloc.get_traced_memory()[1] / SIZE
    finally:
        tracemalloc.stop()


def png(filling: int) -> bytes:
    """A PNG of few pixels; a chunk that nobody reads fills it up."""
    file, info = io.BytesIO(), PngInfo()
    info.add(b"fiLl", bytes(filling))
    Image.new("RGB", (512, 512)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


SMALL = png(0)


@pytest.fixture(scope="module")
def large() -> bytes:
    return png(SIZE)


def synchronous(answer: bytes, image: Path | bytes) -> Callable[[], object]:
    http = httpx.Client(transport=Discarding(answer))
    client = Stability(KEY, base_url="http://127.0.0.1:9", engine="e", http_client=http)
    return lambda: client.image_to_image(image, "a lighthouse").image.data


def asynchronous(answer: bytes, image: Path | bytes) -> Callable[[], object]:
    http = httpx.AsyncClient(transport=Discarding(answer))
    client = AsyncStability(KEY, base_url="http://127.0.0.1:9", engine="e", http_client=http)
    return lambda: asyncio.run(client.image_to_image(image, "a lighthouse"))


@pytest.mark.parametrize("make", [synchronous, asynchronous])
def test_a_file_is_in_memory_once_while_it_is_sent(
    make: Callable[[bytes, Path | bytes], Callable[[], object]], large: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "harbor.png"
    path.write_bytes(large)
    make(SMALL, SMALL)()  # what is loaded and built once
    assert 1 <= peak_of(make(SMALL, path)) < ONE_COPY


@pytest.mark.parametrize("make", [synchronous, asynchronous])
def test_an_image_is_in_memory_once_when_it_was_received(
    make: Callable[[bytes, Path | bytes], Callable[[], object]], large: bytes
) -> None:
    make(SMALL, SMALL)()
    assert 1 <= peak_of(make(large, SMALL)) < ONE_COPY
