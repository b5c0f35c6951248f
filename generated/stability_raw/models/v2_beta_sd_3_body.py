from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from .. import types
from ..models.aspect_ratio import AspectRatio
from ..models.output_format import OutputFormat
from ..models.sd_3_mode import Sd3Mode
from ..models.sd_3_model import Sd3Model
from ..models.style_preset import StylePreset
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="V2BetaSd3Body")


@_attrs_define
class V2BetaSd3Body:
    """What `sd3` makes an image of."""

    prompt: str
    """ What the image shows. `(word:0.5)` weighs a word, from 0 to 1. """
    model: Sd3Model | str | Unset = UNSET
    """ The model. """
    mode: Sd3Mode | Unset = UNSET
    """ What the image is made from. It follows from whether an image is sent. """
    negative_prompt: str | Unset = UNSET
    """ What the image must not show. """
    aspect_ratio: AspectRatio | Unset = UNSET
    """ Width to height of the image. """
    seed: int | Unset = UNSET
    """ The seed of the noise. 0, like no seed at all, draws a random one. """
    output_format: OutputFormat | Unset = UNSET
    """ The format of the image. """
    style_preset: StylePreset | Unset = UNSET
    """ A style that the image leans to. """
    image: File | Unset = UNSET
    """ An image to start from; `strength` says how far to go from it. """
    strength: float | Unset = UNSET
    """ How far the result goes from the image. 0 returns it, 1 ignores it. """
    cfg_scale: float | Unset = UNSET
    """ How closely the image follows the prompt; higher is closer. By default 4, and 1 for the turbo and flash
    models. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        model: str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        elif isinstance(self.model, Sd3Model):
            model = self.model.value
        else:
            model = self.model

        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode.value

        negative_prompt = self.negative_prompt

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio.value

        seed = self.seed

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format.value

        style_preset: str | Unset = UNSET
        if not isinstance(self.style_preset, Unset):
            style_preset = self.style_preset.value

        image: FileTypes | Unset = UNSET
        if not isinstance(self.image, Unset):
            image = self.image.to_tuple()

        strength = self.strength

        cfg_scale = self.cfg_scale

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
            }
        )
        if model is not UNSET:
            field_dict["model"] = model
        if mode is not UNSET:
            field_dict["mode"] = mode
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if seed is not UNSET:
            field_dict["seed"] = seed
        if output_format is not UNSET:
            field_dict["output_format"] = output_format
        if style_preset is not UNSET:
            field_dict["style_preset"] = style_preset
        if image is not UNSET:
            field_dict["image"] = image
        if strength is not UNSET:
            field_dict["strength"] = strength
        if cfg_scale is not UNSET:
            field_dict["cfg_scale"] = cfg_scale

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("prompt", (None, str(self.prompt).encode(), "text/plain")))

        if not isinstance(self.model, Unset):
            if isinstance(self.model, Sd3Model):
                files.append(("model", (None, str(self.model.value).encode(), "text/plain")))
            else:
                files.append(("model", (None, str(self.model).encode(), "text/plain")))

        if not isinstance(self.mode, Unset):
            files.append(("mode", (None, str(self.mode.value).encode(), "text/plain")))

        if not isinstance(self.negative_prompt, Unset):
            files.append(("negative_prompt", (None, str(self.negative_prompt).encode(), "text/plain")))

        if not isinstance(self.aspect_ratio, Unset):
            files.append(("aspect_ratio", (None, str(self.aspect_ratio.value).encode(), "text/plain")))

        if not isinstance(self.seed, Unset):
            files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.output_format, Unset):
            files.append(("output_format", (None, str(self.output_format.value).encode(), "text/plain")))

        if not isinstance(self.style_preset, Unset):
            files.append(("style_preset", (None, str(self.style_preset.value).encode(), "text/plain")))

        if not isinstance(self.image, Unset):
            files.append(("image", self.image.to_tuple()))

        if not isinstance(self.strength, Unset):
            files.append(("strength", (None, str(self.strength).encode(), "text/plain")))

        if not isinstance(self.cfg_scale, Unset):
            files.append(("cfg_scale", (None, str(self.cfg_scale).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        def _parse_model(data: object) -> Sd3Model | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                model_type_0 = Sd3Model(data)

                return model_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Sd3Model | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

        _mode = d.pop("mode", UNSET)
        mode: Sd3Mode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = Sd3Mode(_mode)

        negative_prompt = d.pop("negative_prompt", UNSET)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: AspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = AspectRatio(_aspect_ratio)

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

        _image = d.pop("image", UNSET)
        image: File | Unset
        if isinstance(_image, Unset):
            image = UNSET
        else:
            image = File(payload=BytesIO(_image))

        strength = d.pop("strength", UNSET)

        cfg_scale = d.pop("cfg_scale", UNSET)

        v2_beta_sd_3_body = cls(
            prompt=prompt,
            model=model,
            mode=mode,
            negative_prompt=negative_prompt,
            aspect_ratio=aspect_ratio,
            seed=seed,
            output_format=output_format,
            style_preset=style_preset,
            image=image,
            strength=strength,
            cfg_scale=cfg_scale,
        )

        return v2_beta_sd_3_body
