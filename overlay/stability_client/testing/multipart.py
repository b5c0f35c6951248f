"""Parsing of multipart bodies, independent of their boundary."""

import re
from collections.abc import Mapping
from email.message import Message

from attrs import frozen

MIN_BOUNDARY_LENGTH = 16
MIN_DISTINCT_CHARACTERS = 6
"""A boundary with fewer characters, or fewer distinct ones, can be guessed. 16 hexadecimal digits are 64 bits."""


@frozen
class BodyPart:
    """One part of a multipart body."""

    name: str
    data: bytes
    filename: str | None
    content_type: str | None
    other_headers: Mapping[str, str]


class MalformedMultipartError(ValueError):
    """The body does not match its content type."""


def is_guessable(boundary: str) -> bool:
    """Return whether a file could be crafted that holds the boundary, and so adds parts of its own."""
    return len(boundary) < MIN_BOUNDARY_LENGTH or len(set(boundary)) < MIN_DISTINCT_CHARACTERS


def parse_content_type(header: str) -> tuple[str, dict[str, str]]:
    """Return the media type and the parameters of a header such as `multipart/form-data; boundary=x`."""
    message = Message()
    message["content-type"] = header
    (media_type, _), *parameters = message.get_params(failobj=[(header, "")])
    return media_type.lower(), dict(parameters)


def split_parts(body: bytes, boundary: str) -> list[BodyPart]:
    """Return the parts of a body, in their order.

    Raises:
        MalformedMultipartError: The boundary does not delimit the body, or a part has no name.
    """
    delimiter = b"\r\n--" + boundary.encode("latin-1")
    head, *pieces = (b"\r\n" + body).split(delimiter)
    if not pieces or head or not pieces[-1].startswith(b"--"):
        raise MalformedMultipartError("the boundary does not delimit the body")
    return [_parse_part(piece) for piece in pieces[:-1]]


def _parse_part(piece: bytes) -> BodyPart:
    head, gap, data = piece.partition(b"\r\n\r\n")
    if not gap:
        raise MalformedMultipartError("a part has no headers")
    headers = dict(_parse_header(line) for line in head.decode("utf-8", "replace").split("\r\n") if line)
    disposition = headers.pop("content-disposition", "")
    fields = dict(re.findall(r';\s*([\w*]+)="((?:[^"\\]|\\.)*)"', disposition))
    if "name" not in fields:
        raise MalformedMultipartError("a part has no name")
    return BodyPart(fields["name"], data, fields.get("filename"), headers.pop("content-type", None), headers)


def _parse_header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()
