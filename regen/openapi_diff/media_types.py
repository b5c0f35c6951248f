"""Compare the media types of request and response bodies."""

from collections.abc import Collection

from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.spec import Node


def media_types(content: Node) -> dict[str, Node]:
    """Return the entries of a `content` by their normalized media types."""
    return {normalize_media_type(name): node for name, node in content.named_entries()}


def normalize_media_type(name: str) -> str:
    """Return a media type in lower case, without spaces and without the default charset UTF-8."""
    parts = [part.strip().lower() for part in name.split(";")]
    return ";".join(part for part in parts if part not in {"charset=utf-8", "charset=utf8", 'charset="utf-8"', ""})


def find_range(media_type: str, ranges: Collection[str]) -> str | None:
    """Return the entry that includes a media type: itself, or a range such as `image/*`."""
    plain = media_type.partition(";")[0]
    candidates = (media_type, plain, f"{plain.partition('/')[0]}/*", "*/*")
    return next((name for name in candidates if name in ranges), None)


def report_media_types(
    reporter: Reporter, prefix: str, pointer: str, removed: Collection[str], added: Collection[str]
) -> tuple[str, str] | None:
    """Report media types that were removed and added.

    Returns:
        The old and the new media type if one replaces the other, so that they can be compared.
    """
    if len(removed) == len(added) == 1:
        [old], [new] = removed, added
        reporter.report(f"{prefix}-media-type-changed", pointer, old=old, new=new)
        return old, new
    if removed:
        reporter.report(f"{prefix}-media-type-removed", pointer, old=list(removed))
    if added:
        reporter.report(f"{prefix}-media-type-added", pointer, new=list(added))
    return None
