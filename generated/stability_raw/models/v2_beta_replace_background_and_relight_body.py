from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..models.boolean_word import BooleanWord
from ..models.light_direction import LightDirection
from ..models.output_format import OutputFormat
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="V2BetaReplaceBackgroundAndRelightBody")


@_attrs_define
class V2BetaReplaceBackgroundAndRelightBody:
    """What to put before which background, in which light."""

    subject_image: File
    """ The image of the subject. """
    background_prompt: str | Unset = UNSET
    """ What the background shows. """
    background_reference: File | Unset = UNSET
    """ An image that the background is made after. """
    foreground_prompt: str | Unset = UNSET
    """ What the subject is, which keeps its parts from being taken for background. """
    negative_prompt: str | Unset = UNSET
    """ What the image must not show. """
    preserve_original_subject: float | Unset = UNSET
    """ How much of the subject is kept as it is. 1 keeps each pixel. """
    original_background_depth: float | Unset = UNSET
    """ How far the new background follows the depth of the old one. """
    keep_original_background: BooleanWord | Unset = UNSET
    """ A form has no booleans, so the words are sent. """
    light_source_direction: LightDirection | Unset = UNSET
    """ Where the light comes from. """
    light_reference: File | Unset = UNSET
    """ An image whose light is taken over. """
    light_source_strength: float | Unset = UNSET
    """ How strong the light is. """
    seed: int | Unset = UNSET
    """ The seed of the noise. 0, like no seed at all, draws a random one. """
    output_format: OutputFormat | Unset = UNSET
    """ The format of the image. """

    def to_dict(self) -> dict[str, Any]:
        subject_image = self.subject_image.to_tuple()

        background_prompt = self.background_prompt

        background_reference: FileTypes | Unset = UNSET
        if not isinstance(self.background_reference, Unset):
            background_reference = self.background_reference.to_tuple()

        foreground_prompt = self.foreground_prompt

        negative_prompt = self.negative_prompt

        preserve_original_subject = self.preserve_original_subject

        original_background_depth = self.original_background_depth

        keep_original_background: str | Unset = UNSET
        if not isinstance(self.keep_original_background, Unset):
            keep_original_background = self.keep_original_background.value

        light_source_direction: str | Unset = UNSET
        if not isinstance(self.light_source_direction, Unset):
            light_source_direction = self.light_source_direction.value

        light_reference: FileTypes | Unset = UNSET
        if not isinstance(self.light_reference, Unset):
            light_reference = self.light_reference.to_tuple()

        light_source_strength = self.light_source_strength

        seed = self.seed

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "subject_image": subject_image,
            }
        )
        if background_prompt is not UNSET:
            field_dict["background_prompt"] = background_prompt
        if background_reference is not UNSET:
            field_dict["background_reference"] = background_reference
        if foreground_prompt is not UNSET:
            field_dict["foreground_prompt"] = foreground_prompt
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if preserve_original_subject is not UNSET:
            field_dict["preserve_original_subject"] = preserve_original_subject
        if original_background_depth is not UNSET:
            field_dict["original_background_depth"] = original_background_depth
        if keep_original_background is not UNSET:
            field_dict["keep_original_background"] = keep_original_background
        if light_source_direction is not UNSET:
            field_dict["light_source_direction"] = light_source_direction
        if light_reference is not UNSET:
            field_dict["light_reference"] = light_reference
        if light_source_strength is not UNSET:
            field_dict["light_source_strength"] = light_source_strength
        if seed is not UNSET:
            field_dict["seed"] = seed
        if output_format is not UNSET:
            field_dict["output_format"] = output_format

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("subject_image", self.subject_image.to_tuple()))

        if not isinstance(self.background_prompt, Unset):
            files.append(("background_prompt", (None, str(self.background_prompt).encode(), "text/plain")))

        if not isinstance(self.background_reference, Unset):
            files.append(("background_reference", self.background_reference.to_tuple()))

        if not isinstance(self.foreground_prompt, Unset):
            files.append(("foreground_prompt", (None, str(self.foreground_prompt).encode(), "text/plain")))

        if not isinstance(self.negative_prompt, Unset):
            files.append(("negative_prompt", (None, str(self.negative_prompt).encode(), "text/plain")))

        if not isinstance(self.preserve_original_subject, Unset):
            files.append(
                ("preserve_original_subject", (None, str(self.preserve_original_subject).encode(), "text/plain"))
            )

        if not isinstance(self.original_background_depth, Unset):
            files.append(
                ("original_background_depth", (None, str(self.original_background_depth).encode(), "text/plain"))
            )

        if not isinstance(self.keep_original_background, Unset):
            files.append(
                ("keep_original_background", (None, str(self.keep_original_background.value).encode(), "text/plain"))
            )

        if not isinstance(self.light_source_direction, Unset):
            files.append(
                ("light_source_direction", (None, str(self.light_source_direction.value).encode(), "text/plain"))
            )

        if not isinstance(self.light_reference, Unset):
            files.append(("light_reference", self.light_reference.to_tuple()))

        if not isinstance(self.light_source_strength, Unset):
            files.append(("light_source_strength", (None, str(self.light_source_strength).encode(), "text/plain")))

        if not isinstance(self.seed, Unset):
            files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.output_format, Unset):
            files.append(("output_format", (None, str(self.output_format.value).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        subject_image = File(payload=BytesIO(d.pop("subject_image")))

        background_prompt = d.pop("background_prompt", UNSET)

        _background_reference = d.pop("background_reference", UNSET)
        background_reference: File | Unset
        if isinstance(_background_reference, Unset):
            background_reference = UNSET
        else:
            background_reference = File(payload=BytesIO(_background_reference))

        foreground_prompt = d.pop("foreground_prompt", UNSET)

        negative_prompt = d.pop("negative_prompt", UNSET)

        preserve_original_subject = d.pop("preserve_original_subject", UNSET)

        original_background_depth = d.pop("original_background_depth", UNSET)

        _keep_original_background = d.pop("keep_original_background", UNSET)
        keep_original_background: BooleanWord | Unset
        if isinstance(_keep_original_background, Unset):
            keep_original_background = UNSET
        else:
            keep_original_background = BooleanWord(_keep_original_background)

        _light_source_direction = d.pop("light_source_direction", UNSET)
        light_source_direction: LightDirection | Unset
        if isinstance(_light_source_direction, Unset):
            light_source_direction = UNSET
        else:
            light_source_direction = LightDirection(_light_source_direction)

        _light_reference = d.pop("light_reference", UNSET)
        light_reference: File | Unset
        if isinstance(_light_reference, Unset):
            light_reference = UNSET
        else:
            light_reference = File(payload=BytesIO(_light_reference))

        light_source_strength = d.pop("light_source_strength", UNSET)

        seed = d.pop("seed", UNSET)

        _output_format = d.pop("output_format", UNSET)
        output_format: OutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = OutputFormat(_output_format)

        v2_beta_replace_background_and_relight_body = cls(
            subject_image=subject_image,
            background_prompt=background_prompt,
            background_reference=background_reference,
            foreground_prompt=foreground_prompt,
            negative_prompt=negative_prompt,
            preserve_original_subject=preserve_original_subject,
            original_background_depth=original_background_depth,
            keep_original_background=keep_original_background,
            light_source_direction=light_source_direction,
            light_reference=light_reference,
            light_source_strength=light_source_strength,
            seed=seed,
            output_format=output_format,
        )

        return v2_beta_replace_background_and_relight_body
