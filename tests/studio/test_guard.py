"""Attacks on the studio, which can spend money: each is refused, and says nothing of what it protects."""

import http.client
import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from stability_client.standin import StandIn
from stability_client.studio import Studio
from stability_client.studio.app import MAX_BODY_BYTES, page_files


@pytest.fixture
def origin(studio: Studio) -> str:
    return studio.url.rsplit("/", 2)[0]


@pytest.fixture
def own(studio: Studio, origin: str) -> Iterator[httpx.Client]:
    """A client that asks as the page does."""
    headers = {"Origin": origin, "x-revision": str(studio.sitting.revision)}
    with httpx.Client(base_url=studio.url, headers=headers) as client:
        yield client


def ask(studio: Studio, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    """Ask with exactly these headers and this path, as no decent client would."""
    parts = urlsplit(studio.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": parts.netloc, **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def token_of(studio: Studio) -> str:
    return studio.url.rstrip("/").rpartition("/")[2]


FOREIGN = {"Sec-Fetch-Site": "cross-site"}
ATTACKS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "no token": ("GET", "/", {}),
    "no token, deep": ("GET", "/state", {}),
    "an empty token": ("GET", "//state", {}),
    "a guessed token": ("GET", "/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/state", {}),
    "the token's beginning": ("GET", "/{half}/state", {}),
    "the token as a query": ("GET", "/state?token={token}", {}),
    "a foreign origin": ("POST", "/{token}/run", {"Origin": "https://evil.example"}),
    "a foreign origin that reads": ("GET", "/{token}/state", {"Origin": "https://evil.example"}),
    "an origin of another port": ("POST", "/{token}/run", {"Origin": "http://127.0.0.1:1"}),
    "an origin of a file": ("POST", "/{token}/run", {"Origin": "null"}),
    "no origin": ("POST", "/{token}/run", {}),
    "a form of another site": ("POST", "/{token}/run", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}),
    "an image of another site": (
        "GET",
        "/{token}/image",
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    ),
    "a rebound name": ("GET", "/{token}/state", {"Host": "evil.example:{port}"}),
    "a rebound name that begins alike": ("GET", "/{token}/state", {"Host": "127.0.0.1.evil.example:{port}"}),
    "another port's name": ("GET", "/{token}/state", {"Host": "127.0.0.1:1"}),
    "no name": ("GET", "/{token}/state", {"Host": ""}),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_who_is_not_the_page_is_refused(attack: str, studio: Studio, server: StandIn) -> None:
    method, path, headers = ATTACKS[attack]
    token, port = token_of(studio), str(urlsplit(studio.url).port)

    def filled(text: str) -> str:
        return text.replace("{token}", token).replace("{half}", token[:20]).replace("{port}", port)

    status, body = ask(studio, method, filled(path), {name: filled(value) for name, value in headers.items()})
    assert status == 403
    assert token not in body
    assert server.history == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_page_itself_is_served(name: str, studio: Studio) -> None:
    host = f"{name}:{urlsplit(studio.url).port}"
    assert ask(studio, "GET", f"/{token_of(studio)}/", {"Host": host})[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "page/../launch.py",
        "page/..%2flaunch.py",
        "page/%2e%2e/launch.py",
        "page//etc/passwd",
        "page/..%5claunch.py",
        "page/vendor/../../app.py",
        "page/",
        "page/vendor/konva/LICENSE%00.js",
    ],
)
def test_paths_lead_to_no_other_file(path: str, studio: Studio) -> None:
    status, body = ask(studio, "GET", f"/{token_of(studio)}/{path}", {})
    assert status == 404
    assert "import" not in body


@pytest.mark.parametrize("path", ["works/..%2f..%2f/1", "works/1/1", "works/1/0", "works/1/-1", "works/a/1"])
def test_results_that_there_are_not_are_none(path: str, own: httpx.Client) -> None:
    assert own.get(path).status_code in {404, 422}


@pytest.mark.parametrize(
    "name", ["../../evil.png", "C:\\evil.png", "/etc/passwd", "\0", "a" * 5000, "<script>x</script>.png"]
)
def test_names_of_files_stay_in_the_folder(name: str, own: httpx.Client, studio: Studio, astronaut: bytes) -> None:
    before = set(studio.sitting.folder.parent.rglob("*"))
    own.put("draft", content=json.dumps({"operation": "v2beta.style_transfer", "form": {}}))
    assert own.put("extra/style_image", params={"name": name}, content=astronaut).status_code == 204
    assert own.put("image", params={"name": name}, content=astronaut).status_code == 200
    new = set(studio.sitting.folder.parent.rglob("*")) - before
    assert all(path.parent == studio.sitting.folder for path in new)
    assert not set("<>/\\\0") & set(studio.sitting.name)


def test_an_argument_that_takes_no_image_is_refused(own: httpx.Client, astronaut: bytes) -> None:
    answer = own.put("extra/..%2fsitting.json", content=astronaut)
    assert answer.status_code in {404, 422}


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels on each side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("content", [b"", b"no image", bomb(100_000), b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_what_is_no_image_is_told_and_changes_nothing(content: bytes, own: httpx.Client, studio: Studio) -> None:
    before = studio.sitting.revision
    for path in ("image", "mask/file"):
        answer = own.put(path, content=content)
        assert answer.status_code == 422
        assert answer.json()["error"]
    assert studio.sitting.revision == before


def test_a_body_without_end_is_cut_off(own: httpx.Client, studio: Studio) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range((MAX_BODY_BYTES >> 20) + 2):
            yield bytes(1 << 20)

    try:
        answer = own.put("image", content=endless())
    except httpx.WriteError:
        return  # the server stopped listening
    assert answer.status_code == 422
    assert "MiB" in answer.json()["error"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("draft", b"no json"),
        ("draft", b"[]"),
        ("draft", b'{"operation": "v2beta.inpaint", "form": [1]}'),
        ("draft", b'{"operation": "os.system", "form": {}}'),
        ("draft", b'{"operation": "v2beta.balance", "form": {}}'),
        ("draft", b'{"operation": ["v2beta.inpaint"], "form": {}}'),
        ("draft", b'{"operation": "v2beta.inpaint", "form": {}, "budget": -1}'),
        ("draft", b'{"operation": "v2beta.inpaint", "form": {}, "budget": "much"}'),
        ("mask/edits", b'{"edit": "__class__"}'),
        ("mask/edits", b'{"edit": {"a": 1}}'),
        ("mask/edits", b"7"),
        ("mask/edits", b'{"edit": "grow"}'),
        ("mask/edits", b'{"edit": "grow", "pixels": 1e9}'),
        ("mask/edits", b'{"edit": "pick", "x": -1, "y": 4}'),
        ("mask/edits", b'{"edit": "lasso", "points": [[1, 2]]}'),
        ("mask/edits", b'{"edit": "rectangle", "box": [0, 0, 1e400, 1]}'),
        ("mask/edits", b'{"edit": "rectangle", "box": [0, 0, 9, 9], "strength": 900}'),
        ("mask?left=0&top=0&width=600&height=1", bytes(600)),
        ("mask?left=-1&top=0&width=1&height=1", bytes(1)),
        ("mask?left=0&top=0&width=2&height=2", bytes(3)),
        ("mask?left=a", b""),
        ("extend", b'{"left": -5}'),
        ("extend", b'{"left": 1000000000}'),
        ("extend", b"[1]"),
    ],
)
def test_what_no_page_sends_is_told(path: str, body: bytes, own: httpx.Client) -> None:
    method = "POST" if path.startswith(("mask/edits", "extend")) else "PUT"
    answer = own.request(method, path, content=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]


def test_a_form_can_neither_set_headers_nor_read_files(own: httpx.Client, server: StandIn) -> None:
    for form in ({"extra_headers": {"a": "b"}}, {"mask": "/etc/passwd"}, {"image": "/etc/passwd"}, {"accept": "x/y"}):
        own.put("draft", content=json.dumps({"operation": "v2beta.inpaint", "form": {"prompt": "a boat", **form}}))
        own.post("run")
    assert all(b"root:" not in request.body for request in server.history)
    assert all("a" not in request.headers for request in server.history)


def test_the_key_is_in_no_answer_no_file_and_no_text(own: httpx.Client, studio: Studio, server: StandIn) -> None:
    paths = ["", "state", "image", "mask", "mask/file", "findings", "preview"]
    paths += [f"page/{name}" for name in page_files()]
    own.put("draft", content=json.dumps({"operation": "v2beta.inpaint", "form": {"prompt": "x"}}))
    answers = [own.get(path) for path in paths]
    for answer in answers:
        assert answer.status_code == 200, answer.url
        assert server.api_key.encode() not in answer.content
        assert server.api_key not in str(answer.headers)
    for path in studio.sitting.folder.iterdir():
        assert server.api_key.encode() not in path.read_bytes()
    assert token_of(studio) not in repr(studio)
    assert server.api_key not in repr(studio)


def test_every_answer_has_its_policy(own: httpx.Client, studio: Studio) -> None:
    for answer in (own.get(""), own.get("state"), own.get("nowhere"), httpx.get(studio.url.rsplit("/", 2)[0] + "/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


def test_it_listens_on_this_machine_alone(studio: Studio) -> None:
    assert urlsplit(studio.url).hostname == "127.0.0.1"
    assert len(token_of(studio)) >= 43  # 32 bytes
    assert studio.sitting.folder.stat().st_mode & 0o077 == 0


def test_a_page_of_another_image_cannot_paint_over_the_one_that_is_open(own: httpx.Client, astronaut: bytes) -> None:
    own.put("image", content=astronaut)
    answer: Any = own.put("mask?left=0&top=0&width=1&height=1", content=b"\xff")
    assert answer.status_code == 422
    assert "Reload the page" in answer.json()["error"]
    assert own.post("run").status_code == 422


def test_notebooks_of_this_machine_may_show_it(astronaut: bytes, tmp_path: Any, server: StandIn) -> None:
    from stability_client import AsyncStability

    client = AsyncStability(server.api_key, base_url=server.url)
    with Studio(astronaut, client=client, folder=tmp_path, in_notebook=True) as shown:
        policy = httpx.get(shown.url).headers["content-security-policy"]
        assert "frame-ancestors http://127.0.0.1:* http://localhost:*" in policy
        html = shown._repr_html_()
        assert f'<iframe src="{shown.url}"' in html
