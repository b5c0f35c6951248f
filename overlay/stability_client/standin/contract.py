"""The contract, parsed once. All that the stand-in knows of paths, limits and error names is read from it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
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

from stability_client.standin.contract_keywords import CONTRACT_KEYWORDS

CONTRACT_FILE = "openapi.yaml"
CONTRACT_URI = "urn:stability-image-api"
METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"

Node: TypeAlias = Mapping[str, Any]
"""An object of the document."""


@attrs.frozen
class ImagePart:
    """A part of a multipart request that is an image file."""

    name: str
    max_bytes: int
    required: bool
    limits: Node = attrs.field(factory=dict, repr=False)
    """The node of the part, with the contract's own keywords for the size of the image, such as `x-min-side`."""


@attrs.frozen
class ContractOperation:
    """One operation of the contract."""

    id: str
    edition: str
    """The first step of the path, such as `v1alpha`."""
    method: str
    path: str
    parameters: frozenset[str]
    """The names of its parameters: of path, query and headers."""
    options_schema: str
    """Pointer to the schema of its options; empty if it takes none."""
    options_part: str | None
    """The name of the JSON part of a multipart body that holds the options; None if they are the body."""
    image_parts: tuple[ImagePart, ...]
    prices: Node | None = attrs.field(default=None, repr=False)
    """The contract's `x-credits`; None if the operation is free."""
    is_asynchronous: bool = False
    """Whether the operation only starts the work, and another one returns the result."""


@attrs.frozen(eq=False, slots=False)
class Contract:
    """The parsed `openapi.yaml`, and what the server looks up in it."""

    document: Mapping[str, Any]
    operations: tuple[ContractOperation, ...]
    errors: tuple[tuple[int, str], ...]
    """Every documented pair of status and error name, by status."""
    errors_by_edition: Mapping[str, tuple[tuple[int, str], ...]]
    """The same for each edition."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Contract":
        """Read a parsed `openapi.yaml`."""
        by_edition: dict[str, dict[tuple[int, str], None]] = {}
        for path, item in document["paths"].items():
            by_edition.setdefault(_edition(path), {}).update(_errors(document, item))
        every = {pair: None for errors in by_edition.values() for pair in errors}
        return cls(
            document,
            tuple(_operations(document)),
            _by_status(every),
            {edition: _by_status(errors) for edition, errors in by_edition.items()},
        )

    def known_engines(self, parameter: str) -> tuple[str, ...]:
        """Return the ids of the known engines, which a parameter of the contract lists."""
        return tuple(self.document["components"]["parameters"][parameter]["x-known-values"])

    @property
    def response_media_types(self) -> tuple[str, ...]:
        """The media types in which images are returned."""
        return self._enum("ResponseMediaType")

    @property
    def finish_reasons(self) -> tuple[str, ...]:
        """The documented finish reasons."""
        return self._enum("FinishReason")

    def statuses(self, error_name: str, edition: str | None = None) -> tuple[int, ...]:
        """Return the statuses that are documented for an error name; none for an unknown name.

        Args:
            error_name: The name.
            edition: The edition that documents it; by default any.
        """
        errors = self.errors if edition is None else self.errors_by_edition[edition]
        return tuple(status for status, name in errors if name == error_name)

    def properties(self, pointer: str) -> dict[str, Any]:
        """Return the properties of a schema, including those of its `allOf` branches, with `$ref` resolved."""
        return _properties(self.document, {"$ref": pointer})

    def defaults(self, pointer: str) -> dict[str, Any]:
        """Return the default of each option of a schema; None for those that have none, and for files."""
        return {name: _default(self.document, node) for name, node in self.properties(pointer).items()}

    def body(self, pointer: str) -> Node:
        """Return the schema that a pointer leads to."""
        return resolve(self.document, {"$ref": pointer})

    def max_pixels(self, pointer: str) -> int:
        """Return the maximum of width times height in an options schema."""
        return int(_first(self.document, {"$ref": pointer}, "x-max-pixels"))

    def max_seed(self, pointer: str) -> int:
        """Return the largest seed that may be sent with an options schema."""
        return int(self.properties(pointer)["seed"]["maximum"])

    def option_errors(self, pointer: str, options: Any) -> list[ValidationError]:
        """Validate options against a schema; an empty list if they are valid."""
        return list(self._validator(pointer).iter_errors(options))

    def _enum(self, schema: str) -> tuple[str, ...]:
        return tuple(self.document["components"]["schemas"][schema]["enum"])

    @cached_property
    def _registry(self) -> "Registry[Any]":
        registry: Registry[Any] = Registry().with_resource(CONTRACT_URI, DRAFT4.create_resource(self.document))
        return registry

    def _validator(self, pointer: str) -> Validator:
        validator: Validator = ContractValidator({"$ref": CONTRACT_URI + pointer}, registry=self._registry)
        return validator


@cache
def load_contract() -> Contract:
    """Load the contract that belongs to this version of the package."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Contract.of(yaml.load(_contract_text(), loader))  # noqa: S506 - both are safe loaders


def resolve(document: Mapping[str, Any], node: Node) -> Node:
    """Return the node itself, or what its `$ref` points to within the document."""
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def _contract_text() -> str:
    """Read the copy in an installed package, or the original at the root of a checkout."""
    shipped = resources.files("stability_client.standin") / CONTRACT_FILE
    if shipped.is_file():
        return shipped.read_text("utf-8")
    return (Path(__file__).parents[3] / CONTRACT_FILE).read_text("utf-8")


def _operations(document: Mapping[str, Any]) -> Iterator[ContractOperation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield _operation(document, method, path, item[method])


def _operation(document: Mapping[str, Any], method: str, path: str, operation: Node) -> ContractOperation:
    content: Node = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {})
    schema = content.get("schema", {})
    body = resolve(document, schema)
    encoding = content.get("encoding", {})
    options_part = next((name for name, part in encoding.items() if part.get("contentType") == JSON), None)
    return ContractOperation(
        id=operation["operationId"],
        edition=_edition(path),
        method=method.upper(),
        path=path,
        parameters=frozenset(resolve(document, each)["name"] for each in operation.get("parameters", ())),
        options_schema=(body["properties"][options_part] if options_part else schema).get("$ref", ""),
        options_part=options_part,
        image_parts=tuple(
            ImagePart(name, part["x-max-bytes"], name in body["required"], part)
            for name, part in body.get("properties", {}).items()
            if part.get("format") == "binary"
        ),
        prices=operation.get("x-credits"),
        is_asynchronous="x-result-operation" in operation,
    )


def _edition(path: str) -> str:
    return path.split("/")[1]


def _errors(document: Mapping[str, Any], item: Node) -> dict[tuple[int, str], None]:
    return {
        (int(status), name): None
        for operation in item.values()
        for status, response in operation["responses"].items()
        if status.isdigit()
        for name in resolve(document, response).get("x-error-names", ())
    }


def _by_status(errors: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(errors, key=lambda pair: pair[0]))


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


def _default(document: Mapping[str, Any], node: Node) -> Any:
    """Return the default of an option, which may stand where its words do."""
    branches = (node, *(resolve(document, each) for kind in ("allOf", "anyOf") for each in node.get(kind, ())))
    return next((branch["x-default"] for branch in branches if "x-default" in branch), None)


def _first(document: Mapping[str, Any], schema: Node, key: str) -> Any:
    return next(branch[key] for branch in _branches(document, schema) if key in branch)


# The schemas of OpenAPI 3.0 are a dialect of JSON Schema draft 4.
ContractValidator = extend(Draft4Validator, CONTRACT_KEYWORDS)  # type: ignore[no-untyped-call]
