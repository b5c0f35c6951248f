"""Where settings come from: an option, else the environment, else a profile; and the profiles that `init` writes."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import pytest

from stability_client.standin import StandIn
from tests.cli.conftest import Run

ENGINES = ("stable-diffusion-512-v2-1", "stable-inpainting-512-v2-0", "stable-diffusion-768-v2-1")


class Memory(keyring.backend.KeyringBackend):
    """A keyring that forgets."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's has no annotations
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def ring() -> Iterator[Memory]:
    """The system's keyring, in memory."""
    before, memory = keyring.get_keyring(), Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture
def config(tmp_path: Path, stability_standin: StandIn) -> Path:
    """A configuration file with two profiles."""
    path = tmp_path / "config.toml"
    path.write_text(
        f"""default_profile = "local"
[profiles.local]
key = "env:LOCAL_KEY"
base_url = "{stability_standin.url}"
engine = "{ENGINES[0]}"
[profiles.team]
key = "keyring:stability/team"
base_url = "{stability_standin.url}"
organization = "org-standin-team"
edition = "v1"
"""
    )
    return path


def settings_of(doctor: bytes) -> dict[str, str]:
    return {finding["about"]: finding["words"] for finding in json.loads(doctor)}


def test_an_option_goes_before_the_environment_and_that_before_a_profile(
    config: Path, stability: Run, stability_standin: StandIn
) -> None:
    known = {"STABILITY_CONFIG": str(config), "LOCAL_KEY": stability_standin.api_key}
    of_environment = {**known, "STABILITY_ENGINE": ENGINES[1]}
    words = ("text-to-image", "a boat", "-o", "a.png", "-f")
    for environment, more, expected, source in (
        (known, (), ENGINES[0], "profile local of"),
        (of_environment, (), ENGINES[1], "environment STABILITY_ENGINE"),
        (of_environment, ("--engine", ENGINES[2]), ENGINES[2], ""),
    ):
        done = stability(*words, *more, environment=environment)
        assert done.code == 0, done.err
        assert f"/{expected}/" in stability_standin.history[-1].path
        if source:
            told = settings_of(stability("doctor", "--json", environment=environment).out)
            assert source in told["engine"]
            assert "LOCAL_KEY" in told["key"]


def test_a_profile_is_chosen_by_option_or_environment(
    config: Path, stability: Run, stability_standin: StandIn, ring: Memory
) -> None:
    ring.kept["stability", "team"] = stability_standin.api_key
    for words, environment in (
        (("--profile", "team", "--config", config), {}),
        ((), {"STABILITY_PROFILE": "team", "STABILITY_CONFIG": str(config)}),
    ):
        done = stability(*words, "balance", environment=environment)
        assert done.code == 0, done.err
        request = stability_standin.history[-1]
        assert request.path == "/v1/user/balance"
        assert request.headers["organization"] == "org-standin-team"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("profiles = 1\ndefault_profile = 'a'", "no profile 'a'"),
        ("[profiles.a]\nkey = 'sk-secret-0123456789'\n", "reference"),
        ("[profiles.a]\nkee = 'env:A'\n", "kee is no setting"),
        ("[profiles.a]\nengine = 5\n", "must be a text"),
        ("[profiles", "cannot be read"),
        ("\udc80", "cannot be read"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(content: str, told: str, stability: Run, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content.encode(errors="surrogateescape"))
    done = stability("--config", path, "--profile", "a", "engines", environment={})
    assert done.code == 2, done.err
    assert told in done.err
    assert str(path) in done.err
    assert "sk-secret" not in done.err


def test_a_missing_file_or_profile_is_told(config: Path, stability: Run) -> None:
    done = stability("--config", "nowhere.toml", "engines", environment={})
    assert (done.code, "nowhere.toml" in done.err) == (2, True)
    done = stability("--config", config, "--profile", "other", "engines", environment={})
    assert "it has local, team" in done.err


@pytest.mark.parametrize(
    ("profile", "told"), [("local", "LOCAL_KEY"), ("team", "stability init")], ids=["variable", "keyring"]
)
def test_a_reference_that_leads_nowhere_is_told(
    profile: str, told: str, config: Path, stability: Run, ring: Memory
) -> None:
    assert not ring.kept
    done = stability("--config", config, "--profile", profile, "balance", environment={})
    assert done.code == 3
    assert told in done.err


# --- init


def test_init_writes_a_profile_that_works(stability: Run, stability_standin: StandIn, tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path), "MY_KEY": stability_standin.api_key}
    words = ("init", "local", "--key", "env:MY_KEY", "--base-url", stability_standin.url, "--edition", "v1")
    done = stability(*words, environment=home)
    assert done.code == 0, done.err
    [path] = (tmp_path / "config").rglob("config.toml")
    assert str(path) in done.err
    content = path.read_text()
    assert stability_standin.api_key not in content
    assert tomllib.loads(content)["default_profile"] == "local"
    assert stability("balance", environment=home).code == 0
    assert stability_standin.history[-1].path == "/v1/user/balance"


def test_init_keeps_what_is_in_the_file_and_replaces_only_with_force(config: Path, stability: Run) -> None:
    config.write_text(f"# mine\n{config.read_text()}")
    assert stability("--config", config, "init", "local", "--key", "env:OTHER").code == 2
    done = stability("--config", config, "init", "local", "--key", "env:OTHER", "--force")
    assert done.code == 0, done.err
    content: dict[str, Any] = tomllib.loads(config.read_text())
    assert config.read_text().startswith("# mine\n")
    assert content["profiles"]["local"] == {"key": "env:OTHER"}
    assert content["profiles"]["team"]["edition"] == "v1"


@pytest.mark.parametrize("key", ["sk-secret-0123456789", "env:", "keyring:nothing"])
def test_init_takes_references_alone(key: str, config: Path, stability: Run) -> None:
    before = config.read_text()
    done = stability("--config", config, "init", "new", "--key", key)
    assert done.code == 2
    assert "sk-secret" not in done.err
    assert config.read_text() == before


# --- doctor


def test_doctor_finds_nothing_wrong_where_nothing_is(stability: Run, environment: Mapping[str, str]) -> None:
    done = stability("doctor")
    assert done.code == 0, done.text
    assert "✗" not in done.text
    assert environment["STABILITY_API_KEY"] not in done.text
    for about in ("versions", "base url", "key", "account", "balance", "engines"):
        assert about in done.text


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"STABILITY_API_KEY": ""}, 3, "there is none"),
        ({"STABILITY_API_KEY": "sk-wrong"}, 3, "Incorrect API key"),
        ({"STABILITY_ENGINE": "none-such"}, 2, "no engine 'none-such'"),
        ({"STABILITY_BASE_URL": "http://127.0.0.1:9"}, 7, "not reached"),
        ({"STABILITY_BASE_URL": "ftp://x"}, 2, "base_url"),
        ({"STABILITY_EDITION": "v9"}, 2, "v9"),
    ],
    ids=str,
)
def test_doctor_says_what_is_wrong(
    change: dict[str, str], code: int, told: str, stability: Run, environment: Mapping[str, str]
) -> None:
    done = stability("doctor", environment={**environment, **change})
    assert done.code == code, done.text
    [wrong] = [line for line in done.text.splitlines() if line.startswith("✗")]
    assert told in wrong
    assert "sk-wrong" not in done.text


def test_doctor_shows_proxies_without_their_passwords(stability: Run, environment: Mapping[str, str]) -> None:
    proxies = {"HTTPS_PROXY": "http://user:hunter2@proxy.example:3128", "NO_PROXY": "127.0.0.1"}
    done = stability("doctor", environment={**environment, **proxies})
    assert "proxy.example:3128" in done.text
    assert "hunter2" not in done.text + done.err
