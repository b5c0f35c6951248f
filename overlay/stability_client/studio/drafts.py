"""A draft: a call as the page has it. What the library says of it, and what it would send."""

import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from stability_client import masks
from stability_client._calls.arguments import check_argument_names
from stability_client._calls.catalog import Method
from stability_client._calls.prompts import TextPrompt
from stability_client._images import pillow
from stability_client._settings import Settings
from stability_client._wire.calls import Call
from stability_client.errors import InvalidOptionError, InvalidPromptsError, StabilityError
from stability_client.masks.growing import growth_of_call
from stability_client.masks.previews import format_share
from stability_client.masks.sizes import INPAINT, nearest_size, operation_id
from stability_client.studio import painting
from stability_client.studio.forms import NOT_OFFERED, extra_names, image_name, mask_name

if TYPE_CHECKING:
    from PIL.Image import Image

ALPHA = "INIT_IMAGE_ALPHA"
MENDS = {
    "fit=True": "fit",
    "masks.fit": "fit",
    "masks.invert": "invert",
    "masks.feather": "feather",
    "masks.from_alpha": "from_alpha",
}
"""The mends that the page has a button for, by what messages of the library name."""
PREVIEW_SIDE = 640
"""The longer side of previews in pixels, at most: one is made after each stroke."""


@frozen
class Draft:
    """A call that is being prepared.

    Attributes:
        method: The operation.
        form: The arguments as the page has them: texts, numbers and booleans.
        image: The image.
        mask: Its mask: white is repainted.
        extra: Further images by the names of their arguments.
        shown: What was shown of the image before, by operation, engine and whether it is fitted.
    """

    method: Method
    form: Mapping[str, Any]
    image: "Image"
    mask: "Image"
    extra: Mapping[str, Path] = field(factory=dict)
    shown: "dict[tuple[str, str, bool], Shown]" = field(factory=dict, repr=False)

    @property
    def mask_source(self) -> str | None:
        """The mask source, of operations that have one."""
        return self.form.get("mask_source") or None

    @property
    def engine(self) -> str | None:
        """The engine that is named, if any."""
        return self.form.get("engine") or None

    @property
    def fits(self) -> bool:
        """Whether the image is fitted."""
        return bool(self.form.get("fit")) and "fit" in self.method.parameters

    def plain_arguments(self) -> dict[str, Any]:
        """Return the arguments besides images. What is empty is not given.

        Raises:
            InvalidOptionError: There is no such argument.
            InvalidPromptsError: Prompts are in another form than the page's.
        """
        given = {name: value for name, value in self.form.items() if value not in (None, "", [])}
        for name in given:
            if name in NOT_OFFERED or name in self.method.contract.files:
                raise InvalidOptionError(f"{name}: is no field of this form")
        check_argument_names(self.method.parameters, given)
        if "prompts" in given:
            given["prompts"] = [_prompt(each) for each in given["prompts"]]
        return given

    def arguments(self) -> dict[str, Any]:
        """Return all arguments of the call. Which image is sent depends on the mask source: see `masks.for_source`.

        Raises:
            StabilityError: They cannot be put together.
        """
        given = self.plain_arguments()
        mask, image = mask_name(self.method), self.image
        if mask and self.mask_source == ALPHA:
            image = masks.for_source(self.mask, ALPHA, self.image)
        elif mask:
            image = _opaque(image)
            given[mask] = masks.for_source(self.mask, self.mask_source)
        for name in extra_names(self.method):
            if name in self.extra:
                given[name] = self.extra[name]
        return {image_name(self.method): image, **given}

    def call(self, settings: Settings) -> Call[Any]:
        """Return the call, checked as the client checks it.

        Raises:
            StabilityError: It is wrong; the subclass says how.
        """
        given = self.arguments()
        for name, parameter in self.method.parameters.items():
            if parameter.default is parameter.empty and name not in given:
                raise InvalidOptionError(f"{name}: is missing")
        return self.method.prepare(settings, **given)


def _opaque(image: "Image") -> "Image":
    """The image without its transparency: the mask that is painted takes its place."""
    return image.convert("RGB") if "A" in image.getbands() else image


def _prompt(value: object) -> TextPrompt:
    if isinstance(value, str):
        return TextPrompt(value)
    if not isinstance(value, dict) or not value.keys() <= {"text", "weight"} or "text" not in value:
        raise InvalidPromptsError(f"prompts: must be texts with weights, got {value!r:.80}")
    return TextPrompt(value["text"], value.get("weight"))


# --- what the library says of it


@frozen
class Findings:
    """What the library says of a draft before it is sent.

    Attributes:
        error: What is wrong with it; empty if it can be sent.
        kind: The class of the error.
        warnings: What is valid, but hardly meant.
        mends: The names of mends that the messages name.
        credits: What it will cost, if that is known.
        sent_size: Width and height of the image that is sent, if it can be sent.
    """

    error: str = ""
    kind: str = ""
    warnings: tuple[str, ...] = ()
    mends: tuple[str, ...] = ()
    credits: float | None = None
    sent_size: tuple[int, int] | None = None


def examine(draft: Draft, settings: Settings) -> Findings:
    """Check a draft as its call is checked, and price it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            call = draft.call(settings)
        except StabilityError as error:
            message = str(error)
            return Findings(error=message, kind=type(error).__name__, mends=_mends(message))
    told = [str(each) for each in call.all_warnings] + [str(each.message) for each in caught]
    size = draft.image.size
    if draft.fits:
        size = nearest_size(size, draft.engine or "", operation_id(draft.method.full_name))
    return Findings(warnings=tuple(told), mends=_mends(" ".join(told)), credits=call.estimated_credits, sent_size=size)


def _mends(message: str) -> tuple[str, ...]:
    named = re.findall(r"fit=True|masks\.\w+", message)
    return tuple(dict.fromkeys(MENDS[name] for name in named if name in MENDS))


# --- what would be repainted


@frozen(eq=False)
class Shown:
    """The image that is sent, as previews show it.

    Attributes:
        image: The image that is sent, scaled to at most `PREVIEW_SIDE`.
        sent_size: Width and height of the image that is sent.
        box: Where on it the image of the page is: left, top, right, bottom.
        scale: Its scale: 1 or less.
    """

    image: "Image"
    sent_size: tuple[int, int]
    box: tuple[int, int, int, int]
    scale: float

    def mask(self, mask: "Image") -> "Image":
        """Return the mask that is sent, at the same scale: padding is kept."""
        left, top, right, bottom = self.box
        shown = painting.empty(self.image.size)
        shown.paste(_scaled(mask, (right - left, bottom - top)), self.box)
        return shown


def preview(draft: Draft) -> masks.Preview:
    """Show what the call would repaint: of the very images that it would send, scaled down if they are large.

    Raises:
        StabilityError: They cannot be made, or the operation has no mask.
    """
    if mask_name(draft.method) is None:
        raise InvalidOptionError(f"mask: {draft.method.full_name} takes none")
    shown, source = _shown(draft), draft.mask_source
    mask = shown.mask(draft.mask)
    if source == ALPHA:
        return masks.preview(masks.for_source(mask, ALPHA, shown.image), None, ALPHA)
    grow = draft.form.get("grow_mask") if source is None else None
    if source is None and shown.scale < 1:
        grow = round(shown.scale * (growth_of_call(None, INPAINT) if grow is None else grow))
    return masks.preview(shown.image, masks.for_source(mask, source), source, grow_mask=grow)


def summarize(made: masks.Preview, draft: Draft) -> str:
    """Say what a preview shows, in pixels of the image that is sent, which may be larger than the preview."""
    shown = _shown(draft)
    if shown.scale == 1:
        return made.summary
    width, height = shown.sent_size
    if made.box is None:
        return f"Nothing of {width}x{height} pixels is repainted."
    edges = (min(round(edge / shown.scale), limit) for edge, limit in zip(made.box, (width, height) * 2, strict=True))
    box = ", ".join(map(str, edges))
    return f"About {format_share(made.share)} of {width}x{height} pixels is repainted, within about ({box})."


def _shown(draft: Draft) -> Shown:
    """What the draft sends, as previews show it. It stays while image, operation and engine do."""
    key = (draft.method.full_name, draft.engine or "", draft.fits)
    if key not in draft.shown:
        image, box = _opaque(draft.image), (0, 0, *draft.image.size)
        if draft.fits:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # `examine` tells what the call itself warns of
                frame = masks.fit(image, draft.engine, operation=draft.method.full_name)
            image, box = frame.image, frame.box
        scale = min(1.0, PREVIEW_SIDE / max(image.size))
        left, top, right, bottom = (round(edge * scale) for edge in box)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        box = (left, top, max(left + 1, right), max(top + 1, bottom))
        draft.shown[key] = Shown(_scaled(image, size), image.size, box, scale)
    return draft.shown[key]


def _scaled(image: "Image", size: tuple[int, int]) -> "Image":
    return image if size == image.size else image.resize(size, pillow.Image.Resampling.BILINEAR, reducing_gap=1.0)
