"""Every schema that a body or a parameter is made of."""

from collections.abc import Iterator, Mapping
from typing import Any

from regen.documents.loading import Document, resolve


def schemas_below(document: Document, node: Any, seen: set[int] | None = None) -> Iterator[Mapping[str, Any]]:
    """Yield a schema, its properties, items and alternatives, and theirs, each once."""
    node, seen = resolve(document, node), set() if seen is None else seen
    if not isinstance(node, Mapping) or id(node) in seen:
        return
    seen.add(id(node))
    yield node
    branches = (branch for keyword in ("allOf", "anyOf", "oneOf") for branch in node.get(keyword, ()))
    for nested in (*node.get("properties", {}).values(), node.get("items"), *branches):
        yield from schemas_below(document, nested, seen)
