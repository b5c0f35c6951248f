"""Chooses the media type of a response by the `Accept` header."""

from collections.abc import Sequence

from stability_client.standin.errors import bad_request

DEFAULT_MEDIA_TYPE = "application/json"
"""What a client gets that sends no `Accept`, or accepts anything."""


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
