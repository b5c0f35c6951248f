"""From a generation request to an order that can be painted: everything checked, every default filled in."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import msgspec
from PIL import Image, ImageChops

from stability_client.standin.contract import Contract, Operation
from stability_client.standin.errors import Refusal, bad_request, check_options
from stability_client.standin.history import Received
from stability_client.standin.multipart import Part, split_parts
from stability_client.standin.uploads import read_upload

START_OF_REPAINTING = 0.35
START_OF_MASKING = 1.0
END = 1.0
"""The contract has no defaults for the step schedule. The stand-in's show both init image and prompt: where there is
no mask the one through the other, else the prompt where the mask says and the init image around it."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

PNG = "image/png"
JSON = "application/json"


@attrs.frozen
class Prompt:
    """A text and how strongly it pulls."""

    text: str
    weight: float


@attrs.frozen(eq=False)
class Order:
    """A picture to be painted."""

    engine: str
    prompts: tuple[Prompt, ...]
    width: int
    height: int
    seed: int
    """As sent; 0 asks for a random one."""
    samples: int
    steps: int
    brushwork: Mapping[str, Any]
    """The other options that change how a picture is painted, but not what it shows."""
    init_image: Image.Image | None = None
    """RGB or RGBA, `width` x `height`."""
    strength: Image.Image | None = None
    """Mode L, `width` x `height`: how strongly each pixel is repainted, 0 to 255. None repaints all of it."""
    step_schedule_start: float = 1.0
    step_schedule_end: float = 1.0


def read_order(contract: Contract, operation: Operation, engine: str, media_type: str, received: Received) -> Order:
    """Check a request against the contract, and make an order of it.

    Raises:
        Refusal: named for what is wrong.

    """
    files = _read_body(operation, received)
    options = received.options
    check_options(contract, operation.options_schema, options)
    defaults = {name: schema.get("x-default") for name, schema in contract.properties(operation.options_schema).items()}
    chosen = {**defaults, **options}
    if chosen["samples"] > 1 and media_type == PNG:
        raise Refusal("invalid_samples", f"samples is {chosen['samples']}, but {PNG} holds one picture; accept {JSON}")
    init_image, strength = None, None
    size = chosen["width"], chosen["height"]
    if operation.is_multipart:
        images = {
            part.name: read_upload(part, files[part.name]) for part in operation.image_parts if part.name in files
        }
        init_image = images["init_image"]
        size = options.get("width", init_image.width), options.get("height", init_image.height)
        if size != init_image.size and size[0] * size[1] > contract.max_pixels(operation.options_schema):
            raise Refusal("invalid_pixel_count", f"{size[0]} x {size[1]} pixels are too many")
        if "mask_source" in options:
            strength = strength_of_repainting(options["mask_source"], init_image, images.get("mask_image"))
            if options["mask_source"] == "INIT_IMAGE_ALPHA":
                init_image = init_image.convert("RGB")
            strength = _resized(strength, size)
        init_image = _resized(init_image, size)
    return Order(
        engine=engine,
        prompts=tuple(Prompt(each["text"], _weight(each.get("weight", 1))) for each in options["text_prompts"]),
        width=size[0],
        height=size[1],
        seed=chosen["seed"] or 0,
        samples=chosen["samples"],
        steps=chosen["steps"],
        brushwork={name: chosen[name] for name in ("cfg_scale", "clip_guidance_preset", "sampler", "steps")},
        init_image=init_image,
        strength=strength,
        step_schedule_start=float(
            options.get("step_schedule_start", START_OF_REPAINTING if strength is None else START_OF_MASKING)
        ),
        step_schedule_end=float(options.get("step_schedule_end", END)),
    )


def strength_of_repainting(source: str, init_image: Image.Image, mask: Image.Image | None) -> Image.Image:
    """How strongly each pixel is repainted, 0 to 255, as the mask source says.

    The luminance of `mask` counts; its alpha channel does not.

    Raises:
        Refusal: the mask is missing, has another size than the init image, or would repaint nothing.

    """
    if source == "INIT_IMAGE_ALPHA":
        if init_image.mode != "RGBA":
            raise Refusal(
                "invalid_mask_image", f"{source} needs transparent pixels in init_image; it has no alpha channel"
            )
        strength = ImageChops.invert(init_image.getchannel("A"))
    else:
        if mask is None:
            raise Refusal("invalid_mask_image", f"{source} needs a mask_image")
        if mask.size != init_image.size:
            raise Refusal(
                "invalid_image_dimensions",
                f"mask_image is {mask.width} x {mask.height} pixels, "
                f"but init_image is {init_image.width} x {init_image.height}",
            )
        luminance = mask.convert("RGB").convert("L")
        strength = luminance if source == "MASK_IMAGE_WHITE" else ImageChops.invert(luminance)
    if not strength.getbbox():
        raise Refusal(
            "invalid_mask_image", f"With {source} this mask keeps every pixel, so there is nothing to repaint"
        )
    return strength


def _read_body(operation: Operation, received: Received) -> dict[str, bytes]:
    """Note options and parts in the journal; the bytes of each image part."""
    if not operation.is_multipart:
        received.options = _decode_options(received.body, "The body")
        return {}
    received.parts = split_parts(received.headers.get("content-type", ""), received.body)
    files = _first_of_each(received.parts)
    missing = [each.name for each in operation.image_parts if each.required and each.name not in files]
    missing += ["options"] * ("options" not in files)
    if missing:
        raise bad_request(f"{' and '.join(missing)} is missing from the multipart body")
    received.options = _decode_options(files["options"], "The options part")
    return files


def _first_of_each(parts: Sequence[Part]) -> dict[str, bytes]:
    """Of parts that share a name, the first counts."""
    return {part.name: part.data for part in reversed(parts)}


def _decode_options(data: bytes, what: str) -> Any:
    try:
        return msgspec.json.decode(data.removeprefix(BYTE_ORDER_MARK))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise bad_request(f"{what} is no JSON that can be read: {problem}") from problem


def _weight(weight: float) -> float:
    """The contract bounds no weight, so an integer may come that no float holds."""
    most = sys.float_info.max
    return float(max(-most, min(weight, most)))


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
