"""The mask studio: a page on this machine, to paint a mask, see what it does, and run the call.

    from stability_client.studio import studio

    studio("photo.jpg")

It is the library with a face: every check, size, price, option and error on the page comes from the library, and so do
the pixels of what is sent. Needs the extra `studio`.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client.studio.launch import Studio, studio
else:
    __getattr__, __dir__ = lazy_attributes(__name__, {".launch": ("Studio", "studio")}, extra="studio")

__all__ = ["Studio", "studio"]
