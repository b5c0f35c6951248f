"""The rules on schemas: each change in both directions, in a request and in a response."""

from typing import NamedTuple

import pytest

from regen.openapi_diff import compare, worst
from tests.support.regen.small_documents import (
    INTEGER,
    NUMBER,
    STRING,
    Json,
    array_schema,
    object_schema,
    with_request,
    with_response,
)


class SchemaChange(NamedTuple):
    """Two schemas, and the worst level from the old to the new one and back."""

    name: str
    old: Json
    new: Json
    sent: tuple[str, str]
    received: tuple[str, str]


CHANGES = [
    SchemaChange(
        "integer to number", INTEGER, NUMBER, sent=("additive", "breaking"), received=("breaking", "additive")
    ),
    SchemaChange(
        "string to integer", STRING, INTEGER, sent=("breaking", "breaking"), received=("breaking", "breaking")
    ),
    SchemaChange("anything to string", {}, STRING, sent=("breaking", "additive"), received=("additive", "breaking")),
    SchemaChange(
        "nullable",
        STRING,
        STRING | {"nullable": True},
        sent=("additive", "breaking"),
        received=("breaking", "additive"),
    ),
    SchemaChange(
        "minimum",
        INTEGER | {"minimum": 1},
        INTEGER | {"minimum": 2},
        sent=("breaking", "additive"),
        received=("additive", "warn"),
    ),
    SchemaChange(
        "exclusive minimum",
        NUMBER | {"minimum": 1},
        NUMBER | {"minimum": 1, "exclusiveMinimum": True},
        sent=("breaking", "additive"),
        received=("additive", "warn"),
    ),
    SchemaChange(
        "maximum", INTEGER, INTEGER | {"maximum": 9}, sent=("breaking", "additive"), received=("additive", "warn")
    ),
    SchemaChange(
        "minLength", STRING, STRING | {"minLength": 1}, sent=("breaking", "additive"), received=("additive", "warn")
    ),
    SchemaChange(
        "pattern",
        STRING | {"pattern": "a"},
        STRING | {"pattern": "b"},
        sent=("breaking", "breaking"),
        received=("warn", "warn"),
    ),
    SchemaChange(
        "pattern added", STRING, STRING | {"pattern": "a"}, sent=("breaking", "additive"), received=("additive", "warn")
    ),
    SchemaChange(
        "date-time added",
        STRING,
        STRING | {"format": "date-time"},
        sent=("breaking", "additive"),
        received=("warn", "warn"),
    ),
    SchemaChange(
        "date to date-time",
        STRING | {"format": "date"},
        STRING | {"format": "date-time"},
        sent=("breaking", "breaking"),
        received=("warn", "warn"),
    ),
    SchemaChange(
        "int32 to int64",
        INTEGER | {"format": "int32"},
        INTEGER | {"format": "int64"},
        sent=("additive", "breaking"),
        received=("warn", "warn"),
    ),
    SchemaChange(
        "a made-up format", STRING, STRING | {"format": "color"}, sent=("warn", "warn"), received=("warn", "warn")
    ),
    SchemaChange(
        "enum grows",
        STRING | {"enum": ["a"]},
        STRING | {"enum": ["a", "b"]},
        sent=("additive", "breaking"),
        received=("warn", "additive"),
    ),
    SchemaChange(
        "enum opens", STRING | {"enum": ["a"]}, STRING, sent=("additive", "breaking"), received=("warn", "additive")
    ),
    SchemaChange(
        "items narrower",
        array_schema({}),
        array_schema(STRING),
        sent=("breaking", "additive"),
        received=("additive", "breaking"),
    ),
    SchemaChange(
        "unique items",
        array_schema(STRING),
        {"type": "array", "items": STRING, "uniqueItems": True},
        sent=("breaking", "additive"),
        received=("additive", "warn"),
    ),
    SchemaChange(
        "object to array",
        object_schema(a=STRING),
        array_schema(STRING),
        sent=("breaking", "breaking"),
        received=("breaking", "breaking"),
    ),
    SchemaChange(
        "optional property",
        object_schema(),
        object_schema(a=STRING),
        sent=("additive", "warn"),
        received=("additive", "breaking"),
    ),
    SchemaChange(
        "required property",
        object_schema(),
        object_schema(["a"], a=STRING),
        sent=("breaking", "breaking"),
        received=("additive", "breaking"),
    ),
    SchemaChange(
        "becomes required",
        object_schema(a=STRING),
        object_schema(["a"], a=STRING),
        sent=("breaking", "additive"),
        received=("additive", "breaking"),
    ),
    SchemaChange(
        "renamed",
        object_schema(colour=STRING),
        object_schema(color=STRING),
        sent=("breaking", "breaking"),
        received=("breaking", "breaking"),
    ),
    SchemaChange(
        "renamed beyond recognition, in its place",
        object_schema(x=INTEGER, a=STRING),
        object_schema(x=INTEGER, zq=STRING),
        sent=("breaking", "breaking"),
        received=("breaking", "breaking"),
    ),
    SchemaChange(
        "closed",
        object_schema(a=STRING),
        object_schema(a=STRING) | {"additionalProperties": False},
        sent=("breaking", "additive"),
        received=("additive", "warn"),
    ),
    SchemaChange(
        "unknown ones typed",
        object_schema(),
        object_schema() | {"additionalProperties": STRING},
        sent=("breaking", "additive"),
        received=("additive", "warn"),
    ),
    SchemaChange(
        "unknown ones retyped",
        object_schema() | {"additionalProperties": INTEGER},
        object_schema() | {"additionalProperties": NUMBER},
        sent=("additive", "breaking"),
        received=("breaking", "additive"),
    ),
    SchemaChange(
        "flattened",
        object_schema(size=object_schema(w=INTEGER, h=INTEGER)),
        object_schema(w=INTEGER, h=INTEGER),
        sent=("breaking", "breaking"),
        received=("breaking", "breaking"),
    ),
    SchemaChange(
        "read-only",
        object_schema(a=STRING),
        object_schema(a=STRING | {"readOnly": True}),
        sent=("warn", "additive"),
        received=("none", "none"),
    ),
    SchemaChange(
        "write-only",
        object_schema(a=STRING),
        object_schema(a=STRING | {"writeOnly": True}),
        sent=("none", "none"),
        received=("breaking", "additive"),
    ),
    SchemaChange(
        "default", INTEGER | {"default": 1}, INTEGER | {"default": 2}, sent=("warn", "warn"), received=("warn", "warn")
    ),
    SchemaChange("default added", INTEGER, INTEGER | {"default": 2}, sent=("warn", "warn"), received=("warn", "warn")),
    SchemaChange(
        "alternative of another type",
        STRING,
        {"anyOf": [STRING, INTEGER]},
        sent=("additive", "breaking"),
        received=("breaking", "additive"),
    ),
    SchemaChange(
        "alternative of the same type",
        {"oneOf": [object_schema(["a"], a=STRING), object_schema(["b"], b=STRING)]},
        {"oneOf": [object_schema(["a"], a=STRING), object_schema(["b"], b=STRING), object_schema(["c"], c=STRING)]},
        sent=("additive", "breaking"),
        received=("warn", "additive"),
    ),
    SchemaChange(
        "within an alternative",
        {"oneOf": [object_schema(["a"], a=STRING), object_schema(["b"], b=STRING, n=INTEGER)]},
        {"oneOf": [object_schema(["a"], a=STRING), object_schema(["b"], b=STRING, n=STRING)]},
        sent=("breaking", "breaking"),
        received=("breaking", "breaking"),
    ),
    SchemaChange(
        "an open enum grows",
        {"anyOf": [STRING | {"enum": ["a"]}, STRING]},
        {"anyOf": [STRING | {"enum": ["a", "b"]}, STRING]},
        sent=("additive", "warn"),
        received=("warn", "additive"),
    ),
    SchemaChange(
        "binary",
        STRING,
        STRING | {"format": "binary"},
        sent=("breaking", "breaking"),
        received=("breaking", "breaking"),
    ),
    SchemaChange("not", STRING, STRING | {"not": {"enum": ["a"]}}, sent=("warn", "warn"), received=("warn", "warn")),
    SchemaChange(
        "a known extension",
        STRING,
        STRING | {"x-known-values": ["a"]},
        sent=("warn", "warn"),
        received=("warn", "warn"),
    ),
    SchemaChange(
        "a limit of a file",
        STRING,
        STRING | {"format": "byte", "x-max-bytes": 5},
        sent=("breaking", "additive"),
        received=("warn", "warn"),
    ),
    SchemaChange(
        "a limit of an image",
        {"x-max-side": 64, "x-min-side": 16, "x-max-aspect-ratio": 3},
        {"x-max-side": 32, "x-min-side": 32, "x-max-aspect-ratio": 2.5},
        sent=("breaking", "additive"),
        received=("additive", "warn"),
    ),
    SchemaChange(
        "a limit of an image, one stricter, one not",
        {"x-max-side": 64, "x-min-side": 16},
        {"x-max-side": 32, "x-min-side": 8},
        sent=("breaking", "breaking"),
        received=("warn", "warn"),
    ),
    *(
        SchemaChange(
            f"a restriction: {name}",
            {} if old is None else {extension: old},
            {extension: new},
            sent=("breaking", "additive"),
            received=("additive", "warn"),
        )
        for name, extension, old, new in (
            ("needs another", "x-requires", None, {"a": ["b"]}),
            ("needs one of fewer", "x-requires", {"a": ["b", "c"]}, {"a": ["b"]}),
            ("one more needs another", "x-requires", {"a": ["b"]}, {"a": ["b"], "c": ["d"]}),
            ("excludes", "x-excludes", {"a": ["b"]}, {"a": ["b", "c"]}),
            ("one of a group", "x-one-of", [["a", "b"]], [["a", "b"], ["c", "d"]]),
            ("one of a smaller group", "x-one-of", [["a", "b", "c"]], [["b", "a"]]),
            ("sizes", "x-sizes-by-engine", {"a": [[1, 1], [2, 1]]}, {"a": [[2, 1]]}),
            ("sizes of another engine", "x-sizes-by-engine", {"a": [[1, 1]]}, {"a": [[1, 1]], "b": [[1, 1]]}),
            ("sides", "x-sides-by-engine", {"a": [1, 5]}, {"a": [2, 5]}),
            ("pixels", "x-min-pixels-by-engine", {"a": 5}, {"a": 6}),
        )
    ),
    *(
        SchemaChange(
            f"another restriction: {extension}",
            {extension: old},
            {extension: new},
            sent=("breaking", "breaking"),
            received=("warn", "warn"),
        )
        for extension, old, new in (
            ("x-requires", {"a": ["b"]}, {"a": ["c"]}),
            ("x-excludes", {"a": ["b"]}, {"a": ["c"]}),
            ("x-one-of", [["a", "b"]], [["a", "c"]]),
            ("x-sizes-by-engine", {"a": [[1, 1]]}, {"a": [[1, 2]]}),
            ("x-sides-by-engine", {"a": [1, 5]}, {"a": [2, 6]}),
        )
    ),
    *(
        SchemaChange(
            f"the same restriction: {extension}",
            {extension: old},
            {extension: new},
            sent=("none", "none"),
            received=("none", "none"),
        )
        for extension, old, new in (
            ("x-requires", {"a": ["b", "c"]}, {"a": ["c", "b"]}),
            ("x-excludes", {"a": ["b", "c"]}, {"b": ["a"], "c": ["a"]}),
            ("x-one-of", [["a", "b"], ["c", "d"]], [["d", "c"], ["a", "b"]]),
            ("x-sizes-by-engine", {"a": [[1, 1], [2, 2]]}, {"a": [[2, 2], [1, 1]]}),
        )
    ),
    *(
        SchemaChange(
            f"a restriction that is written wrongly: {value!r}",
            {extension: [["a", "b"]] if extension == "x-one-of" else {"a": ["b"]}},
            {extension: value},
            sent=("warn", "warn"),
            received=("warn", "warn"),
        )
        for extension, value in (("x-requires", 5), ("x-excludes", {"a": 5}), ("x-one-of", 5), ("x-requires", ["a"]))
    ),
    SchemaChange("an unknown extension", STRING, STRING | {"x-color": 5}, sent=("doc", "doc"), received=("doc", "doc")),
    SchemaChange("a title", STRING, STRING | {"title": "A"}, sent=("doc", "doc"), received=("doc", "doc")),
    SchemaChange("deprecated", STRING, STRING | {"deprecated": True}, sent=("doc", "doc"), received=("doc", "doc")),
]


@pytest.mark.parametrize("change", CHANGES, ids=[change.name for change in CHANGES])
def test_a_schema_change_has_the_level_of_its_direction(change: SchemaChange) -> None:
    for place, expected in ((with_request, change.sent), (with_response, change.received)):
        old, new = place(change.old), place(change.new)
        assert (str(worst(compare(old, new))), str(worst(compare(new, old)))) == expected


def test_two_limits_with_one_value_are_two_findings() -> None:
    found = compare(with_request(STRING), with_request({**STRING, "minLength": 64, "maxLength": 64}))
    assert {each.message for each in found} == {"minLength 64 added", "maxLength 64 added"}
