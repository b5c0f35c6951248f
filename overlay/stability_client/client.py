"""The two clients. They share every decision; here they differ in the `await` alone."""

import warnings
from collections.abc import Callable, Iterable
from functools import partial
from types import TracebackType
from typing import Any, Literal, ParamSpec, Self, TypeVar

import anyio.to_thread
import httpx
from attrs import asdict, evolve, fields

from stability_client._calls import v1alpha as operations
from stability_client._calls.v1alpha import Place
from stability_client._calls.validate import Prompts
from stability_client._contract import ClipGuidancePreset, MaskSource, RawClient, Sampler
from stability_client._images.inputs import ImageInput
from stability_client._settings import MAX_ANSWER_BYTES, Settings, base_url_warnings, settings
from stability_client._transport import AsyncTransport, Transport
from stability_client._wire.requests import Call
from stability_client.errors import InvalidOptionError
from stability_client.hooks import Hooks, RequestEvent, ResponseEvent, RetryEvent
from stability_client.results import Account, Balance, Engines, Generation
from stability_client.retries import RetryPolicy, Timeout

T = TypeVar("T")

HOOK_NAMES = tuple(attribute.name for attribute in fields(Hooks))

Accept = Literal["image/png", "application/json"]


def _issue(found: Iterable[Warning], *, stacklevel: int = 3) -> None:
    """Issue warnings at the user's line: by default that of the call of the public method that calls this."""
    for warning in found:
        warnings.warn(warning, stacklevel=stacklevel)


class _Client:
    """What the two clients share: their settings."""

    _settings: Settings

    @property
    def base_url(self) -> str:
        """The server's address, without the API's paths."""
        return self._settings.base_url

    @property
    def engine(self) -> str | None:
        """The engine of calls that name none."""
        return self._settings.engine

    @property
    def organization(self) -> str | None:
        """The organisation of calls that name none."""
        return self._settings.organization

    def _scoped(self, *, validate: bool | None) -> Settings:
        """The settings of one call."""
        return self._settings if validate is None else evolve(self._settings, validate=validate)

    def _overridden(self, overrides: dict[str, Any]) -> Settings:
        """These settings with some replaced, checked as at the start."""
        known = asdict(self._settings, recurse=False)
        known |= asdict(known.pop("hooks"), recurse=False)
        if unknown := overrides.keys() - known.keys():
            raise InvalidOptionError(
                f"with_options: unknown {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}"
            )
        chosen = known | overrides
        hooks = Hooks(**{name: chosen.pop(name) for name in HOOK_NAMES})
        return settings(**chosen, hooks=hooks, environment={})

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, engine={self.engine!r})"


class Stability(_Client):
    """A client of the Stability image API.

    Args:
        api_key: The key; from `STABILITY_API_KEY` where none is given.
        base_url: The server's address; from `STABILITY_BASE_URL`, else the contract's own.
        engine: The engine of calls that name none; from `STABILITY_ENGINE`.
        organization: The organisation that pays; from `STABILITY_ORGANIZATION`, else the account's default.
        timeout: How long to wait: a Timeout, or seconds for a whole call.
        retry: What is tried again; by default nothing that may have been charged.
        validate: False sends what the caller says unchecked, for servers with limits of their own.
        max_file_bytes: How large an image file may be; the contract's limit (10 MiB) where none is given.
        max_answer_bytes: How large an answer may be, in decoded bytes. The default is 256 MiB.
        client_info: An application's name and version, such as `painter/1.2`, for the `User-Agent` header.
        on_request: Called with a RequestEvent before each request, also before each further try.
        on_response: Called with a ResponseEvent when a request has ended, well or not.
        on_retry: Called with a RetryEvent before the wait for a further try.
        http_client: A prepared httpx client, for proxies, certificates or transports of one's own. It is never closed
            here. Its timeouts, authentication and redirects give way to those of this class.

    Raises:
        AuthenticationError: There is no API key.
        InvalidOptionError: A setting is wrong.

    Use it in a `with` statement, or call `close()`. One client may serve many threads.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        engine: str | None = None,
        organization: str | None = None,
        timeout: Timeout | float | None = None,
        retry: RetryPolicy | None = None,
        validate: bool = True,
        max_file_bytes: int | None = None,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
        client_info: str | None = None,
        on_request: Callable[[RequestEvent], object] | None = None,
        on_response: Callable[[ResponseEvent], object] | None = None,
        on_retry: Callable[[RetryEvent], object] | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        self._settings = settings(
            api_key=api_key,
            base_url=base_url,
            engine=engine,
            organization=organization,
            timeout=timeout,
            retry=retry,
            validate=validate,
            max_file_bytes=max_file_bytes,
            max_answer_bytes=max_answer_bytes,
            client_info=client_info,
            hooks=Hooks(on_request, on_response, on_retry),
        )
        _issue(base_url_warnings(self.base_url))
        self._transport = Transport(http_client)
        self._owns_transport = True

    def _send(self, call: Call[T]) -> T:
        _issue(call.warnings, stacklevel=4)
        return self._transport.talk(call, self._settings)

    def text_to_image(
        self,
        prompts: Prompts,
        *,
        engine: str | None = None,
        width: int | None = None,
        height: int | None = None,
        cfg_scale: float | None = None,
        clip_guidance_preset: ClipGuidancePreset | str | None = None,
        sampler: Sampler | str | None = None,
        samples: int | None = None,
        seed: int | None = None,
        steps: int | None = None,
        accept: Accept | None = None,
        organization: str | None = None,
        validate: bool | None = None,
    ) -> Generation:
        """Paints pictures from text. What is None is not sent: the server's default holds.

        Args:
            prompts: A text of 1 to 2000 characters, a TextPrompt, a (text, weight) pair, or several of these. A
                negative weight pushes away from its text.
            engine: The engine's id; `engines()` lists them.
            width: Pixels, 512 to 2048 in steps of 64; width times height at most 1,048,576. The default is 512.
            height: As width.
            cfg_scale: How closely to keep to the prompts, 0 to 35. The default is 7.
            clip_guidance_preset: How CLIP guides the painting. The default is `NONE`.
            sampler: The diffusion sampler; the server chooses where none is given.
            samples: How many pictures, 1 to 10. The default is 1.
            seed: 0 to 2147483647; 0 or None draws a random one, which the result tells.
            steps: Diffusion steps, 10 to 150; the price grows with them. The default is 50.
            accept: The form of the answer. By default `image/png` for one picture, `application/json` for more.
            organization: The organisation that pays for this call.
            validate: False sends what is said here unchecked.

        Returns:
            The pictures.

        Raises:
            RequestError: Something said here is wrong; the subclass says what. Found before anything is sent.
            StabilityError: The call failed; the subclass says how.
        """
        options = {
            "width": width,
            "height": height,
            "cfg_scale": cfg_scale,
            "clip_guidance_preset": clip_guidance_preset,
            "sampler": sampler,
            "samples": samples,
            "seed": seed,
            "steps": steps,
        }
        place = Place(engine, accept, organization)
        return self._send(operations.text_to_image(self._scoped(validate=validate), prompts, options, place))

    def image_to_image(
        self,
        init_image: ImageInput,
        prompts: Prompts,
        *,
        step_schedule_start: float | None = None,
        step_schedule_end: float | None = None,
        engine: str | None = None,
        width: int | None = None,
        height: int | None = None,
        cfg_scale: float | None = None,
        clip_guidance_preset: ClipGuidancePreset | str | None = None,
        sampler: Sampler | str | None = None,
        samples: int | None = None,
        seed: int | None = None,
        steps: int | None = None,
        accept: Accept | None = None,
        organization: str | None = None,
        validate: bool | None = None,
    ) -> Generation:
        """Repaints a picture, led by text. The options of `text_to_image` hold here too.

        Args:
            init_image: The picture to start from: bytes, a path, a binary file or a PIL image; PNG, JPEG or WebP.
            prompts: As in `text_to_image`.
            step_schedule_start: How much of the schedule to skip, 0 to 1: 0 returns the init image, 1 ignores it.
            step_schedule_end: Where in the schedule to stop, 0 to 1.
            engine: As in `text_to_image`; so are all that follow.
            width: Pixels, 512 to 2048 in steps of 64.
            height: As width.
            cfg_scale: 0 to 35.
            clip_guidance_preset: How CLIP guides the painting.
            sampler: The diffusion sampler.
            samples: 1 to 10.
            seed: 0 to 2147483647.
            steps: 10 to 150.
            accept: The form of the answer.
            organization: The organisation that pays for this call.
            validate: False sends what is said here unchecked.

        Returns:
            The pictures.

        Raises:
            RequestError: Something said here is wrong; the subclass says what. Found before anything is sent.
            StabilityError: The call failed; the subclass says how.
        """
        options = {
            "step_schedule_start": step_schedule_start,
            "step_schedule_end": step_schedule_end,
            "width": width,
            "height": height,
            "cfg_scale": cfg_scale,
            "clip_guidance_preset": clip_guidance_preset,
            "sampler": sampler,
            "samples": samples,
            "seed": seed,
            "steps": steps,
        }
        place = Place(engine, accept, organization)
        return self._send(
            operations.image_to_image(self._scoped(validate=validate), init_image, prompts, options, place)
        )

    def masking(
        self,
        init_image: ImageInput,
        prompts: Prompts,
        *,
        mask_source: MaskSource | str,
        mask_image: ImageInput | None = None,
        step_schedule_start: float | None = None,
        step_schedule_end: float | None = None,
        engine: str | None = None,
        width: int | None = None,
        height: int | None = None,
        cfg_scale: float | None = None,
        clip_guidance_preset: ClipGuidancePreset | str | None = None,
        sampler: Sampler | str | None = None,
        samples: int | None = None,
        seed: int | None = None,
        steps: int | None = None,
        accept: Accept | None = None,
        organization: str | None = None,
        validate: bool | None = None,
    ) -> Generation:
        """Repaints the part of a picture that a mask selects (inpainting), led by text.

        Args:
            init_image: The picture to repaint a part of: bytes, a path, a binary file or a PIL image.
            prompts: As in `text_to_image`.
            mask_source: `MASK_IMAGE_WHITE` repaints where the mask is white, `MASK_IMAGE_BLACK` where it is black,
                `INIT_IMAGE_ALPHA` where `init_image` is transparent. Greys repaint in part.
            mask_image: The mask, of the very size of `init_image`; none with `INIT_IMAGE_ALPHA`.
                `stability_client.masks` makes and shows masks.
            step_schedule_start: As in `image_to_image`.
            step_schedule_end: As in `image_to_image`.
            engine: As in `text_to_image`; so are all that follow.
            width: Pixels, 512 to 2048 in steps of 64.
            height: As width.
            cfg_scale: 0 to 35.
            clip_guidance_preset: How CLIP guides the painting.
            sampler: The diffusion sampler.
            samples: 1 to 10.
            seed: 0 to 2147483647.
            steps: 10 to 150.
            accept: The form of the answer.
            organization: The organisation that pays for this call.
            validate: False sends what is said here unchecked.

        Returns:
            The pictures.

        Raises:
            InvalidMaskImageError: The mask is missing, would not be looked at, or would repaint nothing.
            InvalidImageDimensionsError: The mask is not of the size of `init_image`.
            RequestError: Something else said here is wrong. All these are found before anything is sent.
            StabilityError: The call failed; the subclass says how.
        """
        options = {
            "mask_source": mask_source,
            "step_schedule_start": step_schedule_start,
            "step_schedule_end": step_schedule_end,
            "width": width,
            "height": height,
            "cfg_scale": cfg_scale,
            "clip_guidance_preset": clip_guidance_preset,
            "sampler": sampler,
            "samples": samples,
            "seed": seed,
            "steps": steps,
        }
        place = Place(engine, accept, organization)
        return self._send(
            operations.masking(self._scoped(validate=validate), init_image, prompts, mask_image, options, place)
        )

    def engines(self, *, organization: str | None = None) -> Engines:
        """Lists the engines that the key may use."""
        return self._send(operations.engines(self._settings, organization))

    def account(self) -> Account:
        """Tells who the key belongs to."""
        return self._send(operations.account())

    def balance(self, *, organization: str | None = None) -> Balance:
        """Tells how many credits are left."""
        return self._send(operations.balance(self._settings, organization))

    def with_options(self, **overrides: Any) -> Self:
        """A client with other settings on the same connections; this one stays as it is.

        Args:
            overrides: Any argument of the class but `http_client`.

        Raises:
            InvalidOptionError: There is no such setting, or its value is wrong.
        """
        child = type(self).__new__(type(self))
        child._settings = self._overridden(overrides)
        _issue(base_url_warnings(child.base_url))
        child._transport, child._owns_transport = self._transport, False
        return child

    @property
    def raw(self) -> RawClient:
        """The generated client, on the same connections and key, for what this class does not offer.

        Hand it to the functions of `stability_raw.api`. What they cannot do: they read every 200 as JSON, so ask for
        `application/json` (an `image/png` answer raises UnicodeDecodeError), and every error too, so a proxy's page
        raises JSONDecodeError; they raise httpx's exceptions; a finish reason or an option that is wrong passes unseen;
        nothing is retried, and no answer is capped.
        """
        return self._transport.raw(self._settings)

    def close(self) -> None:
        """Closes the connections. A client made by `with_options` leaves them to the one it came from."""
        if self._owns_transport:
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


P = ParamSpec("P")


async def _in_thread(prepare: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Reads and checks images beside the event loop, which goes on meanwhile."""
    return await anyio.to_thread.run_sync(partial(prepare, *args, **kwargs))


class AsyncStability(_Client):
    """A client of the Stability image API for asyncio and trio; see Stability, whose arguments and methods it has.

    Use it in an `async with` statement, or call `aclose()`.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        engine: str | None = None,
        organization: str | None = None,
        timeout: Timeout | float | None = None,
        retry: RetryPolicy | None = None,
        validate: bool = True,
        max_file_bytes: int | None = None,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
        client_info: str | None = None,
        on_request: Callable[[RequestEvent], object] | None = None,
        on_response: Callable[[ResponseEvent], object] | None = None,
        on_retry: Callable[[RetryEvent], object] | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        self._settings = settings(
            api_key=api_key,
            base_url=base_url,
            engine=engine,
            organization=organization,
            timeout=timeout,
            retry=retry,
            validate=validate,
            max_file_bytes=max_file_bytes,
            max_answer_bytes=max_answer_bytes,
            client_info=client_info,
            hooks=Hooks(on_request, on_response, on_retry),
        )
        _issue(base_url_warnings(self.base_url))
        self._transport = AsyncTransport(http_client)
        self._owns_transport = True

    async def _send(self, call: Call[T]) -> T:
        _issue(call.warnings, stacklevel=4)
        return await self._transport.talk(call, self._settings)

    async def text_to_image(
        self,
        prompts: Prompts,
        *,
        engine: str | None = None,
        width: int | None = None,
        height: int | None = None,
        cfg_scale: float | None = None,
        clip_guidance_preset: ClipGuidancePreset | str | None = None,
        sampler: Sampler | str | None = None,
        samples: int | None = None,
        seed: int | None = None,
        steps: int | None = None,
        accept: Accept | None = None,
        organization: str | None = None,
        validate: bool | None = None,
    ) -> Generation:
        """Paints pictures from text: `Stability.text_to_image`."""
        options = {
            "width": width,
            "height": height,
            "cfg_scale": cfg_scale,
            "clip_guidance_preset": clip_guidance_preset,
            "sampler": sampler,
            "samples": samples,
            "seed": seed,
            "steps": steps,
        }
        place = Place(engine, accept, organization)
        return await self._send(operations.text_to_image(self._scoped(validate=validate), prompts, options, place))

    async def image_to_image(
        self,
        init_image: ImageInput,
        prompts: Prompts,
        *,
        step_schedule_start: float | None = None,
        step_schedule_end: float | None = None,
        engine: str | None = None,
        width: int | None = None,
        height: int | None = None,
        cfg_scale: float | None = None,
        clip_guidance_preset: ClipGuidancePreset | str | None = None,
        sampler: Sampler | str | None = None,
        samples: int | None = None,
        seed: int | None = None,
        steps: int | None = None,
        accept: Accept | None = None,
        organization: str | None = None,
        validate: bool | None = None,
    ) -> Generation:
        """Repaints a picture, led by text: `Stability.image_to_image`."""
        options = {
            "step_schedule_start": step_schedule_start,
            "step_schedule_end": step_schedule_end,
            "width": width,
            "height": height,
            "cfg_scale": cfg_scale,
            "clip_guidance_preset": clip_guidance_preset,
            "sampler": sampler,
            "samples": samples,
            "seed": seed,
            "steps": steps,
        }
        place = Place(engine, accept, organization)
        prepared = await _in_thread(
            operations.image_to_image, self._scoped(validate=validate), init_image, prompts, options, place
        )
        return await self._send(prepared)

    async def masking(
        self,
        init_image: ImageInput,
        prompts: Prompts,
        *,
        mask_source: MaskSource | str,
        mask_image: ImageInput | None = None,
        step_schedule_start: float | None = None,
        step_schedule_end: float | None = None,
        engine: str | None = None,
        width: int | None = None,
        height: int | None = None,
        cfg_scale: float | None = None,
        clip_guidance_preset: ClipGuidancePreset | str | None = None,
        sampler: Sampler | str | None = None,
        samples: int | None = None,
        seed: int | None = None,
        steps: int | None = None,
        accept: Accept | None = None,
        organization: str | None = None,
        validate: bool | None = None,
    ) -> Generation:
        """Repaints the part of a picture that a mask selects (inpainting), led by text: `Stability.masking`."""
        options = {
            "mask_source": mask_source,
            "step_schedule_start": step_schedule_start,
            "step_schedule_end": step_schedule_end,
            "width": width,
            "height": height,
            "cfg_scale": cfg_scale,
            "clip_guidance_preset": clip_guidance_preset,
            "sampler": sampler,
            "samples": samples,
            "seed": seed,
            "steps": steps,
        }
        place = Place(engine, accept, organization)
        prepared = await _in_thread(
            operations.masking, self._scoped(validate=validate), init_image, prompts, mask_image, options, place
        )
        return await self._send(prepared)

    async def engines(self, *, organization: str | None = None) -> Engines:
        """Lists the engines that the key may use."""
        return await self._send(operations.engines(self._settings, organization))

    async def account(self) -> Account:
        """Tells who the key belongs to."""
        return await self._send(operations.account())

    async def balance(self, *, organization: str | None = None) -> Balance:
        """Tells how many credits are left."""
        return await self._send(operations.balance(self._settings, organization))

    def with_options(self, **overrides: Any) -> Self:
        """A client with other settings on the same connections: `Stability.with_options`."""
        child = type(self).__new__(type(self))
        child._settings = self._overridden(overrides)
        _issue(base_url_warnings(child.base_url))
        child._transport, child._owns_transport = self._transport, False
        return child

    @property
    def raw(self) -> RawClient:
        """The generated client, on the same connections and key: `Stability.raw`, for its `asyncio` functions."""
        return self._transport.raw(self._settings)

    async def aclose(self) -> None:
        """Closes the connections. A client made by `with_options` leaves them to the one it came from."""
        if self._owns_transport:
            await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
