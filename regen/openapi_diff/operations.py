"""The operations of a document, identified as HTTP sees them: by the method and the shape of the whole path."""

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from regen.openapi_diff.servers import Servers, servers_of
from regen.openapi_diff.spec import METHODS, Node, Spec

ParameterKey = tuple[str, str]
"""`in` and the name: in lower case for headers, the position for path parameters."""
Shape = tuple[str, str]

_TEMPLATE = re.compile(r"\{([^{}/]*)\}")


@frozen
class Operation:
    """One operation, with what its path item and the document's root say about it."""

    method: str
    path: str
    """The path as it is sent, with the server's base path."""
    node: Node
    parameters: Mapping[ParameterKey, Node]
    servers: Servers
    security: Node

    @property
    def shape(self) -> Shape:
        """The operation's identity: the names of path parameters are not sent."""
        return self.method, _TEMPLATE.sub("{}", self.path)

    @property
    def label(self) -> str:
        """The operation for a reader."""
        return f"{self.method.upper()} {self.path}"

    @property
    def operation_id(self) -> str | None:
        """Its operationId."""
        operation_id = self.node.get("operationId")
        return None if operation_id is None else str(operation_id)


def operations(spec: Spec) -> dict[Shape, Operation]:
    """Return every operation under `paths`."""
    found = (
        operation
        for path, item in spec.root.child("paths").entries()
        for operation in operations_of_item(spec, path, item)
    )
    return {operation.shape: operation for operation in found}


def operations_of_item(spec: Spec, path: str, item: Node, *, with_base_path: bool = True) -> Iterator[Operation]:
    """Yield the operations of a path item."""
    # A path item may be a reference; its own keys count too.
    target = spec.follow(item)
    for method in METHODS:
        holder = item if item.get(method) is not None else target
        if holder.get(method) is None:
            continue
        node = holder.child(method)
        servers = servers_of(node, target, spec.root)
        whole_path = (servers[0].base_path if with_base_path else "") + path
        yield Operation(
            method=method,
            path=whole_path,
            node=node,
            parameters=_parameters(spec, whole_path, (target, node)),
            servers=servers,
            security=(node if node.get("security") is not None else spec.root).child("security"),
        )


def _parameters(spec: Spec, path: str, holders: tuple[Node, ...]) -> dict[ParameterKey, Node]:
    positions = {name: str(index) for index, name in enumerate(_TEMPLATE.findall(path))}
    found: dict[ParameterKey, Node] = {}
    for holder in holders:
        for element in holder.child("parameters").elements():
            parameter = spec.follow(element)
            kind, name = str(parameter.get("in")), str(parameter.get("name"))
            if kind == "header":
                name = name.lower()
            if kind == "path":
                name = positions.get(name, name)
            found[kind, name] = parameter
    return found
