from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.clip_guidance_preset import ClipGuidancePreset
from ..models.init_image_mode import InitImageMode
from ..models.sampler import Sampler
from ..models.style_preset import StylePreset
from ..types import UNSET, File, Unset

if TYPE_CHECKING:
    from ..models.text_prompt import TextPrompt


T = TypeVar("T", bound="V1ImageToImageBody")


@_attrs_define
class V1ImageToImageBody:
    """The parts of an image-to-image request."""

    text_prompts: list[TextPrompt]
    """ The texts that guide the image. """
    init_image: File
    """ The image to start from. The result has its size. """
    init_image_mode: InitImageMode | Unset = UNSET
    """ Which options say how far the image goes from `init_image`: `image_strength`, or `step_schedule_start` and
    `step_schedule_end`. """
    image_strength: float | Unset = UNSET
    """ How much of the image is kept. Near 1 the result is like it, near 0 it is ignored. """
    step_schedule_start: float | Unset = UNSET
    """ The share of the schedule that is skipped. 0 returns the init image, 1 ignores it. """
    step_schedule_end: float | Unset = UNSET
    """ Where in the schedule to stop. """
    cfg_scale: float | Unset = UNSET
    """ How closely the image follows the prompts; higher is closer. """
    clip_guidance_preset: ClipGuidancePreset | Unset = UNSET
    """ How strongly, and in which manner, CLIP guides the generation. """
    sampler: Sampler | Unset = UNSET
    """ The diffusion sampler. The service chooses one if none is sent. """
    samples: int | Unset = UNSET
    """ How many images to generate. More than one only as `application/json`. """
    seed: int | Unset = UNSET
    """ The seed of the noise. 0, like no seed at all, draws a random one. """
    steps: int | Unset = UNSET
    """ Diffusion steps. From 30 on the price grows with them. """
    style_preset: StylePreset | Unset = UNSET
    """ A style that the image leans to. """

    def to_dict(self) -> dict[str, Any]:
        text_prompts = []
        for componentsschemas_text_prompts_item_data in self.text_prompts:
            componentsschemas_text_prompts_item = componentsschemas_text_prompts_item_data.to_dict()
            text_prompts.append(componentsschemas_text_prompts_item)

        init_image = self.init_image.to_tuple()

        init_image_mode: str | Unset = UNSET
        if not isinstance(self.init_image_mode, Unset):
            init_image_mode = self.init_image_mode.value

        image_strength = self.image_strength

        step_schedule_start = self.step_schedule_start

        step_schedule_end = self.step_schedule_end

        cfg_scale = self.cfg_scale

        clip_guidance_preset: str | Unset = UNSET
        if not isinstance(self.clip_guidance_preset, Unset):
            clip_guidance_preset = self.clip_guidance_preset.value

        sampler: str | Unset = UNSET
        if not isinstance(self.sampler, Unset):
            sampler = self.sampler.value

        samples = self.samples

        seed = self.seed

        steps = self.steps

        style_preset: str | Unset = UNSET
        if not isinstance(self.style_preset, Unset):
            style_preset = self.style_preset.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text_prompts": text_prompts,
                "init_image": init_image,
            }
        )
        if init_image_mode is not UNSET:
            field_dict["init_image_mode"] = init_image_mode
        if image_strength is not UNSET:
            field_dict["image_strength"] = image_strength
        if step_schedule_start is not UNSET:
            field_dict["step_schedule_start"] = step_schedule_start
        if step_schedule_end is not UNSET:
            field_dict["step_schedule_end"] = step_schedule_end
        if cfg_scale is not UNSET:
            field_dict["cfg_scale"] = cfg_scale
        if clip_guidance_preset is not UNSET:
            field_dict["clip_guidance_preset"] = clip_guidance_preset
        if sampler is not UNSET:
            field_dict["sampler"] = sampler
        if samples is not UNSET:
            field_dict["samples"] = samples
        if seed is not UNSET:
            field_dict["seed"] = seed
        if steps is not UNSET:
            field_dict["steps"] = steps
        if style_preset is not UNSET:
            field_dict["style_preset"] = style_preset

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        for text_prompts_index, text_prompts_item in enumerate(self.text_prompts):
            for key, value in text_prompts_item.to_dict().items():
                part_name = f"text_prompts[{text_prompts_index}][{key}]"
                files.append((part_name, (None, str(value).encode(), "text/plain")))

        files.append(("init_image", self.init_image.to_tuple()))

        if not isinstance(self.init_image_mode, Unset):
            files.append(("init_image_mode", (None, str(self.init_image_mode.value).encode(), "text/plain")))

        if not isinstance(self.image_strength, Unset):
            files.append(("image_strength", (None, str(self.image_strength).encode(), "text/plain")))

        if not isinstance(self.step_schedule_start, Unset):
            files.append(("step_schedule_start", (None, str(self.step_schedule_start).encode(), "text/plain")))

        if not isinstance(self.step_schedule_end, Unset):
            files.append(("step_schedule_end", (None, str(self.step_schedule_end).encode(), "text/plain")))

        if not isinstance(self.cfg_scale, Unset):
            files.append(("cfg_scale", (None, str(self.cfg_scale).encode(), "text/plain")))

        if not isinstance(self.clip_guidance_preset, Unset):
            files.append(("clip_guidance_preset", (None, str(self.clip_guidance_preset.value).encode(), "text/plain")))

        if not isinstance(self.sampler, Unset):
            files.append(("sampler", (None, str(self.sampler.value).encode(), "text/plain")))

        if not isinstance(self.samples, Unset):
            files.append(("samples", (None, str(self.samples).encode(), "text/plain")))

        if not isinstance(self.seed, Unset):
            files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.steps, Unset):
            files.append(("steps", (None, str(self.steps).encode(), "text/plain")))

        if not isinstance(self.style_preset, Unset):
            files.append(("style_preset", (None, str(self.style_preset.value).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.text_prompt import TextPrompt  # noqa: PLC0415

        d = dict(src_dict)
        text_prompts = []
        _text_prompts = d.pop("text_prompts")
        for componentsschemas_text_prompts_item_data in _text_prompts:
            componentsschemas_text_prompts_item = TextPrompt.from_dict(componentsschemas_text_prompts_item_data)

            text_prompts.append(componentsschemas_text_prompts_item)

        init_image = File(payload=BytesIO(d.pop("init_image")))

        _init_image_mode = d.pop("init_image_mode", UNSET)
        init_image_mode: InitImageMode | Unset
        if isinstance(_init_image_mode, Unset):
            init_image_mode = UNSET
        else:
            init_image_mode = InitImageMode(_init_image_mode)

        image_strength = d.pop("image_strength", UNSET)

        step_schedule_start = d.pop("step_schedule_start", UNSET)

        step_schedule_end = d.pop("step_schedule_end", UNSET)

        cfg_scale = d.pop("cfg_scale", UNSET)

        _clip_guidance_preset = d.pop("clip_guidance_preset", UNSET)
        clip_guidance_preset: ClipGuidancePreset | Unset
        if isinstance(_clip_guidance_preset, Unset):
            clip_guidance_preset = UNSET
        else:
            clip_guidance_preset = ClipGuidancePreset(_clip_guidance_preset)

        _sampler = d.pop("sampler", UNSET)
        sampler: Sampler | Unset
        if isinstance(_sampler, Unset):
            sampler = UNSET
        else:
            sampler = Sampler(_sampler)

        samples = d.pop("samples", UNSET)

        seed = d.pop("seed", UNSET)

        steps = d.pop("steps", UNSET)

        _style_preset = d.pop("style_preset", UNSET)
        style_preset: StylePreset | Unset
        if isinstance(_style_preset, Unset):
            style_preset = UNSET
        else:
            style_preset = StylePreset(_style_preset)

        v1_image_to_image_body = cls(
            text_prompts=text_prompts,
            init_image=init_image,
            init_image_mode=init_image_mode,
            image_strength=image_strength,
            step_schedule_start=step_schedule_start,
            step_schedule_end=step_schedule_end,
            cfg_scale=cfg_scale,
            clip_guidance_preset=clip_guidance_preset,
            sampler=sampler,
            samples=samples,
            seed=seed,
            steps=steps,
            style_preset=style_preset,
        )

        return v1_image_to_image_body
