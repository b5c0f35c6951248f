"""Compares the parameters of an operation: path, query, header, cookie."""

from collections.abc import Mapping
from typing import Any

from regen.openapi_diff.operations import Operation
from regen.openapi_diff.renames import renames
from regen.openapi_diff.reporter import Notes
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schemas import View
from regen.openapi_diff.spec import Site

Parameters = Mapping[tuple[str, str], Site]

_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_KNOWN = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue", "$ref"}
)


def compare_parameters(notes: Notes, old: Operation, new: Operation, direction: Direction) -> None:
    """Notes what changed among the parameters of two operations."""
    before, after = dict(old.parameters), dict(new.parameters)
    for key in sorted(before.keys() & after.keys()):
        _compare_one(notes, before[key], after[key], direction)
    removed = {key: site for key, site in before.items() if key not in after}
    added = {key: site for key, site in after.items() if key not in before}
    _moved(notes, removed, added)
    _renamed(notes, removed, added, old, new)
    for (place, _), site in removed.items():
        rule = "required-parameter-removed" if _required(site) else "optional-parameter-removed"
        notes.note(rule, site.at, name=f"{place} parameter {site.get('name')}", old=site.get("name"))
    for (place, _), site in added.items():
        rule = "required-parameter-added" if _required(site) else "optional-parameter-added"
        notes.note(rule, site.at, name=f"{place} parameter {site.get('name')}", new=site.get("name"))


def _moved(notes: Notes, removed: dict[tuple[str, str], Site], added: dict[tuple[str, str], Site]) -> None:
    """A parameter of the same name in another place: from a header into the query, say."""
    for key, site in list(removed.items()):
        name = str(site.get("name")).lower()
        target = next((other for other in added if str(added[other].get("name")).lower() == name), None)
        if target is not None:
            notes.note("parameter-moved", added[target].at, name=site.get("name"), old=key[0], new=target[0])
            del removed[key], added[target]


def _renamed(
    notes: Notes,
    removed: dict[tuple[str, str], Site],
    added: dict[tuple[str, str], Site],
    old: Operation,
    new: Operation,
) -> None:
    for place in ("query", "header", "cookie"):
        left = {name: site for (where, name), site in removed.items() if where == place}
        right = {name: site for (where, name), site in added.items() if where == place}
        order = (
            [name for where, name in old.parameters if where == place],
            [name for where, name in new.parameters if where == place],
        )
        pairs = renames(left, right, lambda a, b: _alike(notes, a, b), lambda site: site.get("description"), order)
        for was, now in list(pairs):
            notes.note(
                "parameter-renamed",
                right[now].at,
                name=place,
                old=f"{place} parameter {left[was].get('name')}",
                new=str(right[now].get("name")),
            )
            del removed[place, was], added[place, now]


def _alike(notes: Notes, one: Site, other: Site) -> bool:
    return (
        notes.old.digest((one.child("schema"),)) == notes.new.digest((other.child("schema"),))
        if (one.get("schema") is not None and other.get("schema") is not None)
        else one.get("schema") is None and other.get("schema") is None
    )


def _required(site: Site) -> bool:
    return site.get("required") is True


def _compare_one(notes: Notes, old: Site, new: Site, direction: Direction) -> None:
    inner = notes.unit(("parameter", old.at, new.at, direction))
    if inner is None:
        return
    place, name = str(new.get("in")), str(new.get("name"))
    told = f"{place} parameter {name}"
    if place == "path" and old.get("name") != name:
        inner.note("path-parameter-renamed", new.at, old=old.get("name"), new=name)
    if _required(old) != _required(new):
        rule = "parameter-became-required" if _required(new) else "parameter-became-optional"
        inner.note(rule, new.at, name=told)
    _compare_style(inner, old, new, told)
    if (old.get("schema") is None) != (new.get("schema") is None) or (
        old.get("content") is not None and list(old.get("content")) != list(new.get("content") or ())
    ):
        inner.note("parameter-content-changed", new.at, name=told, old=_form(old), new=_form(new))
    elif new.get("schema") is not None:
        inner.schemas(old.child("schema"), new.child("schema"), View(direction, textual=True))
    else:
        for media_type, body in new.child("content").named():
            inner.schemas(old.child("content", media_type, "schema"), body.child("schema"), View(direction))
    inner.leftovers(old, new, _KNOWN)


def _form(site: Site) -> str:
    return ", ".join(site.get("content") or ()) or "plain text"


def _compare_style(notes: Notes, old: Site, new: Site, told: str) -> None:
    before, after = _style(notes.old.spec.version, old), _style(notes.new.spec.version, new)
    compound = not _is_primitive(notes, old, new)
    if before[0] != after[0] or (compound and before[1] != after[1]):
        notes.note("parameter-style-changed", new.at, name=told, old=_style_text(before), new=_style_text(after))
    if bool(old.get("allowReserved")) != bool(new.get("allowReserved")):
        notes.note(
            "parameter-encoding-changed",
            new.at,
            name=told,
            old=f"allowReserved {bool(old.get('allowReserved'))}".lower(),
            new=f"allowReserved {bool(new.get('allowReserved'))}".lower(),
        )
    if bool(old.get("allowEmptyValue")) != bool(new.get("allowEmptyValue")):
        notes.note("empty-value-allowed" if new.get("allowEmptyValue") else "empty-value-refused", new.at, name=told)


def _style(_version: str, site: Site) -> tuple[str, bool]:
    style = str(site.get("style") or _DEFAULT_STYLES.get(str(site.get("in")), "form"))
    explode: Any = site.get("explode")
    return style, style == "form" if explode is None else bool(explode)


def _style_text(style: tuple[str, bool]) -> str:
    return f"{style[0]}{' exploded' if style[1] else ''}"


def _is_primitive(notes: Notes, old: Site, new: Site) -> bool:
    """Whether neither is an array or object, for which alone `explode` says something."""
    for schemas, site in ((notes.old, old), (notes.new, new)):
        if site.get("schema") is None:
            return True
        for schema in schemas.alternatives(schemas.schema((site.child("schema"),))):
            if schema.types is None or schema.types & {"array", "object"}:
                return False
    return True
