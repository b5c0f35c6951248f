"""A cassette takes the calls of the API, by their address or their path, and nothing else."""

from typing import Any

import pytest

from stability_client.testing.errors import CassetteError
from stability_client.testing.scope import Scope

ENGINE_PATH = "/v1alpha/generation/an-engine/text-to-image"


@pytest.fixture(autouse=True)
def _address_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABILITY_BASE_URL", " https://painter.example:8443/api/ ")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.stability.ai/v9/anything",
        "https://API.stability.ai:443/",
        "https://painter.example:8443/api/v1/engines/list?all=1",
        f"http://127.0.0.1:8123{ENGINE_PATH}",
        f"http://127.0.0.1:8123/behind/a/proxy{ENGINE_PATH}?x=1",
        "http://testserver/v1alpha/generation/of%20ours%2F1/image-to-image/masking",
    ],
)
def test_the_known_addresses_and_the_paths_of_the_api_are_recorded(url: str) -> None:
    assert Scope().includes(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://testserver/paint",
        "http://testserver/v1alpha/generation/text-to-image",
        f"http://testserver{ENGINE_PATH}/more",
        "http://api.stability.ai/",
        "https://api.stability.ai.example/",
        "https://painter.example:8443/apiary",
        "https://painter.example/api/v1",
        "https://[broken/",
    ],
)
def test_nothing_else_is_recorded(url: str) -> None:
    assert not Scope().includes(url)


@pytest.mark.parametrize(
    ("scope", "url", "included"),
    [
        (Scope(ignore="http://testserver"), f"http://testserver{ENGINE_PATH}", False),
        (Scope(ignore="http://testserver/"), f"http://testserver{ENGINE_PATH}", False),
        (Scope(ignore="http://testserver"), f"http://testserver:8000{ENGINE_PATH}", True),
        (Scope(ignore=["http://testserver/app"]), f"http://testserver/app{ENGINE_PATH}", False),
        (Scope(ignore=["http://testserver/app"]), f"http://testserver{ENGINE_PATH}", True),
        (Scope(ignore=["https://api.stability.ai"]), f"https://api.stability.ai{ENGINE_PATH}", False),
        (Scope(base_urls="http://one.example"), f"http://one.example{ENGINE_PATH}", True),
        (Scope(base_urls="http://one.example"), "http://one.example/another", True),
        (Scope(base_urls="http://one.example"), f"https://api.stability.ai{ENGINE_PATH}", False),
        (Scope(["http://one.example"], ["http://one.example/app"]), "http://one.example/app/paint", False),
    ],
)
def test_addresses_can_be_given_or_ignored(scope: Scope, url: str, included: bool) -> None:
    assert scope.includes(url) is included


@pytest.mark.parametrize("urls", ["testserver", ["http://"], ["ftp://testserver"], ["http://testserver:port"]])
def test_what_is_no_url_is_refused(urls: Any) -> None:
    for name in ("base_urls", "ignore"):
        with pytest.raises(CassetteError, match=f"^{name}: must be URLs"):
            Scope(**{name: urls})
