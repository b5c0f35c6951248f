"""Calls functions in processes of their own, in which a generated package or the overlay can be imported.

So an old and a new package of the same name are never mixed. The processes are forks of one that has loaded what these
packages import, for loading it takes longer than most of the functions.
"""

import multiprocessing
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")

_CONTEXT = multiprocessing.get_context("forkserver")
OF_GENERATED_CODE = ("attrs", "dateutil.parser", "email.policy", "httpx")
"""What generated code imports, and what reads its requests."""


class IsolatedError(Exception):
    """The function failed, or its process died; the message is the traceback."""


def start(modules: Sequence[str] = OF_GENERATED_CODE) -> None:
    """Start the process that is forked, so that it loads these modules meanwhile. If it runs, nothing changes."""
    _CONTEXT.set_forkserver_preload(list(modules))
    forkserver.ensure_running()


def call(function: Callable[..., Result], *arguments: object, path: Sequence[Path] = ()) -> Result:
    """Call a function with these folders first on the path. Nothing is written beside what it imports.

    Args:
        function: A function of a module. It is pickled, as its arguments and its result are.
        *arguments: Its arguments.
        path: The folders.

    Raises:
        IsolatedError: It raised an error, or its process died.
    """
    start()
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_call, args=(sender, [str(each) for each in path], function, arguments))
    process.start()
    sender.close()
    try:
        returned, error = receiver.recv()
        result: Result = returned
    except EOFError:
        raise IsolatedError("its process died") from None
    finally:
        receiver.close()
        process.join()
        process.close()
    if error:
        raise IsolatedError(error)
    return result


def _call(sender: Connection, path: list[str], function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    sys.path[:0] = path
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    try:
        sender.send((function(*arguments), ""))
    except BaseException:  # noqa: BLE001 - whatever it is, the caller reports it
        sender.send((None, traceback.format_exc()))
