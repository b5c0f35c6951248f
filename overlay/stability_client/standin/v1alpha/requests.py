"""Parses v1alpha's generation requests: JSON, or a multipart body whose part `options` is JSON."""

from collections.abc import Mapping
from typing import Any

import attrs
import msgspec
from PIL import Image

from stability_client.standin.contract import JSON, Contract, ContractOperation
from stability_client.standin.errors import ApiError, bad_request
from stability_client.standin.generation import GenerationRequest, Prompt
from stability_client.standin.history import RecordedRequest
from stability_client.standin.mask_sources import repaint_strength
from stability_client.standin.multipart import parse_multipart
from stability_client.standin.option_checks import check_options
from stability_client.standin.uploads import read_upload

START_WITHOUT_MASK = 0.35
START_WITH_MASK = 1.0
END = 1.0
"""The contract has no defaults for the step schedule. With these, both init image and prompt are visible: without a
mask as a blend, with a mask the prompt inside it and the init image outside."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

PNG = "image/png"


@attrs.frozen
class Canvas:
    """The size of the image, and what is painted over."""

    size: tuple[int, int]
    init_image: Image.Image | None = None
    strength: Image.Image | None = None


def parse_request(
    contract: Contract, operation: ContractOperation, engine: str, media_type: str, record: RecordedRequest
) -> GenerationRequest:
    """Validate a request against the contract, and fill in defaults.

    Args:
        contract: The contract.
        operation: The operation that was called.
        engine: A known engine.
        media_type: The media type of the response.
        record: The request; its `parts` and `options` are filled in.

    Raises:
        ApiError: Named for what is wrong.
    """
    files = _read_body(operation, record)
    options = record.options
    check_options(contract, operation.options_schema, options)
    values = {**contract.defaults(operation.options_schema), **options}
    if values["samples"] > 1 and media_type == PNG:
        raise ApiError("invalid_samples", f"samples is {values['samples']}, but {PNG} holds one image; accept {JSON}")
    canvas = Canvas((values["width"], values["height"]))
    if operation.image_parts:
        canvas = _read_canvas(contract, operation, options, files)
    default_start = START_WITHOUT_MASK if canvas.strength is None else START_WITH_MASK
    return GenerationRequest(
        engine=engine,
        prompts=tuple(map(Prompt.of, options["text_prompts"])),
        width=canvas.size[0],
        height=canvas.size[1],
        seed=values["seed"] or 0,
        max_seed=contract.max_seed(operation.options_schema),
        samples=values["samples"],
        steps=values["steps"],
        style={name: values[name] for name in ("cfg_scale", "clip_guidance_preset", "sampler", "steps")},
        init_image=canvas.init_image,
        strength=canvas.strength,
        step_schedule_start=float(options.get("step_schedule_start", default_start)),
        step_schedule_end=float(options.get("step_schedule_end", END)),
    )


def _read_body(operation: ContractOperation, record: RecordedRequest) -> Mapping[str, bytes]:
    """Fill in the record's parts and options. Returns the bytes of each part."""
    if operation.options_part is None:
        record.options = _decode_options(record.body, "The body")
        return {}
    record.parts = parse_multipart(record.headers.get("content-type", ""), record.body)
    # Of parts with the same name, the first counts.
    data = {part.name: part.data for part in reversed(record.parts)}
    required = [*(each.name for each in operation.image_parts if each.required), operation.options_part]
    missing = [name for name in required if name not in data]
    if missing:
        raise bad_request(f"{' and '.join(missing)} is missing from the multipart body")
    record.options = _decode_options(data[operation.options_part], f"The {operation.options_part} part")
    return data


def _read_canvas(
    contract: Contract, operation: ContractOperation, options: Mapping[str, Any], files: Mapping[str, bytes]
) -> Canvas:
    images = {part.name: read_upload(part, files[part.name]) for part in operation.image_parts if part.name in files}
    init_image, strength = images["init_image"], None
    size = options.get("width", init_image.width), options.get("height", init_image.height)
    if size != init_image.size and size[0] * size[1] > contract.max_pixels(operation.options_schema):
        raise ApiError("invalid_pixel_count", f"{size[0]} x {size[1]} pixels are too many")
    if "mask_source" in options:
        strength = _resize(repaint_strength(options["mask_source"], init_image, images.get("mask_image")), size)
        if options["mask_source"] == "INIT_IMAGE_ALPHA":
            init_image = init_image.convert("RGB")
    return Canvas(size, _resize(init_image, size), strength)


def _decode_options(data: bytes, source: str) -> Any:
    try:
        return msgspec.json.decode(data.removeprefix(BYTE_ORDER_MARK))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise bad_request(f"{source} is no JSON that can be read: {error}") from error


def _resize(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
