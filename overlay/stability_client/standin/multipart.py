"""Parses multipart bodies as tolerant servers do: every part is bytes, with or without a filename."""

from typing import TYPE_CHECKING

import attrs
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from stability_client.standin.errors import bad_request

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_PARTS = 100
MAX_HEADERS_PER_PART = 32


@attrs.frozen
class FormPart:
    """One part of a multipart body, as received."""

    name: str
    data: bytes = attrs.field(repr=lambda data: f"<{len(data)} bytes>")
    filename: str | None = None
    content_type: str | None = None


def parse_multipart(content_type: str, body: bytes) -> tuple[FormPart, ...]:
    """Return the parts of a multipart body, in their order, duplicates included.

    Raises:
        ApiError: The body is not multipart, or is malformed.
    """
    media_type, parameters = parse_options_header(content_type)
    boundary = parameters.get(b"boundary")
    if media_type != b"multipart/form-data" or not boundary:
        raise bad_request("The body must be multipart/form-data with a boundary")
    collector = _Collector()
    try:
        parser = MultipartParser(boundary, collector.callbacks(), max_header_count=MAX_HEADERS_PER_PART)
        parser.write(_strip_preamble(body, boundary))
    except FormParserError as error:
        raise bad_request(f"The multipart body is malformed: {error}") from error
    if not collector.ended:
        raise bad_request("The multipart body stops before its closing boundary")
    return tuple(collector.parts)


def _strip_preamble(body: bytes, boundary: bytes) -> bytes:
    """Remove what stands before the first boundary, which is allowed but unknown to the parser."""
    delimiter = b"--" + boundary
    _, found, rest = body.partition(b"\r\n" + delimiter)
    return delimiter + rest if found and not body.startswith(delimiter) else body


class _Collector:
    """Collects parts from the callbacks of the parser."""

    def __init__(self) -> None:
        self.parts: list[FormPart] = []
        self.ended = False
        self._headers: dict[bytes, bytes] = {}
        self._header_name = b""
        self._header_value = b""
        self._data = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._add_header_name,
            "on_header_value": self._add_header_value,
            "on_header_end": self._end_header,
            "on_part_data": self._add_data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        if len(self.parts) >= MAX_PARTS:
            raise bad_request(f"The multipart body has more than {MAX_PARTS} parts")
        self._headers = {}
        self._data = bytearray()

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header_name.lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]

    def _end_part(self) -> None:
        _, parameters = parse_options_header(self._headers.get(b"content-disposition"))
        if b"name" not in parameters:
            raise bad_request("A part of the multipart body has no name")
        content_type = self._headers.get(b"content-type")
        filename = parameters.get(b"filename")
        self.parts.append(
            FormPart(
                name=_decode(parameters[b"name"]),
                data=bytes(self._data),
                filename=None if filename is None else _decode(filename),
                content_type=None if content_type is None else _decode(content_type),
            )
        )

    def _end(self) -> None:
        self.ended = True


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
