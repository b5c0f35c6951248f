from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..types import File

if TYPE_CHECKING:
    from ..models.image_to_image_options import ImageToImageOptions


T = TypeVar("T", bound="ImageToImageBody")


@_attrs_define
class ImageToImageBody:
    """The parts of an image-to-image request."""

    init_image: File
    """ The image to start from. """
    options: ImageToImageOptions
    """ How to generate from an image. """

    def to_dict(self) -> dict[str, Any]:
        init_image = self.init_image.to_tuple()

        options = self.options.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "init_image": init_image,
                "options": options,
            }
        )

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("init_image", self.init_image.to_tuple()))

        files.append(("options", (None, json.dumps(self.options.to_dict()).encode(), "application/json")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.image_to_image_options import ImageToImageOptions  # noqa: PLC0415

        d = dict(src_dict)
        init_image = File(payload=BytesIO(d.pop("init_image")))

        options = ImageToImageOptions.from_dict(d.pop("options"))

        image_to_image_body = cls(
            init_image=init_image,
            options=options,
        )

        return image_to_image_body
