from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..types import UNSET, File, FileTypes, Unset

if TYPE_CHECKING:
    from ..models.masking_options import MaskingOptions


T = TypeVar("T", bound="MaskingBody")


@_attrs_define
class MaskingBody:
    """The parts of a masking request."""

    init_image: File
    """ The image to inpaint. """
    options: MaskingOptions
    """ How to inpaint an image. """
    mask_image: File | Unset = UNSET
    """ The mask, exactly the size of `init_image`. Needed for `MASK_IMAGE_WHITE` and `MASK_IMAGE_BLACK`, ignored
    for `INIT_IMAGE_ALPHA`. """

    def to_dict(self) -> dict[str, Any]:
        init_image = self.init_image.to_tuple()

        options = self.options.to_dict()

        mask_image: FileTypes | Unset = UNSET
        if not isinstance(self.mask_image, Unset):
            mask_image = self.mask_image.to_tuple()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "init_image": init_image,
                "options": options,
            }
        )
        if mask_image is not UNSET:
            field_dict["mask_image"] = mask_image

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("init_image", self.init_image.to_tuple()))

        files.append(("options", (None, json.dumps(self.options.to_dict()).encode(), "application/json")))

        if not isinstance(self.mask_image, Unset):
            files.append(("mask_image", self.mask_image.to_tuple()))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.masking_options import MaskingOptions  # noqa: PLC0415

        d = dict(src_dict)
        init_image = File(payload=BytesIO(d.pop("init_image")))

        options = MaskingOptions.from_dict(d.pop("options"))

        _mask_image = d.pop("mask_image", UNSET)
        mask_image: File | Unset
        if isinstance(_mask_image, Unset):
            mask_image = UNSET
        else:
            mask_image = File(payload=BytesIO(_mask_image))

        masking_body = cls(
            init_image=init_image,
            options=options,
            mask_image=mask_image,
        )

        return masking_body
