"""Compare responses: statuses, media types, headers and bodies."""

from collections.abc import Iterator, Mapping
from typing import Any

from regen.openapi_diff.bodies import compare_media_types
from regen.openapi_diff.comparison import View
from regen.openapi_diff.media_types import find_range, media_types, report_media_types
from regen.openapi_diff.renames import removed_and_added, take_renames
from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schema import value_key
from regen.openapi_diff.spec import Node

Responses = Mapping[str, Node]
"""By status in upper case: `200`, `2XX` or `DEFAULT`."""

_COMPARED = frozenset({"content", "headers", "$ref", "x-error-names"})
_COMPARED_IN_HEADER = frozenset({"required", "schema", "content", "style", "explode", "$ref"})
_SUCCESS = ("1", "2", "3")
_DEFAULT = "DEFAULT"


def compare_responses(reporter: Reporter, old: Node, new: Node, direction: Direction) -> None:
    """Report what changed among the responses of two operations."""
    before = {status.upper(): node for status, node in old.entries()}
    after = {status.upper(): node for status, node in new.entries()}
    _compare_successes(reporter, old, new, before, after)
    _compare_errors(reporter, old, new, before, after)
    for was, now, is_error in _match_statuses(before, after):
        _compare_pair(reporter, before[was], after[now], direction, is_error=is_error, is_same_status=was == now)


def _match_statuses(before: Responses, after: Responses) -> Iterator[tuple[str, str, bool]]:
    """Yield each old status with the new one that replaces it, and whether it is an error."""
    matched = {status: _find_status(status, after, is_error=_is_error(status, before)) for status in before}
    for status, match in matched.items():
        if match is not None:
            yield status, match, _is_error(status, before)
    renamed = _renamed_success(before, after)
    if renamed is not None:
        yield *renamed, False
    for status in after:
        # A status that had no entry of its own before was covered by a range or by `default`.
        match = _find_status(status, before, is_error=_is_error(status, after))
        if match is not None and match != status and matched.get(match) != status:
            yield match, status, _is_error(status, after)


def _find_status(status: str, responses: Responses, *, is_error: bool) -> str | None:
    """Return the entry for a status: its own, a range, or `default` if that is of the same sort."""
    entry = next((name for name in (status, f"{status[0]}XX") if name in responses), None)
    if entry is None and _DEFAULT in responses and _is_error(_DEFAULT, responses) == is_error:
        return _DEFAULT
    return entry


def _is_error(status: str, responses: Responses) -> bool:
    if status == _DEFAULT:
        # Without an entry for a success, `default` describes the success.
        return any(other.startswith(_SUCCESS) for other in responses)
    return not status.startswith(_SUCCESS)


def _successes(responses: Responses) -> list[str]:
    return [status for status in responses if not _is_error(status, responses)]


def _renamed_success(before: Responses, after: Responses) -> tuple[str, str] | None:
    """Return the one success status that replaced another."""
    removed = [status for status in _successes(before) if _find_status(status, after, is_error=False) is None]
    added = [status for status in _successes(after) if _find_status(status, before, is_error=False) is None]
    return (removed[0], added[0]) if len(removed) == len(added) == 1 else None


def _compare_successes(reporter: Reporter, old: Node, new: Node, before: Responses, after: Responses) -> None:
    was, now = _successes(before), _successes(after)
    removed, added = [status for status in was if status not in now], [status for status in now if status not in was]
    if removed and added:
        is_narrower = all(f"{status[0]}XX" in removed or _DEFAULT in removed for status in added)
        rule = "success-status-narrowed" if is_narrower else "success-status-changed"
        reporter.report(rule, new.pointer, old=removed, new=added)
    elif removed:
        reporter.report("success-status-removed", old.pointer, old=removed)
    elif added:
        reporter.report("success-status-added", new.pointer, new=added)


def _compare_errors(reporter: Reporter, old: Node, new: Node, before: Responses, after: Responses) -> None:
    was, now = ({status for status in side if _is_error(status, side)} for side in (before, after))
    if removed := sorted(was - now):
        reporter.report("error-status-removed", old.pointer, old=removed)
    if added := sorted(now - was - before.keys()):
        reporter.report("error-status-added", new.pointer, new=added)


def _compare_pair(
    reporter: Reporter, old: Node, new: Node, direction: Direction, *, is_error: bool, is_same_status: bool
) -> None:
    before, after = reporter.follow(old, new)
    nested = reporter.open(("response", before.pointer, after.pointer, is_error, is_same_status, direction))
    if nested is None:
        return
    _compare_content(nested, before.child("content"), after.child("content"), direction, is_error=is_error)
    _compare_headers(nested, before, after, direction)
    was, now = before.get("x-error-names"), after.get("x-error-names")
    if is_same_status and value_key(_sorted(was)) != value_key(_sorted(now)):
        nested.report("error-names-changed", after.pointer, old=was, new=now)
    nested.report_other_keys(before, after, _COMPARED)


def _sorted(names: object) -> object:
    return sorted(map(str, names)) if isinstance(names, list) else names


def _compare_content(reporter: Reporter, old: Node, new: Node, direction: Direction, *, is_error: bool) -> None:
    before, after = media_types(old), media_types(new)
    # A range that became one of its media types is narrower: whoever reads the range reads that too.
    removed = [name for name in before if name not in after and not _is_narrowed(name, after)]
    added = [name for name in after if find_range(name, before) is None]
    pointer = (new if new.exists else old).pointer
    if changed := report_media_types(reporter, "error" if is_error else "response", pointer, removed, added):
        was, now = changed
        compare_media_types(reporter, before[was], after[now], now, direction)
    for name, node in after.items():
        media_range = find_range(name, before)
        if media_range is not None:
            if media_range != name and media_range not in removed and media_range not in after:
                reporter.report("written-differently", node.pointer)
            compare_media_types(reporter, before[media_range], node, name, direction)


def _is_narrowed(media_range: str, after: Mapping[str, Node]) -> bool:
    return media_range.endswith("/*") and any(find_range(name, [media_range]) == media_range for name in after)


def _compare_headers(reporter: Reporter, old: Node, new: Node, direction: Direction) -> None:
    before, after = _headers(old), _headers(new)
    for name in [name for name in before if name in after]:
        _compare_header(reporter, before[name], after[name], name, direction)
    removed, added = removed_and_added(before, after)

    def is_same(one: Node, other: Node) -> bool:
        return reporter.have_same_schema(*reporter.follow(one, other))

    def description(node: Node) -> Any:
        return node.get("description")

    order = (list(before), list(after))
    for _, _, one, other in take_renames(removed, added, is_same=is_same, description=description, order=order):
        reporter.report("response-header-renamed", other.pointer, old=one.key, new=other.key)
    for node in removed.values():
        reporter.report("response-header-removed", node.pointer, old=node.key)
    for node in added.values():
        reporter.report("response-header-added", node.pointer, new=node.key)


def _headers(response: Node) -> dict[str, Node]:
    """Return the headers of a response by name, without Content-Type, which OpenAPI ignores there."""
    headers = {name.lower(): node for name, node in response.child("headers").named_entries()}
    return {name: node for name, node in headers.items() if name != "content-type"}


def _compare_header(reporter: Reporter, old: Node, new: Node, name: str, direction: Direction) -> None:
    before, after = reporter.follow(old, new)
    nested = reporter.open(("header", before.pointer, after.pointer, direction))
    if nested is None:
        return
    nested.report_requirement("response-header", before, after, name=name)
    if bool(before.get("explode")) != bool(after.get("explode")):
        nested.report("parameter-style-changed", after.pointer, name=f"header {name}", old="simple", new="exploded")
    nested.compare_schemas(before.child("schema"), after.child("schema"), View(direction, is_text=True))
    for media_type, node in after.child("content").named_entries():
        nested.compare_schemas(before.child("content", media_type, "schema"), node.child("schema"), View(direction))
    nested.report_other_keys(before, after, _COMPARED_IN_HEADER)
