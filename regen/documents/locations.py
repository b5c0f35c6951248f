"""Names the place of a value within its operation, for readers and for lists kept by hand: `request prompt`."""

from collections.abc import Mapping
from typing import Any

import jsonpointer

from regen.documents.loading import METHODS

_OPERATION_STEPS = 3
"""`paths`, the path, the method."""


def operation_at(pointer: str) -> str:
    """Return the operation that a JSON pointer leads into, such as `POST /a/b`; empty for any other pointer."""
    steps = _steps(pointer)
    if len(steps) < _OPERATION_STEPS or steps[0] != "paths" or steps[2] not in METHODS:
        return ""
    return f"{steps[2].upper()} {steps[1]}"


def locate(pointer: str, *documents: Mapping[str, Any]) -> str:
    """Return the place within its operation that a JSON pointer leads to.

    Args:
        pointer: A pointer into one of the documents.
        documents: Where to look up the names of parameters; the first that has the pointer decides.

    Returns:
        `header accept`, `request text_prompts[].text`, `response 200 image/png`, `response 200 header seed`,
        `security`, or nothing for the operation itself.
    """
    steps = _steps(pointer)
    if steps[:2] == ["components", "securitySchemes"]:
        return "security"
    if not operation_at(pointer):
        return "/".join(steps)
    start, rest = _start(steps, documents)
    return _join(start, rest)


def _start(steps: list[str], documents: tuple[Mapping[str, Any], ...]) -> tuple[str, list[str]]:
    """Return the name of the part of an operation that the steps lead into, and the steps within it."""
    start, rest = "/".join(steps[_OPERATION_STEPS:]), list[str]()
    match steps[_OPERATION_STEPS:]:
        case ["parameters", index, *rest]:
            start = _parameter(steps, index, documents)
        case ["requestBody", "content", _, "encoding", name, *_]:
            start = f"request {name}"
        case ["requestBody", "content", _, *rest] | ["requestBody", *rest]:
            start = "request"
        case ["responses", status, "headers", name, *rest]:
            start = f"response {status} header {name.lower()}"
        case ["responses", status, "content", media_type, *rest]:
            start = f"response {status} {media_type}"
        case ["responses", status, *rest]:
            start = f"response {status}"
    return start, rest


def _steps(pointer: str) -> list[str]:
    return [jsonpointer.unescape(step) for step in pointer.removeprefix("#").split("/")[1:]]


def _parameter(steps: list[str], index: str, documents: tuple[Mapping[str, Any], ...]) -> str:
    for document in documents:
        try:
            parameter = document["paths"][steps[1]][steps[2]]["parameters"][int(index)]
        except (KeyError, IndexError):
            continue
        return f"{parameter['in']} {str(parameter['name']).lower()}"
    return "parameters"


def _join(start: str, steps: list[str]) -> str:
    """Append the properties that the steps lead through, without the keywords between."""
    path, left = "", list(steps)
    while left:
        step = left.pop(0)
        if step == "properties" and left:
            path += f".{left.pop(0)}"
        elif step == "items":
            path += "[]"
        elif step == "additionalProperties":
            path += ".*"
    return f"{start} {path.removeprefix('.')}".strip()
