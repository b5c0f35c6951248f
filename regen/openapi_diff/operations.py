"""The operations of a document, by what the wire sees of them: the method, and the shape of the whole path."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

from regen.openapi_diff.spec import METHODS, Site, Spec

_TEMPLATE = re.compile(r"\{([^{}/]*)\}")


@frozen
class Server:
    """An address, its variables filled in: where it is, and the path that every operation's path is put after."""

    origin: str
    base_path: str
    variables: Any
    at: str


@frozen
class Operation:
    """One operation with what its path item and the document's servers say for it."""

    method: str
    path: str
    """As it goes over the wire: the server's base path is in it."""
    site: Site
    parameters: Mapping[tuple[str, str], Site]
    """By where they are and their name: lower-case for headers, the position for path parameters."""
    servers: tuple[Server, ...]
    security: Site

    @property
    def shape(self) -> tuple[str, str]:
        """What identifies it on the wire: names of path parameters don't show there."""
        return self.method, _TEMPLATE.sub("{}", self.path)

    @property
    def label(self) -> str:
        """The operation for a reader."""
        return f"{self.method.upper()} {self.path}"

    @property
    def name(self) -> str | None:
        """Its operationId."""
        name = self.site.get("operationId")
        return None if name is None else str(name)


def operations(spec: Spec) -> Iterator[Operation]:
    """Every operation under `paths`."""
    for path, raw_item in spec.root.child("paths").entries():
        yield from operations_of_item(spec, path, raw_item)


def operations_of_item(spec: Spec, path: str, raw_item: Site, *, fold: bool = True) -> Iterator[Operation]:
    """The operations of one path item. `fold` puts the server's base path before the path."""
    # A path item may be a reference; what stands beside it counts too.
    target = spec.follow(raw_item)
    for method in METHODS:
        holder = raw_item if raw_item.get(method) is not None else target
        if holder.get(method) is None:
            continue
        site = holder.child(method)
        servers = _servers(spec, site, target)
        whole = (servers[0].base_path if fold else "") + path
        yield Operation(
            method=method,
            path=whole,
            site=site,
            parameters=_parameters(spec, whole, (target, site)),
            servers=servers,
            security=site.child("security") if site.get("security") is not None else spec.root.child("security"),
        )


def _parameters(spec: Spec, path: str, holders: tuple[Site, ...]) -> dict[tuple[str, str], Site]:
    positions = {name: str(index) for index, name in enumerate(_TEMPLATE.findall(path))}
    found: dict[tuple[str, str], Site] = {}
    for holder in holders:
        for element in holder.child("parameters").elements():
            parameter = spec.follow(element)
            place, name = str(parameter.get("in")), str(parameter.get("name"))
            if place == "header":
                name = name.lower()
            if place == "path":
                name = positions.get(name, name)
            found[place, name] = parameter
    return found


def _servers(spec: Spec, operation: Site, item: Site) -> tuple[Server, ...]:
    for holder in (operation, item, spec.root):
        stated = holder.child("servers")
        if stated.value:
            return tuple(_server(element) for element in stated.elements())
    return (Server("", "", None, "#/servers"),)


def _server(site: Site) -> Server:
    url = str(site.get("url", ""))
    variables = site.get("variables") or {}
    for name, variable in variables.items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    parts = urlsplit(url)
    origin = f"{parts.scheme.lower()}://{parts.netloc.lower()}" if parts.netloc else ""
    choices = {name: sorted(map(str, each["enum"])) for name, each in variables.items() if each.get("enum")}
    return Server(origin, parts.path.rstrip("/"), choices or None, site.at)
