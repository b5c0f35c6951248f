"""Every operation by its name, such as `v2beta.core`: for those who have names instead of methods."""

from importlib import import_module
from typing import Any

from stability_client._calls.operation import Operation
from stability_client._contract import facts

EDITIONS = {"v1alpha": "V1alphaOperations", "v1": "V1Operations", "v2beta": "V2betaOperations"}
"""The class that holds each edition's operations; its module is named after the edition."""
START = "start_"
"""What the names of methods begin with that start work and do not wait for it."""


def operations(edition: str) -> dict[str, Operation[..., Any]]:
    """Return the operations of an edition by the names of their methods, in the order of the contract."""
    owner = getattr(import_module(f"stability_client._calls.{edition}"), EDITIONS[edition])
    found = {name: value for name, value in vars(owner).items() if isinstance(value, Operation)}
    order = {contract.path: number for number, contract in enumerate(facts.OPERATIONS.values())}
    return dict(sorted(found.items(), key=lambda each: order[each[1].contract.path]))
