"""An operation, written once as a pure function, becomes a method of both clients.

When a method is first looked up, an ordinary function takes its place on the client class, with the signature and the
documentation that the contract gives: so `help`, `inspect` and `create_autospec` see plain methods. Type checkers see a
descriptor.
"""

import inspect
import warnings
from collections.abc import Callable, Coroutine
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar, get_args, overload

from stability_client import _contract
from stability_client._calls.arguments import check_argument_names
from stability_client._settings import Settings
from stability_client._signatures import annotated_documentation, method_signature, options_type, with_arguments
from stability_client.errors import InvalidOptionError

if TYPE_CHECKING:
    from stability_client._contract import OperationFacts
    from stability_client._wire.calls import Call

RESULT_WORDS = {"generation": "image", "pending": "work, whose result `result` fetches"}
"""What the results of operations are, in the words of their documentation."""

P = ParamSpec("P")
T = TypeVar("T")


class Operation(Generic[P, T]):
    """One operation of the API: a function from settings and arguments to a call."""

    def __init__(self, prepare: "Callable[Concatenate[Settings, P], Call[T]]", operation_id: str = "") -> None:
        """Take the function.

        Args:
            prepare: From settings and arguments to a call. Its name is that of the method.
            operation_id: The operation in the contract; by default of the function's name.
        """
        self.prepare = prepare
        self._operation_id = operation_id or prepare.__name__

    @cached_property
    def contract(self) -> "OperationFacts":
        """What the contract says of it."""
        return _contract.facts.OPERATIONS[self._operation_id]

    @cached_property
    def signature(self) -> inspect.Signature:
        """The signature of the method: without `settings`, each option by name."""
        [result] = get_args(inspect.signature(self.prepare).return_annotation)
        return method_signature(self.prepare, result)

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: "SyncCaller", kind: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, owner: "AsyncCaller", kind: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, owner: object, kind: type) -> Any:
        """Return the method, and put it on the class that it is a method of."""
        return _put_method(self, owner, kind)


class DeferredOperation:
    """An operation of an edition that is loaded when the first of its operations is looked up."""

    def __init__(self, module: str) -> None:
        """Take the name of the edition's module, which has an Operation of the same name as this."""
        self._module = module

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner.__name__, name

    def __get__(self, owner: object, kind: type) -> Any:
        operations = getattr(import_module(self._module), self._owner)
        return _put_method(inspect.getattr_static(operations, self._name), owner, kind)


class SyncCaller:
    """A class whose operations return results."""

    _settings: Settings

    def _send(self, call: "Call[T]") -> T:
        raise NotImplementedError


class AsyncCaller:
    """A class whose operations return results to be awaited."""

    _settings: Settings

    async def _send(self, call: "Call[T]") -> T:
        raise NotImplementedError


def _put_method(operation: Operation[..., Any], owner: object, kind: type) -> Any:
    """Put the method of an operation on the class that has it, and return it, bound if it is looked up on an object.

    A class that only holds operations for others to inherit has no methods, and gives the operation itself.
    """
    name = operation.prepare.__name__
    callers = [each for each in kind.__mro__ if issubclass(each, SyncCaller | AsyncCaller)]
    homes = [each for each in callers if inspect.getattr_static(each, name, None)]
    if not homes:
        return operation
    home = homes[-1]  # the classes of users come before it, and what they override stays
    make = _sync_method if issubclass(home, SyncCaller) else _async_method
    method = _documented(home, operation, make(operation))
    setattr(home, name, method)
    return method if owner is None else method.__get__(owner, kind)


async def run_in_thread(function: Callable[[], T]) -> T:
    """Run what takes a while, as decoding images does, beside the event loop, which goes on meanwhile."""
    from anyio import to_thread  # noqa: PLC0415 - only the asynchronous client needs it

    return await to_thread.run_sync(function)


def _sync_method(operation: Operation[..., T]) -> Callable[..., T]:
    prepare = operation.prepare

    def method(owner: SyncCaller, /, *args: Any, **arguments: Any) -> T:
        check_argument_names(operation.signature.parameters, arguments)
        call = prepare(owner._settings, *args, **arguments)
        _issue_warnings(call)
        return owner._send(call)

    return method


def _async_method(operation: Operation[..., T]) -> Callable[..., Coroutine[Any, Any, T]]:
    prepare, reads_files = operation.prepare, bool(operation.contract.files)

    async def method(owner: AsyncCaller, /, *args: Any, **arguments: Any) -> T:
        check_argument_names(operation.signature.parameters, arguments)
        build = partial(prepare, owner._settings, *args, **arguments)
        call = await run_in_thread(build) if reads_files else build()
        _issue_warnings(call)
        return await owner._send(call)

    return method


def _issue_warnings(call: "Call[Any]") -> None:
    """Issue the warnings of a call at the line that called a method of a client."""
    for warning in call.all_warnings:
        warnings.warn(warning, stacklevel=3)


def estimate(method: Callable[P, object], *args: P.args, **arguments: P.kwargs) -> float | None:
    """Return what a call would cost, if the contract says so. It is checked like any other, and not sent.

    Raises:
        InvalidOptionError: `method` is no operation of a client.
        RequestError: An argument is wrong.
    """
    operation, owner = getattr(method, "operation", None), getattr(method, "__self__", None)
    if not isinstance(operation, Operation) or not isinstance(owner, SyncCaller | AsyncCaller):
        raise InvalidOptionError(f"method: must be one of a client, such as client.v2beta.core, got {method!r:.80}")
    check_argument_names(operation.signature.parameters, arguments)
    call = operation.prepare(owner._settings, *args, **arguments)
    return call.estimated_credits


def _documented(owner: type, operation: Operation[..., Any], method: Any) -> Any:
    """The method with the name, the signature and the documentation of the operation."""
    name = operation.prepare.__name__
    method.__name__, method.__qualname__, method.__module__ = name, f"{owner.__qualname__}.{name}", owner.__module__
    method.operation = operation
    method.__signature__, method.__doc__ = operation.signature, _documentation(operation)
    method.__annotations__ = {
        each.name: each.annotation for each in operation.signature.parameters.values() if each.name != "self"
    } | {"return": operation.signature.return_annotation}
    return method


ONE_CALL = """\
Returns:
    {returns}.

Raises:
    RequestError: An argument is wrong; the subclass says which. Found before anything is sent.
    StabilityError: The call failed; the subclass says how."""
"""The end of the documentation of an operation that says nothing else."""

IMAGE_SOURCES = "Bytes, a path, a binary file, a PIL image or a NumPy array; PNG, JPEG or WebP."


def _documentation(operation: Operation[..., Any]) -> str:
    """Return the documentation of the method, with that of its images and options from the contract."""
    text, contract = inspect.cleandoc(operation.prepare.__doc__ or ""), operation.contract
    if "Raises:" not in text:
        returns = operation.signature.return_annotation.__name__.lower()
        text += "\n\n" + ONE_CALL.format(returns=f"The {RESULT_WORDS.get(returns, returns)}")
    options = options_type(operation.prepare)
    own = annotated_documentation(options) if options else {}
    documented = {name: field.documentation for name, field in contract.options.items()}
    documented |= {name: f"{part.description} {IMAGE_SOURCES}" for name, part in contract.files.items()}
    arguments = {
        name: own.get(name) or documented[name]
        for name in operation.signature.parameters
        if (name in own or name in documented) and f"    {name}: " not in text
    }
    return with_arguments(text, arguments)
