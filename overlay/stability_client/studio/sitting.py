"""A sitting: image, mask, form and history, kept in a folder, so that closing the page or the program loses nothing."""

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import Factory, asdict, define, field

from stability_client import masks
from stability_client._images.pixels import encode_png
from stability_client._images.saving import SUFFIXES, write_atomically
from stability_client.errors import InvalidOptionError
from stability_client.recipes import Recipe, embed
from stability_client.results import Generation
from stability_client.studio import painting
from stability_client.studio.drafts import Draft, Shown
from stability_client.studio.forms import find_form_method, mask_name

if TYPE_CHECKING:
    from PIL.Image import Image

STATE, IMAGE, MASK = "sitting.json", "image.png", "mask.png"
FIRST_OPERATION = "v2beta.inpaint"
MAX_NAME = 120
NOT_WRITTEN = frozenset({"folder", "image", "mask", "outpainting", "is_mask_saved", "_shown"})
"""What of a sitting is not in its file of JSON."""


@define
class Work:
    """A call that was made: an entry of the history.

    Attributes:
        id: Its number, as text.
        operation: The operation's full name.
        form: The form that it was made with.
        files: The names of its images in the folder.
        seeds: The seeds of the images, where they are known.
        finish_reasons: Why each image ended, where that is told.
        credits: What it cost, if that is known.
        pending: The id of long work whose result has not been fetched.
        error: What went wrong; empty if nothing did.
        is_counted: Whether its price is part of what the sitting has spent.
        ended: When, in seconds since 1970.
    """

    id: str
    operation: str
    form: dict[str, Any] = Factory(dict)
    files: list[str] = Factory(list)
    seeds: list[int | None] = Factory(list)
    finish_reasons: list[str | None] = Factory(list)
    credits: float | None = None
    pending: str = ""
    error: str = ""
    is_counted: bool = False
    ended: float = 0.0


@define
class Sitting:
    """What is on the page.

    Attributes:
        folder: Where it is kept.
        image: The image, upright; None before one is opened.
        mask: Its mask: mode `L`, white is repainted.
        name: The name of the image's file.
        revision: Counts the changes of the image: a page that has an older one must load it.
        operation: The operation that is chosen.
        form: The fields of all forms, by name: they stay when another operation is chosen.
        extra: Further images, by the names of their arguments.
        budget: How many credits the sitting may spend; None for any number.
        spent: How many it has spent, or may have.
        works: The history, the latest first.
    """

    folder: Path
    image: "Image | None" = None
    mask: "Image | None" = None
    name: str = ""
    revision: int = 0
    operation: str = FIRST_OPERATION
    form: dict[str, Any] = Factory(lambda: {"fit": True})
    extra: dict[str, str] = Factory(dict)
    budget: float | None = None
    spent: float = 0.0
    works: list[Work] = Factory(list)
    outpainting: "masks.Outpainting | None" = field(default=None, init=False)
    is_mask_saved: bool = field(default=True, init=False)
    _shown: dict[tuple[str, str, bool], Shown] = field(factory=dict, init=False)

    @classmethod
    def resume(cls, folder: Path) -> "Sitting":
        """Return what the folder holds, or a new sitting. What cannot be read is left out."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sitting = cls(folder)
        try:
            content = json.loads((folder / STATE).read_text(encoding="utf-8"))
            works = [Work(**work) for work in content.pop("works")]
            sitting = cls(folder, **content, works=works)
        except (OSError, ValueError, TypeError, KeyError):
            pass
        try:
            sitting.image = masks.upright((folder / IMAGE).read_bytes())
            sitting.mask = painting.imported((folder / MASK).read_bytes(), sitting.image.size)
        except (OSError, ValueError):
            sitting.mask = None if sitting.image is None else painting.initial(sitting.image)
        return sitting

    # --- image and mask

    def open_image(self, data: bytes, name: str) -> None:
        """Take an image: any size, turned upright. What is transparent in it is the mask it begins with.

        Raises:
            StabilityError: It cannot be read.
        """
        image = masks.upright(data)
        self.image, self.mask = image, painting.initial(image)
        self.name, self.outpainting = clean_name(name), None
        self._changed_image(image)
        self.save_mask()
        self.save()

    def _changed_image(self, image: "Image") -> None:
        self.revision += 1
        self._shown.clear()
        write_atomically(self.folder / IMAGE, encode_png(image))

    def require_image(self) -> tuple["Image", "Image"]:
        """Return image and mask.

        Raises:
            InvalidOptionError: No image is open.
        """
        if self.image is None or self.mask is None:
            raise InvalidOptionError("image: none is open. Drop one onto the page, paste it, or choose a file")
        return self.image, self.mask

    def paste(self, box: tuple[int, int, int, int], pixels: bytes) -> None:
        """Replace a part of the mask; see `painting.paste`."""
        _, mask = self.require_image()
        painting.paste(mask, box, pixels)
        self.is_mask_saved = False

    def edit(self, edit: object) -> bytes:
        """Change the mask as the library does, and return all of its pixels; see `painting.edited`."""
        image, mask = self.require_image()
        self.mask = painting.edited(image, mask, edit)
        self.is_mask_saved = False
        return self.mask.tobytes()

    def import_mask(self, data: bytes) -> bytes:
        """Take the mask of a file, and return all of its pixels; see `painting.imported`."""
        image, _ = self.require_image()
        self.mask = painting.imported(data, image.size)
        self.is_mask_saved = False
        return self.mask.tobytes()

    def extend(self, margins: Mapping[str, Any]) -> None:
        """Extend the image for a masking call: the canvas becomes the image, its margins the mask.

        Raises:
            StabilityError: It cannot be extended so.
        """
        image, _ = self.require_image()
        sides = {side: margins.get(side, 0) for side in ("left", "top", "right", "bottom", "overlap")}
        made = masks.outpaint(image, **sides, engine=self.form.get("engine") or None, operation=self.operation)
        self.image, self.mask, self.outpainting = made.canvas, made.mask, made
        self._changed_image(made.canvas)
        self.save_mask()

    def save_mask(self) -> None:
        """Write the mask into the folder."""
        if self.mask is not None:
            write_atomically(self.folder / MASK, encode_png(self.mask))
            self.is_mask_saved = True

    # --- the form

    def fill(self, operation: object, form: object, budget: object) -> None:
        """Take what the page's form holds.

        Raises:
            InvalidOptionError: There is no such operation, or it is no form.
        """
        method = find_form_method(operation)
        if not isinstance(form, dict) or not all(isinstance(name, str) for name in form):
            raise InvalidOptionError(f"form: must be values by name, got {form!r:.80}")
        if budget is not None and (isinstance(budget, bool) or not isinstance(budget, int | float) or budget < 0):
            raise InvalidOptionError(f"budget: must be a number of credits, got {budget!r:.40}")
        self.operation, self.budget = method.full_name, budget
        self.form = {**self.form, **form}
        self.save()

    def draft(self) -> Draft:
        """Return the call as it stands.

        Raises:
            InvalidOptionError: No image is open.
        """
        image, mask = self.require_image()
        method = find_form_method(self.operation)
        known = {name: value for name, value in self.form.items() if name in method.parameters}
        extra = {name: self.folder / file for name, file in self.extra.items()}
        return Draft(method, known, image, mask, extra, self._shown)

    def keep_extra(self, argument: str, data: bytes, name: str) -> None:
        """Keep a further image of the call.

        Raises:
            InvalidOptionError: The operation takes no such image.
        """
        method = find_form_method(self.operation)
        if argument not in method.contract.files:
            raise InvalidOptionError(f"{argument:.40}: is no image of {method.full_name}")
        masks.upright(data)
        file = f"{argument}-{clean_name(name)}"
        write_atomically(self.folder / file, data)
        self.extra[argument] = file
        self.save()

    # --- history

    def keep(self, work: Work, recipe: Recipe, generation: Generation) -> None:
        """Write the images of a call, each with its recipe, and put it into the history."""
        for number, image in enumerate(generation, 1):
            data, media_type = image.data, image.media_type
            if self.outpainting is not None and mask_name(find_form_method(work.operation)):
                data, media_type = encode_png(self.outpainting.restore(data)), "image/png"
            if media_type == "image/png":
                known = Recipe(**{**asdict(recipe, recurse=False), "seed": image.seed, "engine": generation.engine})
                data = embed(data, known)
            file = f"result-{work.id}-{number}{SUFFIXES.get(media_type, '')}"
            write_atomically(self.folder / file, data, durably=True)
            work.files.append(file)
            work.seeds.append(image.seed)
            work.finish_reasons.append(None if image.finish_reason is None else str(image.finish_reason))
        self.remember(work)

    def remember(self, work: Work) -> None:
        """Put a call into the history, or in the place of what the history says of it."""
        work.ended = time.time()
        self.works = [work, *(each for each in self.works if each.id != work.id)]
        self.save()

    def find_work(self, identity: str) -> Work:
        """Return a call of the history.

        Raises:
            InvalidOptionError: There is none of this id.
        """
        found = next((work for work in self.works if work.id == identity), None)
        if found is None:
            raise InvalidOptionError(f"work: there is none {identity!r:.40}")
        return found

    @property
    def next_id(self) -> str:
        """The id of the next call."""
        return str(1 + max((int(work.id) for work in self.works), default=0))

    # --- the folder

    def save(self) -> None:
        """Write all but the images."""
        content = asdict(
            self,
            filter=lambda attribute, _: attribute.name not in NOT_WRITTEN,
        )
        write_atomically(self.folder / STATE, json.dumps(content, ensure_ascii=False, indent=1).encode())


def clear(folder: Path) -> None:
    """Forget all sittings: image, mask, form, history and results."""
    if folder.exists():
        shutil.rmtree(folder)


def clean_name(name: str) -> str:
    """Return the last part of a name, without what names of files cannot hold."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isalnum() or sign in " ._-")[-MAX_NAME:].strip(" .") or "image"
