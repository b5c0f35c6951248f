"""Starts the studio: its server, its folder, and the browser."""

import os
import sys
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from stability_client._images.saving import expand_home
from stability_client._serving import ServerThread, listen
from stability_client.client import AsyncStability, Stability
from stability_client.errors import InvalidOptionError
from stability_client.studio.app import StudioApp
from stability_client.studio.guard import Guard, new_token
from stability_client.studio.running import Runner
from stability_client.studio.sitting import Sitting

HOST = "127.0.0.1"
DEMO_PROMPT = "a harbor at dawn"
FRAME_HEIGHT = 760
WAY_IN = "open.html"
"""The file that leads a browser to the page."""


class Studio:
    """A studio that runs while its `with` block does, or until `close`. Notebooks display it.

    Attributes:
        url: The address of the page, with a token: whoever has it can spend the key's credits.
    """

    def __init__(
        self,
        photo: str | os.PathLike[str] | bytes | None = None,
        *,
        client: AsyncStability | None = None,
        folder: str | os.PathLike[str] | None = None,
        port: int = 0,
        demo: bool = False,
        in_notebook: bool = False,
    ) -> None:
        """Start the server.

        Args:
            photo: The image to open: a path, or a file's bytes. By default the one of the last sitting.
            client: What makes the calls; by default one with settings from the environment. The studio closes it.
            folder: Where image, mask, form and history are kept; by default a folder of the user's, see `kept_in`.
            port: The port of this machine to listen on; 0 for a free one.
            demo: Work on the offline stand-in, without a key, in a folder of its own.
            in_notebook: Let pages of this machine show the studio in a frame.

        Raises:
            InvalidOptionError: The image cannot be read, or there is no API key.
        """
        self._stack = ExitStack()
        try:
            self._start(photo, client, folder, port, demo=demo, in_notebook=in_notebook)
        except BaseException:
            self._stack.close()
            raise

    def _start(
        self,
        photo: str | os.PathLike[str] | bytes | None,
        client: AsyncStability | None,
        folder: str | os.PathLike[str] | None,
        port: int,
        *,
        demo: bool,
        in_notebook: bool,
    ) -> None:
        sitting = Sitting.resume(kept_in(folder, demo=demo))
        if demo:
            client, picture = self._stand_in()
            if sitting.image is None and photo is None:
                sitting.open_image(picture, "demo.png")
        used = client if client is not None else AsyncStability()
        if photo is not None:
            sitting.open_image(*_read(photo))
        self.sitting, self.runner = sitting, Runner(used, sitting)
        listening = listen(HOST, port)
        found = listening.getsockname()[1]
        token = new_token()
        guarded = Guard(StudioApp(sitting, self.runner).app, token, found, in_notebook)
        self._stack.callback(self._keep)
        self._stack.enter_context(ServerThread(guarded, listening, "stability-studio", has_lifespan=True))
        self.url = f"http://{HOST}:{found}/{token}/"

    def _stand_in(self) -> tuple[AsyncStability, bytes]:
        from stability_client.standin import StandIn  # noqa: PLC0415 - a server, which only the demo needs

        server = self._stack.enter_context(StandIn(latency=0.5))
        with Stability(server.api_key, base_url=server.url) as client:
            picture = client.v2beta.core(DEMO_PROMPT, seed=7).image.data
        return AsyncStability(server.api_key, base_url=server.url), picture

    def open(self) -> None:
        """Open the page in the browser.

        The address is a secret, and every user of this machine sees the arguments of processes: the browser is given a
        file of this user's that leads to it.
        """
        way_in = self.sitting.folder / WAY_IN
        with os.fdopen(os.open(way_in, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={escape(self.url)}">\n')
        self._stack.callback(way_in.unlink, missing_ok=True)
        webbrowser.open(way_in.resolve().as_uri())

    def _keep(self) -> None:
        if not self.sitting.is_mask_saved:
            self.sitting.save_mask()
        self.sitting.save()

    def close(self) -> None:
        """Stop the server. What is on the page is kept."""
        self._stack.close()

    def __enter__(self) -> Self:
        """Return the studio."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop it."""
        self.close()

    def __repr__(self) -> str:
        return f"Studio({self.url.partition('/')[0]}//{HOST}:…, the token is hidden)"

    def _repr_html_(self) -> str:
        return (
            f'<iframe src="{escape(self.url)}" width="100%" height="{FRAME_HEIGHT}" '
            'style="border: 1px solid #8886; border-radius: 6px" title="Mask studio"></iframe>'
        )


def studio(
    photo: str | os.PathLike[str] | bytes | None = None,
    *,
    open_browser: Callable[[str], Any] | bool | None = None,
    **options: Any,
) -> Studio:
    """Open the mask studio: paint a mask, see what it does, run the call.

    In a notebook it is shown in the cell; elsewhere the browser opens.

    Args:
        photo: The image to open: a path, or a file's bytes. By default the one of the last sitting.
        open_browser: Whether to open the page in the browser, or what to call with its address; by default outside
            notebooks.
        **options: Those of `Studio`.

    Returns:
        The studio, which runs until `close`, or until the program ends.

    Raises:
        InvalidOptionError: The image cannot be read, or there is no API key.
    """
    notebook = in_notebook()
    made = Studio(photo, in_notebook=notebook, **options)
    if open_browser is None:
        open_browser = not notebook
    if callable(open_browser):
        open_browser(made.url)
    elif open_browser:
        made.open()
    return made


def in_notebook() -> bool:
    """Return whether this is a notebook's kernel."""
    ipython: Any = sys.modules.get("IPython")  # a kernel has loaded it
    return ipython is not None and type(ipython.get_ipython()).__name__ == "ZMQInteractiveShell"


def kept_in(folder: str | os.PathLike[str] | None = None, *, demo: bool = False) -> Path:
    """Return the folder that a sitting is kept in: by default one of the user's, and another one for the demo."""
    if folder is not None:
        return expand_home(folder)
    import platformdirs  # noqa: PLC0415 - of the extra

    home = platformdirs.user_data_path("stability-client", appauthor=False) / "studio"
    return home / ("demo" if demo else "sitting")


def _read(photo: str | os.PathLike[str] | bytes) -> tuple[bytes, str]:
    if isinstance(photo, bytes):
        return photo, "image"
    path = expand_home(photo)
    try:
        return path.read_bytes(), path.name
    except OSError as error:
        raise InvalidOptionError(f"photo: {path} cannot be read: {error.strerror or error}") from error
