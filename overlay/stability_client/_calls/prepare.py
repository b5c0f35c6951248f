"""From the arguments of a call to what is sent: the way of every operation of v1 and v2beta.

Which options and images there are, and within which limits, the contract says.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from stability_client._calls.prices import call_credits
from stability_client._calls.validate import option_problems, raise_for
from stability_client._calls.values import to_json_value
from stability_client._contract import OperationFacts, facts
from stability_client._images.inputs import InputImage
from stability_client._images.sources import ImageInput
from stability_client._wire.calls import Call, CallContext
from stability_client.errors import InvalidOptionError
from stability_client.results import Generation


@frozen
class Prepared:
    """What a call sends, checked unless validation is off.

    Attributes:
        context: What the call is made with.
        options: The options, as JSON knows them.
        files: The images by the names of their parts.
        warnings: What the caller should know before it is sent.
        restore: Brings the images of the result back to the original size; None if there is nothing to do.
    """

    context: CallContext
    options: Mapping[str, Any]
    files: Mapping[str, InputImage]
    warnings: tuple[Warning, ...] = ()
    restore: Callable[[Generation], Generation] | None = field(default=None, repr=False)

    def add_to(self, call: Call[Generation]) -> Call[Generation]:
        """Return the call with what its caller should know, and with what brings its results back."""
        if not self.warnings and self.restore is None:
            return call
        return evolve(call, warnings=self.warnings, finish=self.restore)


def collect_options(contract: OperationFacts, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of an operation that are given, as JSON knows them, and those that must be."""
    return {
        name: to_json_value(arguments.get(name))
        for name, limits in contract.options.items()
        if arguments.get(name) is not None or limits.required
    }


def prepare(
    context: CallContext, operation: str, arguments: Mapping[str, Any], images: Mapping[str, ImageInput | None]
) -> Prepared:
    """Return what a call sends.

    Args:
        context: What the call is made with.
        operation: The operation's id.
        arguments: The keyword arguments of the call, and its prompt.
        images: The images by the names of their parts; None for one that is not given.

    Raises:
        RequestError: An argument is wrong; the subclass says which.
    """
    contract = facts.OPERATIONS[operation]
    options = collect_options(contract, arguments)
    # An image that must be there is read even if it is None, which reading refuses.
    sources: dict[str, Any] = {
        name: image for name, image in images.items() if image is not None or contract.files[name].required
    }
    is_checked, is_fit = context.settings.validate, is_fit_wanted(arguments)
    if is_checked:
        raise_for(
            option_problems(contract, options, engine=context.engine, accept=context.accept, files=tuple(sources))
        )
    files: Mapping[str, InputImage] = {}
    warnings: tuple[Warning, ...] = ()
    restore = None
    if sources:
        from stability_client._calls.images import prepare_images  # noqa: PLC0415 - only calls with images need it

        files, warnings, restore = prepare_images(context, operation, options, sources, is_fit=is_fit)
    size = next(iter(files.values())).size if files else None
    priced = evolve(context, estimated_credits=call_credits(contract, options, size))
    return Prepared(priced, options, files, warnings, restore)


def is_fit_wanted(arguments: Mapping[str, Any]) -> bool:
    """Return whether a call asks for `fit=True`.

    Raises:
        InvalidOptionError: `fit` is neither True nor False, or width or height are given besides.
    """
    wanted = arguments.get("fit")
    if wanted is not None and not isinstance(wanted, bool):
        raise InvalidOptionError(f"fit: must be True or False, got {wanted!r:.80}.")
    sides = {side: arguments.get(side) for side in ("width", "height") if arguments.get(side) is not None}
    if wanted and sides:
        got = ", ".join(f"{side}={value!r:.20}" for side, value in sides.items())
        raise InvalidOptionError(f"fit: sets width and height itself, got {got} too. Leave either out.")
    return bool(wanted)
