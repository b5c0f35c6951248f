"""Which operations a new generated package may call differently: only their cassettes are replayed by a check."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regen.build import surface
from regen.checks.affected import operations
from regen.project import PROJECT
from tests.support.cassettes import replaying


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    found: dict[str, Any] = surface.record(PROJECT.package.parent)["facts"]
    return found


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the generated package."""
    return shutil.copytree(PROJECT.package, tmp_path / "stability_raw", ignore=shutil.ignore_patterns("__pycache__"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("models/masking_options.py", "class MaskingOptions", "# changed\nclass MaskingOptions", {"masking"}),
        ("api/v2beta/v2beta_core.py", "def _get_kwargs", "# changed\ndef _get_kwargs", {"v2beta_core"}),
        (
            "options.py",
            "class V2betaEraseOptions(TypedDict, total=False):",
            "class V2betaEraseOptions(TypedDict):",
            {"v2beta_erase"},
        ),
        ("client.py", "import ssl", "import ssl  # changed", None),
        ("types.py", "class Unset", "# changed\nclass Unset", None),
        ("options.py", "from typing import", "# changed\nfrom typing import", None),
    ],
)
def test_a_changed_file_affects_those_that_import_it(
    package: Path, facts: dict[str, Any], file: str, old: str, new: str, expected: set[str] | None
) -> None:
    replace(package / file, old, new)
    assert operations(PROJECT.package, package, facts, facts) == expected


def test_a_model_that_several_import_affects_them_all(package: Path, facts: dict[str, Any]) -> None:
    replace(package / "models" / "text_prompt.py", "class TextPrompt", "# changed\nclass TextPrompt")
    affected = operations(PROJECT.package, package, facts, facts)
    assert affected is not None
    assert affected >= {"text_to_image", "image_to_image", "masking", "v1_text_to_image", "v1_masking"}
    assert not any(name.startswith("v2beta") for name in affected)


def change_limit(facts: dict[str, Any]) -> None:
    facts["OPERATIONS"]["v2beta_core"]["options"]["seed"]["maximum"] = 7


def change_path(facts: dict[str, Any]) -> None:
    facts["OPERATIONS"]["v2beta_core"]["path"] = "/v2beta/other"


def change_server(facts: dict[str, Any]) -> None:
    facts["BASE_URL"] = "https://example.com"


@pytest.mark.parametrize(
    ("change", "expected"), [(change_limit, {"v2beta_core"}), (change_path, None), (change_server, None)]
)
def test_changed_facts_affect_their_operation_or_all(
    facts: dict[str, Any], change: Callable[[dict[str, Any]], None], expected: set[str] | None
) -> None:
    changed = copy.deepcopy(facts)
    change(changed)
    assert operations(PROJECT.package, PROJECT.package, facts, changed) == expected


def test_an_equal_package_affects_nothing(package: Path, facts: dict[str, Any]) -> None:
    affected = operations(PROJECT.package, package, facts, facts)
    assert affected == frozenset()
    assert replaying.select(affected) == []


def test_every_case_depends_on_some_operation_that_the_contract_has(facts: dict[str, Any]) -> None:
    everything = set(replaying.select(None))
    assert set(replaying.select(facts["OPERATIONS"])) == everything
    of_masking = set(replaying.select(["masking"]))
    assert of_masking >= {name for name in everything if name.startswith("masking/")}
    assert len(of_masking) < len(everything) / 2
