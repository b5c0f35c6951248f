"""What differs between the editions of the API: one object an edition.

The operations of an edition are a module of `_calls`, named like it. Whatever else differs is here.
"""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from stability_client._wire.messages import Response
from stability_client._wire.responses import images_from_list
from stability_client.results import GeneratedImage


@frozen
class Edition:
    """What differs between the editions of the API.

    Attributes:
        authorization: Writes the value of the header that carries the key.
        images_from_json: Reads the images of a JSON document.
    """

    authorization: Callable[[str], str]
    images_from_json: Callable[[Any, Response], tuple[GeneratedImage, ...]]


def bare_key(api_key: str) -> str:
    """Return the key as it is, without a scheme before it."""
    return api_key


V1ALPHA = Edition(authorization=bare_key, images_from_json=images_from_list)
