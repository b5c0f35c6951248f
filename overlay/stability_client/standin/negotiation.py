"""Which form of answer an `Accept` header asks for."""

from collections.abc import Sequence

from stability_client.standin.errors import bad_request

WHEN_NOT_SAID = "application/json"
"""What a client gets that sends no `Accept`, or takes anything."""


def choose_media_type(accept: str | None, offered: Sequence[str]) -> str:
    """The offered media type that the client likes best; of equals, the one it names first.

    Raises:
        Refusal: it takes none of them.

    """
    if accept is None or not accept.strip():
        return WHEN_NOT_SAID
    wishes = sorted((_wish(each) for each in accept.split(",")), key=lambda wish: -wish[1])
    for media_range, quality in wishes:
        if quality <= 0:
            continue
        if media_range == "*/*":
            return WHEN_NOT_SAID
        for media_type in offered:
            if media_range in (media_type, f"{media_type.partition('/')[0]}/*"):
                return media_type
    raise bad_request(f"Accept must be one of {', '.join(offered)}")


def _wish(media_range: str) -> tuple[str, float]:
    name, *parameters = (step.strip().lower() for step in media_range.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
    return name, quality
