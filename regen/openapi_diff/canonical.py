"""Schemas in one form: `$ref` and `allOf` laid together, the spellings of 3.0 and 3.1 made one, words left out.

Two schemas that accept the same values in different spellings come out the same here, as far as that can be told
without solving JSON Schema in general. Everything is lazy and kept by pointer: what is shared or cyclic is read once.
"""

import hashlib
import itertools
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
from attrs import field, frozen

from regen.openapi_diff.rules import DEFAULTS, FACTS, NAMES
from regen.openapi_diff.spec import MAX_DEPTH, Site, Spec, SpecError

Sites = tuple[Site, ...]
"""A schema as the places that must all hold; usually one."""

WORDS = frozenset({"title", "description", "summary", "example", "examples", "externalDocs", "deprecated", "$comment"})
LOWER_BOUNDS = ("minimum", "minLength", "minItems", "minProperties")
UPPER_BOUNDS = ("maximum", "maxLength", "maxItems", "maxProperties")
BOUNDS = (*LOWER_BOUNDS, *UPPER_BOUNDS, "multipleOf", "uniqueItems")

MAX_ALTERNATIVES = 64
"""Several anyOf beside each other multiply. Past this they are compared as they stand."""
DIGEST_DEPTH = 24
"""How far a digest looks. A bound, not a cycle check: so it does not matter where a walk enters a cycle."""

_KEYWORDS_OF = {
    "string": {"minLength", "maxLength", "pattern", "format"},
    "number": {"minimum", "maximum", "multipleOf", "format"},
    "integer": {"minimum", "maximum", "multipleOf", "format"},
    "array": {"minItems", "maxItems", "uniqueItems", "items"},
    "object": {"minProperties", "maxProperties", "properties", "required", "additional"},
    "boolean": set[str](),
}
_TYPED = frozenset[str]().union(*_KEYWORDS_OF.values())
_VACUOUS: Mapping[str, tuple[Any, ...]] = {
    "minLength": (0,),
    "minItems": (0,),
    "minProperties": (0,),
    "uniqueItems": (False,),
    "readOnly": (False,),
    "writeOnly": (False,),
}


def value_key(value: Any) -> str:
    """A JSON value as text, so that 1 and 1.0 are the same and 1 and true are not."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        return f'"{value}"'
    return json.dumps(value, sort_keys=True, default=str)


@frozen(order=True)
class Bound:
    """A limit on numbers: the figure, and whether it is itself left out."""

    value: float
    exclusive: bool = False

    def __str__(self) -> str:
        return f"{self.value} (exclusive)" if self.exclusive else f"{self.value}"


@frozen
class Part:
    """What a keyword says, and the schema it stands in."""

    value: Any
    at: str


@frozen
class _Piece:
    """One schema object among those laid together. `or_null`: what it says, or null."""

    site: Site
    or_null: bool = False


@frozen
class _Union:
    """An anyOf or oneOf among the pieces."""

    branches: tuple[Sites, ...]
    or_null: bool
    at: str


@frozen(eq=False)
class Schema:
    """A schema in canonical form."""

    at: str
    """Where it stands: a pointer, several joined by ` & ` where places are laid together."""
    types: frozenset[str] | None
    """`None` is any type. Null is told by `nullable` alone, and `number` takes in `integer`."""
    nullable: bool
    enum: Mapping[str, Any] | None
    parts: Mapping[str, Part]
    """Every other keyword: bounds, pattern, format, defaults, facts, and what no rule knows."""
    properties: Mapping[str, Sites]
    required: Mapping[str, str]
    """From the name to the schema that requires it."""
    additional: Part | None
    """`None` where other properties are allowed; False where not; else the sites of their schema."""
    items: Sites | None
    unions: tuple[_Union, ...]
    pieces: tuple[_Piece, ...] = field(repr=False)
    places: Mapping[str, str] = field(factory=dict, repr=False)
    """The schemas that `type` and `enum` were written in."""

    @property
    def kind(self) -> str:
        """The types, for a reader."""
        if self.types is None:
            return "anything"
        return " or ".join(sorted(self.types)) or "null"

    def at_of(self, keyword: str) -> str:
        """The schema that a keyword was written in."""
        return self.parts[keyword].at if keyword in self.parts else self.places.get(keyword, self.at)

    def get(self, keyword: str) -> Any:
        """What a keyword says; `None` where it is not there."""
        return self.parts[keyword].value if keyword in self.parts else None


class Schemas:
    """The canonical schemas of one document."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._schemas: dict[str, Schema] = {}
        self._alternatives: dict[str, tuple[Schema, ...]] = {}
        self._nullable: dict[str, bool] = {}
        self._digests: dict[tuple[str, int], str] = {}

    def schema(self, sites: Sites) -> Schema:
        """The canonical form of places that must all hold."""
        key = _identity(sites)
        if key not in self._schemas:
            pieces: list[_Piece] = []
            unions: list[_Union] = []
            for site in sites:
                self._collect(_Piece(site), pieces, unions, frozenset())
            self._schemas[key] = _lay_together(self._identity_of_target(sites), pieces, unions, is_31=self.spec.is_31)
        return self._schemas[key]

    def _identity_of_target(self, sites: Sites) -> str:
        return " & ".join(dict.fromkeys(self.spec.follow(site).at for site in sites))

    def _collect(
        self, piece: _Piece, pieces: list[_Piece], unions: list[_Union], seen: frozenset[str], depth: int = 0
    ) -> None:
        """The schema objects that a place is made of, its own keywords first: what stands outermost has the say."""
        site, or_null = piece.site, piece.or_null
        if depth > MAX_DEPTH:
            raise SpecError(site.at, f"nested more than {MAX_DEPTH} levels deep")
        if site.at in seen:
            return  # a schema that is all of itself says nothing new
        seen |= {site.at}
        if isinstance(site.value, bool):
            pieces.append(_Piece(Site({} if site.value else {"not": {}}, site.at), or_null))
            return
        if not isinstance(site.value, dict):
            raise SpecError(site.at, "not a schema")
        if "$ref" in site.value:
            if self.spec.is_31 and len(site.value) > 1:
                own = {key: value for key, value in site.value.items() if key != "$ref"}
                self._collect(_Piece(Site(own, f"{site.at}#own"), or_null), pieces, unions, seen, depth + 1)
            target = self.spec.target(site.value["$ref"], site.at)
            self._collect(_Piece(target, or_null), pieces, unions, seen, depth + 1)
            return
        if not self.spec.is_31 and site.value.get("nullable") is True and "type" not in site.value:
            # OpenAPI 3.0 gives `nullable` beside a lone $ref no meaning, and everybody means this one by it.
            or_null = True
        pieces.append(_Piece(Site(site.value, site.at.removesuffix("#own")), or_null))
        for element in site.child("allOf").elements():
            self._collect(_Piece(element, or_null), pieces, unions, seen, depth + 1)
        for keyword in ("anyOf", "oneOf"):
            if keyword in site.value:
                self._collect_union(_Piece(site.child(keyword), or_null), pieces, unions, seen, depth + 1)

    def _collect_union(
        self,
        piece: _Piece,
        pieces: list[_Piece],
        unions: list[_Union],
        seen: frozenset[str],
        depth: int,
    ) -> None:
        site, or_null = piece.site, piece.or_null
        branches, null_branch = [], False
        for element in self._branches(site, seen, depth):
            if _is_null(element.value, is_31=self.spec.is_31):
                null_branch = True
            else:
                branches.append(element)
        if len(branches) == 1:
            self._collect(_Piece(branches[0], or_null or null_branch), pieces, unions, seen, depth + 1)
        else:
            unions.append(_Union(tuple((branch,) for branch in branches), or_null or null_branch, site.at))

    def _branches(self, site: Site, seen: frozenset[str], depth: int) -> Iterator[Site]:
        """The branches, those of a branch that is nothing but another anyOf or oneOf among them."""
        if depth > MAX_DEPTH:
            raise SpecError(site.at, f"nested more than {MAX_DEPTH} levels deep")
        for element in site.elements():
            target = self.spec.follow(element)
            if target.at in seen:
                continue
            bare = set(target.value) - WORDS if isinstance(target.value, dict) else set()
            if bare in ({"anyOf"}, {"oneOf"}):
                yield from self._branches(target.child(*bare), seen | {target.at}, depth + 1)
            else:
                yield element

    def alternatives(self, schema: Schema) -> tuple[Schema, ...]:
        """The schema as a choice among schemas of one type each. One that offers no choice is its only alternative."""
        if schema.at not in self._alternatives:
            self._alternatives[schema.at] = (schema,)  # for a schema that is among its own alternatives
            self._alternatives[schema.at] = tuple(_merge_enums(self._split(schema)))
        return self._alternatives[schema.at]

    def _split(self, schema: Schema) -> Iterator[Schema]:
        if not schema.unions:
            yield from _by_type(schema)
            return
        if math.prod(len(union.branches) for union in schema.unions) > MAX_ALTERNATIVES:
            yield schema
            return
        base = tuple(piece.site for piece in schema.pieces)
        for chosen in itertools.product(*(union.branches for union in schema.unions)):
            branch_sites = tuple(itertools.chain.from_iterable(chosen))
            own = tuple(Site(_without_unions(site.value), site.at) for site in base)
            parts = [site for site in own if _says_something(site.value)] + list(branch_sites)
            key = " | ".join((schema.at, _identity(branch_sites)))
            if key not in self._schemas:
                pieces: list[_Piece] = [_Piece(site) for site in parts[: len(parts) - len(branch_sites)]]
                unions: list[_Union] = []
                for site in branch_sites:
                    self._collect(_Piece(site), pieces, unions, frozenset({schema.at}))
                at = self._identity_of_target(branch_sites)
                at = at if len(parts) == len(branch_sites) else f"{schema.at} & {at}"
                self._schemas[key] = _lay_together(at, pieces, unions, is_31=self.spec.is_31)
            alternative = self._schemas[key]
            if alternative.at == schema.at:
                continue
            yield from (self.alternatives(alternative) if alternative.unions else _by_type(alternative))

    def nullable(self, schema: Schema) -> bool:
        """Whether null is accepted, by the schema itself and by its unions."""
        if schema.at not in self._nullable:
            self._nullable[schema.at] = False  # for a schema that is among its own alternatives
            self._nullable[schema.at] = schema.nullable and all(
                union.or_null or any(self.nullable(self.schema(branch)) for branch in union.branches)
                for union in schema.unions
            )
        return self._nullable[schema.at]

    @staticmethod
    def accepts(schema: Schema, value: Any) -> bool:
        """Whether one value fits, as far as type, bounds and pattern tell."""
        return _fits(schema, value)

    def digest(self, sites: Sites, depth: int = DIGEST_DEPTH) -> str:
        """A short text that is the same for schemas that are written the same, words, order and references aside."""
        schema = self.schema(sites)
        return self.digest_of(schema, depth)

    def digest_of(self, schema: Schema, depth: int = DIGEST_DEPTH) -> str:
        """`digest`, of a schema already in canonical form."""
        if depth == 0:
            return "…"
        key = (f"{schema.at} {sorted(schema.types or ())}", depth)
        if key not in self._digests:
            self._digests[key] = "…"
            below = depth - 1
            additional = schema.additional
            said = {
                "types": sorted(schema.types) if schema.types is not None else None,
                "nullable": self.nullable(schema),
                "enum": sorted(schema.enum) if schema.enum is not None else None,
                "parts": {name: self.plain(part.value) for name, part in schema.parts.items() if name not in NAMES},
                "properties": {name: self.digest(sites, below) for name, sites in schema.properties.items()},
                "required": sorted(schema.required),
                "additional": additional and (additional.value and self.digest(additional.value, below)),
                "items": schema.items and self.digest(schema.items, below),
                "unions": sorted(
                    [union.or_null, *sorted(self.digest(branch, below) for branch in union.branches)]
                    for union in schema.unions
                ),
            }
            text = json.dumps(said, sort_keys=True, default=str)
            self._digests[key] = hashlib.sha256(text.encode()).hexdigest()[:16]
        return self._digests[key]

    def plain(self, value: Any, depth: int = 8) -> Any:
        """Any value with its references laid out and its words left out, for comparing what no rule knows."""
        if depth == 0:
            return "…"
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                return self.plain(self.spec.follow(Site(value, "#")).value, depth - 1)
            return {str(key): self.plain(entry, depth - 1) for key, entry in value.items() if key not in WORDS}
        if isinstance(value, list | tuple):
            return [self.plain(entry, depth - 1) for entry in value]
        return str(value) if isinstance(value, Bound) else value


def _identity(sites: Sites) -> str:
    return " & ".join(site.at for site in sites)


def _is_null(value: Any, *, is_31: bool) -> bool:
    if not isinstance(value, dict):
        return False
    bare = {key: entry for key, entry in value.items() if key not in WORDS}
    if is_31 and bare in ({"type": "null"}, {"type": ["null"]}, {"const": None}):
        return True
    return bool(bare) and set(bare) <= {"enum", "nullable", "type"} and bare.get("enum") == [None]


_UNIONS = {"anyOf", "oneOf"}


def _without_unions(value: Any) -> Any:
    return {key: entry for key, entry in value.items() if key not in _UNIONS} if isinstance(value, dict) else value


def _says_something(value: Any) -> bool:
    return not isinstance(value, dict) or bool(set(value) - WORDS - {"allOf", "nullable"})


def _types_of(value: Mapping[str, Any], *, is_31: bool) -> tuple[frozenset[str] | None, bool]:
    """The types that one schema object allows, and whether it allows null."""
    stated = value.get("type")
    if stated is None:
        return None, True
    named = frozenset([stated] if isinstance(stated, str) else stated)
    nullable = "null" in named or (not is_31 and value.get("nullable") is True)
    named -= {"null"}
    return (named - {"integer"} if "number" in named else named), nullable


def _intersect(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    both = one & other
    if ("integer" in one and "number" in other) or ("number" in one and "integer" in other):
        both |= {"integer"}
    return both


def _normal_keywords(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keywords of one schema object in the spelling we compare."""
    for name, entry in value.items():
        if name in _SPECIAL or name in WORDS or (name.startswith("x-") and name not in _READ_EXTENSIONS):
            continue
        if name in _VACUOUS and entry in _VACUOUS[name]:
            continue
        if name == "contentEncoding" and str(entry).lower() == "base64":
            yield "format", "byte"
        elif name == "contentMediaType" and "contentEncoding" not in value:
            yield "format", "binary"
        else:
            yield name, entry
    for name, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bound = _number_bound(value.get(name), value.get(exclusive), lower=name == "minimum")
        if bound is not None:
            yield name, bound


_STRUCTURAL = frozenset({"properties", "required", "items"})
_SPECIAL = frozenset(
    {"$ref", "allOf", "anyOf", "oneOf", "type", "nullable", "enum", "const", "properties", "required", "items"}
    | {"additionalProperties", "unevaluatedProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    | {"$defs", "definitions", "$id", "$schema", "$anchor"}
)
_READ_EXTENSIONS = frozenset((*FACTS, *DEFAULTS, *NAMES))


def _number_bound(plain: Any, exclusive: Any, *, lower: bool) -> Bound | None:
    """The one limit that `minimum` and `exclusiveMinimum` come to, in the spelling of 3.0 or of 3.1."""
    found = []
    if isinstance(plain, int | float):
        found.append(Bound(plain, exclusive is True))
    if isinstance(exclusive, int | float) and not isinstance(exclusive, bool):
        found.append(Bound(exclusive, exclusive=True))
    return _stricter_number(found, lower=lower)


def _stricter_number(bounds: Sequence[Bound], *, lower: bool) -> Bound | None:
    if not bounds:
        return None
    return max(bounds, key=lambda bound: (bound.value if lower else -bound.value, bound.exclusive))


def _combine(name: str, one: Any, other: Any) -> Any:
    """What two keywords of one name come to where both must hold."""
    if name in {"minimum", "maximum"}:
        return _stricter_number((one, other), lower=name == "minimum")
    combiner = _COMBINERS.get(name)
    if combiner is not None:
        return combiner(one, other)
    if name in _FIRST_WINS or one == other:
        return one
    return [*(one if isinstance(one, list) else [one]), other]


def _least_common_multiple(one: Any, other: Any) -> Any:
    if isinstance(one, int) and isinstance(other, int) and one > 0 and other > 0:
        return math.lcm(one, other)
    return one if one == other else [one, other]


_COMBINERS: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(LOWER_BOUNDS, max),
    **dict.fromkeys(UPPER_BOUNDS, min),
    "multipleOf": _least_common_multiple,
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly"), lambda one, other: one or other),
}
_FIRST_WINS = frozenset((*DEFAULTS, *FACTS, *NAMES, "discriminator", "format"))


def _lay_together(at: str, pieces: Sequence[_Piece], unions: Sequence[_Union], *, is_31: bool) -> Schema:
    types: frozenset[str] | None = None
    nullable = True
    enum: dict[str, Any] | None = None
    parts: dict[str, Part] = {}
    properties: dict[str, Sites] = {}
    required: dict[str, str] = {}
    additional: Part | None = None
    items: Sites | None = None
    places: dict[str, str] = {}
    for piece in pieces:
        value, where = piece.site.value, piece.site.at
        allowed, allows_null = _types_of(value, is_31=is_31)
        types = _intersect(types, allowed)
        values = _enum_of(value)
        if values is not None:
            allows_null = allows_null and ("null" in values or value.get("nullable") is True)
            values.pop("null", None)
            enum = values if enum is None else {key: entry for key, entry in enum.items() if key in values}
            places.setdefault("enum", where)
        if allowed is not None:
            places.setdefault("type", where)
        elif values is None and not _STRUCTURAL.isdisjoint(value):
            allows_null = False  # it speaks of an object or an array, and means one
        nullable = nullable and (allows_null or piece.or_null)
        for name, entry in _normal_keywords(value):
            before = parts.get(name)
            parts[name] = Part(entry, where) if before is None else Part(_combine(name, before.value, entry), before.at)
        for name, child in piece.site.child("properties").named():
            properties[name] = (*properties.get(name, ()), child)
        for name in value.get("required", ()) if isinstance(value.get("required"), list) else ():
            required.setdefault(name, where)
        additional = _stricter_additional(additional, _additional_of(piece.site))
        if value.get("items") not in (None, True, {}):
            items = (*(items or ()), piece.site.child("items"))
    if types is None and enum is None and not unions:
        types = _implied_type(properties, required, items)
    schema = Schema(
        at=at,
        types=types,
        nullable=nullable,
        enum=enum,
        parts=parts,
        places=places,
        properties=properties,
        required=required,
        additional=additional,
        items=items,
        unions=tuple(unions),
        pieces=tuple(pieces),
    )
    return _tidied(schema)


def _enum_of(value: Mapping[str, Any]) -> dict[str, Any] | None:
    if "const" in value:
        return {value_key(value["const"]): value["const"]}
    if isinstance(value.get("enum"), list):
        return {value_key(entry): entry for entry in value["enum"]}
    return None


def _additional_of(site: Site) -> Part | None:
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        stated = site.get(keyword)
        if stated is False:
            return Part(value=False, at=site.at)
        if isinstance(stated, dict) and set(stated) - WORDS:
            return Part((site.child(keyword),), site.at)
    return None


def _stricter_additional(one: Part | None, other: Part | None) -> Part | None:
    if one is None or other is None:
        return one or other
    if one.value is False or other.value is False:
        return Part(value=False, at=one.at)
    return Part((*one.value, *other.value), one.at)


def _implied_type(properties: Mapping[str, Any], required: Mapping[str, Any], items: Any) -> frozenset[str] | None:
    """Authors leave out `type` where the keywords say it; nobody means `properties` to let numbers through."""
    if properties or required:
        return frozenset({"object"})
    return frozenset({"array"}) if items else None


def _tidied(schema: Schema) -> Schema:
    """Leaves out the keywords that say nothing about these types, and settles what is left."""
    if schema.enum is not None and not schema.unions:
        return _tidied_enum(schema)
    if schema.types is None or schema.unions:
        return schema
    spoken_of = frozenset[str]().union(*(_KEYWORDS_OF.get(name, set()) for name in schema.types))
    parts = {name: part for name, part in schema.parts.items() if name not in _TYPED or name in spoken_of}
    if schema.types == {"integer"}:
        parts = {name: _whole(name, part) for name, part in parts.items()}
        if "multipleOf" in parts and parts["multipleOf"].value == 1:
            del parts["multipleOf"]
    return attrs.evolve(
        schema,
        parts=parts,
        properties=schema.properties if "properties" in spoken_of else {},
        required=schema.required if "required" in spoken_of else {},
        additional=schema.additional if "additional" in spoken_of else None,
        items=schema.items if "items" in spoken_of else None,
    )


def _whole(name: str, part: Part) -> Part:
    """For integers, "more than 4" is "at least 5"."""
    if name not in {"minimum", "maximum"}:
        return part
    bound: Bound = part.value
    lower = name == "minimum"
    figure = math.ceil(bound.value) if lower else math.floor(bound.value)
    if bound.exclusive and figure == bound.value:
        figure += 1 if lower else -1
    return Part(Bound(figure), part.at)


_TYPE_OF_VALUE: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def type_of_value(value: Any) -> str:
    """The JSON type of a value; a whole float is an integer."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return next((name for kind, name in _TYPE_OF_VALUE if isinstance(value, kind)), "null")


def _fits(schema: Schema, value: Any) -> bool:
    kind = type_of_value(value)
    if schema.types is not None and kind not in schema.types and not (kind == "integer" and "number" in schema.types):
        return False
    if kind in {"integer", "number"}:
        low, high, step = schema.get("minimum"), schema.get("maximum"), schema.get("multipleOf")
        return (
            (low is None or value > low.value or (value == low.value and not low.exclusive))
            and (high is None or value < high.value or (value == high.value and not high.exclusive))
            and not (isinstance(step, int) and step and value % step)
        )
    if kind == "string":
        shortest, longest, pattern = schema.get("minLength"), schema.get("maxLength"), schema.get("pattern")
        return (
            (shortest is None or len(value) >= shortest)
            and (longest is None or len(value) <= longest)
            and not (isinstance(pattern, str) and _searches(pattern, value) is False)
        )
    return True


def _searches(pattern: str, value: str) -> bool | None:
    """Whether the pattern is found; `None` for a pattern of another dialect than Python's."""
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return None


def _tidied_enum(schema: Schema) -> Schema:
    """An enum says it all: its values that fit are what the schema accepts, and they tell its types."""
    fitting = {key: value for key, value in (schema.enum or {}).items() if _fits(schema, value)}
    kinds = frozenset(type_of_value(value) for value in fitting.values())
    if schema.types is not None and not kinds:
        kinds = schema.types
    return attrs.evolve(
        schema,
        types=kinds - {"integer"} if "number" in kinds else kinds,
        enum=fitting,
        parts={name: part for name, part in schema.parts.items() if name not in _TYPED},
        properties={},
        required={},
        additional=None,
        items=None,
    )


def _by_type(schema: Schema) -> Iterator[Schema]:
    """One schema for each type that it allows."""
    if schema.types is None or len(schema.types) < 2:  # noqa: PLR2004 - one type is what we want
        yield schema
        return
    for name in sorted(schema.types):
        enum = schema.enum and {
            key: value
            for key, value in schema.enum.items()
            if type_of_value(value) == name or (name == "number" and type_of_value(value) == "integer")
        }
        yield _tidied(attrs.evolve(schema, types=frozenset({name}), enum=enum))


def _merge_enums(alternatives: Iterable[Schema]) -> Iterator[Schema]:
    """Lays alternatives together that are nothing but values of one type: `oneOf` of `const`s is an enum."""
    merged: dict[str, Schema] = {}
    for schema in alternatives:
        if schema.enum is None or schema.parts:
            yield schema
            continue
        first = merged.get(schema.kind)
        if first is None:
            merged[schema.kind] = schema
        else:
            merged[schema.kind] = attrs.evolve(
                first,
                enum={**(first.enum or {}), **schema.enum},
                nullable=first.nullable or schema.nullable,
                at=f"{first.at} | {schema.at}",
            )
    yield from merged.values()
