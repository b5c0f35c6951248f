"""A client for the Stability image API: text-to-image, image-to-image and masking.

    from stability_client import Stability

    with Stability(base_url="http://127.0.0.1:8000", api_key="sk-standin") as client:
        client.text_to_image("a lighthouse", engine="stable-diffusion-512-v2-1").image.save("lighthouse.png")

`stability_client.masks` makes and shows masks; `stability_client.standin` is an offline server to try things on.

Each name is loaded when it is first asked for: pytest imports this package in every run, for its fixtures, and the
offline server needs nothing of the client.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stability_client.public import *  # noqa: F403 - its `__all__` is the list
    from stability_client.public import __all__ as __all__
else:

    def __getattr__(name: str) -> Any:
        # Python asks any module for its __path__ and the like; none of these is worth loading everything.
        if name != "__all__" and name.startswith("__"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if find_spec(f"{__name__}.{name}"):
            return import_module(f"{__name__}.{name}")
        public = import_module("stability_client.public")
        if name != "__all__" and name not in public.__all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(public, name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *import_module("stability_client.public").__all__})
