"""A web server on loopback whose pages are what the tests put there, with the faults that a server may have."""

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from attrs import Factory, define, field, frozen


@frozen
class Page:
    """One response."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(factory=dict)
    seconds_before: float = 0
    seconds_between: float = 0
    """Before each byte of the body."""
    is_cut_off: bool = False
    """Whether the connection is closed before the last byte."""


@define
class WebServer:
    """The server: its address, its pages by path, and the requests so far as (path, headers)."""

    url: str
    pages: dict[str, Page] = Factory(dict)
    requests: list[tuple[str, dict[str, str]]] = Factory(list)

    def publish(self, body: str | bytes, path: str = "/openapi") -> str:
        """Put a page at a path, and return its address."""
        return self.put(Page(body.encode() if isinstance(body, str) else body), path)

    def put(self, page: Page, path: str = "/openapi") -> str:
        """Put a page with faults at a path, and return its address."""
        self.pages[path] = page
        return f"{self.url}{path}"


def compressed(size: int) -> Page:
    """Return a page of some kilobytes that unpacks to `size` bytes."""
    return Page(gzip.compress(bytes(size)), headers={"Content-Encoding": "gzip"})


@contextmanager
def serving() -> Iterator[WebServer]:
    """Run a server for the length of a block."""
    web = WebServer("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            with suppress(OSError):  # the client has gone, which is what some tests are about
                self._respond(web.pages.get(self.path, Page(b"nothing here", 404)))

        def _respond(self, page: Page) -> None:
            time.sleep(page.seconds_before)
            self.send_response(page.status)
            for name, value in {**page.headers, "Content-Length": str(len(page.body)), "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            body = page.body[:-1] if page.is_cut_off else page.body
            if not page.seconds_between:
                self.wfile.write(body)
                return
            for byte in body:
                time.sleep(page.seconds_between)
                self.wfile.write(bytes([byte]))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False  # a page that drips need not be finished
    web.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
