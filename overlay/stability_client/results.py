"""The results of calls: images that can be saved and shown, engines, accounts and balances."""

import io
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self, overload

from attrs import field, frozen

from stability_client._images.saving import check_path, free_path, image_path, name_with_seed, write_atomically
from stability_client.errors import ContentFilteredError, GenerationFailedError, StabilityError

if TYPE_CHECKING:
    from PIL.Image import Image

    from stability_client._contract import EngineType, FinishReason

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

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the file completely or not at all, and create the folders on the way to it.

        Args:
            path: Where to write. The suffix follows the bytes: a missing one is added, and one of another image format
                is replaced. In a folder (an existing one, or a path that ends in a slash) the file is named
                `image-<seed>.png`, and nothing is overwritten.

        Returns:
            The path that was written.

        Raises:
            InvalidOptionError: The path is empty, or cannot be one.
            OSError: The file cannot be written.
        """
        target = image_path(path, self.media_type, name_with_seed("image", self.seed))
        write_atomically(target, self.data)
        return target

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


@frozen(repr=False)
class Generation(Sequence[GeneratedImage]):
    """The images of one call, as a sequence.

    Attributes:
        images: The images, in the order of the response.
        engine: The engine that generated them.
        operation: Which call it was: `text_to_image`, `image_to_image` or `masking`.
        http: The HTTP side of the response.
        estimated_credits: What the call cost by the published estimate, or None if the size is unknown.
    """

    images: tuple[GeneratedImage, ...]
    engine: str
    operation: str
    http: HttpInfo
    estimated_credits: float | None = None

    @property
    def image(self) -> GeneratedImage:
        """The first image."""
        return self.images[0]

    def save(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write every image into a folder as `<operation>-<seed>.png`. Nothing is overwritten.

        Returns:
            The paths that were written.

        Raises:
            InvalidOptionError: The path is empty, or cannot be one.
            OSError: A file cannot be written.
        """
        into = check_path(folder, "folder")
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
        return self.image._repr_png_()

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
