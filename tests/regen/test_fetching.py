"""Fetching a document from an address: what is sent, and how each fault of a server is reported."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from regen.documents.fetching import FetchError, Limits, fetch
from tests.support.regen.web_server import Page, WebServer, closed_port, compressed, serving

QUICK = Limits(connect_seconds=2, read_seconds=0.3, total_seconds=0.6, max_bytes=10_000)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with serving() as web:
        yield web


def test_the_text_and_its_address_are_returned(web: WebServer) -> None:
    url = web.publish('{"openapi": "3.0.1"}')
    source = fetch(url, QUICK)
    assert source.name == url
    assert source.document == {"openapi": "3.0.1"}


def test_nothing_secret_is_sent(web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ada password sk-netrc\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("STABILITY_API_KEY", "sk-environment")
    monkeypatch.setenv("GH_TOKEN", "gh-environment")
    fetch(web.publish("a: b"), QUICK)
    [(path, headers)] = web.requests
    assert path == "/openapi"
    assert headers.keys() <= {"host", "accept", "accept-encoding", "connection", "user-agent"}


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (Page(b"gone", 404), "must respond with status 200, got 404"),
        (Page(b"", 204), "must respond with status 200, got 204"),
        (Page(bytes(10_001)), "larger than 0.01 MB, the limit"),
        (compressed(5_000_000), "larger than 0.01 MB, the limit"),
        (Page(b"not gzip", headers={"Content-Encoding": "gzip"}), "cannot be read"),
        (Page(b"\xff\xfe"), "not UTF-8 text"),
        (Page(b"a: b", seconds_before=5), "sent no whole document in time"),
        (Page(b"a: b" * 100, seconds_between=0.1), "sent no whole document in time"),
        (Page(b"a: b", is_cut_off=True), "cannot be read"),
    ],
    ids=["missing", "empty", "large", "unpacks large", "not packed", "not text", "late", "dripping", "cut off"],
)
def test_a_page_that_is_no_document_is_reported(web: WebServer, page: Page, message: str) -> None:
    url = web.put(page)
    with pytest.raises(FetchError) as caught:
        fetch(url, QUICK)
    assert str(caught.value).startswith(f"{url}: ")
    assert message in str(caught.value)


def test_a_redirect_is_named_and_not_followed(web: WebServer) -> None:
    url = web.put(Page(status=302, headers={"Location": "/elsewhere"}))
    web.publish("a: b", "/elsewhere")
    with pytest.raises(FetchError) as caught:
        fetch(url, QUICK)
    assert str(caught.value) == f"{url}: status 302, it moved. If that is right, compare with {web.url}/elsewhere"
    assert [path for path, _ in web.requests] == ["/openapi"]


def test_a_server_that_is_not_there_is_reported() -> None:
    with pytest.raises(FetchError, match=r"127\.0\.0\.1:\d+/openapi: cannot be read: "):
        fetch(f"http://127.0.0.1:{closed_port()}/openapi", QUICK)


@pytest.mark.parametrize("url", ["ftp://host/openapi", "file:///etc/passwd", "http://", "https:///openapi"])
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(FetchError, match="must be an http or https address, or a file"):
        fetch(url, QUICK)


def test_an_address_with_a_password_is_refused_without_showing_it(web: WebServer) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(web.publish("a: b").replace("//", "//ada:sk-secret@"), QUICK)
    assert "must hold no user name or password" in str(caught.value)
    assert "sk-secret" not in str(caught.value)
    assert web.requests == []
