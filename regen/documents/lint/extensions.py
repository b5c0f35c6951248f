"""Extensions (`x-…`): known ones, in their place, with values of their type, that name what exists."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from regen.documents.loading import Document, merged, operations, properties, request_contents
from regen.documents.walking import Node, walk

Problems = Iterator[tuple[str, str]]
_Json = Mapping[str, Any]

_TEXT: _Json = {"type": "string", "minLength": 1}
_TEXTS: _Json = {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}
_COUNT: _Json = {"type": "integer", "minimum": 1}
_PRICE: _Json = {"type": "number", "exclusiveMinimum": 0}
_PAIR: _Json = {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}


def _by_name(values: _Json) -> _Json:
    return {"type": "object", "additionalProperties": values, "minProperties": 1}


_CREDITS: _Json = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        "fixed": _PRICE,
        "option": _TEXT,
        "by_value": _by_name(_PRICE),
        "per_pixel": _PRICE,
        "free_pixels": _COUNT,
        "steps": _COUNT,
        "min_steps": _COUNT,
    },
    "dependentRequired": {
        "option": ["by_value"],
        "by_value": ["option"],
        "free_pixels": ["per_pixel"],
        "min_steps": ["steps"],
    },
    "anyOf": [{"required": [price]} for price in ("fixed", "by_value", "per_pixel")],
}

EXTENSIONS: Mapping[str, tuple[tuple[str, ...], _Json]] = {
    "x-credits": (("operation",), _CREDITS),
    "x-default": (("schema",), {}),
    "x-enum-varnames": (("schema",), {"type": "array", "items": {"type": "string", "pattern": r"^[A-Z][A-Z0-9_]*$"}}),
    "x-error-names": (("response",), _TEXTS),
    "x-excludes": (("schema",), _by_name(_TEXTS)),
    "x-known-values": (("parameter",), _TEXTS),
    "x-max-aspect-ratio": (("schema",), {"type": "number", "minimum": 1}),
    "x-max-bytes": (("schema",), _COUNT),
    "x-max-pixels": (("schema",), _COUNT),
    "x-max-side": (("schema",), _COUNT),
    "x-min-pixels": (("schema",), _COUNT),
    "x-min-pixels-by-engine": (("schema",), _by_name(_COUNT)),
    "x-min-side": (("schema",), _COUNT),
    "x-one-of": (("schema",), {"type": "array", "items": {**_TEXTS, "minItems": 2}, "minItems": 1}),
    "x-prices-as-of": (("info",), {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
    "x-requires": (("schema",), _by_name(_TEXTS)),
    "x-result-operation": (("operation",), _TEXT),
    "x-sides-by-engine": (("schema",), _by_name(_PAIR)),
    "x-sizes-by-engine": (("schema",), _by_name({"type": "array", "items": _PAIR, "minItems": 1})),
    "x-source": ((), _TEXT),
}
"""Each extension: the kinds of objects that it may be a key of (any if empty), and the schema of its value."""

_OF_FILES = ("x-max-bytes", "x-min-side", "x-max-side", "x-max-aspect-ratio")
_ORDERED = (("x-min-side", "x-max-side"), ("x-min-pixels", "x-max-pixels"))


def _extensions_are_known(document: Document) -> Problems:
    for node in walk(document):
        for name in (key for key in node.value if key.startswith("x-")):
            location = f"{node.location}/{name}".removeprefix("/")
            yield from ((location, problem) for problem in _problems(node, name))


def _problems(node: Node, name: str) -> Iterator[str]:
    if name not in EXTENSIONS:
        yield f"must be one of {', '.join(EXTENSIONS)}. Anything else is ignored silently."
        return
    kinds, schema = EXTENSIONS[name]
    if kinds and node.kind not in kinds:
        yield f"must be in a {' or '.join(kinds)}, got a {node.kind}, where it is ignored"
    elif name in _OF_FILES and not _is_of_files(node, name):
        yield "must be in the schema of a file (`format: binary`), else it is ignored"
    yield from (error.message for error in Draft202012Validator(schema).iter_errors(node.value[name]))


def _is_of_files(node: Node, name: str) -> bool:
    """Whether the schema is that of a file, or, for the bytes of all its files, that of a body."""
    return node.value.get("format") == "binary" or (name == "x-max-bytes" and "properties" in node.value)


def _limits_are_ordered(document: Document) -> Problems:
    for node in walk(document):
        for low, high in _ORDERED:
            if low in node.value and high in node.value and node.value[low] > node.value[high]:
                yield node.location, f"{low}: must not be above {high}, {node.value[high]}, got {node.value[low]}"
        for engines, (low, high) in node.value.get("x-sides-by-engine", {}).items():
            if low > high:
                yield node.location, f"x-sides-by-engine/{engines}: must be the lower figure first, got {low}, {high}"


def _defaults_are_valid(document: Document) -> Problems:
    """A documented default must be a value that may be sent."""
    for node in walk(document):
        if node.kind == "schema" and "x-default" in node.value:
            schema = {
                key: value for key, value in merged(document, node.value).items() if key not in ("items", "anyOf")
            }
            for error in Draft202012Validator(schema).iter_errors(node.value["x-default"]):
                yield node.location, f"x-default: {error.message}"


def _rules_name_arguments(document: Document) -> Problems:
    """`x-requires`, `x-excludes` and `x-one-of` name properties beside them, or `name=value` with one of its words."""
    for node in walk(document):
        if node.kind != "schema":
            continue
        for keyword in ("x-requires", "x-excludes"):
            for name, others in node.value.get(keyword, {}).items():
                yield from _argument_problems(document, node, keyword, (name, *others))
        for group in node.value.get("x-one-of", ()):
            yield from _argument_problems(document, node, "x-one-of", group)


def _argument_problems(document: Document, node: Node, keyword: str, arguments: Iterable[str]) -> Problems:
    known = properties(document, node.value)
    for argument in arguments:
        name, is_value, value = argument.partition("=")
        location = f"{node.location}/{keyword}"
        if name not in known:
            yield location, f"{name}: must be one of the properties {', '.join(known)}"
        elif is_value and value not in (words := merged(document, known[name][0]).get("enum", ())):
            yield location, f"{argument}: must have a value of {name}, which are {', '.join(words) or 'not listed'}"


def _prices_name_options(document: Document) -> Problems:
    bodies = {
        operation["operationId"]: _options(document, body["schema"])
        for _, operation, _, body in request_contents(document)
    }
    has_prices = False
    for path, method, operation in operations(document):
        price, options = operation.get("x-credits", {}), bodies.get(operation["operationId"], {})
        has_prices |= bool(price)
        location = f"{method.upper()} {path}"
        for name in filter(None, (price.get("option"), "steps" if "steps" in price else None)):
            if name not in options:
                yield location, f"x-credits: {name} must be an option of this operation, which are {', '.join(options)}"
        words, is_open = _words(document, options.get(price.get("option"), {}))
        if unpriced := sorted(words - price.get("by_value", {}).keys()):
            yield location, f"x-credits: must price every word of {price['option']}, not so {', '.join(unpriced)}"
        if words and not is_open and (unknown := sorted(price["by_value"].keys() - words)):
            yield location, f"x-credits: must price words of {price['option']} alone, got {', '.join(unknown)}"
    if has_prices and "x-prices-as-of" not in document["info"]:
        yield "info", "x-prices-as-of: is missing, the day on which the prices held"


def _words(document: Document, schema: _Json) -> tuple[set[str], bool]:
    """The words of an enum, and whether it takes others too."""
    listed = merged(document, schema)
    choices = [merged(document, choice) for choice in listed.get("anyOf", ())]
    return {word for each in (listed, *choices) for word in each.get("enum", ())}, bool(choices)


def _options(document: Document, body: _Json) -> dict[str, _Json]:
    """The properties of a body, and those of the object that one of them holds."""
    found = {name: node for name, (node, _) in properties(document, body).items()}
    for node in list(found.values()):
        found |= {name: nested for name, (nested, _) in properties(document, node).items()}
    return found


def _results_name_operations(document: Document) -> Problems:
    known = {operation["operationId"] for _, _, operation in operations(document)}
    for path, method, operation in operations(document):
        result = operation.get("x-result-operation")
        if result is not None and result not in known:
            yield f"{method.upper()} {path}", f"x-result-operation: must be one of {', '.join(known)}, got {result}"


def _extensions(document: Document) -> Problems:
    """The other rules rely on values of the right type."""
    problems = list(_extensions_are_known(document))
    yield from problems or (problem for rule in _ON_VALUES for problem in rule(document))


_ON_VALUES = (
    _limits_are_ordered,
    _defaults_are_valid,
    _rules_name_arguments,
    _prices_name_options,
    _results_name_operations,
)
RULES = (_extensions,)
