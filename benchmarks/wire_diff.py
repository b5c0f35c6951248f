"""Measure the comparison of two documents: its time grows in proportion to their size.

python benchmarks/wire_diff.py [OPERATIONS ...]
"""

import copy
import sys
import time
from typing import Any

from regen.documents import loading as documents
from regen.openapi_diff import compare
from regen.project import PROJECT

SIZES = (625, 1250, 2500, 5000)


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


def measure(old: documents.Document, new: documents.Document) -> tuple[float, int]:
    """Return the seconds that the comparison takes, and the number of findings."""
    start = time.perf_counter()
    found = compare(old, new)
    return time.perf_counter() - start, len(found)


def main(sizes: tuple[int, ...]) -> None:
    """Print a line for the contract and for each size."""
    contract = documents.load(PROJECT.contract)
    new = copy.deepcopy(contract)
    new["components"]["schemas"]["TextToImageOptions"]["properties"]["width"]["minimum"] = 576
    seconds, findings = measure(contract, new)
    print(f"openapi.yaml        {seconds:7.3f} s  {findings:6} findings")
    for size in sizes:
        old = synthetic(size)
        seconds, findings = measure(old, edit(old))
        print(f"{size:6} operations   {seconds:7.3f} s  {findings:6} findings  {1000 * seconds / size:.3f} ms each")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
