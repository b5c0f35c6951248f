"""A contract that says the same in other words and another order gives a package on which every cassette holds."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from regen.build import generate
from regen.documents import loading as documents
from regen.project import PROJECT
from tests.cassettes.generators import replay

WORDS = {"description", "summary", "title"}


def retold(node: Any) -> Any:
    """The document with every description another and the keys of every mapping in reverse order."""
    if isinstance(node, dict):
        return {
            key: "Told in other words." if key in WORDS and isinstance(value, str) else retold(value)
            for key, value in reversed(node.items())
        }
    return [retold(item) for item in node] if isinstance(node, list) else node


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The contract, retold."""
    document = documents.load(PROJECT.contract)
    path = tmp_path / "openapi.yaml"
    title = document["info"]["title"]  # it names nothing on the wire, but the generator wants one
    told = retold(document)
    told["info"]["title"] = title
    path.write_text(yaml.safe_dump(told, sort_keys=False), "utf-8")
    return path


def test_every_cassette_holds_on_a_contract_that_is_told_in_another_order(contract: Path, tmp_path: Path) -> None:
    with generate.build(contract, PROJECT.config, tmp_path, strict=False) as made:
        options = "models/masking_options.py"
        assert (made.package / options).read_text("utf-8") != (PROJECT.package / options).read_text("utf-8")
        failing, said = replay(made.package.parent, "-k", "the_sync_client")
    assert not failing, said
