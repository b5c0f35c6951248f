"""In what two requests differ, told by part and field."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

LONGEST_VALUE_SHOWN = 120

_THERE = object()
"""Stands for a whole part: where it is missing, its fields need no telling."""


def differences(recorded: Mapping[str, Any], sent: Mapping[str, Any]) -> list[str]:
    """One sentence for each field in which two canonical requests differ; none where they say the same.

    Args:
        recorded: What the cassette holds.
        sent: What was sent now.
    """
    before, now = dict(_fields(recorded)), dict(_fields(sent))
    told: list[str] = []
    whole: list[str] = []
    for place in [*before, *(place for place in now if place not in before)]:
        if place.startswith(tuple(f"{part}: " for part in whole)):
            continue
        if (place in before and before[place] is _THERE) != (place in now and now[place] is _THERE):
            whole.append(place)
            told.append(f"{place}: recorded, not sent" if place in before else f"{place}: sent, not recorded")
        elif place not in now:
            told.append(f"{place}: recorded {_shown(before[place])}, not sent")
        elif place not in before:
            told.append(f"{place}: sent {_shown(now[place])}, not recorded")
        elif (type(before[place]), before[place]) != (type(now[place]), now[place]):
            told.append(f"{place}: recorded {_shown(before[place])}, sent {_shown(now[place])}")
    return told


def _fields(meaning: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "method", meaning.get("method")
    yield "path", meaning.get("path")
    for number, (name, value) in enumerate(meaning.get("query", ())):
        yield f"query {name} ({number})", value
    for name, value in meaning.get("headers", {}).items():
        yield f"header {name}", value
    body = meaning.get("body", {})
    seen: Counter[str] = Counter()
    for part in body.get("parts", ()):
        seen[part["name"]] += 1
        again = f" (number {seen[part['name']]})" if seen[part["name"]] > 1 else ""
        yield f"part {part['name']}{again}", _THERE
        yield from _content({key: value for key, value in part.items() if key != "name"}, f"part {part['name']}{again}")
    yield from _content({key: value for key, value in body.items() if key != "parts"}, "body")


def _content(content: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if key == "json":
            yield from _leaves(value, where, "")
        else:
            yield f"{where}: {key}", value


def _leaves(value: Any, where: str, field: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, where, f"{field}.{key}" if field else key)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _leaves(item, where, f"{field}[{index}]")
    else:
        yield f"{where}: {field or 'value'}", value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE_SHOWN else f"{text[: LONGEST_VALUE_SHOWN - 1]}…"
