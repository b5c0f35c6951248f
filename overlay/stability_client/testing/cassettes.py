"""Cassettes in use: vcrpy hands over every request, and gets the answer recorded for one of the same meaning."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
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

from stability_client.testing import answers, files
from stability_client.testing.blobs import Pictures
from stability_client.testing.canonical import HOST, KEY_HEADERS, canonical_request, fingerprint
from stability_client.testing.diff import differences
from stability_client.testing.errors import CassetteError, SecretInCassetteError
from stability_client.testing.network import is_loopback, no_network
from stability_client.testing.scrubbing import secret_of

KEY_VARIABLE = "STABILITY_API_KEY"
REPLAY_KEY = "sk-replayed"
PICTURES = "images"
LEFT_ALONE = tuple(name for name in PATCHER_NAMES if not name.startswith("httpx"))
"""The HTTP libraries of which vcrpy knows and this package uses none."""


class _Meaning(VcrRequest):  # type: ignore[misc]  # vcrpy has no types
    """A request in its canonical form."""

    def __init__(self, meaning: Mapping[str, Any]) -> None:
        super().__init__(meaning["method"], HOST + meaning["path"], fingerprint(meaning), meaning["headers"])
        self.meaning = meaning


@define(eq=False)
class Cassette:
    """A cassette while it plays or records.

    Attributes:
        path: Its file.
        recording: Whether calls go to a server, to be recorded; otherwise the cassette answers them.
        requests: The meaning of each call so far, in order.
        changed: After a recording: whether the file is another than before.
        live: Whether it plays or records now.
    """

    path: Path
    recording: bool
    source: str | None = None
    requests: list[Mapping[str, Any]] = field(factory=list)
    changed: bool = False
    live: bool = False
    missed: CassetteError | None = field(default=None, repr=False)
    secrets: set[str] = field(factory=set, repr=False)
    discarded: bool = field(default=False, repr=False)

    @property
    def api_key(self) -> str:
        """A key for the client: the environment's while recording, a made-up one in a replay.

        Raises:
            CassetteError: It is needed, and `STABILITY_API_KEY` is not set.
        """
        if not self.recording:
            return REPLAY_KEY
        key = os.environ.get(KEY_VARIABLE, "").strip()
        if not key:
            raise CassetteError(f"recording needs a key: set {KEY_VARIABLE}")
        return key

    def discard(self) -> None:
        """Leaves the file as it is, whatever was recorded."""
        self.discarded = True

    def _canonical(self, request: Any) -> _Meaning:
        """The request in its canonical form. vcrpy asks several times for each request."""
        if isinstance(request, _Meaning):
            return request
        self.secrets |= {secret_of(request.headers.get(name, "")) for name in KEY_HEADERS} - {""}
        self.source = self.source or _host(request.uri)
        return _Meaning(canonical_request(request.method, request.uri, dict(request.headers), _bytes(request)))


@contextmanager
def use_cassette(
    path: str | os.PathLike[str],
    *,
    record: bool = False,
    source: str | None = None,
    pictures: str | os.PathLike[str] | None = None,
) -> Iterator[Cassette]:
    """Answers calls from a cassette, or records them.

    Both clients are served, and every `http_client=` that ends in one of httpx's own transports. In a replay no
    connection leaves this machine. A call that is not in the cassette fails; so does a recorded one that is not made.

    Args:
        path: The cassette's file, a `.yaml`.
        record: Sends the calls to the server that the client names and writes the file anew at the end, unless the
            block raises.
        source: What to note in the cassette as where its answers are from; the server's host where nothing is given.
        pictures: The folder for pictures; `images` beside the cassette where none is given.

    Raises:
        CassetteError: A call is not in the cassette (the message names the fields that differ), was not made, or the
            cassette cannot be read.
        SecretInCassetteError: The recording holds the key. Nothing was written.
    """
    cassette = Cassette(Path(path), record, source)
    kept = Pictures(Path(pictures) if pictures is not None else cassette.path.parent / PICTURES)
    tape = _Tape.use(
        cassette=cassette,
        path=str(path),
        persister=_Persister(cassette, kept),
        record_mode=RecordMode.ALL if record else RecordMode.NONE,
        match_on=(_means_the_same,),
        before_record_request=cassette._canonical,  # noqa: SLF001 - the tape is its other half
        drop_unused_requests=record,
        skip_patchers=LEFT_ALONE,
        record_on_exception=False,
    )
    with nullcontext() if record else no_network(), tape as playing:
        cassette.live = True
        try:
            yield cassette
        finally:
            cassette.live = False
        playing.end()


class _Tape(VcrCassette):  # type: ignore[misc]  # vcrpy has no types
    """vcrpy's side of a cassette: it plays or records, and says what is wrong in our words."""

    def __init__(self, cassette: Cassette, **settings: Any) -> None:
        super().__init__(**settings)
        self.cassette = cassette
        self.store = settings["persister"]

    def can_play_response_for(self, request: Any) -> bool:
        """Whether there is an answer. vcrpy asks before it sends anything; in a replay nothing is ever sent.

        Raises:
            CassetteError: There is none.
        """
        sent = self.cassette._canonical(request)  # noqa: SLF001 - its other half
        self.cassette.requests.append(sent.meaning)
        if self.cassette.recording:
            return False
        if not super().can_play_response_for(sent):
            missed = CassetteError(self._told(sent.meaning))
            # Whoever swallows this error meets it again at the end.
            self.cassette.missed = self.cassette.missed or missed
            raise missed
        return True

    def end(self) -> None:
        """Checks what was played, or writes what was recorded.

        Raises:
            CassetteError: A call was not in the cassette, or one in it was not made, or there was none to record.
            SecretInCassetteError: The recording holds the key.
        """
        if self.cassette.missed:
            raise self.cassette.missed
        if self.cassette.recording:
            # Written here and not when vcrpy leaves the cassette: an error there would leave its patches in place.
            self.dirty = False
            if not self.cassette.requests:
                raise CassetteError(f"nothing was called, so there is nothing to record in {self.cassette.path}")
            if not self.cassette.discarded:
                self.store.save_cassette(self.path, {"requests": self.requests, "responses": self.responses})
            return
        left = [request.meaning for index, request in enumerate(self.requests) if not self.play_counts[index]]
        if left:
            told = "".join(f"\n  {meaning['method']} {meaning['path']}" for meaning in left)
            raise CassetteError(f"{self.cassette.path} holds calls that were not made:{told}")

    def _told(self, sent: Mapping[str, Any]) -> str:
        """Why a call has no answer: in what it differs from the recorded one that is most like it."""
        line = f"{sent['method']} {sent['path']}"
        candidates = [
            (differences(request.meaning, sent), self.play_counts[index] > 0)
            for index, request in enumerate(self.requests)
        ]
        if any(not found for found, _ in candidates):
            return f"{line} was made more often than {self.cassette.path} holds it"
        if not candidates:
            return f"{line} is not in {self.cassette.path}, which is empty"
        closest, _ = min(candidates, key=lambda candidate: (candidate[1], len(candidate[0])))
        return (
            f"{line} is not in {self.cassette.path}. The recorded call most like it differs in\n"
            + "\n".join(f"  {difference}" for difference in closest)
            + "\nIf the change is meant, record anew with --stability-record and review the cassette's diff."
        )


class _Persister:
    """Where vcrpy gets its interactions from, and puts them."""

    def __init__(self, cassette: Cassette, pictures: Pictures) -> None:
        self._cassette = cassette
        self._pictures = pictures

    def load_cassette(self, path: str, serializer: Any) -> tuple[list[_Meaning], list[dict[str, Any]]]:  # noqa: ARG002 - vcrpy's signature
        if self._cassette.recording:
            raise CassetteNotFoundError
        document = files.load(Path(path))
        try:
            pairs = [(each["request"], each["response"]) for each in document["interactions"]]
            return [_Meaning(request) for request, _ in pairs], [self._response(response) for _, response in pairs]
        except (KeyError, TypeError) as problem:
            raise CassetteError(f"{path} is no cassette of this kind: {problem!r}") from None

    def save_cassette(self, path: str, cassette_dict: Mapping[str, Any]) -> None:
        cassette = self._cassette
        document = {
            "version": files.VERSION,
            "source": cassette.source,
            "interactions": [
                {"request": request.meaning, "response": self._stored(response)}
                for request, response in zip(cassette_dict["requests"], cassette_dict["responses"], strict=True)
            ],
        }
        text = files.HEADING + files.dump(document)
        secrets = cassette.secrets | ({os.environ.get(KEY_VARIABLE, "").strip()} - {""})
        _refuse_secrets(secrets, path, [text.encode(), *self._pictures.kept.values()])
        self._pictures.write()
        cassette.changed = files.write(Path(path), text)

    def _stored(self, response: Mapping[str, Any]) -> dict[str, Any]:
        response = decode_response(response)
        headers = {name: ", ".join(values) for name, values in response["headers"].items()}
        body, secrets = response["body"]["string"], self._cassette.secrets
        return answers.stored(response["status"]["code"], headers, body, self._pictures, secrets)

    def _response(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        status, headers, body = answers.restored(answer, self._pictures)
        return {
            "status": {"code": status, "message": ""},
            "headers": {name: [value] for name, value in headers.items()},
            "body": {"string": body},
        }


def _means_the_same(one: _Meaning, other: _Meaning) -> bool:
    return fingerprint(one.meaning) == fingerprint(other.meaning)


def _refuse_secrets(secrets: Iterable[str], path: str, written: Iterable[bytes]) -> None:
    """Raises: SecretInCassetteError: A secret is in what would be written, plain or in a common encoding."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1])}
    if any(form.encode() in data for data in written for form in forms):
        raise SecretInCassetteError(f"the API key would stand in {path} or in a picture of it; nothing was written")


def _host(uri: str) -> str:
    """Where a request went, without what tells of this machine."""
    host = urlsplit(uri).hostname or ""
    return "a server on this machine" if is_loopback(host) else host


def _bytes(request: Any) -> bytes:
    body = request.body_bytes
    return bytes(body) if body else b""
