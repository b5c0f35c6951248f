"""Compares responses: statuses, media types, headers, bodies."""

from collections.abc import Mapping

from attrs import frozen

from regen.openapi_diff.bodies import compare_media_types, media_types, normal_media_type, within
from regen.openapi_diff.canonical import value_key
from regen.openapi_diff.renames import renames
from regen.openapi_diff.reporter import Notes
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schemas import View
from regen.openapi_diff.spec import Site

_KNOWN = frozenset({"content", "headers", "$ref", "x-error-names"})
_KNOWN_OF_HEADER = frozenset({"required", "schema", "content", "style", "explode", "$ref"})
_SUCCESS = ("1", "2", "3")


def compare_responses(notes: Notes, old: Site, new: Site, direction: Direction) -> None:
    """Notes what changed among the responses of two operations."""
    before = {status.upper(): site for status, site in old.entries()}
    after = {status.upper(): site for status, site in new.entries()}
    matched = {status: _covering(status, after, is_error=_is_error(status, before)) for status in before}
    _compare_successes(notes, old, new, before, after)
    _compare_errors(notes, old, new, before, after)
    for status, cover in matched.items():
        if cover is not None:
            _compare_one(notes, before[status], after[cover], _kind(status, cover, before), direction)
    renamed = _renamed_success(before, after)
    if renamed is not None:
        _compare_one(notes, before[renamed[0]], after[renamed[1]], _kind("200", "200", after), direction)
    for status, site in after.items():
        # A status that was not spelled out before was answered by a range or by `default`.
        cover = _covering(status, before, is_error=_is_error(status, after))
        if cover not in (None, status) and matched.get(str(cover)) != status:
            _compare_one(notes, before[str(cover)], site, _kind(status, str(cover), after), direction)


@frozen
class _Kind:
    """What a pair of responses is."""

    is_error: bool
    same_status: bool


def _kind(status: str, other: str, among: Mapping[str, Site]) -> _Kind:
    return _Kind(_is_error(status, among), status == other)


def _covering(status: str, among: Mapping[str, Site], *, is_error: bool) -> str | None:
    """What tells of a status: its own entry, a range, or `default` (of errors, where successes are spelled out)."""
    spelled_out = next((name for name in (status, f"{status[0]}XX") if name in among), None)
    if spelled_out is None and "DEFAULT" in among and _is_error("DEFAULT", among) == is_error:
        return "DEFAULT"
    return spelled_out


def _is_error(status: str, among: Mapping[str, Site]) -> bool:
    if status == "DEFAULT":
        # With no success spelled out, `default` is how success is told.
        return any(other.startswith(_SUCCESS) for other in among)
    return not status.startswith(_SUCCESS)


def _successes(responses: Mapping[str, Site]) -> list[str]:
    return [status for status in responses if not _is_error(status, responses)]


def _renamed_success(before: Mapping[str, Site], after: Mapping[str, Site]) -> tuple[str, str] | None:
    """The one success status that became another."""
    gone = [status for status in _successes(before) if _covering(status, after, is_error=False) is None]
    come = [status for status in _successes(after) if _covering(status, before, is_error=False) is None]
    return (gone[0], come[0]) if len(gone) == len(come) == 1 else None


def _compare_successes(
    notes: Notes, old: Site, new: Site, before: Mapping[str, Site], after: Mapping[str, Site]
) -> None:
    was, now = _successes(before), _successes(after)
    gone, come = [status for status in was if status not in now], [status for status in now if status not in was]
    if not gone and not come:
        return
    if gone and come and all(_narrower(status, gone) for status in come):
        notes.note("success-status-narrowed", new.at, old=gone, new=come)
    elif gone and come:
        notes.note("success-status-changed", new.at, old=gone, new=come)
    elif gone:
        notes.note("success-status-removed", old.at, old=gone)
    else:
        notes.note("success-status-added", new.at, new=come)


def _narrower(status: str, ranges: list[str]) -> bool:
    return f"{status[0]}XX" in ranges or "DEFAULT" in ranges


def _compare_errors(notes: Notes, old: Site, new: Site, before: Mapping[str, Site], after: Mapping[str, Site]) -> None:
    was = {status for status in before if _is_error(status, before)}
    now = {status for status in after if _is_error(status, after)}
    if gone := sorted(was - now):
        notes.note("error-status-removed", old.at, old=gone)
    if come := sorted(now - was - set(before)):
        notes.note("error-status-added", new.at, new=come)


def _compare_one(notes: Notes, old: Site, new: Site, kind: _Kind, direction: Direction) -> None:
    before, after = notes.old.spec.follow(old), notes.new.spec.follow(new)
    inner = notes.unit(("response", before.at, after.at, kind, direction))
    if inner is None:
        return
    _compare_content(inner, before.child("content"), after.child("content"), direction, is_error=kind.is_error)
    _compare_headers(inner, before, after, direction)
    was, now = before.get("x-error-names"), after.get("x-error-names")
    if kind.same_status and value_key(_in_any_order(was)) != value_key(_in_any_order(now)):
        inner.note("error-names-changed", after.at, old=was, new=now)
    inner.leftovers(before, after, _KNOWN)


def _in_any_order(names: object) -> object:
    return sorted(map(str, names)) if isinstance(names, list) else names


def _compare_content(notes: Notes, old: Site, new: Site, direction: Direction, *, is_error: bool) -> None:
    before, after = media_types(old), media_types(new)
    kind = "error" if is_error else "response"
    # A range that became one of its media types is narrower: readers of the range take it.
    gone = [name for name in before if name not in after and not _narrowed(name, after)]
    come = [name for name in after if within(name, before) is None]
    if len(gone) == len(come) == 1:
        notes.note(f"{kind}-media-type-changed", new.at, old=gone[0], new=come[0])
        compare_media_types(notes, before[gone[0]], after[come[0]], come[0], direction)
    else:
        if gone:
            notes.note(f"{kind}-media-type-removed", old.at if new.value is None else new.at, old=gone)
        if come:
            notes.note(f"{kind}-media-type-added", new.at, new=come)
    for name, site in after.items():
        cover = within(name, before)
        if cover is not None:
            if cover != name and cover not in gone and cover not in after:
                notes.note("written-differently", site.at)
            compare_media_types(notes, before[cover], site, name, direction)


def _narrowed(media_range: str, after: Mapping[str, Site]) -> bool:
    return media_range.endswith("/*") and any(within(name, {media_range: None}) == media_range for name in after)


def _compare_headers(notes: Notes, old: Site, new: Site, direction: Direction) -> None:
    # OpenAPI: a header called Content-Type is ignored; the media types say it.
    before, after = (
        {name.lower(): site for name, site in side.child("headers").named() if name.lower() != "content-type"}
        for side in (old, new)
    )
    for name in [name for name in before if name in after]:
        _compare_header(notes, before[name], after[name], name, direction)
    removed = {name: site for name, site in before.items() if name not in after}
    added = {name: site for name, site in after.items() if name not in before}
    order = (list(before), list(after))
    for was, now in list(renames(removed, added, lambda a, b: _alike(notes, a, b), _description, order)):
        notes.note("response-header-renamed", added[now].at, old=removed[was].key, new=added[now].key)
        del removed[was], added[now]
    for site in removed.values():
        notes.note("response-header-removed", site.at, old=site.key)
    for site in added.values():
        notes.note("response-header-added", site.at, new=site.key)


def _description(site: Site) -> object:
    return site.get("description")


def _alike(notes: Notes, old: Site, new: Site) -> bool:
    before, after = notes.old.spec.follow(old), notes.new.spec.follow(new)
    if before.get("schema") is None or after.get("schema") is None:
        return False
    return notes.old.digest((before.child("schema"),)) == notes.new.digest((after.child("schema"),))


def _compare_header(notes: Notes, old: Site, new: Site, name: str, direction: Direction) -> None:
    before, after = notes.old.spec.follow(old), notes.new.spec.follow(new)
    inner = notes.unit(("header", before.at, after.at, direction))
    if inner is None:
        return
    was, now = before.get("required") is True, after.get("required") is True
    if was != now:
        inner.note(f"response-header-became-{'required' if now else 'optional'}", after.at, name=name)
    if bool(before.get("explode")) != bool(after.get("explode")):
        inner.note("parameter-style-changed", after.at, name=f"header {name}", old="simple", new="exploded")
    inner.schemas(before.child("schema"), after.child("schema"), View(direction, textual=True))
    for media_type, site in after.child("content").named():
        inner.schemas(before.child("content", media_type, "schema"), site.child("schema"), View(direction))
    inner.leftovers(before, after, _KNOWN_OF_HEADER)


__all__ = ["compare_responses", "normal_media_type"]
