"""Compare extensions that restrict what may be sent together, or by which engine. Like bounds, they can be stricter."""

from collections.abc import Callable, Mapping
from typing import Any

from regen.openapi_diff.comparison import SchemaPair
from regen.openapi_diff.rules import RESTRICTIONS

_Rules = Mapping[Any, Any]
"""From what a restriction is about to what it says."""
_IsStricter = Callable[[Any, Any], bool]
"""Whether one rule allows nothing that another one refuses."""


def compare_restrictions(pair: SchemaPair) -> None:
    """Report each restriction that changed, and whether it is stricter now."""
    for name in RESTRICTIONS:
        before, after = pair.old.get(name), pair.new.get(name)
        if before == after:
            continue
        try:
            change = _change(name, before, after)
        except (TypeError, ValueError, AttributeError):
            pair.report("fact-changed", pair.location_of(name), before, after, name=name)
            continue
        if change:
            pair.report_keyword(name, "bound", change)


def _change(name: str, before: Any, after: Any) -> str:
    """`tightened`, `loosened`, `changed`, or nothing if it is written in another order."""
    to_rules, is_stricter = _KINDS[name]
    old, new = to_rules(before or {}), to_rules(after or {})
    is_tighter, is_looser = _covers(new, old, is_stricter), _covers(old, new, is_stricter)
    if is_tighter and is_looser:
        return ""
    return "tightened" if is_tighter else "loosened" if is_looser else "changed"


def _covers(rules: _Rules, others: _Rules, is_stricter: _IsStricter) -> bool:
    """Whether some rule is at least as strict as each of the others."""
    return all(subject in rules and is_stricter(rules[subject], others[subject]) for subject in others)


def _allowed(value: Mapping[str, Any]) -> _Rules:
    """What each subject may be: one of these names or sizes."""
    return {subject: {str(each) for each in allowed} for subject, allowed in value.items()}


def _pairs(value: Mapping[str, Any]) -> _Rules:
    """Each two arguments that exclude each other, in either order."""
    return {frozenset((name, other)): None for name, others in value.items() for other in others}


def _groups(value: Any) -> _Rules:
    """All groups as one rule: a group is covered by a smaller one."""
    return {"groups": [frozenset(group) for group in value]} if value else {}


def _is_narrower(one: Any, other: Any) -> bool:
    return bool(other[0] <= one[0] and one[1] <= other[1])


_KINDS: Mapping[str, tuple[Callable[[Any], _Rules], _IsStricter]] = {
    "x-requires": (_allowed, lambda one, other: bool(one <= other)),
    "x-sizes-by-engine": (_allowed, lambda one, other: bool(one <= other)),
    "x-sides-by-engine": (dict, _is_narrower),
    "x-min-pixels-by-engine": (dict, lambda one, other: bool(one >= other)),
    "x-excludes": (_pairs, lambda _one, _other: True),
    "x-one-of": (_groups, lambda one, other: all(any(each <= group for each in one) for group in other)),
}
