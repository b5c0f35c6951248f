"""What single calls set differently from their client, and the context that comes of it."""

from collections.abc import Mapping
from typing import Annotated, Any, TypedDict

from stability_client._calls.validate import JSON, PNG
from stability_client._calls.values import to_json_value
from stability_client._contract import OperationFacts, options
from stability_client._headers import merge_headers
from stability_client._settings import Settings, organization_id, stripped
from stability_client._wire.calls import CallContext
from stability_client.errors import InvalidOptionError
from stability_client.timeouts import Timeout


class CallOverrides(TypedDict, total=False):
    """What any call may set differently from its client."""

    timeout: Annotated[Timeout | float | None, "How long to wait: a Timeout, or seconds for the whole call."]
    extra_headers: Annotated[
        Mapping[str, str] | None, "Headers to send with this call besides those of its client, or instead of them."
    ]


class AccountOverrides(CallOverrides, total=False):
    """What a call for an organization may set differently from its client."""

    organization: Annotated[str | None, "The organization that pays for this call."]


class CheckedOverrides(CallOverrides, total=False):
    """What a call that is checked before it is sent may set differently from its client."""

    validate: Annotated[bool | None, "False sends the arguments unchecked, for servers with limits of their own."]


class GenerationOverrides(AccountOverrides, CheckedOverrides, total=False):
    """What one call that generates images may set differently from its client."""

    engine: Annotated[str | None, "The engine's id; `engines()` lists them."]
    accept: Annotated[
        options.ResponseMediaTypeValue | None,
        "The media type to ask for. By default `image/png` for one image, `application/json` for more.",
    ]


class FitOverrides(TypedDict, total=False):
    """What a call whose result has the size of its image may ask for."""

    fit: Annotated[
        bool | None,
        "True accepts a first image of any size: it is sent, with its mask, in the nearest size that the API accepts, "
        "and the results come back in its own, as PNG. With a mask only the part that it repaints is replaced; every "
        "other pixel is the image's own.",
    ]


def make_context(settings: Settings, overrides: Mapping[str, Any], **of_call: Any) -> CallContext:
    """Return what a call is made with: its overrides, else the client's settings.

    Args:
        settings: The client's settings.
        overrides: The keyword arguments of the call.
        of_call: What else the context holds.
    """
    organization = organization_id(overrides.get("organization"))
    replaced = {name: overrides[name] for name in ("timeout", "validate") if overrides.get(name) is not None}
    if overrides.get("extra_headers") is not None:
        replaced["extra_headers"] = merge_headers(settings.extra_headers, overrides["extra_headers"])
    if replaced:
        settings = settings.replace(**replaced)
    return CallContext(settings=settings, organization=organization or settings.organization, **of_call)


def choose_engine(settings: Settings, engine: object, contract: OperationFacts) -> str:
    """Return the engine of a call: its own, else the client's.

    Raises:
        InvalidOptionError: There is none.
    """
    chosen = stripped(engine, "engine")
    if engine is not None and chosen is None:
        raise InvalidOptionError("engine: is empty. Leave it out for the engine of the client, or name one")
    chosen = chosen or settings.engine
    if not chosen:
        known = ", ".join(contract.known_engines)
        lookup = "client.engines()" if contract.edition == "v1alpha" else f"client.{contract.edition}.engines()"
        raise InvalidOptionError(
            f"engine: none given. Pass engine=… or set STABILITY_ENGINE; {lookup} lists what the server has. "
            f"Known ones are {known}"
        )
    return chosen


def media_type(accept: object, samples: object) -> str:
    """Return the media type to ask for: the caller's, else PNG for one image, without base64, and JSON for more."""
    if accept is not None:
        return str(to_json_value(accept))
    return JSON if isinstance(samples, int) and samples > 1 else PNG
