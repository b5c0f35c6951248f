"""Compares request bodies: whether there is one, its media types, its parts."""

from collections.abc import Mapping
from typing import Any

from regen.openapi_diff.reporter import Notes
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schemas import View
from regen.openapi_diff.spec import Site

_KNOWN = frozenset({"required", "content", "$ref"})
_KNOWN_OF_MEDIA_TYPE = frozenset({"schema", "encoding"})
_KNOWN_OF_ENCODING = frozenset({"contentType", "headers", "style", "explode", "allowReserved"})
_FORMS = ("multipart/", "application/x-www-form-urlencoded")


def media_types(content: Site) -> dict[str, Site]:
    """The entries of a `content`, by media types in one spelling."""
    return {normal_media_type(name): site for name, site in content.named()}


def normal_media_type(name: str) -> str:
    """Lower case, no spaces, and no charset where UTF-8 is what it is anyway."""
    parts = [part.strip().lower() for part in name.split(";")]
    return ";".join(part for part in parts if part not in {"charset=utf-8", "charset=utf8", 'charset="utf-8"', ""})


def within(media_type: str, ranges: Mapping[str, Any]) -> str | None:
    """The entry that covers a media type: itself, or a range such as `image/*`."""
    plain = media_type.partition(";")[0]
    candidates = (media_type, plain, f"{plain.partition('/')[0]}/*", "*/*")
    return next((name for name in candidates if name in ranges), None)


def compare_bodies(notes: Notes, old: Site, new: Site, direction: Direction) -> None:
    """Notes what changed between two `requestBody`, either of which may be missing (its value `None`)."""
    if old.value is None and new.value is None:
        return
    before, after = (notes.old.spec.follow(old), notes.new.spec.follow(new))
    if before.value is None or after.value is None:
        there, verb = (after, "added") if before.value is None else (before, "removed")
        need = "required" if there.get("required") is True else "optional"
        notes.note(f"{need}-body-{verb}", there.at)
        return
    inner = notes.unit(("body", before.at, after.at, direction))
    if inner is None:
        return
    was, now = before.get("required") is True, after.get("required") is True
    if was != now:
        inner.note("body-became-required" if now else "body-became-optional", after.at)
    _compare_content(inner, before.child("content"), after.child("content"), direction)
    inner.leftovers(before, after, _KNOWN)


def _compare_content(notes: Notes, old: Site, new: Site, direction: Direction) -> None:
    before, after = media_types(old), media_types(new)
    covered = {name: within(name, after) for name in before}
    gone = [name for name, cover in covered.items() if cover is None]
    come = [name for name in after if name not in covered.values()]
    widened = [cover for name, cover in covered.items() if cover is not None and cover != name]
    if len(gone) == len(come) == 1:
        notes.note("request-media-type-changed", new.at, old=gone[0], new=come[0])
        compare_media_types(notes, before[gone[0]], after[come[0]], come[0], direction)
    else:
        if gone:
            notes.note("request-media-type-removed", new.at, old=gone)
        if come:
            notes.note("request-media-type-added", new.at, new=come)
    if widened:
        notes.note("request-media-type-added", new.at, new=sorted(set(widened)))
    for name, cover in covered.items():
        if cover is not None:
            compare_media_types(notes, before[name], after[cover], name, direction)


def compare_media_types(notes: Notes, old: Site, new: Site, media_type: str, direction: Direction) -> None:
    """Notes what changed within one media type."""
    inner = notes.unit(("content", old.at, new.at, direction))
    if inner is None:
        return
    inner.schemas(old.child("schema"), new.child("schema"), View(direction))
    if media_type.startswith(_FORMS):
        _compare_encodings(inner, old, new, direction)
    inner.leftovers(old, new, _KNOWN_OF_MEDIA_TYPE)


def _compare_encodings(notes: Notes, old: Site, new: Site, direction: Direction) -> None:
    before, after = (_properties(schemas, site) for schemas, site in ((notes.old, old), (notes.new, new)))
    for name in [name for name in before if name in after]:
        one, other = old.child("encoding", name), new.child("encoding", name)
        types_before = _part_types(notes.old, one, before[name])
        types_after = _part_types(notes.new, other, after[name])
        at = other.at if other.value is not None else (one.at if one.value is not None else new.at)
        gone = sorted(kind for kind in types_before if within(kind, dict.fromkeys(types_after)) is None)
        come = sorted(kind for kind in types_after if within(kind, dict.fromkeys(types_before)) is None)
        if gone and come:
            notes.note("part-encoding-changed", at, name=name, old=sorted(types_before), new=sorted(types_after))
        elif gone:
            notes.note("part-encoding-narrowed", at, name=name, old=gone)
        elif come:
            notes.note("part-encoding-widened", at, name=name, new=come)
        _compare_rest_of_encoding(notes, one, other, at, name, direction)


def _compare_rest_of_encoding(notes: Notes, old: Site, new: Site, at: str, name: str, direction: Direction) -> None:
    style_before, style_after = (
        (str(site.get("style") or "form"), bool(site.get("explode", site.get("style") in (None, "form"))))
        for site in (old, new)
    )
    if style_before != style_after:
        notes.note("parameter-style-changed", at, name=f"part {name}", old=str(style_before), new=str(style_after))
    before, after = ({key.lower(): site for key, site in side.child("headers").named()} for side in (old, new))
    for header in sorted(before.keys() | after.keys()):
        _compare_part_header(notes, before.get(header), after.get(header), header, direction)
    notes.leftovers(Site(old.value or {}, at), Site(new.value or {}, at), _KNOWN_OF_ENCODING - {"allowReserved"})


def _compare_part_header(notes: Notes, old: Site | None, new: Site | None, name: str, direction: Direction) -> None:
    told = f"header {name} of the part"
    if old is None or new is None:
        if new is not None:
            header = notes.new.spec.follow(new)
            need = "required" if header.get("required") is True else "optional"
            notes.note(f"{need}-parameter-added", header.at, name=told, new=name)
        elif old is not None:
            header = notes.old.spec.follow(old)
            need = "required" if header.get("required") is True else "optional"
            notes.note(f"{need}-parameter-removed", header.at, name=told, old=name)
        return
    before, after = notes.old.spec.follow(old), notes.new.spec.follow(new)
    was, now = before.get("required") is True, after.get("required") is True
    if was != now:
        notes.note("parameter-became-required" if now else "parameter-became-optional", after.at, name=told)
    notes.schemas(before.child("schema"), after.child("schema"), View(direction, textual=True))


def _properties(schemas: Any, media_type: Site) -> Mapping[str, Any]:
    if media_type.get("schema") is None:
        return {}
    properties: Mapping[str, Any] = schemas.schema((media_type.child("schema"),)).properties
    return properties


def _part_types(schemas: Any, encoding: Site, sites: Any) -> frozenset[str]:
    """The media types a part may have: as stated, else what OpenAPI says for a value of its type."""
    stated = encoding.get("contentType")
    if stated:
        return frozenset(normal_media_type(part) for part in str(stated).split(",") if part.strip())
    return frozenset({_default_part_type(schemas, sites)})


def _default_part_type(schemas: Any, sites: Any) -> str:
    for schema in schemas.alternatives(schemas.schema(sites)):
        if schema.types == {"array"} and schema.items:
            return _default_part_type(schemas, schema.items)
        if schema.types == {"object"}:
            return "application/json"
        if schema.get("format") == "binary":
            return "application/octet-stream"
    return "text/plain"
