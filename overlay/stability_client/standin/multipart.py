"""Multipart bodies, taken apart the way tolerant servers do: every part is bytes, with or without a filename."""

from typing import TYPE_CHECKING

import attrs
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from stability_client.standin.errors import bad_request

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 100
HEADERS_PER_PART = 32


@attrs.frozen
class Part:
    """One part of a multipart body, as it came."""

    name: str
    data: bytes = attrs.field(repr=lambda data: f"<{len(data)} bytes>")
    filename: str | None = None
    content_type: str | None = None


def split_parts(content_type: str, body: bytes) -> tuple[Part, ...]:
    """The parts of a multipart body, in their order, duplicates included.

    Raises:
        Refusal: the body is not multipart, or is malformed.

    """
    media_type, parameters = parse_options_header(content_type)
    boundary = parameters.get(b"boundary")
    if media_type != b"multipart/form-data" or not boundary:
        raise bad_request("The body must be multipart/form-data with a boundary")
    collector = _Collector()
    try:
        parser = MultipartParser(boundary, collector.callbacks(), max_header_count=HEADERS_PER_PART)
        parser.write(_without_preamble(body, boundary))
    except FormParserError as problem:
        raise bad_request(f"The multipart body is malformed: {problem}") from problem
    if not collector.ended:
        raise bad_request("The multipart body stops before its closing boundary")
    return tuple(collector.parts)


def _without_preamble(body: bytes, boundary: bytes) -> bytes:
    """What stands before the first boundary is for readers who don't know multipart; the parser takes none of it."""
    delimiter = b"--" + boundary
    _, found, rest = body.partition(b"\r\n" + delimiter)
    return delimiter + rest if found and not body.startswith(delimiter) else body


class _Collector:
    """Gathers what the parser calls out."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._headers: dict[bytes, bytes] = {}
        self._header_name = b""
        self._header_value = b""
        self._data = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._name_header,
            "on_header_value": self._fill_header,
            "on_header_end": self._end_header,
            "on_part_data": self._fill,
            "on_part_end": self._end,
            "on_end": self._close,
        }

    def _begin(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise bad_request(f"The multipart body has more than {MOST_PARTS} parts")
        self._headers = {}
        self._data = bytearray()

    def _name_header(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _fill_header(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header_name.lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _fill(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]

    def _end(self) -> None:
        _, parameters = parse_options_header(self._headers.get(b"content-disposition"))
        if b"name" not in parameters:
            raise bad_request("A part of the multipart body has no name")
        content_type = self._headers.get(b"content-type")
        filename = parameters.get(b"filename")
        self.parts.append(
            Part(
                name=_text(parameters[b"name"]),
                data=bytes(self._data),
                filename=None if filename is None else _text(filename),
                content_type=None if content_type is None else _text(content_type),
            )
        )

    def _close(self) -> None:
        self.ended = True


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
