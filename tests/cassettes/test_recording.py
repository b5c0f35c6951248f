"""Recording gives the same bytes each time, whatever server responds, and never writes a key."""

from pathlib import Path

import pytest

from stability_client.standin import StandIn
from stability_client.testing import SecretInCassetteError
from stability_client.testing.files import load
from tests.support.cassettes.cases import CASSETTES, case, text_to_image
from tests.support.cassettes.matrix import BY_NAME
from tests.support.cassettes.recording import main, record_on_server, record_on_standin

# None of these has a large image that the stand-in must render, which takes time.
CASES = [
    BY_NAME[name]
    for name in (
        "looking/engines",
        "looking/account",
        "prompts/not-ascii",
        "vocabulary/masking-1",
        "errors/400-invalid-mask-image",
        "errors/unknown-key",
        "gyre/errors",
        "by-hand/json-with-other-fields",
        "v1/unknown-key",
        "v2beta/result-of-an-application",
        "v2beta/result-waits",
        "v2beta/result-webp",
        "v2beta/remove-background-every-option",
    )
]
KEY = "a-key-of-no-known-form"


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every cassette and outcome below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}


def test_recording_anew_changes_no_byte(tmp_path: Path) -> None:
    recorded = record_on_standin(CASES, tmp_path)
    assert len(recorded.written) == 2 * len(CASES)
    for name, content in read_files(tmp_path).items():
        assert content == (CASSETTES / name).read_bytes(), name
    again = record_on_standin(CASES[:1], tmp_path)
    assert (again.written, again.unchanged) == ((), 2)


def test_a_real_server_changes_only_the_source(tmp_path: Path) -> None:
    account = BY_NAME["looking/account"]
    with StandIn(keys=[KEY]) as server:
        record_on_server([account], server.url, KEY, tmp_path)
    pinned, recorded = load(account.path), load(tmp_path / "looking/account.yaml")
    assert (pinned.pop("source"), recorded.pop("source")) == ("stand-in", "server on this machine")
    assert pinned == recorded


def test_only_portable_cases_are_recorded_on_a_real_server(tmp_path: Path) -> None:
    with StandIn(keys=[KEY]) as server:
        recorded = record_on_server(CASES, server.url, KEY, tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in recorded.written} == {
        f"{name}{kind}.yaml"
        for name in ("looking/engines", "looking/account", "errors/unknown-key", "v1/unknown-key")
        for kind in ("", ".outcome")
    }


def test_a_recording_that_holds_the_key_is_refused(tmp_path: Path) -> None:
    leaking = case("leaking", text_to_image(f"on a sign: {KEY}"))
    with StandIn(keys=[KEY]) as server, pytest.raises(SecretInCassetteError):
        record_on_server([leaking], server.url, KEY, tmp_path)
    assert list(tmp_path.rglob("*.yaml")) == []


def test_recording_on_a_real_server_needs_a_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("STABILITY_API_KEY", raising=False)
    with pytest.raises(SystemExit):
        main(["--base-url", "http://127.0.0.1:9"])
    assert "STABILITY_API_KEY: not set" in capsys.readouterr().err
