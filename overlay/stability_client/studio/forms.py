"""The forms of the page: one for each operation that takes an image, made from the contract."""

from collections.abc import Iterator
from inspect import Parameter
from typing import Any

from stability_client._calls.catalog import CLASSES, Method, find_method, methods
from stability_client._contract import Field
from stability_client.errors import InvalidOptionError

NOT_OFFERED = {
    "accept": "how an image travels; the studio decides",
    "extra_headers": "may hold secrets, which do not belong on a page",
    "organization": "a setting of the client",
    "timeout": "a setting of the client",
    "validate": "what the page shows would not be what is checked",
    "wait": "the studio always waits",
}
"""The arguments of methods that forms do not have, each with the reason."""
MASKS = ("mask_image", "mask")
"""The names that operations have for their mask."""
LONG_TEXTS = frozenset({"prompt", "negative_prompt", "background_prompt", "foreground_prompt"})


def find_form_method(operation: object) -> Method:
    """Return the method of an operation that has a form.

    Raises:
        InvalidOptionError: There is none.
    """
    found = find_method(operation) if isinstance(operation, str) else None
    if found is None or not has_form(found):
        raise InvalidOptionError(f"operation: there is no {operation!r:.80} that takes an image")
    return found


def has_form(method: Method) -> bool:
    """Return whether an operation has a form: whether it makes images of an image."""
    return method.makes_images and bool(method.contract.files)


def image_name(method: Method) -> str:
    """Return the name of the argument that takes the image."""
    return next(name for name in method.contract.files if name not in MASKS)


def mask_name(method: Method) -> str | None:
    """Return the name of the argument that takes the mask, or None if there is none."""
    return next((name for name in method.contract.files if name in MASKS), None)


def extra_names(method: Method) -> list[str]:
    """Return the names of further images, such as one whose style is taken."""
    return [name for name in method.contract.files if name not in {image_name(method), mask_name(method)}]


def forms() -> list[dict[str, Any]]:
    """Return all forms, as the page makes them."""
    found = (method for edition in CLASSES for method in methods(edition).values() if has_form(method))
    return [_form(method) for method in found]


def _form(method: Method) -> dict[str, Any]:
    return {
        "operation": method.full_name,
        "edition": method.edition,
        "title": method.name.replace("_", " "),
        "summary": method.summary,
        "has_mask": mask_name(method) is not None,
        "extends": "left" in method.contract.options,
        "extra_images": extra_names(method),
        "fields": list(_fields(method)),
    }


def _fields(method: Method) -> Iterator[dict[str, Any]]:
    options = method.contract.options
    for name, parameter in method.parameters.items():
        if name in NOT_OFFERED or name in method.contract.files:
            continue
        if name == "prompts":
            yield {"name": name, "type": "prompts", "help": "What the image shows. A negative weight pushes away."}
        elif name in options:
            yield _field(name, options[name], required=parameter.default is Parameter.empty or options[name].required)
        elif name == "engine":
            known = list(method.contract.known_engines)
            yield {"name": name, "type": "string", "help": "The engine that makes the image.", "suggestions": known}
        elif name == "fit":
            text = "Take an image of any size: it is fitted, and the result brought back onto the original."
            yield {"name": name, "type": "boolean", "help": text, "default": True}


def _field(name: str, field: Field, *, required: bool) -> dict[str, Any]:
    return {
        "name": name,
        "type": "text" if name in LONG_TEXTS else field.type,
        "help": " ".join(field.documentation.replace("`", "").split()),
        "required": required,
        "choices": list(field.enum),
        "suggestions": list(field.known),
        "minimum": field.minimum,
        "maximum": field.maximum,
        "step": field.multiple_of or (1 if field.type == "integer" else "any"),
        "default": field.default,
    }
