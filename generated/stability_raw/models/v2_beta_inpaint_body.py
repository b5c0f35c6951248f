from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.output_format import OutputFormat
from ..models.style_preset import StylePreset
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="V2BetaInpaintBody")


@_attrs_define
class V2BetaInpaintBody:
    """What to repaint, and with what."""

    image: File
    """ The image to repaint a part of. """
    prompt: str
    """ What the image shows. `(word:0.5)` weighs a word, from 0 to 1. """
    mask: File | Unset = UNSET
    """ The mask. White is repainted, black is kept, gray in part. The service stretches it to the size of `image`.
    Without it the transparent part of `image` is repainted. """
    negative_prompt: str | Unset = UNSET
    """ What the image must not show. """
    grow_mask: int | Unset = UNSET
    """ How many pixels the mask grows and is blurred by, so that no edge shows. """
    seed: int | Unset = UNSET
    """ The seed of the noise. 0, like no seed at all, draws a random one. """
    output_format: OutputFormat | Unset = UNSET
    """ The format of the image. """
    style_preset: StylePreset | Unset = UNSET
    """ A style that the image leans to. """

    def to_dict(self) -> dict[str, Any]:
        image = self.image.to_tuple()

        prompt = self.prompt

        mask: FileTypes | Unset = UNSET
        if not isinstance(self.mask, Unset):
            mask = self.mask.to_tuple()

        negative_prompt = self.negative_prompt

        grow_mask = self.grow_mask

        seed = self.seed

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format.value

        style_preset: str | Unset = UNSET
        if not isinstance(self.style_preset, Unset):
            style_preset = self.style_preset.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "image": image,
                "prompt": prompt,
            }
        )
        if mask is not UNSET:
            field_dict["mask"] = mask
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if grow_mask is not UNSET:
            field_dict["grow_mask"] = grow_mask
        if seed is not UNSET:
            field_dict["seed"] = seed
        if output_format is not UNSET:
            field_dict["output_format"] = output_format
        if style_preset is not UNSET:
            field_dict["style_preset"] = style_preset

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("image", self.image.to_tuple()))

        files.append(("prompt", (None, str(self.prompt).encode(), "text/plain")))

        if not isinstance(self.mask, Unset):
            files.append(("mask", self.mask.to_tuple()))

        if not isinstance(self.negative_prompt, Unset):
            files.append(("negative_prompt", (None, str(self.negative_prompt).encode(), "text/plain")))

        if not isinstance(self.grow_mask, Unset):
            files.append(("grow_mask", (None, str(self.grow_mask).encode(), "text/plain")))

        if not isinstance(self.seed, Unset):
            files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.output_format, Unset):
            files.append(("output_format", (None, str(self.output_format.value).encode(), "text/plain")))

        if not isinstance(self.style_preset, Unset):
            files.append(("style_preset", (None, str(self.style_preset.value).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        image = File(payload=BytesIO(d.pop("image")))

        prompt = d.pop("prompt")

        _mask = d.pop("mask", UNSET)
        mask: File | Unset
        if isinstance(_mask, Unset):
            mask = UNSET
        else:
            mask = File(payload=BytesIO(_mask))

        negative_prompt = d.pop("negative_prompt", UNSET)

        grow_mask = d.pop("grow_mask", UNSET)

        seed = d.pop("seed", UNSET)

        _output_format = d.pop("output_format", UNSET)
        output_format: OutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = OutputFormat(_output_format)

        _style_preset = d.pop("style_preset", UNSET)
        style_preset: StylePreset | Unset
        if isinstance(_style_preset, Unset):
            style_preset = UNSET
        else:
            style_preset = StylePreset(_style_preset)

        v2_beta_inpaint_body = cls(
            image=image,
            prompt=prompt,
            mask=mask,
            negative_prompt=negative_prompt,
            grow_mask=grow_mask,
            seed=seed,
            output_format=output_format,
            style_preset=style_preset,
        )

        return v2_beta_inpaint_body
