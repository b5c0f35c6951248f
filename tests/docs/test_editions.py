"""The page on editions: its examples run on the stand-in, and its tables say what the contract says."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stability_client.standin import StandIn
from stability_client.testing.files import load
from stability_raw import facts

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")
CONTRACT: dict[str, Any] = load(ROOT / "openapi.yaml")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SDXL = "stable-diffusion-xl-1024-*"


def test_the_examples_run(
    stability_standin: StandIn, photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.open(photographs / "astronaut.png").save("harbour.jpg")
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(block.replace("http://127.0.0.1:8000", stability_standin.url), names)  # noqa: S102 - from this repository
    starts = {suffix: Path(f"lighthouse.{suffix}").read_bytes()[:3] for suffix in ("png", "jpg", "webp")}
    assert starts == {"png": b"\x89PN", "jpg": b"\xff\xd8\xff", "webp": b"RIF"}
    assert len(list(Path("out").glob("*.png"))) == 12
    called = {request.path.split("/")[1] for request in stability_standin.history}
    assert called == {"v1alpha", "v1", "v2beta"}


def _price(operation: str) -> str:
    price = facts.OPERATIONS[operation].credits
    assert price is not None
    if price.option:
        models = CONTRACT["components"]["schemas"]["Sd3Model"]["enum"]
        return ", ".join(f"`{model}` {price.by_value[model]:g}" for model in models)
    return f"{price.fixed:g}" + (f" up to {price.min_steps} steps, then in proportion" if price.min_steps else "")


def test_the_prices_are_the_contracts() -> None:
    listed = dict(re.findall(r"^\| `(v\w+\.\w+)` \| (.*) \|$", PAGE, re.MULTILINE))
    priced = {
        operation: facts.OPERATIONS[operation].edition
        for operation, contract in facts.OPERATIONS.items()
        if contract.credits and contract.edition != "v1alpha"
    }
    assert listed == {
        f"{edition}.{operation.removeprefix(f'{edition}_')}": _price(operation) for operation, edition in priced.items()
    }
    assert f"on {CONTRACT['info']['x-prices-as-of']}" in PAGE


def test_the_sizes_and_ratios_are_the_contracts() -> None:
    pairs = re.findall(r"`(\d+:\d+)` \| (\d+) x (\d+)", PAGE)
    assert {ratio for ratio, _, _ in pairs} == set(CONTRACT["components"]["schemas"]["AspectRatio"]["enum"])
    sizes = facts.OPERATIONS["v1_text_to_image"].sizes_by_engine[SDXL]
    assert {(int(width), int(height)) for _, width, height in pairs} == set(sizes)
    for ratio, width, height in pairs:
        wide, high = (int(part) for part in ratio.split(":"))
        assert int(width) / int(height) == pytest.approx(wide / high, rel=0.04)


@pytest.mark.parametrize(
    ("option", "edition", "text"),
    [
        *(("steps", edition, "{minimum} to {maximum}") for edition in ("v1alpha", "v1")),
        *(("cfg_scale", edition, "{minimum} to {maximum}") for edition in ("v1alpha", "v1", "v2beta")),
        *(("seed", edition, "{maximum}") for edition in ("v1alpha", "v1", "v2beta")),
    ],
)
def test_the_limits_are_the_contracts(option: str, edition: str, text: str) -> None:
    operation = {"v1alpha": "text_to_image", "v1": "v1_text_to_image", "v2beta": "v2beta_sd3"}[edition]
    field = facts.OPERATIONS[operation].options[option]
    [row] = re.findall(rf"^\| `{option}`(?: up to)? \| (.*) \|$", PAGE, re.MULTILINE)
    cell = row.split(" | ")[["v1alpha", "v1", "v2beta"].index(edition)]
    assert cell.startswith(text.format(minimum=field.minimum, maximum=field.maximum))
