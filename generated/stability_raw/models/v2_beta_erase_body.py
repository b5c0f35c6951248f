from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.output_format import OutputFormat
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="V2BetaEraseBody")


@_attrs_define
class V2BetaEraseBody:
    """What to erase, and from what."""

    image: File
    """ The image to erase a part of. """
    mask: File | Unset = UNSET
    """ The mask. White is repainted, black is kept, gray in part. The service stretches it to the size of `image`.
    Without it the transparent part of `image` is repainted. """
    grow_mask: int | Unset = UNSET
    """ How many pixels the mask grows and is blurred by, so that no edge shows. """
    seed: int | Unset = UNSET
    """ The seed of the noise. 0, like no seed at all, draws a random one. """
    output_format: OutputFormat | Unset = UNSET
    """ The format of the image. """

    def to_dict(self) -> dict[str, Any]:
        image = self.image.to_tuple()

        mask: FileTypes | Unset = UNSET
        if not isinstance(self.mask, Unset):
            mask = self.mask.to_tuple()

        grow_mask = self.grow_mask

        seed = self.seed

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "image": image,
            }
        )
        if mask is not UNSET:
            field_dict["mask"] = mask
        if grow_mask is not UNSET:
            field_dict["grow_mask"] = grow_mask
        if seed is not UNSET:
            field_dict["seed"] = seed
        if output_format is not UNSET:
            field_dict["output_format"] = output_format

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("image", self.image.to_tuple()))

        if not isinstance(self.mask, Unset):
            files.append(("mask", self.mask.to_tuple()))

        if not isinstance(self.grow_mask, Unset):
            files.append(("grow_mask", (None, str(self.grow_mask).encode(), "text/plain")))

        if not isinstance(self.seed, Unset):
            files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.output_format, Unset):
            files.append(("output_format", (None, str(self.output_format.value).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        image = File(payload=BytesIO(d.pop("image")))

        _mask = d.pop("mask", UNSET)
        mask: File | Unset
        if isinstance(_mask, Unset):
            mask = UNSET
        else:
            mask = File(payload=BytesIO(_mask))

        grow_mask = d.pop("grow_mask", UNSET)

        seed = d.pop("seed", UNSET)

        _output_format = d.pop("output_format", UNSET)
        output_format: OutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = OutputFormat(_output_format)

        v2_beta_erase_body = cls(
            image=image,
            mask=mask,
            grow_mask=grow_mask,
            seed=seed,
            output_format=output_format,
        )

        return v2_beta_erase_body
