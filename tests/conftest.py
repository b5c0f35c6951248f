"""What many tests use: photographs, a client on the stand-in, and clients on which nothing may be sent."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest

from stability_client import Stability
from stability_client.standin import StandIn

# The same examples in every run: what fails here fails on every machine. A deadline would time the machine.
hypothesis.settings.register_profile("project", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.load_profile("project")

ENGINE = "stable-diffusion-512-v2-1"


@pytest.fixture(scope="session")
def photographs() -> Path:
    """A folder of real photographs, such as `astronaut.png` (512x512), which scikit-image's wheel carries."""
    found = importlib.util.find_spec("skimage")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "data"


@pytest.fixture(scope="session")
def astronaut(photographs: Path) -> bytes:
    """A photograph: PNG, RGB, 512x512."""
    return (photographs / "astronaut.png").read_bytes()


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio, save where a test names trio too."""
    return "asyncio"


@pytest.fixture
def client(stability_standin: StandIn) -> Iterator[Stability]:
    """A client on a fresh stand-in."""
    with Stability(stability_standin.api_key, base_url=stability_standin.url, engine=ENGINE) as client:
        yield client


def refuse(request: httpx.Request) -> httpx.Response:
    """Fails the test: the request should never have been sent."""
    pytest.fail(f"{request.method} {request.url} was sent")


@pytest.fixture
def unsent() -> Iterator[Stability]:
    """A client on which nothing may be sent."""
    with httpx.Client(transport=httpx.MockTransport(refuse)) as http:
        yield Stability("sk-unsent-0123456789", base_url="http://127.0.0.1:9", engine=ENGINE, http_client=http)
