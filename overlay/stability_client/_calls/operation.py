"""An operation, written once as a pure function, becomes a method of both clients.

At run time ordinary functions stand on the client classes, with the signature and the documentation that the contract
gives, so `help`, `inspect` and `create_autospec` see plain methods. Type checkers see a descriptor.
"""

import inspect
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, get_args, overload

import anyio.to_thread

from stability_client._calls.arguments import check_argument_names
from stability_client._contract import facts
from stability_client._settings import Settings
from stability_client._signatures import annotated_documentation, method_signature, options_type, with_arguments
from stability_client._wire.calls import Call

P = ParamSpec("P")
T = TypeVar("T")


class Operation(Generic[P, T]):
    """One operation of the API: a function from settings and arguments to a call."""

    def __init__(self, prepare: Callable[Concatenate[Settings, P], Call[T]]) -> None:
        self.prepare = prepare
        self.contract = facts.OPERATIONS[prepare.__name__]
        self.signature = _signature(prepare)

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: "SyncCaller", kind: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, owner: "AsyncCaller", kind: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, owner: object, kind: type) -> Any:
        """Only for type checkers: on the clients themselves a function has taken this descriptor's place."""
        return self


class SyncCaller:
    """A class whose operations return results."""

    _settings: Settings

    def __init_subclass__(cls) -> None:
        """Put a method for each operation on the class."""
        super().__init_subclass__()
        for name, operation in _operations(cls):
            setattr(cls, name, _documented(cls, operation, _sync_method(operation)))

    def _send(self, call: Call[T]) -> T:
        raise NotImplementedError


class AsyncCaller:
    """A class whose operations return results to be awaited."""

    _settings: Settings

    def __init_subclass__(cls) -> None:
        """Put a method for each operation on the class."""
        super().__init_subclass__()
        for name, operation in _operations(cls):
            setattr(cls, name, _documented(cls, operation, _async_method(operation)))

    async def _send(self, call: Call[T]) -> T:
        raise NotImplementedError


def _operations(owner: type) -> Iterator[tuple[str, Operation[..., Any]]]:
    """The operations that a class inherits and has no method for yet; an override of its own stays."""
    for name in dir(owner):
        value = inspect.getattr_static(owner, name)
        if isinstance(value, Operation):
            yield name, value


def _sync_method(operation: Operation[..., T]) -> Callable[..., T]:
    prepare = operation.prepare

    def method(owner: SyncCaller, /, *args: Any, **arguments: Any) -> T:
        check_argument_names(operation.signature.parameters, arguments)
        return owner._send(prepare(owner._settings, *args, **arguments))

    return method


def _async_method(operation: Operation[..., T]) -> Callable[..., Coroutine[Any, Any, T]]:
    prepare, reads_files = operation.prepare, bool(operation.contract.files)

    async def method(owner: AsyncCaller, /, *args: Any, **arguments: Any) -> T:
        check_argument_names(operation.signature.parameters, arguments)
        build = partial(prepare, owner._settings, *args, **arguments)
        # Images are read and checked beside the event loop, which goes on meanwhile.
        call = await anyio.to_thread.run_sync(build) if reads_files else build()
        return await owner._send(call)

    return method


def _documented(owner: type, operation: Operation[..., Any], method: Any) -> Any:
    """The method with the name, the signature and the documentation of the operation."""
    name = operation.prepare.__name__
    method.__name__, method.__qualname__, method.__module__ = name, f"{owner.__qualname__}.{name}", owner.__module__
    method.__signature__, method.__doc__ = operation.signature, _documentation(operation)
    method.__annotations__ = {
        each.name: each.annotation for each in operation.signature.parameters.values() if each.name != "self"
    } | {"return": operation.signature.return_annotation}
    return method


def _signature(prepare: Callable[..., Any]) -> inspect.Signature:
    """Return the signature of the method that a function becomes: without `settings`, each option by name."""
    [result] = get_args(inspect.signature(prepare).return_annotation)
    return method_signature(prepare, result)


def _documentation(operation: Operation[..., Any]) -> str:
    """Return the documentation of the method, with that of every option from the contract."""
    options = options_type(operation.prepare)
    own = annotated_documentation(options) if options else {}
    contract = operation.contract.options
    names = options.__annotations__ if options else ()
    arguments = {name: own[name] if name in own else contract[name].documentation for name in names}
    return with_arguments(operation.prepare.__doc__ or "", arguments)
