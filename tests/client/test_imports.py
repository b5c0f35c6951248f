"""What is loaded when: counts of modules, in processes of their own, so that start-up cannot grow unseen."""

import json
import subprocess
import sys

import pytest

import stability_client
from stability_client import Stability, _public
from stability_client._calls import v1alpha
from stability_client._calls.operation import Operation
from stability_client.standin import API_KEY, StandIn

LATE = {
    "PIL",
    "anyio",
    "dateutil",
    "httpx",
    "jsonschema",
    "msgspec",
    "numpy",
    "pybase64",
    "rich",
    "starlette",
    "tenacity",
    "yaml",
}
"""What importing a client must not load."""


def modules_after(code: str, *arguments: str) -> set[str]:
    """The modules that are loaded when a new process has run this code."""
    code = f"import json, sys\n{code}\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def own(modules: set[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] in {"stability_client", "stability_raw"}}


def test_importing_the_package_loads_none_of_its_parts() -> None:
    assert own(modules_after("import stability_client")) == {"stability_client", "stability_client._lazy"}


@pytest.mark.parametrize("name", ["Stability", "AsyncStability"])
def test_importing_a_client_loads_neither_an_edition_nor_what_only_calls_need(name: str) -> None:
    loaded = modules_after(f"from stability_client import {name}")
    assert not loaded & LATE
    assert len(own(loaded)) <= 20
    assert {each for each in own(loaded) if each.startswith("stability_raw")} == {
        "stability_raw",
        "stability_raw.fact_types",
    }


@pytest.mark.parametrize(
    ("names", "unwanted"),
    [
        ("masks", {"httpx", "PIL", "msgspec"}),
        ("StabilityError, RateLimitError, RetryPolicy, Timeout", {"httpx", "PIL", "msgspec"}),
        ("Sampler, StylePreset", {"httpx", "PIL", "msgspec", "stability_raw.client"}),
    ],
)
def test_other_names_load_only_what_they_need(names: str, unwanted: set[str]) -> None:
    loaded = modules_after(f"from stability_client import {names}")
    assert not loaded & unwanted
    assert "stability_client.client" not in loaded


def test_a_call_from_text_loads_its_own_edition_and_no_masks() -> None:
    code = (
        "from stability_client import Stability\n"
        "with Stability(sys.argv[1], base_url=sys.argv[2]) as client:\n"
        "    client.text_to_image('a lighthouse', engine='stable-diffusion-512-v2-1')"
    )
    with StandIn() as server:
        loaded = modules_after(code, API_KEY, server.url)
    assert "stability_client._calls.v1alpha" in loaded
    assert not {"stability_client._calls.v1", "stability_client._calls.v2beta", "PIL", "dateutil", "numpy"} & loaded
    assert not {name for name in loaded if name.startswith(("stability_client.masks", "stability_client.standin"))}
    assert not {name for name in loaded if name.startswith(("stability_raw.api.v1.", "stability_raw.api.v2beta."))}
    assert not {name for name in loaded if name.startswith("stability_raw.models.v") and name.endswith("_body")}


def test_every_public_name_is_loaded_from_where_type_checkers_find_it() -> None:
    assert set(stability_client.__all__) == set(_public.__all__)
    for name in stability_client.__all__:
        assert getattr(stability_client, name) is getattr(_public, name), name


def test_the_client_has_every_operation_of_v1alpha() -> None:
    operations = {name for name, value in vars(v1alpha.V1alphaOperations).items() if isinstance(value, Operation)}
    assert operations
    assert {name for name in operations if hasattr(Stability, name)} == operations


OVERRIDING = """
import attrs
from stability_client import Stability

class Painter(Stability):
    def balance(self, **overrides):
        return attrs.evolve(super().balance(**overrides), credits=0.0)

overriding = vars(Painter)["balance"]
with Painter(sys.argv[1], base_url=sys.argv[2]) as painter:
    assert [painter.balance().credits for _ in range(2)] == [0.0, 0.0]
    assert painter.v1alpha.balance().credits > 0
assert vars(Painter)["balance"] is overriding
"""


def test_a_method_of_a_subclass_reaches_the_one_that_it_overrides() -> None:
    with StandIn() as server:  # in a process where no other test has looked the method up
        modules_after(OVERRIDING, API_KEY, server.url)
