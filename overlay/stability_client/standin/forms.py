"""Flat forms: every option is a text part of its own, whose schema says what it is."""

import math
import re
from typing import Any

from stability_client.standin.contract import Node
from stability_client.standin.errors import bad_request
from stability_client.standin.multipart import FormPart

INTEGER = re.compile(r"[+-]?\d{1,20}", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)

FILE = "<file>"
"""What stands for a file where options are validated: only that it was sent counts."""


def is_file(node: Node) -> bool:
    """Return whether a field holds a file."""
    return node.get("format") == "binary"


def read_field(node: Node, part: FormPart) -> Any:
    """Return the value of a part. A text that is no value of its type stays a text, which validation refuses.

    Raises:
        ApiError: The part is no text.
    """
    if is_file(node):
        return FILE
    text = read_text(part)
    if node.get("type") == "integer" and INTEGER.fullmatch(text):
        return int(text)
    if node.get("type") == "number" and NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def read_text(part: FormPart) -> str:
    """Return the text of a part.

    Raises:
        ApiError: It is not in UTF-8.
    """
    try:
        return part.data.decode()
    except UnicodeDecodeError as error:
        raise bad_request(f"{part.name}: is not in UTF-8") from error
