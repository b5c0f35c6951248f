"""Chooses the media type of a response by the `Accept` header."""

import re
from collections.abc import Iterator, Mapping, Sequence

from stability_client.standin.errors import bad_request

DEFAULT_MEDIA_TYPE = "application/json"
"""What a client gets that sends no `Accept`, or accepts anything."""

WEIGHT = re.compile(r"[01](\.\d{0,3})?", re.ASCII)


def negotiate(accept: str | None, offered: Mapping[str, Sequence[str]], default: str) -> str:
    """Return the form that an `Accept` header prefers, by its weights (`q`), and of equal ones the first.

    Args:
        accept: The header. Without it, or with `*/*` alone, the default counts.
        offered: From each form to its media types; parameters in the header don't count.
        default: The form for clients that accept anything.

    Raises:
        ApiError: No form is accepted.
    """
    ranges = sorted(_media_ranges(accept or "*/*"), key=lambda pair: -pair[1])
    refused = [media_range for media_range, weight in ranges if not weight and media_range != "*/*"]
    allowed = {
        form: types
        for form, types in offered.items()
        if not all(any(_matches(each, media_type) for each in refused) for media_type in types)
    }
    for media_range, weight in ranges:
        if weight and media_range == "*/*" and allowed:
            return default if default in allowed else next(iter(allowed))
        for form, types in allowed.items():
            if weight and any(_matches(media_range, each) for each in types):
                return form
    listed = ", ".join(media_type for types in offered.values() for media_type in types)
    raise bad_request(f"accept: none of {listed} is accepted")


def _media_ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media ranges of a header, in lower case, with their weights."""
    for entry in accept.split(","):
        media_range, *parameters = (each.strip().lower() for each in entry.split(";"))
        weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        if media_range:
            yield media_range, float(weight) if WEIGHT.fullmatch(weight) else 1.0


def _matches(media_range: str, media_type: str) -> bool:
    return media_range in (media_type, f"{media_type.partition('/')[0]}/*")


def choose_media_type(accept: str | None, offered: Sequence[str]) -> str:
    """Return the first media type of an `Accept` header that is offered; weights (`q`) don't count.

    Raises:
        ApiError: None of them is offered.
    """
    if accept is None or not accept.strip():
        return DEFAULT_MEDIA_TYPE
    for entry in accept.split(","):
        media_range = entry.partition(";")[0].strip().lower()
        if media_range == "*/*":
            return DEFAULT_MEDIA_TYPE
        for media_type in offered:
            if media_range in (media_type, f"{media_type.partition('/')[0]}/*"):
                return media_type
    raise bad_request(f"Accept must be one of {', '.join(offered)}")
