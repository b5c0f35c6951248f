"""The server of the page: what the page asks, the sitting and the library answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

import anyio
import anyio.lowlevel
from anyio import to_thread
from attrs import asdict, define, evolve, field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stability_client._images.pixels import encode_png
from stability_client._version import __version__
from stability_client.errors import InvalidFileSizeError, InvalidOptionError, StabilityError
from stability_client.studio.drafts import Draft, examine, preview, summarize
from stability_client.studio.forms import forms
from stability_client.studio.running import Run, Runner
from stability_client.studio.sitting import MASK, Sitting
from stability_client.studio.snippets import as_command, as_python

MAX_BODY_BYTES = 512 << 20
"""More than any image that the library opens: it checks pixels before it decodes them."""
PAGE_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
JPEG_QUALITY = 82
SAVE_SECONDS = 1.0
REVISION = "x-revision"


@define
class StudioApp:
    """Answers the page."""

    sitting: Sitting
    runner: Runner
    _lock: anyio.Lock = field(factory=anyio.Lock, init=False)
    _saving: "asyncio.Task[None] | None" = field(default=None, init=False)

    @property
    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/", self.page, methods=["GET"]),
                Route("/page/{path:path}", self.page, methods=["GET"]),
                Route("/state", self.state, methods=["GET"]),
                Route("/image", self.image, methods=["GET"]),
                Route("/image", self.put_image, methods=["PUT"]),
                Route("/mask", self.mask, methods=["GET"]),
                Route("/mask", self.put_mask, methods=["PUT"]),
                Route("/mask/edits", self.edit_mask, methods=["POST"]),
                Route("/mask/file", self.mask_file, methods=["GET"]),
                Route("/mask/file", self.import_mask, methods=["PUT"]),
                Route("/extend", self.extend, methods=["POST"]),
                Route("/extra/{argument}", self.put_extra, methods=["PUT"]),
                Route("/draft", self.draft, methods=["PUT"]),
                Route("/findings", self.findings, methods=["GET"]),
                Route("/preview", self.preview, methods=["GET"]),
                Route("/run", self.start_run, methods=["POST"]),
                Route("/run", self.run, methods=["GET"]),
                Route("/run", self.cancel_run, methods=["DELETE"]),
                Route("/works/{id}/{number:int}", self.result, methods=["GET"]),
                Route("/works/{id}/{number:int}/use", self.use_result, methods=["POST"]),
                Route("/works/{id}/open", self.open_work, methods=["POST"]),
                Route("/works/{id}/fetch", self.fetch_work, methods=["POST"]),
            ],
            lifespan=self._life,
            exception_handlers={StabilityError: _told, json.JSONDecodeError: _told},
        )

    @asynccontextmanager
    async def _life(self, _: Starlette) -> AsyncIterator[None]:
        """Close what belongs to the event loop of the server when that ends."""
        yield
        self.runner.cancel()
        await self.runner.client.aclose()

    # --- the page

    async def page(self, request: Request) -> Response:
        """Return a file of the page."""
        path = request.path_params.get("path", "index.html")
        found = page_files().get(path)
        if found is None:
            return JSONResponse({"error": "There is no such file."}, 404)
        return Response(found, media_type=PAGE_TYPES[path.rpartition(".")[2]])

    async def state(self, _: Request) -> Response:
        """Return everything that a page needs to begin, or to go on."""
        sitting, run = self.sitting, self.runner.run
        size = None if sitting.image is None else sitting.image.size
        return JSONResponse(
            {
                "version": __version__,
                "image": size and {"name": sitting.name, "width": size[0], "height": size[1]},
                "revision": sitting.revision,
                "forms": forms(),
                "operation": sitting.operation,
                "form": sitting.form,
                "extra": sitting.extra,
                "budget": sitting.budget,
                "spent": sitting.spent,
                "works": [asdict(work) for work in sitting.works],
                "run": run and _run(run),
                "server": self.runner.client.base_url,
            }
        )

    # --- image and mask

    async def image(self, request: Request) -> Response:
        """Return the image."""
        image, _ = self.sitting.require_image()
        return Response(await to_thread.run_sync(encode_png, image), media_type="image/png")

    async def put_image(self, request: Request) -> Response:
        """Open an image."""
        data = await _body(request)
        await self._changed(self.sitting.open_image, data, request.query_params.get("name", ""))
        return await self.state(request)

    async def mask(self, request: Request) -> Response:
        """Return the mask: a byte for each pixel."""
        _, mask = self.sitting.require_image()
        return self._pixels(mask.tobytes())

    async def put_mask(self, request: Request) -> Response:
        """Replace a part of the mask by what was painted, and return the preview, if there is one."""
        names = ("left", "top", "width", "height")
        try:
            left, top, width, height = (int(request.query_params[name]) for name in names)
        except (KeyError, ValueError) as error:
            raise InvalidOptionError(f"box: must be {', '.join(names)} in pixels") from error
        self._require_revision(request)
        data = await _body(request)
        await self._changed(self.sitting.paste, (left, top, width, height), data)
        try:
            return await self.preview(request)
        except StabilityError:  # it is kept all the same; who asks for the preview itself is told
            return Response(status_code=204)

    async def edit_mask(self, request: Request) -> Response:
        """Change the mask as the library does."""
        self._require_revision(request)
        edit = json.loads(await _body(request))
        return self._pixels(await self._changed(self.sitting.edit, edit))

    async def import_mask(self, request: Request) -> Response:
        """Take the mask of a file."""
        return self._pixels(await self._changed(self.sitting.import_mask, await _body(request)))

    async def mask_file(self, request: Request) -> Response:
        """Return the mask as a file."""
        _, mask = self.sitting.require_image()
        data = await to_thread.run_sync(encode_png, mask)
        headers = {"content-disposition": f'attachment; filename="{MASK}"'}
        return Response(data, media_type="image/png", headers=headers)

    async def extend(self, request: Request) -> Response:
        """Extend the image for a masking call."""
        margins = json.loads(await _body(request))
        if not isinstance(margins, dict):
            raise InvalidOptionError("margins: must be pixels by side")
        await self._changed(self.sitting.extend, margins)
        return await self.state(request)

    async def put_extra(self, request: Request) -> Response:
        """Keep a further image of the call."""
        data = await _body(request)
        name = request.query_params.get("name", "")
        await self._changed(self.sitting.keep_extra, request.path_params["argument"], data, name)
        return Response(status_code=204)

    # --- the draft

    async def draft(self, request: Request) -> Response:
        """Take the form."""
        content = json.loads(await _body(request))
        if not isinstance(content, dict):
            raise InvalidOptionError("draft: must be an object")
        self.sitting.fill(content.get("operation"), content.get("form"), content.get("budget"))
        return Response(status_code=204)

    async def findings(self, request: Request) -> Response:
        """Return what the library says of the call, and the code that makes it."""
        draft = await self._draft()
        told = asdict(await to_thread.run_sync(examine, draft, self.runner.client._settings))
        try:
            told |= {"python": as_python(draft), "command": as_command(draft)}
        except StabilityError:  # what is wrong is told already
            told |= {"python": "", "command": ""}
        return JSONResponse(told)

    async def _draft(self) -> Draft:
        """The call as it stands. It has a mask of its own, so that painting may go on."""
        async with self._lock:
            draft = self.sitting.draft()
            return evolve(draft, mask=draft.mask.copy())

    async def preview(self, _: Request) -> Response:
        """Return what the call would repaint, as an image."""
        async with self._lock:
            data, summary = await to_thread.run_sync(_previewed, self.sitting.draft())
        return Response(data, media_type="image/jpeg", headers={"x-summary": summary})

    # --- the run

    async def start_run(self, request: Request) -> Response:
        """Make the call."""
        self._require_revision(request)
        draft = await self._draft()
        found = await to_thread.run_sync(examine, draft, self.runner.client._settings)
        if found.error:
            raise InvalidOptionError(f"{found.error}")
        return JSONResponse(_run(self.runner.start(draft, found.credits)), 202)

    async def run(self, _: Request) -> Response:
        """Return how far the call is."""
        run = self.runner.run
        return JSONResponse(run and _run(run))

    async def cancel_run(self, request: Request) -> Response:
        """Stop waiting for the call."""
        run = self.runner.run
        self.runner.cancel()
        if run is not None and run.task is not None:
            await anyio.lowlevel.checkpoint()
            while run.state == "running":  # noqa: ASYNC110 - it ends as soon as the call notices
                await anyio.sleep(0.01)
        return await self.run(request)

    # --- history

    async def result(self, request: Request) -> Response:
        """Return an image of the history."""
        work = self.sitting.find_work(request.path_params["id"])
        number = request.path_params["number"]
        if not 1 <= number <= len(work.files):
            raise InvalidOptionError(f"work: {work.id} has no image {number}")
        file = work.files[number - 1]
        data = await anyio.Path(self.sitting.folder / file).read_bytes()
        kind = {"jpg": "image/jpeg", "webp": "image/webp"}.get(file.rpartition(".")[2], "image/png")
        headers = {"content-disposition": f'attachment; filename="{file}"'} if "save" in request.query_params else {}
        return Response(data, media_type=kind, headers=headers)

    async def use_result(self, request: Request) -> Response:
        """Make an image of the history the next image."""
        work = self.sitting.find_work(request.path_params["id"])
        number = request.path_params["number"]
        if not 1 <= number <= len(work.files):
            raise InvalidOptionError(f"work: {work.id} has no image {number}")
        file = work.files[number - 1]
        data = await anyio.Path(self.sitting.folder / file).read_bytes()
        await self._changed(self.sitting.open_image, data, file)
        return await self.state(request)

    async def open_work(self, request: Request) -> Response:
        """Fill the form as it was for a call of the history."""
        work = self.sitting.find_work(request.path_params["id"])
        self.sitting.fill(work.operation, work.form, self.sitting.budget)
        return await self.state(request)

    async def fetch_work(self, request: Request) -> Response:
        """Fetch the result of long work once more."""
        work = self.sitting.find_work(request.path_params["id"])
        return JSONResponse(_run(self.runner.fetch(work)), 202)

    # ---

    async def _changed(self, change: Callable[..., Any], *arguments: Any) -> Any:
        """Change the sitting beside the event loop, one change at a time."""
        async with self._lock:
            result = await to_thread.run_sync(change, *arguments)
        if not self.sitting.is_mask_saved and self._saving is None:
            self._saving = asyncio.create_task(self._save_soon())
        return result

    async def _save_soon(self) -> None:
        """Write the mask when nothing has been painted for a moment: compressing it takes as long as many strokes."""
        await anyio.sleep(SAVE_SECONDS)
        self._saving = None
        async with self._lock:
            await to_thread.run_sync(self.sitting.save_mask)

    def _pixels(self, data: bytes) -> Response:
        return Response(data, media_type="application/octet-stream", headers={REVISION: str(self.sitting.revision)})

    def _require_revision(self, request: Request) -> None:
        """Refuse a page that shows another image than the one that is open, such as in a second window."""
        if request.headers.get(REVISION) != str(self.sitting.revision):
            raise InvalidOptionError("image: another one was opened meanwhile. Reload the page")


@cache
def page_files() -> dict[str, bytes]:
    """Return the files of the page by their paths: these and no others are served."""
    root = resources.files("stability_client.studio") / "page"
    found: dict[str, bytes] = {}

    def collect(folder: Any, prefix: str) -> None:
        for each in folder.iterdir():
            if each.is_dir():
                collect(each, f"{prefix}{each.name}/")
            elif each.name.rpartition(".")[2] in PAGE_TYPES:
                found[prefix + each.name] = each.read_bytes()

    collect(root, "")
    return found


async def _body(request: Request) -> bytes:
    """The body of a request.

    Raises:
        InvalidFileSizeError: It is larger than any image may be.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise InvalidFileSizeError(f"file: must have at most {MAX_BODY_BYTES >> 20} MiB")
        parts.append(part)
    return b"".join(parts)


async def _told(_: Request, error: Exception) -> Response:
    if isinstance(error, StabilityError):
        return JSONResponse({"error": str(error), "kind": type(error).__name__}, 422)
    return JSONResponse({"error": "The body is no JSON.", "kind": "InvalidOptionError"}, 422)


def _previewed(draft: Draft) -> tuple[bytes, str]:
    """The preview of a draft as a file, and what it shows in words."""
    made, file = preview(draft), BytesIO()
    made.image.save(file, "JPEG", quality=JPEG_QUALITY)
    return file.getvalue(), summarize(made, draft)


def _run(run: Run) -> dict[str, Any]:
    return {
        "state": run.state,
        "message": run.message,
        "seconds": round(run.seconds, 1),
        "sent": run.is_sent,
        "work": asdict(run.work),
    }
