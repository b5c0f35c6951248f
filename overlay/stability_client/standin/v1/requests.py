"""Parses v1's generation requests: JSON, or a strict flat form."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import msgspec
from PIL import Image

from stability_client.standin.contract import JSON, Contract, ContractOperation, ImagePart, Node
from stability_client.standin.errors import ApiError, bad_request
from stability_client.standin.forms import FILE, is_file, read_field
from stability_client.standin.generation import GenerationRequest, Prompt
from stability_client.standin.history import RecordedRequest
from stability_client.standin.mask_sources import repaint_strength
from stability_client.standin.multipart import FormPart, parse_multipart
from stability_client.standin.option_checks import check_options
from stability_client.standin.uploads import read_upload
from stability_client.standin.v1.prompts import is_prompt_part, read_prompts

DEFAULT_SIDE = 512
PNG = "image/png"


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
    properties = contract.properties(operation.options_schema)
    files = _read_body(operation, properties, record)
    options = record.options
    sent = options | dict.fromkeys(files, FILE) if files else options
    check_options(contract, operation.options_schema, sent)
    values = {**contract.defaults(operation.options_schema), **options}
    if values["samples"] > 1 and media_type == PNG:
        raise ApiError("invalid_samples", f"samples is {values['samples']}, but {PNG} holds one image; accept {JSON}")
    images = {part.name: read_upload(part, files[part.name]) for part in operation.image_parts if part.name in files}
    init_image, strength = images.get("init_image"), None
    if init_image is not None:
        _check_init_image(operation, engine, init_image)
        size = init_image.size
    else:
        size = _read_size(contract.body(operation.options_schema), engine, options)
    if init_image is not None and "mask_source" in options:
        strength = repaint_strength(options["mask_source"], init_image, images.get("mask_image"))
        init_image = init_image.convert("RGB") if options["mask_source"] == "INIT_IMAGE_ALPHA" else init_image
    return GenerationRequest(
        engine=engine,
        prompts=tuple(map(Prompt.of, options["text_prompts"])),
        width=size[0],
        height=size[1],
        seed=values["seed"] or 0,
        max_seed=contract.max_seed(operation.options_schema),
        samples=values["samples"],
        steps=values["steps"],
        style={name: values[name] for name in ("cfg_scale", "clip_guidance_preset", "sampler", "steps")},
        init_image=init_image,
        strength=strength,
        step_schedule_start=_read_start(values, is_masked=strength is not None),
        step_schedule_end=float(options.get("step_schedule_end", 1.0)),
        style_preset=values["style_preset"],
    )


def _read_body(
    operation: ContractOperation, properties: Mapping[str, Node], record: RecordedRequest
) -> Mapping[str, bytes]:
    """Fill in the record's parts and options. Returns the bytes of each file."""
    if not operation.image_parts:
        try:
            record.options = msgspec.json.decode(record.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise bad_request(f"The body is no JSON that can be read: {error}") from error
        return {}
    record.parts = parse_multipart(record.headers.get("content-type", ""), record.body)
    _check_parts(properties, record.parts)
    # Of parts with the same name, the first counts.
    named = {part.name: part for part in reversed(record.parts) if part.name in properties}
    texts = {name: part for name, part in named.items() if not is_file(properties[name])}
    record.options = {name: read_field(properties[name], part) for name, part in texts.items()}
    prompts = read_prompts(record.parts)
    if prompts:
        record.options["text_prompts"] = prompts
    return {name: part.data for name, part in named.items() if is_file(properties[name])}


def _check_parts(properties: Mapping[str, Node], parts: tuple[FormPart, ...]) -> None:
    """Refuse what the form does not have: unknown parts, and files in place of texts."""
    for part in parts:
        holds_file = is_file(properties.get(part.name, {}))
        known = holds_file or is_prompt_part(part) or (part.name in properties and part.name != "text_prompts")
        if not known:
            raise bad_request(f"{part.name!r} is no field of this form")
        if part.filename is not None and not holds_file:
            raise bad_request(f"{part.name!r} is no file of this form: a text must have no filename")


def _read_size(schema: Node, engine: str, options: Mapping[str, Any]) -> tuple[int, int]:
    allowed = _for_engine(schema.get("x-sizes-by-engine", {}), engine)
    default = tuple(allowed[0]) if allowed else (DEFAULT_SIDE, DEFAULT_SIDE)
    size = options.get("width", default[0]), options.get("height", default[1])
    _check_size(allowed, engine, size, "width and height are")
    shortest, longest = _for_engine(schema.get("x-sides-by-engine", {}), engine) or (0, max(size))
    if min(size) < shortest or max(size) > longest:
        message = f"width and height are {size[0]} x {size[1]}, but {engine} takes sides of {shortest} to {longest}"
        raise ApiError("invalid_height_or_width", message)
    return size


def _check_init_image(operation: ContractOperation, engine: str, image: Image.Image) -> None:
    part: ImagePart = next(each for each in operation.image_parts if each.name == "init_image")
    _check_size(_for_engine(part.limits.get("x-sizes-by-engine", {}), engine), engine, image.size, "init_image is")


def _check_size(allowed: Any, engine: str, size: tuple[int, int], subject: str) -> None:
    if allowed and list(size) not in allowed:
        listed = ", ".join(f"{width}x{height}" for width, height in allowed)
        message = f"{subject} {size[0]}x{size[1]}, but {engine} takes only {listed}"
        raise ApiError("invalid_sdxl_v1_dimensions", message)


def _for_engine(by_pattern: Mapping[str, Any], engine: str) -> Any:
    return next((rule for pattern, rule in by_pattern.items() if fnmatchcase(engine, pattern)), None)


def _read_start(values: Mapping[str, Any], *, is_masked: bool) -> float:
    """Return how much of the init image is repainted, 0 to 1."""
    if is_masked or "init_image_mode" not in values:
        return 1.0
    if values["init_image_mode"] == "STEP_SCHEDULE":
        return float(values["step_schedule_start"])
    return 1.0 - float(values["image_strength"])
