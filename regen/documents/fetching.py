"""Fetches a document from an address: one GET without credentials, with timeouts and a limit on the size."""

from urllib.parse import urlsplit

import anyio
import httpx
from attrs import frozen

from regen.documents import loading
from regen.documents.sources import Source

ACCEPT = "application/json, application/yaml;q=0.9, */*;q=0.1"
USER_AGENT = "stability-client-regen"


class FetchError(Exception):
    """The address gave no document; the message says why and what to do."""


@frozen
class Limits:
    """What a fetch may take. The vendor's document has 0.3 MB and comes within seconds."""

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    total_seconds: float = 60.0
    """A server that sends a byte now and then keeps within `read_seconds` for ever."""
    max_bytes: int = loading.MAX_BYTES
    """Counted after decompression."""


def is_url(argument: str) -> bool:
    """Return whether an argument is an address and not a file."""
    return "://" in argument


def fetch(url: str, limits: Limits | None = None) -> Source:
    """Fetch the text that an address gives.

    Args:
        url: An http or https address. It holds no user name or password: nothing secret is sent.
        limits: Timeouts and the largest size.

    Raises:
        FetchError: The address cannot be used or reached, or it did not send one text in time.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError(f"{url}: must be an http or https address, or a file")
    if parts.username or parts.password:
        raise FetchError(f"{parts.hostname}: the address must hold no user name or password. Save the document first.")
    return Source(url, _decode(url, anyio.run(_download, url, limits or Limits())))


async def _download(url: str, limits: Limits) -> bytes:
    timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
    headers = {"Accept": ACCEPT, "User-Agent": USER_AGENT}
    try:
        with anyio.fail_after(limits.total_seconds):
            async with (
                httpx.AsyncClient(timeout=timeout, headers=headers) as client,
                client.stream("GET", url) as response,
            ):
                _require_success(url, response)
                return await _read(url, response, limits.max_bytes)
    except (httpx.TimeoutException, TimeoutError) as error:
        raise FetchError(f"{url}: sent no whole document in time ({limits.total_seconds:g} s). Try again.") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchError(f"{url}: cannot be read: {str(error) or type(error).__name__}") from error


def _require_success(url: str, response: httpx.Response) -> None:
    if response.has_redirect_location:
        target = response.url.join(response.headers["location"])
        raise FetchError(f"{url}: status {response.status_code}, it moved. If that is right, compare with {target}")
    if response.status_code != httpx.codes.OK:
        raise FetchError(f"{url}: must respond with status 200, got {response.status_code}")


async def _read(url: str, response: httpx.Response, max_bytes: int) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > max_bytes:
            raise FetchError(f"{url}: larger than {max_bytes / 1e6:g} MB, the limit")
    return bytes(content)


def _decode(url: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FetchError(f"{url}: is no document: not UTF-8 text") from error
