"""How a command ends that fails: one readable paragraph on standard error, and an exit code that scripts can tell."""

import errno
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import rich_click as click
from click.exceptions import Abort, Exit
from rich.console import Console
from rich.text import Text

from stability_client import errors
from stability_client._lazy import MissingExtraError


class Meaning(NamedTuple):
    """An exit code, and the errors that end with it."""

    code: int
    words: str
    kinds: tuple[type[BaseException], ...] = ()


WRONG_INPUT = 2
NO_NETWORK = 7
NO_OUTPUT = 10
PARTLY_FAILED = 12
INTERRUPTED = 130

EXIT_CODES = (
    Meaning(0, "done"),
    Meaning(6, "content filtered or refused", (errors.ContentFilteredError, errors.ContentModerationError)),
    Meaning(WRONG_INPUT, "wrong input", (errors.RequestError, errors.NotFoundError)),
    Meaning(3, "authentication or permission", (errors.AuthenticationError, errors.PermissionDeniedError)),
    Meaning(4, "out of credits", (errors.InsufficientBalanceError,)),
    Meaning(5, "rate limit", (errors.RateLimitError,)),
    Meaning(NO_NETWORK, "network or timeout", (errors.ConnectionFailedError, errors.TimeoutError)),
    Meaning(8, "unreadable answer", (errors.UnreadableResponseError,)),
    Meaning(9, "the server failed", (errors.ServerError, errors.GenerationFailedError)),
    Meaning(11, "the result is not ready", (errors.ResultNotReadyError,)),
    Meaning(1, "anything else", (errors.StabilityError, Exception)),
    Meaning(NO_OUTPUT, "the output cannot be written"),
    Meaning(PARTLY_FAILED, "not all jobs of a batch ended well"),
    Meaning(INTERRUPTED, "interrupted"),
)
"""What exit codes mean. The first entry that an error belongs to decides."""


class CommandError(click.ClickException):
    """A command cannot do what it is asked for."""

    def __init__(self, message: str, exit_code: int = WRONG_INPUT) -> None:
        super().__init__(message)
        vars(self)["exit_code"] = exit_code  # click's own is one for the class


def exit_code(error: BaseException) -> int:
    """Return the exit code of an error."""
    if isinstance(error, click.ClickException):
        return error.exit_code
    return next(meaning.code for meaning in EXIT_CODES if isinstance(error, meaning.kinds))


def end(error: BaseException) -> int:
    """Say what an error means, and return the exit code that it ends with."""
    if isinstance(error, Exit):
        return error.exit_code
    if isinstance(error, Abort | KeyboardInterrupt):
        tell("Interrupted.")
        return INTERRUPTED
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        # Whoever read the output has had enough. What Python still holds for it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_OUTPUT
    if isinstance(error, click.UsageError):
        error.show()
        if isinstance(error, click.NoSuchOption) and error.ctx and _is_of_root(error.option_name, error.ctx):
            tell(
                f"{error.option_name} stands before the command: stability {error.option_name} … {_command(error.ctx)}",
                "note",
            )
        return error.exit_code
    tell(paragraph(error))
    return exit_code(error)


def _is_of_root(option: str, context: click.Context) -> bool:
    """Whether an option that a command does not have is one of the root's."""
    return any(option in parameter.opts for parameter in context.find_root().command.params)


def _command(context: click.Context) -> str:
    """The words of a command, without the root's."""
    return context.command_path.partition(" ")[2]


def paragraph(error: BaseException) -> str:
    """Return what people read of an error."""
    if isinstance(error, errors.StabilityError):
        return f"{error}{billing(error)}"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError):
        return f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
    if isinstance(error, MissingExtraError):
        return str(error)
    name = type(error).__name__
    return (
        f"{name}: {error}. This is a defect of the command line. Run it with --debug before the command, and report it"
    )


def billing(error: errors.StabilityError) -> str:
    """Return what is to be said of money: nothing if nothing was sent."""
    if error.pending is not None:
        return f"\nThe work goes on: stability v2beta result {error.pending.id} fetches it"
    if not error.sent:
        return "\nNothing was sent."
    return "\nThe call may have been charged." if error.maybe_billed else "\nNothing was charged."


def tell(message: str, kind: str = "error", style: str = "bold red") -> None:
    """Print a paragraph on standard error, with its kind before it."""
    Console(stderr=True, highlight=False).print(Text.assemble((f"{kind}: ", style), message), soft_wrap=True)


@contextmanager
def warnings_told() -> Iterator[None]:
    """Print the library's warnings as lines instead of with a place in the code."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_, **__: tell(str(message), "warning", "bold yellow")
        yield
