from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.output_format import OutputFormat
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="V2BetaStyleTransferBody")


@_attrs_define
class V2BetaStyleTransferBody:
    """An image, and the one whose style it gets."""

    init_image: File
    """ The image to restyle. """
    style_image: File
    """ The image whose style is taken over. """
    prompt: str | Unset = UNSET
    """ What the result shows. """
    negative_prompt: str | Unset = UNSET
    """ What the image must not show. """
    seed: int | Unset = UNSET
    """ The seed of the noise. 0, like no seed at all, draws a random one. """
    output_format: OutputFormat | Unset = UNSET
    """ The format of the image. """
    style_strength: float | Unset = UNSET
    """ How strongly the style is applied. """
    composition_fidelity: float | Unset = UNSET
    """ How closely the composition of `init_image` is kept. """
    change_strength: float | Unset = UNSET
    """ How far the result goes from `init_image`. """

    def to_dict(self) -> dict[str, Any]:
        init_image = self.init_image.to_tuple()

        style_image = self.style_image.to_tuple()

        prompt = self.prompt

        negative_prompt = self.negative_prompt

        seed = self.seed

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format.value

        style_strength = self.style_strength

        composition_fidelity = self.composition_fidelity

        change_strength = self.change_strength

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "init_image": init_image,
                "style_image": style_image,
            }
        )
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if seed is not UNSET:
            field_dict["seed"] = seed
        if output_format is not UNSET:
            field_dict["output_format"] = output_format
        if style_strength is not UNSET:
            field_dict["style_strength"] = style_strength
        if composition_fidelity is not UNSET:
            field_dict["composition_fidelity"] = composition_fidelity
        if change_strength is not UNSET:
            field_dict["change_strength"] = change_strength

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("init_image", self.init_image.to_tuple()))

        files.append(("style_image", self.style_image.to_tuple()))

        if not isinstance(self.prompt, Unset):
            files.append(("prompt", (None, str(self.prompt).encode(), "text/plain")))

        if not isinstance(self.negative_prompt, Unset):
            files.append(("negative_prompt", (None, str(self.negative_prompt).encode(), "text/plain")))

        if not isinstance(self.seed, Unset):
            files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.output_format, Unset):
            files.append(("output_format", (None, str(self.output_format.value).encode(), "text/plain")))

        if not isinstance(self.style_strength, Unset):
            files.append(("style_strength", (None, str(self.style_strength).encode(), "text/plain")))

        if not isinstance(self.composition_fidelity, Unset):
            files.append(("composition_fidelity", (None, str(self.composition_fidelity).encode(), "text/plain")))

        if not isinstance(self.change_strength, Unset):
            files.append(("change_strength", (None, str(self.change_strength).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        init_image = File(payload=BytesIO(d.pop("init_image")))

        style_image = File(payload=BytesIO(d.pop("style_image")))

        prompt = d.pop("prompt", UNSET)

        negative_prompt = d.pop("negative_prompt", UNSET)

        seed = d.pop("seed", UNSET)

        _output_format = d.pop("output_format", UNSET)
        output_format: OutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = OutputFormat(_output_format)

        style_strength = d.pop("style_strength", UNSET)

        composition_fidelity = d.pop("composition_fidelity", UNSET)

        change_strength = d.pop("change_strength", UNSET)

        v2_beta_style_transfer_body = cls(
            init_image=init_image,
            style_image=style_image,
            prompt=prompt,
            negative_prompt=negative_prompt,
            seed=seed,
            output_format=output_format,
            style_strength=style_strength,
            composition_fidelity=composition_fidelity,
            change_strength=change_strength,
        )

        return v2_beta_style_transfer_body
