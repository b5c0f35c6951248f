"""An operation, written once as a pure function, becomes a method of both clients.

At run time ordinary functions stand on the client classes, with the signature and the documentation that the contract
gives, so `help`, `inspect` and `create_autospec` see plain methods. Type checkers see a descriptor.
"""

import inspect
import warnings
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, get_args, overload

import anyio.to_thread

from stability_client._calls.arguments import check_argument_names
from stability_client._contract import facts
from stability_client._settings import Settings
from stability_client._signatures import annotated_documentation, method_signature, options_type, with_arguments
from stability_client._wire.calls import Call
from stability_client.errors import InvalidOptionError

RESULT_WORDS = {"generation": "image", "pending": "work, whose result `result` fetches"}
"""What the results of operations are, in the words of their documentation."""

P = ParamSpec("P")
T = TypeVar("T")


class Operation(Generic[P, T]):
    """One operation of the API: a function from settings and arguments to a call."""

    def __init__(self, prepare: Callable[Concatenate[Settings, P], Call[T]], operation_id: str = "") -> None:
        """Take the function.

        Args:
            prepare: From settings and arguments to a call. Its name is that of the method.
            operation_id: The operation in the contract; by default of the function's name.
        """
        self.prepare = prepare
        self.contract = facts.OPERATIONS[operation_id or prepare.__name__]
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
        call = prepare(owner._settings, *args, **arguments)
        _issue_warnings(call)
        return owner._send(call)

    return method


def _async_method(operation: Operation[..., T]) -> Callable[..., Coroutine[Any, Any, T]]:
    prepare, reads_files = operation.prepare, bool(operation.contract.files)

    async def method(owner: AsyncCaller, /, *args: Any, **arguments: Any) -> T:
        check_argument_names(operation.signature.parameters, arguments)
        build = partial(prepare, owner._settings, *args, **arguments)
        # Images are read and checked beside the event loop, which goes on meanwhile.
        call = await anyio.to_thread.run_sync(build) if reads_files else build()
        _issue_warnings(call)
        return await owner._send(call)

    return method


def _issue_warnings(call: Call[Any]) -> None:
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
    call: Call[Any] = operation.prepare(owner._settings, *args, **arguments)
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


def _signature(prepare: Callable[..., Any]) -> inspect.Signature:
    """Return the signature of the method that a function becomes: without `settings`, each option by name."""
    [result] = get_args(inspect.signature(prepare).return_annotation)
    return method_signature(prepare, result)


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
