from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.output_format import OutputFormat
from ..models.style_preset import StylePreset
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="V2BetaOutpaintBody")


@_attrs_define
class V2BetaOutpaintBody:
    """Where to continue an image, and how."""

    image: File
    """ The image to continue. """
    left: int | Unset = UNSET
    """ How many pixels to add on the left. """
    right: int | Unset = UNSET
    """ How many pixels to add on the right. """
    up: int | Unset = UNSET
    """ How many pixels to add above. """
    down: int | Unset = UNSET
    """ How many pixels to add below. """
    creativity: float | Unset = UNSET
    """ How freely the added part is invented. """
    prompt: str | Unset = UNSET
    """ What the added part shows. """
    seed: int | Unset = UNSET
    """ The seed of the noise. 0, like no seed at all, draws a random one. """
    output_format: OutputFormat | Unset = UNSET
    """ The format of the image. """
    style_preset: StylePreset | Unset = UNSET
    """ A style that the image leans to. """

    def to_dict(self) -> dict[str, Any]:
        image = self.image.to_tuple()

        left = self.left

        right = self.right

        up = self.up

        down = self.down

        creativity = self.creativity

        prompt = self.prompt

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
            }
        )
        if left is not UNSET:
            field_dict["left"] = left
        if right is not UNSET:
            field_dict["right"] = right
        if up is not UNSET:
            field_dict["up"] = up
        if down is not UNSET:
            field_dict["down"] = down
        if creativity is not UNSET:
            field_dict["creativity"] = creativity
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
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

        if not isinstance(self.left, Unset):
            files.append(("left", (None, str(self.left).encode(), "text/plain")))

        if not isinstance(self.right, Unset):
            files.append(("right", (None, str(self.right).encode(), "text/plain")))

        if not isinstance(self.up, Unset):
            files.append(("up", (None, str(self.up).encode(), "text/plain")))

        if not isinstance(self.down, Unset):
            files.append(("down", (None, str(self.down).encode(), "text/plain")))

        if not isinstance(self.creativity, Unset):
            files.append(("creativity", (None, str(self.creativity).encode(), "text/plain")))

        if not isinstance(self.prompt, Unset):
            files.append(("prompt", (None, str(self.prompt).encode(), "text/plain")))

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

        left = d.pop("left", UNSET)

        right = d.pop("right", UNSET)

        up = d.pop("up", UNSET)

        down = d.pop("down", UNSET)

        creativity = d.pop("creativity", UNSET)

        prompt = d.pop("prompt", UNSET)

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

        v2_beta_outpaint_body = cls(
            image=image,
            left=left,
            right=right,
            up=up,
            down=down,
            creativity=creativity,
            prompt=prompt,
            seed=seed,
            output_format=output_format,
            style_preset=style_preset,
        )

        return v2_beta_outpaint_body
