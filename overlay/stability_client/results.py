"""The results of calls: images that can be saved and shown, engines, accounts and balances."""

import io
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, overload

import pybase64
from attrs import field, frozen

from stability_client._images.notebooks import image_grid
from stability_client._images.pixels import UndecodableError, convert_file, decode
from stability_client._images.saving import (
    check_path,
    check_quality,
    free_path,
    has_image_suffix,
    image_path,
    is_folder,
    name_with_seed,
    target_format,
    write_atomically,
)
from stability_client.errors import (
    ContentFilteredError,
    GenerationFailedError,
    InvalidMimeTypeError,
    InvalidOptionError,
    StabilityError,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL.Image import Image

    from stability_client._enums import EngineType, FinishReason

SUCCESS = "SUCCESS"

# Keyed on the words of the contract's FinishReason, which are the members' values.
_ERRORS_BY_FINISH_REASON: Mapping[str, tuple[type[StabilityError], str]] = MappingProxyType(
    {
        "CONTENT_FILTERED": (
            ContentFilteredError,
            "the content filter blurred the image. Change the prompts or the seed",
        ),
        "ERROR": (GenerationFailedError, "the server failed to generate the image"),
    }
)


@frozen
class HttpInfo:
    """The HTTP side of a response.

    Attributes:
        status_code: The HTTP status.
        headers: The headers of the response, their names in lower case.
        request_id: What the server's operator can find the call by, or None.
    """

    status_code: int
    headers: Mapping[str, str] = field(repr=False, hash=False)
    request_id: str | None = None


@frozen(repr=False)
class GeneratedImage:
    """A generated image.

    Attributes:
        data: The image file, as it was received.
        media_type: Its type by its bytes: `image/png`.
        seed: The seed that it was generated with (0 to 4294967295), or None if the server sent none.
        finish_reason: How the generation ended: a FinishReason, or the server's own word if that is none, or None if
            the server sent none.
    """

    data: bytes
    media_type: str
    seed: int | None = None
    finish_reason: "FinishReason | str | None" = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        with self.to_pil() as image:
            return image.size

    def to_pil(self) -> "Image":
        """Return the image as a Pillow image, decoded when it is used."""
        from PIL import Image  # noqa: PLC0415 - heavy, and only needed here

        return Image.open(io.BytesIO(self.data))

    def show(self) -> None:
        """Open the image in the system's viewer."""
        self.to_pil().show(title=f"seed {self.seed}")

    def to_numpy(self) -> "npt.NDArray[np.uint8]":
        """Return the pixels as a NumPy array of 0 to 255 of shape (height, width, channels): RGB or RGBA.

        Grayscale images have the shape (height, width).

        Raises:
            ImportError: NumPy is not installed.
        """
        try:
            import numpy as np  # noqa: PLC0415 - optional, and only needed here
        except ImportError as error:
            raise ImportError("to_numpy needs NumPy, which is not installed. Run: pip install numpy") from error
        return np.array(decode(self.data))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> "npt.NDArray[Any]":  # noqa: FBT001 - NumPy's protocol
        """Return the pixels, for `numpy.asarray(image)`."""
        if copy is False:
            raise ValueError("copy: must not be False, since the pixels are decoded, got False.")
        pixels = self.to_numpy()
        return pixels if dtype is None else pixels.astype(dtype)

    @property
    def base64(self) -> str:
        """The file as base64 text."""
        return pybase64.b64encode(self.data).decode("ascii")

    def save(self, path: str | os.PathLike[str], *, quality: int | None = None) -> Path:
        """Write the file completely or not at all, and create the folders on the way to it.

        Args:
            path: Where to write; `~` is the home folder. With the suffix `.png`, `.jpg`, `.jpeg` or `.webp` the file
                has that format: it is written as it was received, or converted to it. A path without one gets that of
                the bytes. In a folder (an existing one, or a path that ends in a slash) the file is named
                `image-<seed>.png`, and nothing is overwritten.
            quality: How well JPEG and WebP files keep the image if it is converted, 1 to 100; by default 95.

        Returns:
            The path that was written.

        Raises:
            InvalidOptionError: The path is empty, cannot be one, or has the suffix of another image format, or there is
                no such quality.
            InvalidMimeTypeError: The image has to be converted, and is damaged.
            OSError: The file cannot be written.
        """
        check_quality(quality)
        target = image_path(path, self.media_type, name_with_seed("image", self.seed))
        write_atomically(target, self._data_for(target, quality))
        return target

    def _data_for(self, target: Path, quality: int | None) -> bytes:
        kind = target_format(target)
        if kind is None or kind.media_type == self.media_type:
            return self.data
        try:
            return convert_file(self.data, kind, quality)
        except UndecodableError as error:
            raise InvalidMimeTypeError(
                f"path: must have the suffix of {self.media_type}, since the image cannot be converted: {error}, got "
                f"{target.name!r}."
            ) from error

    def raise_for_finish_reason(self) -> Self:
        """Return the image itself if the generation ended well.

        A reason that is unknown warns: what it means for the image, only the server knows.

        Raises:
            ContentFilteredError: The image is blurred; it was billed, and the same prompts and seed give it again.
            GenerationFailedError: The server reports that generating it failed.
        """
        _check_finish_reason(self, stacklevel=3)
        return self

    def _repr_png_(self) -> bytes | None:
        return self.data if self.media_type == "image/png" else None

    def _repr_jpeg_(self) -> bytes | None:
        return self.data if self.media_type == "image/jpeg" else None

    def _repr_html_(self) -> str | None:
        is_shown = self.media_type in ("image/png", "image/jpeg")
        return None if is_shown else image_grid([(self.data, self.media_type, "")])

    def __repr__(self) -> str:
        size = f"{len(self.data) / 1000:,.1f} kB"
        return f"GeneratedImage({self.media_type}, {size}, seed={self.seed}, finish_reason={self.finish_reason!s})"


def _check_finish_reason(image: GeneratedImage, *, stacklevel: int) -> None:
    """Raise if an image was not generated well, and warn if nobody knows."""
    reason = str(image.finish_reason)
    if reason in _ERRORS_BY_FINISH_REASON:
        error, message = _ERRORS_BY_FINISH_REASON[reason]
        # The error carries the image, which may have been paid for.
        raise error(f"{message} (seed {image.seed})", name=reason, sent=True, maybe_billed=True, body=image.data)
    if image.finish_reason is not None and reason != SUCCESS:
        text = f"finish_reason: {reason!r} is unknown. Look at the image before you use it"
        warnings.warn(text, UserWarning, stacklevel=stacklevel)


class Images(tuple[GeneratedImage, ...]):
    """Several images: a tuple that notebooks show as a grid. Slices of it and of a Generation are such tuples too."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: SupportsIndex) -> GeneratedImage: ...
    @overload
    def __getitem__(self, index: slice) -> "Images": ...
    def __getitem__(self, index: SupportsIndex | slice) -> "GeneratedImage | Images":
        return Images(super().__getitem__(index)) if isinstance(index, slice) else super().__getitem__(index)

    def _repr_html_(self) -> str:
        return image_grid((image.data, image.media_type, _caption(image)) for image in self)


def _caption(image: GeneratedImage) -> str:
    parts = (None if image.seed is None else f"seed {image.seed}", image.finish_reason)
    return " · ".join(str(part) for part in parts if part is not None)


def _to_images(images: Iterable[GeneratedImage]) -> tuple[GeneratedImage, ...]:
    return Images(images)


@frozen(repr=False)
class Generation(Sequence[GeneratedImage]):
    """The images of one call, as a sequence.

    Attributes:
        images: The images, in the order of the response.
        engine: The engine or the model that generated them; empty for operations that have one alone.
        operation: Which call it was, such as `text_to_image` or `v2beta_core`.
        http: The HTTP side of the response.
        estimated_credits: What the call cost by the published prices, or None if they do not say.
    """

    images: tuple[GeneratedImage, ...] = field(converter=_to_images)
    engine: str
    operation: str
    http: HttpInfo
    estimated_credits: float | None = None

    @property
    def image(self) -> GeneratedImage:
        """The first image."""
        return self.images[0]

    def save(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write every image into a folder as `<operation>-<seed>.png`. Nothing in it is overwritten.

        Args:
            folder: The folder; `~` is the home folder. It is created if there is none. If there is only one image, the
                path of a file such as `a.png` is accepted too, as by the image's own `save`.

        Returns:
            The paths that were written.

        Raises:
            InvalidOptionError: The path is empty, or cannot be one, or is that of one file for several images.
            OSError: A file cannot be written.
        """
        into = check_path(folder, "folder")
        if has_image_suffix(into) and not is_folder(folder) and not into.is_dir():
            if len(self.images) > 1:
                raise InvalidOptionError(
                    f"folder: must be a folder for {len(self.images)} images, got {os.fspath(folder)!r}. Pass one, "
                    "such as 'images/', or save the images one by one."
                )
            return [image.save(folder) for image in self.images]
        return [
            image.save(free_path(into, name_with_seed(self.operation, image.seed), image.media_type))
            for image in self.images
        ]

    def raise_for_finish_reason(self) -> Self:
        """Return the generation itself if every image was generated well.

        Raises:
            ContentFilteredError: An image is blurred by the content filter.
            GenerationFailedError: The server reports that generating an image failed.
        """
        for image in self.images:
            _check_finish_reason(image, stacklevel=3)
        return self

    @overload
    def __getitem__(self, index: int) -> GeneratedImage: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[GeneratedImage, ...]: ...
    def __getitem__(self, index: int | slice) -> GeneratedImage | tuple[GeneratedImage, ...]:
        return self.images[index]

    def __len__(self) -> int:
        return len(self.images)

    def __iter__(self) -> Iterator[GeneratedImage]:
        return iter(self.images)

    def _repr_png_(self) -> bytes | None:
        return self.image._repr_png_() if len(self.images) == 1 else None

    def _repr_jpeg_(self) -> bytes | None:
        return self.image._repr_jpeg_() if len(self.images) == 1 else None

    def _repr_html_(self) -> str | None:
        return self.image._repr_html_() if len(self.images) == 1 else Images(self.images)._repr_html_()

    def __repr__(self) -> str:
        return f"Generation({self.operation}, engine={self.engine!r}, {list(self.images)!r})"


@frozen
class Engine:
    """A model that can be called.

    Attributes:
        id: What `engine=` takes.
        name: Its name for people.
        description: What it is good for.
        type: What it works on: an EngineType, or the server's own word if that is none.
    """

    id: str
    name: str
    description: str
    type: "EngineType | str"


class Engines(list[Engine]):
    """The engines of a server: a list, with the HTTP side of the response in `http`."""

    def __init__(self, engines: Sequence[Engine] = (), http: HttpInfo | None = None) -> None:
        super().__init__(engines)
        self.http = http


@frozen
class Organization:
    """An organization that an account belongs to.

    Attributes:
        id: What `organization=` takes.
        name: Its name for people.
        role: What the account is in it, such as `MEMBER`.
        is_default: Whether calls that name no organization count for it.
    """

    id: str
    name: str
    role: str
    is_default: bool


@frozen
class Account:
    """The account that the API key belongs to."""

    id: str
    email: str
    organizations: tuple[Organization, ...]
    profile_picture: str | None = None
    http: HttpInfo | None = field(default=None, repr=False, eq=False)


@frozen
class Balance:
    """The credits that are left.

    Attributes:
        credits: Credits; one is 0.01 USD. The figure lags behind the calls, so it does not show what one call cost.
    """

    credits: float
    http: HttpInfo | None = field(default=None, repr=False, eq=False)
