"""A client for the Stability image API: text-to-image, image-to-image and masking.

    from stability_client import Stability

    with Stability(base_url="http://127.0.0.1:8000", api_key="sk-standin") as client:
        client.text_to_image("a lighthouse", engine="stable-diffusion-512-v2-1").image.save("lighthouse.png")

`stability_client.masks` makes and shows masks; `stability_client.standin` is an offline server to try things on.

Each name is loaded when it is first asked for: pytest imports this package in every run, for its fixtures, and the
offline server needs nothing of the client.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client._public import *  # noqa: F403 - its `__all__` is the list
    from stability_client._public import __all__ as __all__
else:
    _MODULES = ("errors", "hooks", "masks", "results", "retries", "standin", "testing", "timeouts")
    __getattr__, __dir__ = lazy_attributes(
        __name__,
        {
            name: f"{__name__}.{name}"
            for name in ("errors", "hooks", "masks", "results", "retries", "standin", "testing", "timeouts")
        },
        public=f"{__name__}._public",
    )
