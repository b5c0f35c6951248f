from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.output_format import OutputFormat
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="V2BetaUpscaleConservativeBody")


@_attrs_define
class V2BetaUpscaleConservativeBody:
    """What to enlarge, and how."""

    image: File
    """ The image to enlarge. """
    prompt: str
    """ What the image shows. `(word:0.5)` weighs a word, from 0 to 1. """
    negative_prompt: str | Unset = UNSET
    """ What the image must not show. """
    seed: int | Unset = UNSET
    """ The seed of the noise. 0, like no seed at all, draws a random one. """
    output_format: OutputFormat | Unset = UNSET
    """ The format of the image. """
    creativity: float | Unset = UNSET
    """ How freely details are invented. """

    def to_dict(self) -> dict[str, Any]:
        image = self.image.to_tuple()

        prompt = self.prompt

        negative_prompt = self.negative_prompt

        seed = self.seed

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format.value

        creativity = self.creativity

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "image": image,
                "prompt": prompt,
            }
        )
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if seed is not UNSET:
            field_dict["seed"] = seed
        if output_format is not UNSET:
            field_dict["output_format"] = output_format
        if creativity is not UNSET:
            field_dict["creativity"] = creativity

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("image", self.image.to_tuple()))

        files.append(("prompt", (None, str(self.prompt).encode(), "text/plain")))

        if not isinstance(self.negative_prompt, Unset):
            files.append(("negative_prompt", (None, str(self.negative_prompt).encode(), "text/plain")))

        if not isinstance(self.seed, Unset):
            files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.output_format, Unset):
            files.append(("output_format", (None, str(self.output_format.value).encode(), "text/plain")))

        if not isinstance(self.creativity, Unset):
            files.append(("creativity", (None, str(self.creativity).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        image = File(payload=BytesIO(d.pop("image")))

        prompt = d.pop("prompt")

        negative_prompt = d.pop("negative_prompt", UNSET)

        seed = d.pop("seed", UNSET)

        _output_format = d.pop("output_format", UNSET)
        output_format: OutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = OutputFormat(_output_format)

        creativity = d.pop("creativity", UNSET)

        v2_beta_upscale_conservative_body = cls(
            image=image,
            prompt=prompt,
            negative_prompt=negative_prompt,
            seed=seed,
            output_format=output_format,
            creativity=creativity,
        )

        return v2_beta_upscale_conservative_body
