"""The requests of generated code, held against the contract: right as committed, and each way to be wrong is found."""

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest

from regen.checks import requests
from regen.documents import loading
from regen.openapi_diff import Level
from regen.project import PACKAGE, PROJECT

CONTRACT = loading.load(PROJECT.contract)
FORM = "models/v1_masking_body.py"
PARTS = (
    "for key, value in text_prompts_item.to_dict().items():\n"
    '                part_name = f"text_prompts[{text_prompts_index}][{key}]"\n'
    '                files.append((part_name, (None, str(value).encode(), "text/plain")))\n'
)
JSON_PARTS = 'files.append(("text_prompts", (None, str(text_prompts_item.to_dict()).encode(), "text/plain")))\n'


def only(path: str, document: loading.Document = CONTRACT) -> loading.Document:
    """The contract with one path: importing the generated code of all takes a second."""
    return {**document, "paths": {path: document["paths"][path]}}


MASKING = only("/v1/generation/{engine_id}/image-to-image/masking")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the committed package, to break."""
    return shutil.copytree(PROJECT.package, tmp_path / PACKAGE)


def differences(package: Path, document: loading.Document) -> dict[str, str]:
    """The messages by operation."""
    found = requests.compare(document, package.parent)
    assert all((finding.check, finding.level) == ("generator", Level.BREAKING) for finding in found)
    return {finding.where: finding.message for finding in found}


def test_every_request_is_what_the_contract_says() -> None:
    assert differences(PROJECT.package, CONTRACT) == {}


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (FORM, '"text_prompts[{', '"text_prompts.{', "no part text_prompts[0][text] (text/plain"),
        (FORM, PARTS, JSON_PARTS, "no part text_prompts[0][text] (text/plain"),
        (FORM, "[{text_prompts_index}]", "[0]", "no part text_prompts[1][text] (text/plain"),
        (
            FORM,
            '("steps", (None, str(self.steps).encode(), "text/plain"))',
            '("steps", (None, b"1", "text/plain"))',
            "part steps",
        ),
        (
            FORM,
            'self.steps).encode(), "text/plain"',
            'self.steps).encode(), "text/html"',
            "unexpected part steps (text/html",
        ),
        (FORM, "(None, str(self.steps)", "('a', str(self.steps)", "an unexpected file steps"),
        (FORM, '"mask_image", self', '"mask", self', "no file mask_image (image/png"),
        (FORM, "return files", "raise KeyError(1)", "it fails with KeyError: 1"),
        ("models/v1_masking_body.py", ".mask_source.value)", ".mask_source.name.lower())", "no part mask_source"),
        ("api/v1/v1_masking.py", 'safe=""', 'safe="/"', "the path is /v1/generation/"),
        ("api/v1/v1_masking.py", 'headers["Organization"]', 'headers["Organisation"]', "header organization is None"),
    ],
    ids=["name", "one name", "index", "content", "media type", "file name", "file", "error", "word", "path", "header"],
)
def test_a_request_that_differs_is_found(file: str, old: str, new: str, problem: str, package: Path) -> None:
    text = (package / file).read_text("utf-8")
    assert old in text
    (package / file).write_text(text.replace(old, new), "utf-8")
    found = differences(package, MASKING)
    assert found.keys() == {"v1_masking"}
    assert problem in found["v1_masking"]


def test_json_that_differs_is_found(package: Path) -> None:
    file = package / "models" / "masking_options.py"
    file.write_text(file.read_text("utf-8").replace('["step_schedule_start"] =', '["step_schedule_begin"] ='), "utf-8")
    document = only("/v1alpha/generation/{engine_id}/image-to-image/masking")
    assert differences(package, document)["masking"].startswith(
        "generated code sends something else: no part options (application/json"
    )


def test_what_the_contract_says_anew_must_be_sent(package: Path) -> None:
    document: dict[str, Any] = copy.deepcopy(CONTRACT)
    document["components"]["schemas"]["V2BetaCoreBody"]["properties"]["tiling"] = {"type": "boolean"}
    found = differences(package, only("/v2beta/stable-image/generate/core", document))
    assert "no part tiling (text/plain: true)" in found["v2beta_core"]
