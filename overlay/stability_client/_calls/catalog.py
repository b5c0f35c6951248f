"""Every method by its name, such as `v2beta.core`, with what the contract says of it.

For those who have names instead of methods: the command line, batches and the mask studio.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from inspect import Parameter
from typing import TYPE_CHECKING, Any, NamedTuple

from stability_client._calls.operation import Operation
from stability_client._contract import OperationFacts, facts
from stability_client.pending import Pending
from stability_client.results import Generation

if TYPE_CHECKING:
    from stability_client._wire.calls import Call

CLASSES = {"v1alpha": "V1alpha", "v1": "V1", "v2beta": "V2beta"}
"""The class of each edition's methods; its module is named after the edition."""
START = "start_"
"""What the names of methods begin with that start work and do not wait for it."""
RESULT = "result"
"""The method that fetches the result of such work."""


class Method(NamedTuple):
    """A method of the clients.

    Attributes:
        edition: The edition that has it, such as `v2beta`.
        name: Its name there, such as `upscale_creative`.
        parameters: Its parameters by name.
        returns: The class of its result.
        contract: What the contract says of it.
        prepare: Checks settings and arguments, and makes the call.
        summary: What it does.
        is_long: Whether the service works on it after it responded. Then parameters, contract and `prepare` are those
            of the method that starts the work, so that its id can be known whatever happens.
    """

    edition: str
    name: str
    parameters: Mapping[str, Parameter]
    returns: type
    contract: OperationFacts
    prepare: "Callable[..., Call[Any]]"
    summary: str
    is_long: bool = False

    @property
    def command(self) -> str:
        """The name of its command, such as `upscale-creative`."""
        return self.name.replace("_", "-")

    @property
    def full_name(self) -> str:
        """The name that recipes and jobs have for it, such as `v2beta.core`."""
        return f"{self.edition}.{self.name}"

    @property
    def makes_images(self) -> bool:
        """Whether it is a call that makes images."""
        return self.returns in (Generation, Pending) and self.name != RESULT

    def of(self, client: object) -> Callable[..., Any]:
        """Return the method of a client; of long work, the one that starts it."""
        prefix = START if self.is_long else ""
        method: Callable[..., Any] = getattr(getattr(client, self.edition), prefix + self.name)
        return method


@cache
def methods(edition: str) -> Mapping[str, Method]:
    """Return the methods of an edition by their names, in the order of the contract."""
    owner = getattr(import_module(f"stability_client._calls.{edition}"), CLASSES[edition])
    found: dict[str, Operation[..., Any]] = {
        name: operation
        for kind in owner.__mro__
        for name, value in vars(kind).items()
        if isinstance(operation := getattr(value, "operation", value), Operation)
    }
    order = [contract.path for contract in facts.OPERATIONS.values()]
    made = [
        _method(edition, name, found, is_long=START + name in found) for name in found if not name.startswith(START)
    ]
    return {each.name: each for each in sorted(made, key=lambda each: order.index(each.contract.path))}


def find_method(full_name: str) -> Method | None:
    """Return a method by its full name, or None if there is none."""
    edition, _, name = full_name.partition(".")
    return methods(edition).get(name) if edition in CLASSES else None


def _method(edition: str, name: str, found: Mapping[str, Operation[..., Any]], *, is_long: bool) -> Method:
    called = found[START + name] if is_long else found[name]
    parameters = {key: value for key, value in called.signature.parameters.items() if key != "self"}
    summary, *_ = inspect.cleandoc(found[name].prepare.__doc__ or "").replace("\n", " ").split(". ", 1)
    return Method(
        edition,
        name,
        parameters,
        called.signature.return_annotation,
        called.contract,
        called.prepare,
        summary.rstrip(".") + ".",
        is_long,
    )
