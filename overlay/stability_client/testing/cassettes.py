"""Recording and replay: vcrpy intercepts every request and returns the response recorded for an equal one."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from attrs import define, field
from vcr.cassette import Cassette as VcrCassette
from vcr.filters import decode_response
from vcr.patch import PATCHER_NAMES
from vcr.persisters.filesystem import CassetteNotFoundError
from vcr.record_mode import RecordMode
from vcr.request import Request as VcrRequest

from stability_client._settings import is_loopback
from stability_client.testing.blobs import BlobStore
from stability_client.testing.canonical import HOST, KEY_HEADERS, canonicalize, fingerprint
from stability_client.testing.diff import diff
from stability_client.testing.errors import CassetteError, SecretInCassetteError
from stability_client.testing.files import HEADING, VERSION, dump, load, write_if_changed
from stability_client.testing.interception import current_handlers, pass_by
from stability_client.testing.network import block_network
from stability_client.testing.scope import Scope
from stability_client.testing.scrubbing import key_in_authorization
from stability_client.testing.stored_responses import deserialize_response, serialize_response

KEY_VARIABLE = "STABILITY_API_KEY"
REPLAY_KEY = "sk-replayed"
IMAGES_FOLDER = "images"
SKIPPED_PATCHERS = tuple(name for name in PATCHER_NAMES if not name.startswith("httpx"))
"""The HTTP libraries that vcrpy can patch and this package does not use."""


@define(eq=False)
class Cassette:
    """A cassette while it is recorded or replayed.

    Attributes:
        path: The cassette's file.
        recording: Whether calls go to a server, to be recorded; otherwise the cassette returns the responses.
        requests: The canonical form of each request so far, in order.
        changed: After a recording, whether the content of the file changed.
        active: Whether it is being recorded or replayed now.
    """

    path: Path
    recording: bool
    source: str | None = None
    requests: list[Mapping[str, Any]] = field(factory=list)
    changed: bool = False
    active: bool = False
    unmatched: CassetteError | None = field(default=None, repr=False)
    secrets: set[str] = field(factory=set, repr=False)
    discarded: bool = field(default=False, repr=False)

    @property
    def api_key(self) -> str:
        """A key for the client: the environment's while recording, a made-up one in a replay.

        Raises:
            CassetteError: Recording needs the key, and `STABILITY_API_KEY` is not set.
        """
        if not self.recording:
            return REPLAY_KEY
        key = os.environ.get(KEY_VARIABLE, "").strip()
        if not key:
            raise CassetteError(f"{KEY_VARIABLE}: not set, but recording needs a key. Set it.")
        return key

    def discard(self) -> None:
        """Leave the file as it is, whatever was recorded."""
        self.discarded = True


@contextmanager
def use_cassette(
    path: str | os.PathLike[str],
    *,
    record: bool = False,
    source: str | None = None,
    images: str | os.PathLike[str] | None = None,
    base_urls: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
) -> Iterator[Cassette]:
    """Replay calls from a cassette, or record them.

    Serves both clients, and every `http_client=` that ends in one of httpx's own transports. A call of the API that is
    not in the cassette fails; so does a recorded call that is not made. Other requests, such as those to the
    application under test, are sent as without a cassette; but in a replay, no connection leaves this machine.

    Args:
        path: The cassette's file, a `.yaml`.
        record: Send the calls to the client's server and write the file anew at the end, unless the block raises.
        source: What to write into the cassette as the source of its responses; by default the server's host.
        images: The folder for images; by default `images` beside the cassette.
        base_urls: The base URLs of the clients: requests below these are calls of the API. By default these are the
            API's own address, the one in `STABILITY_BASE_URL`, and each path of the API on any host.
        ignore: URLs such as `http://testserver`: requests below these are none, whatever their path.

    Yields:
        The cassette.

    Raises:
        CassetteError: A call is not in the cassette (the message names the fields that differ), was not made, or the
            cassette cannot be read; or an argument is no URL.
        SecretInCassetteError: The recording holds the key. Nothing was written.
    """
    cassette = Cassette(Path(path), record, source)
    scope, handlers = Scope(base_urls, ignore), current_handlers()
    blobs = BlobStore(Path(images) if images is not None else cassette.path.parent / IMAGES_FOLDER)
    with (
        nullcontext() if record else block_network(),
        _make_adapter(cassette, blobs, scope) as adapter,
        pass_by(scope, handlers),
    ):
        cassette.active = True
        try:
            yield cassette
        finally:
            cassette.active = False
        adapter.finish()


def _make_adapter(cassette: Cassette, blobs: BlobStore, scope: Scope) -> Any:
    """Return vcrpy's context manager, which gives a `_VcrAdapter`."""
    return _VcrAdapter.use(
        cassette=cassette,
        path=str(cassette.path),
        persister=_Persister(cassette, blobs),
        record_mode=RecordMode.ALL if cassette.recording else RecordMode.NONE,
        match_on=(_are_equal,),
        before_record_request=partial(_to_canonical, cassette, scope),
        drop_unused_requests=cassette.recording,
        skip_patchers=SKIPPED_PATCHERS,
        record_on_exception=False,
    )


class _CanonicalRequest(VcrRequest):  # type: ignore[misc]  # vcrpy has no types
    """vcrpy's request, made of a canonical form."""

    def __init__(self, canonical: Mapping[str, Any]) -> None:
        super().__init__(canonical["method"], HOST + canonical["path"], fingerprint(canonical), canonical["headers"])
        self.canonical = canonical


class _VcrAdapter(VcrCassette):  # type: ignore[misc]  # vcrpy has no types
    """vcrpy's cassette: it records or replays, and raises CassetteError in place of vcrpy's errors."""

    def __init__(self, cassette: Cassette, **settings: Any) -> None:
        super().__init__(**settings)
        self.cassette = cassette
        self.persister = settings["persister"]

    def can_play_response_for(self, request: Any) -> bool:
        """Return whether there is a response. vcrpy calls this before it sends anything.

        Raises:
            CassetteError: There is none, in a replay, so that nothing is ever sent.
        """
        sent = self.filter_request(request)
        if sent is None:
            return False
        self.cassette.requests.append(sent.canonical)
        if self.cassette.recording:
            return False
        if not super().can_play_response_for(sent):
            error = CassetteError(self._explain_mismatch(sent.canonical))
            # Raised again at the end of the block, if the code under test swallows it.
            self.cassette.unmatched = self.cassette.unmatched or error
            raise error
        return True

    def finish(self) -> None:
        """Check what was replayed, or write what was recorded.

        Raises:
            CassetteError: A call was not in the cassette, a recorded call was not made, or there was none to record.
            SecretInCassetteError: The recording holds the key.
        """
        cassette = self.cassette
        if cassette.unmatched:
            raise cassette.unmatched
        if cassette.recording:
            # Written here and not when vcrpy leaves the cassette: an error there would leave its patches in place.
            self.dirty = False
            if not cassette.requests:
                raise CassetteError(f"{cassette.path}: no call was made to the API, so there is nothing to record.")
            if not cassette.discarded:
                self.persister.save_cassette(self.path, {"requests": self.requests, "responses": self.responses})
            return
        missing = [request.canonical for index, request in enumerate(self.requests) if not self.play_counts[index]]
        if missing:
            lines = "".join(f"\n  {canonical['method']} {canonical['path']}" for canonical in missing)
            raise CassetteError(f"{cassette.path}: recorded calls were not made:{lines}")

    def _explain_mismatch(self, sent: Mapping[str, Any]) -> str:
        """Return why a call has no response: how it differs from the most similar recorded call."""
        call, path = f"{sent['method']} {sent['path']}", self.cassette.path
        candidates = [
            (diff(request.canonical, sent), self.play_counts[index] > 0) for index, request in enumerate(self.requests)
        ]
        if any(not lines for lines, _ in candidates):
            return f"{call}: made more often than recorded in {path}"
        if not candidates:
            return f"{call}: not in {path}, which is empty"
        most_similar, _ = min(candidates, key=lambda candidate: (candidate[1], len(candidate[0])))
        return (
            f"{call}: not in {path}. The most similar recorded call differs in\n"
            + "\n".join(f"  {line}" for line in most_similar)
            + "\nIf the change is intended, record anew with --stability-record and review the cassette's diff."
        )


class _Persister:
    """Reads and writes the interactions for vcrpy."""

    def __init__(self, cassette: Cassette, blobs: BlobStore) -> None:
        self._cassette = cassette
        self._blobs = blobs

    def load_cassette(self, path: str, serializer: Any) -> tuple[list[_CanonicalRequest], list[dict[str, Any]]]:  # noqa: ARG002 - vcrpy's signature
        if self._cassette.recording:
            raise CassetteNotFoundError
        document = load(Path(path))
        try:
            pairs = [(each["request"], each["response"]) for each in document["interactions"]]
            return [_CanonicalRequest(request) for request, _ in pairs], [self._load(response) for _, response in pairs]
        except (KeyError, TypeError) as error:
            raise CassetteError(f"{path}: not a cassette of this format: {error!r}. Record it anew.") from None

    def save_cassette(self, path: str, cassette_dict: Mapping[str, Any]) -> None:
        cassette = self._cassette
        document = {
            "version": VERSION,
            "source": cassette.source,
            "interactions": [
                {"request": request.canonical, "response": self._dump(response)}
                for request, response in zip(cassette_dict["requests"], cassette_dict["responses"], strict=True)
            ],
        }
        text = HEADING + dump(document)
        secrets = cassette.secrets | ({os.environ.get(KEY_VARIABLE, "").strip()} - {""})
        _refuse_secrets(secrets, path, [text.encode(), *self._blobs.pending.values()])
        self._blobs.write_pending()
        cassette.changed = write_if_changed(Path(path), text)

    def _dump(self, response: Mapping[str, Any]) -> dict[str, Any]:
        response = decode_response(response)
        headers = {name: ", ".join(values) for name, values in response["headers"].items()}
        status, body = response["status"]["code"], response["body"]["string"]
        return serialize_response(status, headers, body, self._blobs, self._cassette.secrets)

    def _load(self, response: Mapping[str, Any]) -> dict[str, Any]:
        status, headers, body = deserialize_response(response, self._blobs)
        return {
            "status": {"code": status, "message": ""},
            "headers": {name: [value] for name, value in headers.items()},
            "body": {"string": body},
        }


def _to_canonical(cassette: Cassette, scope: Scope, request: Any) -> _CanonicalRequest | None:
    """Return a request in its canonical form, and note its key and host; None makes vcrpy ignore it.

    vcrpy calls this several times a request.
    """
    if isinstance(request, _CanonicalRequest):
        return request
    if not scope.includes(request.uri):
        return None
    cassette.secrets |= {key_in_authorization(request.headers.get(name, "")) for name in KEY_HEADERS} - {""}
    cassette.source = cassette.source or _describe_host(request.uri)
    body = bytes(request.body_bytes or b"")
    return _CanonicalRequest(canonicalize(request.method, request.uri, dict(request.headers), body))


def _are_equal(one: _CanonicalRequest, other: _CanonicalRequest) -> bool:
    return fingerprint(one.canonical) == fingerprint(other.canonical)


def _refuse_secrets(secrets: Iterable[str], path: str, contents: Iterable[bytes]) -> None:
    """Check that no secret would be written, neither plain nor in a common encoding.

    Raises:
        SecretInCassetteError: One would.
    """
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1])}
    if any(form.encode() in data for data in contents for form in forms):
        raise SecretInCassetteError(
            f"{path}: the API key would be in this file or in one of its images, so nothing was written. "
            "Take the key out of the call's arguments."
        )


def _describe_host(uri: str) -> str:
    """Return the host of a request, without the name or address of this machine."""
    host = urlsplit(uri).hostname or ""
    return "a server on this machine" if is_loopback(host) else host
