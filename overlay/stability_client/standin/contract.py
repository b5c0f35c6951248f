"""The contract, read once: what the stand-in knows of paths, limits and errors, it knows from here."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import yaml
from jsonschema import Draft4Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT4

CONTRACT_FILE = "openapi.yaml"
CONTRACT_URI = "urn:stability-image-api"
METHODS = ("get", "post", "put", "patch", "delete")

Node: TypeAlias = Mapping[str, Any]
"""An object of the contract's document."""


@attrs.frozen
class ImagePart:
    """An image that a multipart request carries."""

    name: str
    max_bytes: int
    required: bool


@attrs.frozen
class Operation:
    """One operation of the contract."""

    id: str
    method: str
    path: str
    parameters: frozenset[str]
    media_type: str | None
    """What its body is, or None where it has no body."""
    options_schema: str
    """Pointer to the schema of its options, or an empty text where it takes none."""
    image_parts: tuple[ImagePart, ...]

    @property
    def is_multipart(self) -> bool:
        return self.media_type == "multipart/form-data"


@attrs.frozen(eq=False)
class Contract:
    """The parsed `openapi.yaml`, with the questions that the server asks of it."""

    document: Mapping[str, Any]
    operations: tuple[Operation, ...]
    errors: tuple[tuple[int, str], ...]
    """Every documented pair of status and error name, in the order of the contract."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Contract":
        """Read what is needed off a parsed contract."""
        errors = {
            (int(status), name): None
            for path in document["paths"].values()
            for operation in path.values()
            for status, response in operation["responses"].items()
            if status.isdigit()
            for name in resolve(document, response).get("x-error-names", ())
        }
        return cls(document, tuple(_operations(document)), tuple(sorted(errors, key=lambda pair: pair[0])))

    @property
    def known_engines(self) -> tuple[str, ...]:
        """The ids of the engines that the contract names."""
        return tuple(self.document["components"]["parameters"]["EngineId"]["x-known-values"])

    @property
    def answer_media_types(self) -> tuple[str, ...]:
        """The forms in which pictures come back."""
        return self._enum("AnswerMediaType")

    @property
    def finish_reasons(self) -> tuple[str, ...]:
        """How painting can end."""
        return self._enum("FinishReason")

    def statuses(self, error_name: str) -> tuple[int, ...]:
        """The statuses under which an error name is documented; none for an unknown name."""
        return tuple(status for status, name in self.errors if name == error_name)

    def properties(self, pointer: str) -> dict[str, Any]:
        """The properties of an options schema, those of its `allOf` branches included, with `$ref` followed."""
        return _properties(self.document, {"$ref": pointer})

    def max_pixels(self, pointer: str) -> int:
        """The most pixels, width times height, that an options schema allows."""
        return int(_first(self.document, {"$ref": pointer}, "x-max-pixels"))

    def option_errors(self, pointer: str, options: Any) -> list[ValidationError]:
        """What is wrong with options; nothing when they hold."""
        return list(self._validator(pointer).iter_errors(options))

    def _enum(self, schema: str) -> tuple[str, ...]:
        return tuple(self.document["components"]["schemas"][schema]["enum"])

    def _validator(self, pointer: str) -> Validator:
        registry: Registry[Any] = Registry().with_resource(CONTRACT_URI, DRAFT4.create_resource(self.document))
        validator: Validator = ContractValidator({"$ref": CONTRACT_URI + pointer}, registry=registry)
        return validator


@cache
def load_contract() -> Contract:
    """The contract that this package was made with."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Contract.of(yaml.load(_contract_text(), loader))  # noqa: S506 - both are safe loaders


def resolve(document: Mapping[str, Any], node: Node) -> Node:
    """The node itself, or what its `$ref` points to within the document."""
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def _contract_text() -> str:
    """The copy in the installed package, or in a checkout the original at its root."""
    shipped = resources.files("stability_client.standin") / CONTRACT_FILE
    if shipped.is_file():
        return shipped.read_text("utf-8")
    return (Path(__file__).parents[3] / CONTRACT_FILE).read_text("utf-8")


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            content = operation.get("requestBody", {}).get("content", {})
            media_type = next(iter(content), None)
            schema = content[media_type]["schema"] if media_type else {}
            body = resolve(document, schema)
            is_multipart = "options" in body.get("properties", {})
            yield Operation(
                id=operation["operationId"],
                method=method.upper(),
                path=path,
                parameters=frozenset(resolve(document, each)["name"] for each in operation.get("parameters", ())),
                media_type=media_type,
                options_schema=(body["properties"]["options"] if is_multipart else schema).get("$ref", ""),
                image_parts=tuple(
                    ImagePart(name, part["x-max-bytes"], name in body["required"])
                    for name, part in body.get("properties", {}).items()
                    if part.get("format") == "binary"
                ),
            )


def _branches(document: Mapping[str, Any], schema: Node) -> Iterator[Node]:
    schema = resolve(document, schema)
    yield schema
    for branch in schema.get("allOf", ()):
        yield from _branches(document, branch)


def _properties(document: Mapping[str, Any], schema: Node) -> dict[str, Any]:
    return {
        name: resolve(document, node)
        for branch in _branches(document, schema)
        for name, node in branch.get("properties", {}).items()
    }


def _first(document: Mapping[str, Any], schema: Node, key: str) -> Any:
    return next(branch[key] for branch in _branches(document, schema) if key in branch)


def _pixels_in_budget(
    validator: Validator, most: int, options: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """The contract's own keyword `x-max-pixels`: `width` times `height` may not be more."""
    if not validator.is_type(options, "object"):
        return
    sides = [options.get(side, schema["properties"][side]["x-default"]) for side in ("width", "height")]
    if all(validator.is_type(side, "integer") for side in sides) and sides[0] * sides[1] > most:
        yield ValidationError(f"{sides[0]} x {sides[1]} pixels are more than {most}")


# OpenAPI 3.0 words its schemas in a dialect of JSON Schema draft 4.
ContractValidator = extend(Draft4Validator, {"x-max-pixels": _pixels_in_budget})  # type: ignore[no-untyped-call]
