"""The differences between two canonical requests, one line for each part or field."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

MAX_SHOWN_LENGTH = 120

_PRESENT = object()
"""The value of a whole part: if the part is missing, its fields are not listed."""


def diff(recorded: Mapping[str, Any], sent: Mapping[str, Any]) -> list[str]:
    """Return one line for each field in which two canonical requests differ; none if they are equal.

    Args:
        recorded: The request in the cassette.
        sent: The request that was sent now.
    """
    before, now = dict(_fields(recorded)), dict(_fields(sent))
    lines: list[str] = []
    whole_parts: list[str] = []
    for name in [*before, *(name for name in now if name not in before)]:
        if name.startswith(tuple(f"{part}: " for part in whole_parts)):
            continue
        if (before.get(name) is _PRESENT) != (now.get(name) is _PRESENT):
            whole_parts.append(name)
            lines.append(f"{name}: recorded, not sent" if name in before else f"{name}: sent, not recorded")
        elif name not in now:
            lines.append(f"{name}: recorded {_truncate_repr(before[name])}, not sent")
        elif name not in before:
            lines.append(f"{name}: sent {_truncate_repr(now[name])}, not recorded")
        elif (type(before[name]), before[name]) != (type(now[name]), now[name]):
            lines.append(f"{name}: recorded {_truncate_repr(before[name])}, sent {_truncate_repr(now[name])}")
    return lines


def _fields(canonical: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the name and value of each field, in the order in which differences are listed."""
    yield "method", canonical.get("method")
    yield "path", canonical.get("path")
    for number, (name, value) in enumerate(canonical.get("query", ())):
        yield f"query {name} ({number})", value
    for name, value in canonical.get("headers", {}).items():
        yield f"header {name}", value
    body = canonical.get("body", {})
    counts: Counter[str] = Counter()
    for part in body.get("parts", ()):
        counts[part["name"]] += 1
        count = counts[part["name"]]
        label = f"part {part['name']} (number {count})" if count > 1 else f"part {part['name']}"
        yield label, _PRESENT
        yield from _content_fields({key: value for key, value in part.items() if key != "name"}, label)
    yield from _content_fields({key: value for key, value in body.items() if key != "parts"}, "body")


def _content_fields(content: Mapping[str, Any], label: str) -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if key == "json":
            yield from _json_fields(value, label, "")
        else:
            yield f"{label}: {key}", value


def _json_fields(value: Any, label: str, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _json_fields(item, label, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _json_fields(item, label, f"{path}[{index}]")
    else:
        yield f"{label}: {path or 'value'}", value


def _truncate_repr(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= MAX_SHOWN_LENGTH else f"{text[: MAX_SHOWN_LENGTH - 1]}…"
