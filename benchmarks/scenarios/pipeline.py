"""The work of maintainers: `make generate` beside the generator alone, `make spec-check`, and comparing documents.

The document of the check has one more option than the contract. The documents of the curve have up to 5,000 operations.
"""

import copy
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from benchmarks.timing import Curve, Measured, Row, race
from regen.documents import loading as documents
from regen.openapi_diff import compare
from regen.project import PROJECT

ENVIRONMENT = "project"  # it needs the generator
ROUNDS = 5
GENERATE_LIMIT, CHECK_LIMIT = 4.0, 6.0
SIZES = (625, 1250, 2500, 5000)
ATTENTION = 20
"""The exit code of a check that found something new which moves the options after it."""


def synthetic(operations: int) -> documents.Document:
    """Return a document of this many operations, twelve of which share a component."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(operations):
        shared = number // 12
        schemas[f"Shared{shared}"] = {
            "type": "object",
            "properties": {
                "name": {"type": "string", "maxLength": 80, "description": "What it is called."},
                "size": {"type": "integer", "minimum": 1, "maximum": 4096},
                "next": {"$ref": f"#/components/schemas/Shared{shared - 1}"} if shared % 10 else {"type": "string"},
            },
        }
        body = {
            "type": "object",
            "required": ["a"],
            "properties": {
                "a": {"$ref": f"#/components/schemas/Shared{shared}"},
                "b": {"type": "array", "items": {"type": "number", "minimum": 0}},
                "c": {"type": "string", "enum": ["X", "Y", str(number)]},
            },
        }
        paths[f"/things/{number}/{{id}}"] = {
            "post": {
                "operationId": f"thing_{number}",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": body}}},
                "responses": {
                    "200": {
                        "description": "Done.",
                        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/Shared{shared}"}}},
                    }
                },
            }
        }
    info = {"title": "Many", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}}


def edit(document: documents.Document) -> documents.Document:
    """Return the document with every tenth operation and every tenth component changed."""
    changed = copy.deepcopy(document)
    for item in list(changed["paths"].values())[::10]:
        body = item["post"]["requestBody"]["content"]["application/json"]["schema"]
        body["properties"]["c"]["enum"].pop()
        body["properties"]["d"] = {"type": "boolean"}
    for schema in list(changed["components"]["schemas"].values())[::10]:
        schema["properties"]["size"]["maximum"] = 2048
    return changed


def with_an_option(document: documents.Document) -> documents.Document:
    """Return the document with one more option of text-to-image."""
    changed = copy.deepcopy(document)
    changed["components"]["schemas"]["TextToImageOptions"]["properties"]["feather"] = {
        "type": "integer",
        "minimum": 0,
        "maximum": 64,
        "description": "By how many pixels edges are softened.",
    }
    return changed


def run(*arguments: object, code: int = 0) -> None:
    """Run a command of this interpreter, and require its exit code."""
    done = subprocess.run([sys.executable, *map(str, arguments)], cwd=PROJECT.root, capture_output=True, check=False)
    assert done.returncode == code, done.stderr.decode() + done.stdout.decode()


def generate_alone(folder: Path) -> None:
    """Run the generator on the contract, as one would without this project."""
    target = f"--output-path={folder / 'package'}"
    options = ("--meta=none", "--overwrite", f"--path={PROJECT.contract}", f"--config={PROJECT.config}", target)
    run("-m", "openapi_python_client", "generate", *options)


def measure() -> Measured:
    """Yield the rows and the curve."""
    contract = documents.load(PROJECT.contract)
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "new.yaml"
        new.write_text(yaml.safe_dump(with_an_option(contract), sort_keys=False), encoding="utf-8")
        ways = {
            "generator": partial(generate_alone, Path(folder)),
            "generate": partial(run, "-m", "regen", "generate"),
            "check": partial(run, "-m", "regen", "check", PROJECT.contract, new, code=ATTENTION),
        }
        seconds = race(ways, ROUNDS)
    alone = {"the generator alone": seconds["generator"]}
    yield Row(what="make generate", unit="s", ours=seconds["generate"], limit=GENERATE_LIMIT, peers=alone)
    yield Row(what="make spec-check", unit="s", ours=seconds["check"], limit=CHECK_LIMIT, peers=alone)
    yield Curve(
        name="comparing two contracts",
        x_label="operations",
        y_label="seconds",
        points={"regen.openapi_diff": [(size, time_to_compare(size)) for size in SIZES]},
    )


def time_to_compare(operations: int) -> float:
    """Return the seconds that it takes to compare a document of this many operations with an edited one."""
    old = synthetic(operations)
    new = edit(old)
    began = time.perf_counter()
    assert compare(old, new)
    return time.perf_counter() - began
