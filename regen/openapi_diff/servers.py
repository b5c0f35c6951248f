"""The servers of an operation, and the comparison of two lists of them."""

from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

from regen.openapi_diff.renames import removed_and_added
from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.spec import Node

Servers = tuple["Server", ...]


@frozen
class Server:
    """A server with its variables at their defaults."""

    origin: str
    base_path: str
    """The path that precedes the path of every operation."""
    variables: Any
    """The allowed values by variable; `None` if there are none."""
    pointer: str


def servers_of(*holders: Node) -> Servers:
    """Return the servers of the first node that states any: the operation, its path item or the document."""
    for holder in holders:
        stated = holder.child("servers")
        if stated.value:
            return tuple(_server(element) for element in stated.elements())
    return (Server("", "", None, "#/servers"),)


def _server(node: Node) -> Server:
    url = str(node.get("url", ""))
    variables = node.get("variables") or {}
    for name, variable in variables.items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    parts = urlsplit(url)
    origin = f"{parts.scheme.lower()}://{parts.netloc.lower()}" if parts.netloc else ""
    choices = {name: sorted(map(str, each["enum"])) for name, each in variables.items() if each.get("enum")}
    return Server(origin, parts.path.rstrip("/"), choices or None, node.pointer)


def compare_servers(reporter: Reporter, old: Servers, new: Servers) -> None:
    """Report every change of the servers, apart from the base path, which is part of the paths."""
    before, after = _by_address(old), _by_address(new)
    removed, added = removed_and_added(before, after)
    first_before, first_after = next(iter(before)), next(iter(after))
    if len(removed) == len(added) == 1:
        [was], [now] = removed, added
        reporter.report("server-changed", added[now].pointer, old=was or "/", new=now or "/")
    else:
        for address, server in removed.items():
            reporter.report("server-removed", server.pointer, old=address or "/")
        for address, server in added.items():
            reporter.report("server-added", server.pointer, new=address or "/")
    if not removed and not added and first_before != first_after:
        reporter.report("server-changed", new[0].pointer, old=first_before or "/", new=first_after or "/")
    for address in before.keys() & after.keys():
        was, now = before[address].variables, after[address].variables
        if was != now:
            reporter.report("server-variable-changed", after[address].pointer, old=was, new=now)


def _by_address(servers: Servers) -> dict[str, Server]:
    """Return the servers by address, without the base path that is part of the paths."""
    common = servers[0].base_path
    return {
        server.origin
        if server.base_path == common
        else f"{server.origin}{server.base_path} beside {common or '/'}": server
        for server in servers
    }
