"""`stability studio`: the address that it prints, how it ends, and what it keeps."""

import re
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from stability_client.standin import StandIn
from stability_client.studio import studio
from stability_client.studio.sitting import Sitting
from tests.cli.conftest import Run
from tests.support.command_line import Terminal

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/[\w-]{43}/")


def test_it_prints_its_address_serves_and_keeps_what_was_there(
    environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path, astronaut: bytes
) -> None:
    photo, kept = tmp_path / "photo.png", tmp_path / "kept"
    photo.write_bytes(astronaut)
    words = ("studio", photo, "--no-browser", "--folder", kept)
    with Terminal(*words, environment=environment, cwd=tmp_path) as terminal:
        terminal.wait_for("Ctrl-C ends it")
        [address] = ADDRESS.findall(terminal.seen.replace("\r\n", ""))
        state = httpx.get(f"{address}state").json()
        assert state["image"] == {"name": "photo.png", "width": 512, "height": 512}
        assert state["server"] == stability_standin.url
        terminal.interrupt()
        assert terminal.wait() == 0
    assert "kept in" in terminal.seen
    assert Sitting.resume(kept).name == "photo.png"


def test_the_demo_needs_no_key_and_ends_politely(tmp_path: Path) -> None:
    words = ("studio", "--demo", "--no-browser", "--folder", tmp_path / "kept")
    with Terminal(*words, environment={"HOME": str(tmp_path)}, cwd=tmp_path) as terminal:
        terminal.wait_for("Ctrl-C ends it")
        [address] = ADDRESS.findall(terminal.seen.replace("\r\n", ""))
        assert httpx.get(f"{address}state").json()["image"]["name"] == "demo.png"
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait() == 0


def test_clear_forgets_everything(stability: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "image.png").write_bytes(b"x")
    done = stability("studio", "--clear", "--folder", kept)
    assert (done.code, done.text) == (0, f"{kept} is empty.\n")
    assert not kept.exists()


def test_what_is_no_image_is_told(stability: Run, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"no image")
    done = stability("studio", tmp_path / "photo.png", "--no-browser", "--folder", tmp_path / "kept")
    assert done.code == 2
    assert "image" in done.err
    assert "Nothing was sent" in done.err


def test_python_opens_the_browser_with_the_address(
    stability_standin: StandIn, tmp_path: Path, astronaut: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABILITY_API_KEY", stability_standin.api_key)
    opened: list[str] = []
    with studio(astronaut, folder=tmp_path, open_browser=opened.append) as made:
        assert opened == [made.url]
        assert httpx.get(made.url).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(made.url)


def test_no_process_is_given_the_address(tmp_path: Path) -> None:
    """Everybody on a machine sees the arguments of its processes."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" > {tmp_path}/new\nmv {tmp_path}/new {tmp_path}/given\n')
    browser.chmod(0o755)
    words = ("studio", "--demo", "--folder", tmp_path / "kept")
    environment = {"HOME": str(tmp_path), "BROWSER": f"{browser} %s"}
    with Terminal(*words, environment=environment, cwd=tmp_path) as terminal:
        terminal.wait_for("Ctrl-C ends it")
        [address] = ADDRESS.findall(terminal.seen.replace("\r\n", ""))
        while not (tmp_path / "given").exists():
            time.sleep(0.01)
        given = (tmp_path / "given").read_text()
        way_in = Path(urlsplit(given).path)
        assert address.rstrip("/").rpartition("/")[2] not in given
        assert address in way_in.read_text()
        assert way_in.stat().st_mode & 0o077 == 0
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait() == 0
    assert not way_in.exists()
