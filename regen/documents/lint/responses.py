"""Responses: media types in order, enums that stay open, errors by name."""

from collections.abc import Iterator, Mapping
from typing import Any

from regen.documents.lint.schemas import schemas_below
from regen.documents.loading import Document, edition, operations, properties, resolve

Problems = Iterator[tuple[str, str]]

_JSON = "application/json"
ERROR_MEDIA_TYPES = {"v1alpha": ["application/vnd.goa.error", _JSON]}
"""The media types of errors by edition, in the order in which the client asks for them. Others have JSON alone."""


def successes(document: Document, operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the responses of every 2xx, resolved."""
    return [resolve(document, node) for status, node in operation["responses"].items() if str(status).startswith("2")]


def _images_come_first(document: Document) -> Problems:
    """The generated code reads the first media type that it knows, and `image/png` is what every server sends."""
    for path, method, operation in operations(document):
        for response in successes(document, operation):
            content = list(response.get("content", {}))
            images = [name for name in content if name.startswith("image/")]
            if images and (content[: len(images)] != images or images[0] != "image/png"):
                yield (
                    f"{method.upper()} {path}",
                    f"image/png: must be the first media type, then other images, got {content}",
                )
            if any(name.partition(";")[0].strip() != _JSON for name in content if name not in images):
                yield f"{method.upper()} {path}", f"a response must be images or {_JSON}, got {content}"


def _responses_stay_open(document: Document) -> Problems:
    for path, method, operation in operations(document):
        bodies = (body for each in successes(document, operation) for body in each.get("content", {}).values())
        for schema in (found for body in bodies for found in schemas_below(document, body.get("schema"))):
            for name, (node, _) in properties(document, schema).items():
                if "enum" in resolve(document, node):
                    advice = "Use anyOf [$ref, {type: string}]."
                    yield (
                        f"{method.upper()} {path}",
                        f"{name}: must not be a closed enum, which new values break. {advice}",
                    )


def _errors_are_complete(document: Document) -> Problems:
    for path, method, operation in operations(document):
        location = f"{method.upper()} {path}"
        expected = ERROR_MEDIA_TYPES.get(edition(document, path), [_JSON])
        if "default" not in operation["responses"]:
            yield location, "default: is missing. Servers send more errors than are documented."
        for status, node in operation["responses"].items():
            response = resolve(document, node)
            if str(status).startswith("2"):
                continue
            if (content := list(response.get("content", {}))) != expected:
                yield location, f"{status}: must have the media types {expected}, got {content}"
            if status != "default" and not response.get("x-error-names"):
                yield location, f"{status}: must have x-error-names, by which the client tells errors apart"


RULES = (_images_come_first, _responses_stay_open, _errors_are_complete)
