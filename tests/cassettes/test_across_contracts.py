"""A contract with other descriptions and another order gives a package on which every cassette still holds."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from regen.build import generate
from regen.checks import cassettes
from regen.documents import loading as documents
from regen.project import PROJECT

TEXT_KEYS = {"description", "summary", "title"}


def reword_and_reverse(node: Any) -> Any:
    """Return the document with other descriptions and the keys of every mapping in reverse order."""
    if isinstance(node, dict):
        return {
            key: "In other words." if key in TEXT_KEYS and isinstance(value, str) else reword_and_reverse(value)
            for key, value in reversed(node.items())
        }
    return [reword_and_reverse(item) for item in node] if isinstance(node, list) else node


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The contract, reworded and reversed."""
    document = documents.load(PROJECT.contract)
    path = tmp_path / "openapi.yaml"
    reworded = reword_and_reverse(document)
    reworded["info"]["title"] = document["info"]["title"]  # not sent, but the generator needs one
    path.write_text(yaml.safe_dump(reworded, sort_keys=False), "utf-8")
    return path


def test_every_cassette_holds_on_a_reworded_and_reversed_contract(contract: Path, tmp_path: Path) -> None:
    with generate.build(contract, PROJECT.config, tmp_path, strict=False) as made:
        options = "models/masking_options.py"
        assert (made.package / options).read_text("utf-8") != (PROJECT.package / options).read_text("utf-8")
        with cassettes.start_replay(PROJECT) as replay:
            assert replay(made.package.parent, None) == []
