"""Settings of a client: arguments, environment, defaults, and invalid values."""

import pytest

from stability_client import AsyncStability, AuthenticationError, InvalidOptionError, Stability, Timeout
from stability_client._contract import facts

VARIABLES = ("STABILITY_API_KEY", "STABILITY_BASE_URL", "STABILITY_ENGINE", "STABILITY_ORGANIZATION")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("client", [Stability, AsyncStability])
def test_a_missing_key_says_how_to_get_one(client: type[Stability | AsyncStability]) -> None:
    with pytest.raises(AuthenticationError, match=r"STABILITY_API_KEY.*sk-standin") as caught:
        client()
    assert not caught.value.sent


def test_the_environment_is_read_when_the_client_is_created(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABILITY_API_KEY", " sk-from-the-environment \n")
    monkeypatch.setenv("STABILITY_BASE_URL", "http://127.0.0.1:1/")
    monkeypatch.setenv("STABILITY_ENGINE", "e")
    monkeypatch.setenv("STABILITY_ORGANIZATION", "org-1")
    with Stability() as client:
        assert client._settings.api_key == "sk-from-the-environment"
        assert (client.base_url, client.engine, client.organization) == ("http://127.0.0.1:1", "e", "org-1")
    with Stability("sk-argument", engine="f") as client:
        assert (client._settings.api_key, client.engine) == ("sk-argument", "f")


def test_a_blank_environment_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, "  ")
    with pytest.raises(AuthenticationError):
        Stability()
    with Stability("sk-0123456789") as client:
        assert (client.base_url, client.engine, client.organization) == (facts.BASE_URL, None, None)


@pytest.mark.parametrize(
    "setting",
    [
        {"api_key": "sk-a\r\nX-Injected: 1"},
        {"api_key": "sk-a b"},
        {"api_key": "sk-ключ"},
        {"organization": "org\n1"},
        {"base_url": "ftp://host"},
        {"base_url": "host:8000"},
        {"base_url": "http://"},
        {"base_url": "https://user:secret@host"},
        {"base_url": "https://host/?query=1"},
        {"base_url": "https://host:port"},
        {"base_url": "https://ho st"},
        {"base_url": "https://host/v1alpha"},
        {"base_url": "https://host/proxy/v2beta/"},
        {"api_key": "Bearer sk-0123456789"},
        {"api_key": b"sk-0123456789"},
        {"base_url": 5},
        {"engine": 5},
        {"organization": 5},
        {"client_info": 5},
        {"max_file_bytes": "1"},
        {"max_response_bytes": 0},
        {"validate": "no"},
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": True},
        {"timeout": "60"},
        {"timeout": float("nan")},
    ],
)
def test_an_invalid_setting_is_refused_without_showing_a_secret(setting: dict[str, str]) -> None:
    with pytest.raises(InvalidOptionError) as caught:
        Stability(**{"api_key": "sk-0123456789"} | setting)  # type: ignore[arg-type]  # what is wrong is the point
    assert "sk-" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_number_as_timeout_means_the_total() -> None:
    assert Timeout.of(12.5) == Timeout(total=12.5)
