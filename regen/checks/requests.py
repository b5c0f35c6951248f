"""Holds the requests that generated code sends against the contract, byte for byte.

Each operation is called with a value for every parameter and every field of its body. What it sends is compared with
what the contract says: the path, the headers, and the parts of a form with their names, media types and contents. Only
this notices that generated code writes a value in another form than the API reads.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from regen.build import isolation
from regen.checks import request_builder
from regen.checks.request_samples import Part, Sample, canonical, sample
from regen.documents.loading import Document, operations
from regen.openapi_diff import Finding, Level

MAX_NAMED = 3
"""Differences named in one finding."""
MAX_CONTENT = 40
"""Characters of a content in a message."""
RULE = "request-differs"


class RequestError(Exception):
    """The requests could not be built at all; the message says why."""


def compare(document: Document, generated: Path) -> list[Finding]:
    """Return one finding for each operation whose request is not what the contract says.

    Args:
        document: The contract.
        generated: The folder with the package that was generated from it.

    Raises:
        RequestError: No request could be built.
    """
    samples = {node["operationId"]: sample(document, path, node) for path, _, node in operations(document)}
    sent = _send({name: attrs.asdict(each.call) for name, each in samples.items()}, generated)
    problems = {name: list(_differences(each, sent[name])) for name, each in samples.items()}
    return [
        Finding("generator", RULE, Level.BREAKING, name, f"generated code sends something else: {_list(differences)}")
        for name, differences in problems.items()
        if differences
    ]


def _list(differences: list[str]) -> str:
    more = f" (and {len(differences) - MAX_NAMED} more)" if len(differences) > MAX_NAMED else ""
    return "; ".join(differences[:MAX_NAMED]) + more


def _send(calls: Mapping[str, Any], generated: Path) -> dict[str, Any]:
    try:
        return isolation.call(request_builder.build_all, calls, path=(generated,))
    except isolation.IsolatedError as error:
        raise RequestError(f"generated code cannot be called:\n{str(error).strip()[-2000:]}") from error


def _differences(expected: Sample, sent: Mapping[str, Any]) -> Iterator[str]:
    if "error" in sent:
        yield f"it fails with {sent['error']}"
        return
    if sent["path"] != expected.path:
        yield f"the path is {sent['path']}, must be {expected.path}"
    if sent["query"] != expected.query:
        yield f"the query is {sent['query']}, must be {expected.query}"
    for name, value in expected.headers.items():
        if (got := sent["headers"].get(name)) != value:
            yield f"header {name} is {got!r}, must be {value!r}"
    wanted, found = Counter(expected.parts), Counter(_part(*part) for part in sent["parts"])
    yield from (f"no {_describe(part)}" for part in wanted - found)
    yield from (f"an unexpected {_describe(part)}" for part in found - wanted)


def _part(name: str, file_name: str | None, media_type: str, text: str) -> Part:
    is_json = media_type == "application/json"
    return name, file_name is not None, media_type, canonical(media_type, json.loads(text) if is_json else text)


def _describe(part: Part) -> str:
    name, is_file, media_type, text = part
    kind = f"file {name}" if is_file else f"part {name}" if name else "body"
    return f"{kind} ({media_type}: {text[:MAX_CONTENT]})"
