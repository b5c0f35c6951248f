from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.clip_guidance_preset import ClipGuidancePreset
from ..models.mask_source import MaskSource
from ..models.sampler import Sampler
from ..models.style_preset import StylePreset
from ..types import UNSET, File, FileTypes, Unset

if TYPE_CHECKING:
    from ..models.text_prompt import TextPrompt


T = TypeVar("T", bound="V1MaskingBody")


@_attrs_define
class V1MaskingBody:
    """The parts of a masking request."""

    text_prompts: list[TextPrompt]
    """ The texts that guide the image. """
    init_image: File
    """ The image to start from. The result has its size. """
    mask_source: MaskSource
    """ Where the mask comes from and how it is read. `MASK_IMAGE_WHITE`: white pixels of `mask_image` are replaced,
    black ones kept. `MASK_IMAGE_BLACK`: the reverse. `INIT_IMAGE_ALPHA`: transparent pixels of `init_image` are
    replaced, opaque ones kept, and `mask_image` is ignored. Gray replaces in part, on a linear scale. """
    mask_image: File | Unset = UNSET
    """ The mask, exactly the size of `init_image`. Needed for `MASK_IMAGE_WHITE` and `MASK_IMAGE_BLACK`, ignored
    for `INIT_IMAGE_ALPHA`. """
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

        mask_source = self.mask_source.value

        mask_image: FileTypes | Unset = UNSET
        if not isinstance(self.mask_image, Unset):
            mask_image = self.mask_image.to_tuple()

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
                "mask_source": mask_source,
            }
        )
        if mask_image is not UNSET:
            field_dict["mask_image"] = mask_image
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

        files.append(("mask_source", (None, str(self.mask_source.value).encode(), "text/plain")))

        if not isinstance(self.mask_image, Unset):
            files.append(("mask_image", self.mask_image.to_tuple()))

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

        mask_source = MaskSource(d.pop("mask_source"))

        _mask_image = d.pop("mask_image", UNSET)
        mask_image: File | Unset
        if isinstance(_mask_image, Unset):
            mask_image = UNSET
        else:
            mask_image = File(payload=BytesIO(_mask_image))

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

        v1_masking_body = cls(
            text_prompts=text_prompts,
            init_image=init_image,
            mask_source=mask_source,
            mask_image=mask_image,
            cfg_scale=cfg_scale,
            clip_guidance_preset=clip_guidance_preset,
            sampler=sampler,
            samples=samples,
            seed=seed,
            steps=steps,
            style_preset=style_preset,
        )

        return v1_masking_body
