"""Recording: the same bytes each time, whatever server answers, and never a key."""

from pathlib import Path

import pytest

from stability_client.standin import StandIn
from stability_client.testing import SecretInCassetteError, files
from tests.cassettes.matrix import BY_NAME, HERE, Case, text_to_image
from tests.cassettes.recording import main, record_on_server, record_on_standin

# None of these holds a picture that is painted, which takes its time.
SOME = (
    "looking/engines",
    "looking/account",
    "prompts/not-ascii",
    "vocabulary/masking-1",
    "errors/400-invalid-mask-image",
    "errors/unknown-key",
    "gyre/errors",
    "by-hand/json-with-other-facts",
)
KEY = "a-key-of-no-known-form"


def content(folder: Path) -> dict[str, bytes]:
    """Every cassette and outcome below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}


def test_recording_anew_changes_no_byte(tmp_path: Path) -> None:
    recorded = record_on_standin([BY_NAME[name] for name in SOME], tmp_path)
    assert len(recorded.written) == 2 * len(SOME)
    for name, made in content(tmp_path).items():
        assert made == (HERE / name).read_bytes(), name
    again = record_on_standin([BY_NAME[SOME[0]]], tmp_path)
    assert (again.written, again.unchanged) == ((), 2)


def test_a_real_server_is_noted_as_the_source_and_changes_nothing_else(tmp_path: Path) -> None:
    case = BY_NAME["looking/account"]
    with StandIn(keys=[KEY]) as server:
        record_on_server([case], server.url, KEY, tmp_path)
    ours, theirs = files.load(case.path), files.load(tmp_path / "looking/account.yaml")
    assert (ours.pop("source"), theirs.pop("source")) == ("stand-in", "server on this machine")
    assert ours == theirs


def test_only_what_any_server_answers_is_recorded_on_a_real_one(tmp_path: Path) -> None:
    with StandIn(keys=[KEY]) as server:
        recorded = record_on_server([BY_NAME[name] for name in SOME], server.url, KEY, tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in recorded.written} == {
        f"{name}{kind}.yaml"
        for name in ("looking/engines", "looking/account", "errors/unknown-key")
        for kind in ("", ".outcome")
    }


def test_a_recording_that_holds_the_key_is_refused(tmp_path: Path) -> None:
    careless = Case("careless", (text_to_image(f"on a sign: {KEY}"),))
    with StandIn(keys=[KEY]) as server, pytest.raises(SecretInCassetteError):
        record_on_server([careless], server.url, KEY, tmp_path)
    assert list(tmp_path.rglob("*.yaml")) == []


def test_a_real_server_is_not_asked_without_a_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("STABILITY_API_KEY", raising=False)
    with pytest.raises(SystemExit):
        main(["--base-url", "http://127.0.0.1:9"])
    assert "STABILITY_API_KEY, which is not set" in capsys.readouterr().err
