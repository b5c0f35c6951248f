"""The findings on each edit of the corpus, computed once for all tests that look at them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from regen.documents.loading import Document, load, resolve
from regen.openapi_diff import Finding, compare
from regen.project import PROJECT
from tests.support.regen.corpus import BY_NAME

CONTRACT = load(PROJECT.contract)


@cache
def contract_with(paths: tuple[str, ...]) -> Document:
    """Return the contract with the paths that begin so alone, and the components that they use."""
    chosen = {path: item for path, item in CONTRACT["paths"].items() if path.startswith(paths)}
    used = set(_references(chosen))
    while more := set(_references([resolve(CONTRACT, {"$ref": each}) for each in used])) - used:
        used |= more
    components = {
        section: {name: node for name, node in nodes.items() if f"#/components/{section}/{name}" in used}
        for section, nodes in CONTRACT["components"].items()
    }
    components["securitySchemes"] = CONTRACT["components"]["securitySchemes"]
    return {**CONTRACT, "paths": chosen, "components": components}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for entry in node.values():
            yield from _references(entry)
    elif isinstance(node, list):
        for entry in node:
            yield from _references(entry)


@cache
def findings_forward(name: str) -> tuple[Finding, ...]:
    """Return the findings from the contract to the edited one."""
    contract = contract_with(BY_NAME[name].paths)
    return tuple(compare(contract, BY_NAME[name].apply(contract)))


@cache
def findings_backward(name: str) -> tuple[Finding, ...]:
    """Return the findings from the edited contract to the original one."""
    contract = contract_with(BY_NAME[name].paths)
    return tuple(compare(BY_NAME[name].apply(contract), contract))
