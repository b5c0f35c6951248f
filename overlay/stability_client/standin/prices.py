"""What a call costs, by the contract's `x-credits`."""

from collections.abc import Mapping
from typing import Any

from stability_client.standin.contract import Node


def estimate_credits(prices: Node | None, values: Mapping[str, Any], pixels: int = 0) -> float:
    """Return the price of a call in credits; at least 0.

    Args:
        prices: The operation's `x-credits`; None if it is free.
        values: The values of its options, with every default filled in.
        pixels: Width times height of an image.
    """
    if prices is None:
        return 0.0
    price = float(values.get("samples", 1))
    if "option" in prices:
        price *= prices["by_value"][values[prices["option"]]]
    price *= prices.get("fixed", 1)
    if "per_pixel" in prices:
        price *= prices["per_pixel"]
        price *= max(0, pixels - prices["free_pixels"])
    if "steps" in prices:
        price = price * max(values["steps"], prices.get("min_steps", 0)) / prices["steps"]
    return float(price)
