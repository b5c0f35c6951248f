from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.clip_guidance_preset import ClipGuidancePreset
from ..models.mask_source import MaskSource
from ..models.sampler import Sampler
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.text_prompt import TextPrompt


T = TypeVar("T", bound="MaskingOptions")


@_attrs_define
class MaskingOptions:
    """How to inpaint an image."""

    text_prompts: list[TextPrompt]
    """ The texts that guide the image. """
    mask_source: MaskSource
    """ Where the mask comes from and how it is read. `MASK_IMAGE_WHITE`: white pixels of `mask_image` are replaced,
    black ones kept. `MASK_IMAGE_BLACK`: the reverse. `INIT_IMAGE_ALPHA`: transparent pixels of `init_image` are
    replaced, opaque ones kept, and `mask_image` is ignored. Gray replaces in part, on a linear scale. """
    width: int | Unset = UNSET
    """ Width in pixels. """
    height: int | Unset = UNSET
    """ Height in pixels. """
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
    """ Diffusion steps. The price grows with them. """
    step_schedule_start: float | Unset = UNSET
    """ The share of the schedule that is skipped. 0 returns the init image, 1 ignores it. """
    step_schedule_end: float | Unset = UNSET
    """ Where in the schedule to stop. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        text_prompts = []
        for componentsschemas_text_prompts_item_data in self.text_prompts:
            componentsschemas_text_prompts_item = componentsschemas_text_prompts_item_data.to_dict()
            text_prompts.append(componentsschemas_text_prompts_item)

        mask_source = self.mask_source.value

        width = self.width

        height = self.height

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

        step_schedule_start = self.step_schedule_start

        step_schedule_end = self.step_schedule_end

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "text_prompts": text_prompts,
                "mask_source": mask_source,
            }
        )
        if width is not UNSET:
            field_dict["width"] = width
        if height is not UNSET:
            field_dict["height"] = height
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
        if step_schedule_start is not UNSET:
            field_dict["step_schedule_start"] = step_schedule_start
        if step_schedule_end is not UNSET:
            field_dict["step_schedule_end"] = step_schedule_end

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.text_prompt import TextPrompt  # noqa: PLC0415

        d = dict(src_dict)
        text_prompts = []
        _text_prompts = d.pop("text_prompts")
        for componentsschemas_text_prompts_item_data in _text_prompts:
            componentsschemas_text_prompts_item = TextPrompt.from_dict(componentsschemas_text_prompts_item_data)

            text_prompts.append(componentsschemas_text_prompts_item)

        mask_source = MaskSource(d.pop("mask_source"))

        width = d.pop("width", UNSET)

        height = d.pop("height", UNSET)

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

        step_schedule_start = d.pop("step_schedule_start", UNSET)

        step_schedule_end = d.pop("step_schedule_end", UNSET)

        masking_options = cls(
            text_prompts=text_prompts,
            mask_source=mask_source,
            width=width,
            height=height,
            cfg_scale=cfg_scale,
            clip_guidance_preset=clip_guidance_preset,
            sampler=sampler,
            samples=samples,
            seed=seed,
            steps=steps,
            step_schedule_start=step_schedule_start,
            step_schedule_end=step_schedule_end,
        )

        masking_options.additional_properties = d
        return masking_options

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
