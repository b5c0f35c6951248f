"""Edits of operations, servers, parameters and credentials."""

from typing import Any

from tests.support.regen.edits import Edit, append, drop, edit, put, remove, rename


def _base_path_changed(document: dict[str, Any]) -> None:
    document["paths"] = {path.replace("/v1alpha", "/v1beta"): item for path, item in document["paths"].items()}


ROWS: list[Edit] = [
    # Operations.
    edit(
        "an operation is removed",
        drop("paths /v1alpha/user/balance"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="calls get 404; the module goes, which the overlay imports",
    ),
    edit(
        "an operation is added",
        put(
            "paths /v1alpha/user/keys",
            {
                "get": {
                    "operationId": "keys",
                    "tags": ["user"],
                    "security": [{"api_key": []}],
                    "responses": {
                        "200": {
                            "description": "Keys.",
                            "content": {"application/json": {"schema": {"type": "string"}}},
                        },
                        "default": {"$ref": "#/components/responses/OtherError"},
                    },
                }
            },
        ),
        wire="additive",
        python="additive",
        why="nothing existing changes",
    ),
    edit(
        "an operation moves to another path",
        rename("paths /v1alpha/user/balance", "/v1alpha/user/credits"),
        wire="breaking",
        why="the old address is removed; the module and its function keep their names",
    ),
    edit(
        "an operation changes its method",
        rename("paths /v1alpha/engines/list get", "post"),
        wire="breaking",
        why="the old method gets 405; the function keeps its name",
    ),
    edit("the base path changes", _base_path_changed, wire="breaking", why="every address is another one"),
    edit(
        "the server moves to another host",
        put("servers 0 url", "https://api.example.org"),
        wire="warn",
        why="the client's default address is a fact to look at; the contract of each call is the same",
    ),
    edit(
        "a server is added",
        append("servers", {"url": "https://eu.stability.ai"}),
        wire="additive",
        why="the first server, the client's default, stays",
    ),
    # Parameters.
    edit(
        "an optional header is added",
        put("account parameters", [{"name": "X-Trace", "in": "header", "schema": {"type": "string"}}]),
        wire="additive",
        python="additive",
        why="whoever does not send it is served as before",
    ),
    edit(
        "a required header is added",
        append(
            "balance parameters", {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string"}}
        ),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="calls without it are refused, and the generated function demands it, the overlay's call too",
    ),
    edit(
        "an optional query parameter is added",
        append("engines parameters", {"name": "page", "in": "query", "schema": {"type": "integer"}}),
        wire="additive",
        python="additive",
        why="whoever does not send it is served as before",
    ),
    edit(
        "an optional header is removed",
        drop("balance parameters 0"),
        wire="warn",
        python="breaking",
        overlay="breaking",
        why="a server ignores headers it does not know; the keyword argument is removed, which the overlay passes",
    ),
    edit(
        "a required header becomes optional",
        put("P Accept required", False),
        wire="additive",
        python="additive",
        why="whoever sends it is served as before",
    ),
    edit(
        "an optional header becomes required",
        put("P Organization required", True),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="calls without it are refused; the overlay passes it only at times, and its type says so",
    ),
    edit(
        "a header is renamed",
        put("P Organization name", "Stability-Organization"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="the old header is ignored, so calls bill another organization; the keyword argument is renamed",
    ),
    edit(
        "a header becomes a query parameter",
        put("P Organization in", "query"),
        wire="breaking",
        why="the header is ignored; the generated function keeps its signature and sends it elsewhere",
    ),
    edit(
        "a header's pattern is added",
        put("P Organization schema pattern", "^org-"),
        wire="breaking",
        why="values that went through are refused; the generator does not check patterns",
    ),
    edit(
        "a header's length is limited",
        put("P Organization schema maxLength", 40),
        wire="breaking",
        why="a new limit on what is sent",
    ),
    edit(
        "the path parameter becomes a number",
        put("P EngineId schema type", "integer"),
        wire="breaking",
        python="breaking",
        why="engine ids are text and are refused; the overlay passes them by name, whatever their type",
    ),
    edit(
        "a media type is removed from Accept",
        remove("S ResponseMediaType enum", "image/png"),
        remove("S ResponseMediaType x-enum-varnames", "IMAGE_PNG"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="asking for a PNG is refused; the member is removed, and with it the text that callers pass as `accept`",
    ),
    edit(
        "a media type is added to Accept",
        append("S ResponseMediaType enum", "image/webp"),
        append("S ResponseMediaType x-enum-varnames", "IMAGE_WEBP"),
        wire="additive",
        python="additive",
        why="one more media type may be requested",
    ),
    edit(
        "enum members get other names",
        put("S ResponseMediaType x-enum-varnames", ["PNG", "JSON"]),
        wire="none",
        python="breaking",
        why="the values stay, the members' names go",
    ),
    # Credentials.
    edit(
        "the key's header is renamed",
        put("components securitySchemes api_key name", "X-API-Key"),
        wire="breaking",
        why="calls get 401; the header is a fact, not generated code",
    ),
    edit(
        "the key becomes a bearer token",
        put("components securitySchemes api_key", {"type": "http", "scheme": "bearer"}),
        wire="breaking",
        python="cannot",
        overlay="cannot",
        why="the raw key is refused; and facts.py needs the name of a header to put the key in",
    ),
    edit(
        "no key is needed any more",
        put("engines security", []),
        wire="additive",
        python="additive",
        why="whoever sends one is served; the function takes a Client without a key too",
    ),
    edit(
        "something that no rule covers",
        put("R TooManyRequests links", {"Again": {"operationId": "account"}}),
        wire="warn",
        why="unclassified: an unknown change is never `no change`",
    ),
]
