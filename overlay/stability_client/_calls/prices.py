"""What calls cost, by the prices that stand in the contract."""

from collections.abc import Mapping
from typing import Any

from stability_client._contract import Credits, OperationFacts, facts


def call_credits(
    operation: OperationFacts, options: Mapping[str, Any], size: tuple[int, int] | None = None
) -> float | None:
    """Estimate what a call costs.

    Args:
        operation: What the contract says of the operation.
        options: The options that will be sent.
        size: Width and height of the images, if they follow from another image.

    Returns:
        Credits; None if the contract has no price, or a figure that it needs is unknown or makes no sense.
    """
    price = operation.credits
    if price is None:
        return None
    figures = {"steps": price.steps, "samples": 1} | _defaults(operation)
    figures |= {name: value for name, value in options.items() if value is not None}
    if size is not None:
        figures |= {side: options.get(side) or length for side, length in zip(("width", "height"), size, strict=True)}
    try:
        steps = max(figures["steps"], price.min_steps) / price.steps if price.steps else 1
        return float(_price_of_image(price, figures) * steps * figures["samples"])
    except (KeyError, TypeError, OverflowError):  # unknown, or, unchecked, anything
        return None


def _defaults(operation: OperationFacts) -> dict[str, Any]:
    """What holds for options that are not sent. Width and height follow from an image if there is one."""
    following = {"width", "height"} if operation.files else set()
    return {
        name: field.default
        for name, field in operation.options.items()
        if field.default is not None and name not in following
    }


def _price_of_image(price: Credits, figures: Mapping[str, Any]) -> float:
    """The price of one image at the steps that the contract's prices are for."""
    if price.option:
        return float(price.by_value[figures.get(price.option, price.default)])
    if price.per_pixel:
        return float(price.per_pixel * max(0, figures["width"] * figures["height"] - price.free_pixels))
    return price.fixed


def estimate_credits(
    *, width: int | None = None, height: int | None = None, steps: int | None = None, samples: int | None = None
) -> float:
    """Estimate what a call of v1alpha costs, before it is made. `client.estimate` does it for calls of all editions.

    Args:
        width: Pixels; None for the contract's default. With an init image and no `width=` in the call, its width.
        height: As `width`.
        steps: Diffusion steps; None for the contract's default.
        samples: How many images; None for the contract's default.

    Returns:
        Credits; one is 0.01 USD. By the vendor's estimate for its engines of 2023: 512x512 at 30 steps is about 0.20.
        The balance shows what was really taken; self-hosted servers take nothing.
    """
    given = {"width": width, "height": height, "steps": steps, "samples": samples}
    return call_credits(facts.OPERATIONS["text_to_image"], given) or 0.0
