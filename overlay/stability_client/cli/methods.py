"""The methods that commands call: each of every edition, with what the contract says of it."""

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import Parameter
from typing import Any, NamedTuple

from stability_client import Stability
from stability_client._calls.operation import Operation
from stability_client._contract import OperationFacts, facts

CLASSES = {"v1alpha": "V1alpha", "v1": "V1", "v2beta": "V2beta"}
"""The class of each edition's methods; its module is named after the edition."""
START = "start_"
"""What the names of methods begin with that start work and do not wait for it."""


class Method(NamedTuple):
    """A method that a command calls.

    Attributes:
        edition: The edition that has it, such as `v2beta`.
        name: Its name there, such as `upscale_creative`.
        parameters: Its parameters by name.
        returns: The class of its result.
        contract: What the contract says of it.
        summary: What it does.
        is_long: Whether the service works on it after it responded. The command starts the work, so that its id is
            known whatever happens, and then waits for the result.
    """

    edition: str
    name: str
    parameters: Mapping[str, Parameter]
    returns: type
    contract: OperationFacts
    summary: str
    is_long: bool = False

    @property
    def command(self) -> str:
        """The name of its command, such as `upscale-creative`."""
        return self.name.replace("_", "-")

    @property
    def full_name(self) -> str:
        """The name that recipes have for it, such as `v2beta.core`."""
        return f"{self.edition}.{self.name}"

    def of(self, client: Stability) -> Callable[..., Any]:
        """Return the method of a client."""
        prefix = START if self.is_long else ""
        method: Callable[..., Any] = getattr(getattr(client, self.edition), prefix + self.name)
        return method


def methods(edition: str) -> dict[str, Method]:
    """Return the methods of an edition by their names, in the order of the contract."""
    owner = getattr(import_module(f"stability_client._calls.{edition}"), CLASSES[edition])
    found: dict[str, Operation[..., Any]] = {
        name: method.operation for name in dir(owner) if hasattr(method := getattr(owner, name), "operation")
    }
    order = [contract.path for contract in facts.OPERATIONS.values()]
    made = [
        _method(edition, name, found, is_long=START + name in found) for name in found if not name.startswith(START)
    ]
    return {each.name: each for each in sorted(made, key=lambda each: order.index(each.contract.path))}


def _method(edition: str, name: str, found: Mapping[str, Operation[..., Any]], *, is_long: bool) -> Method:
    called = found[START + name] if is_long else found[name]
    parameters = {key: value for key, value in called.signature.parameters.items() if key != "self"}
    summary, *_ = inspect.cleandoc(found[name].prepare.__doc__ or "").replace("\n", " ").split(". ", 1)
    summary = summary.rstrip(".") + "."
    return Method(edition, name, parameters, called.signature.return_annotation, called.contract, summary, is_long)
