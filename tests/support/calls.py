"""Calls of every operation of the contract: the method that makes it, and arguments that it takes."""

from collections.abc import Iterable
from typing import Any

from stability_client import AsyncStability, Pending, Stability
from stability_client._contract import facts

SDXL = "stable-diffusion-xl-1024-v1-0"
OPERATIONS = tuple(facts.OPERATIONS)
EDITIONS = ("v1alpha", "v1", "v2beta")
RESULT_ID = "0123456789abcdef" * 4

OPTIONS_THAT_MUST_BE = {
    "mask_source": "INIT_IMAGE_ALPHA",
    "search_prompt": "the ship",
    "select_prompt": "the door",
}


def method_name(operation: str) -> str:
    """Return the name that a method has on its edition: that of the operation without the edition."""
    return operation.removeprefix("v1_").removeprefix("v2beta_")


def method_names(operation: str) -> list[str]:
    """Return the names of all methods that call an operation: one more for each that only starts work."""
    name = method_name(operation)
    return [name, f"start_{name}"] if facts.OPERATIONS[operation].result else [name]


def edition_of(client: Stability | AsyncStability, operation: str) -> Any:
    """Return what has the method: the edition of a client."""
    return getattr(client, facts.OPERATIONS[operation].edition)


def method(client: Stability | AsyncStability, operation: str) -> Any:
    """Return the method of a client that calls an operation."""
    return getattr(edition_of(client, operation), method_name(operation))


def arguments(operation: str, image: Any = None, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return what a call of an operation needs, by keyword.

    Args:
        operation: The operation's id.
        image: What to pass for each image that must be.
        without: Arguments to leave out.
    """
    contract = facts.OPERATIONS[operation]
    if operation == "v2beta_result":
        return {"pending": Pending(RESULT_ID)}
    needed: dict[str, Any] = {name: image for name, part in contract.files.items() if part.required}
    needed |= {
        name: OPTIONS_THAT_MUST_BE.get(name, "a ship") for name, field in contract.options.items() if field.required
    }
    if "text_prompts" in needed:
        needed["prompts"] = needed.pop("text_prompts")
    if "{engine_id}" in contract.path:
        needed["engine"] = SDXL if contract.edition == "v1" else contract.known_engines[0]
    for group in contract.one_of:
        needed[group[0]] = 64 if contract.options[group[0]].type == "integer" else "a beach"
    return {name: value for name, value in needed.items() if name not in without}
