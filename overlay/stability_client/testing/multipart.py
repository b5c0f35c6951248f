"""Multipart bodies taken apart: what each part says, whatever the boundary and the order."""

import re
from collections.abc import Mapping
from email.message import Message

from attrs import frozen

SHORTEST_RANDOM_BOUNDARY = 16
FEWEST_RANDOM_CHARACTERS = 6
"""A boundary of fewer characters, or of fewer different ones, can be guessed. 16 hexadecimal digits are 64 bits."""


@frozen
class Part:
    """One part of a multipart body."""

    name: str
    data: bytes
    filename: str | None
    content_type: str | None
    other_headers: Mapping[str, str]


class MalformedMultipartError(ValueError):
    """The body is not what its content type says."""


def is_guessable(boundary: str) -> bool:
    """Whether a file could be made that holds the boundary, and so adds parts of its own."""
    return len(boundary) < SHORTEST_RANDOM_BOUNDARY or len(set(boundary)) < FEWEST_RANDOM_CHARACTERS


def parameters(header: str) -> tuple[str, dict[str, str]]:
    """A header such as `multipart/form-data; boundary=x`: its value, and its parameters."""
    message = Message()
    message["content-type"] = header
    (value, _), *found = message.get_params(failobj=[(header, "")])
    return value.lower(), dict(found)


def split(body: bytes, boundary: str) -> list[Part]:
    """The parts of a body, in their order.

    Raises:
        MalformedMultipartError: The body does not hold to the boundary, or a part has no name.
    """
    line = b"--" + boundary.encode("latin-1")
    head, *pieces = (b"\r\n" + body).split(b"\r\n" + line)
    if not pieces or head or not pieces[-1].startswith(b"--"):
        raise MalformedMultipartError("the body does not hold to its boundary")
    return [_part(piece) for piece in pieces[:-1]]


def _part(piece: bytes) -> Part:
    head, gap, data = piece.partition(b"\r\n\r\n")
    if not gap:
        raise MalformedMultipartError("a part has no headers")
    headers = dict(_header(line) for line in head.decode("utf-8", "replace").split("\r\n") if line)
    disposition = headers.pop("content-disposition", "")
    fields = dict(re.findall(r';\s*([\w*]+)="((?:[^"\\]|\\.)*)"', disposition))
    if "name" not in fields:
        raise MalformedMultipartError("a part has no name")
    return Part(fields["name"], data, fields.get("filename"), headers.pop("content-type", None), headers)


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()
