from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.output_format import OutputFormat
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="V2BetaUpscaleFastBody")


@_attrs_define
class V2BetaUpscaleFastBody:
    """What to enlarge."""

    image: File
    """ The image to enlarge. """
    output_format: OutputFormat | Unset = UNSET
    """ The format of the image. """

    def to_dict(self) -> dict[str, Any]:
        image = self.image.to_tuple()

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "image": image,
            }
        )
        if output_format is not UNSET:
            field_dict["output_format"] = output_format

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("image", self.image.to_tuple()))

        if not isinstance(self.output_format, Unset):
            files.append(("output_format", (None, str(self.output_format.value).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        image = File(payload=BytesIO(d.pop("image")))

        _output_format = d.pop("output_format", UNSET)
        output_format: OutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = OutputFormat(_output_format)

        v2_beta_upscale_fast_body = cls(
            image=image,
            output_format=output_format,
        )

        return v2_beta_upscale_fast_body
