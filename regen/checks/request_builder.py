"""Builds requests with the generated package that is on the path, and describes what each is on the wire."""

import email
import enum
import importlib
import inspect
import io
from email.policy import HTTP
from types import ModuleType
from typing import Any

PACKAGE = "stability_raw"
Json = dict[str, Any]


def build_all(calls: Json) -> Json:
    """Return the requests of operations, by the names of these."""
    return {name: build(values) for name, values in calls.items()}


def build(values: Json) -> Json:
    """Return the request of one operation as it is sent, or why it cannot be built."""
    try:
        module = importlib.import_module(f"{PACKAGE}.{values['module']}")
        arguments = dict(_parameters(module, values["parameters"]))
        if values["body"] is not None:
            arguments["body"] = _body(values)
        return _on_the_wire(module._get_kwargs(**arguments))  # noqa: SLF001 - the one seam that builds requests
    except Exception as error:  # noqa: BLE001 - any exception is what is reported
        return {"error": f"{type(error).__name__}: {error}"}


def _parameters(module: ModuleType, values: Json) -> Any:
    """Yield each argument for the parameters of the contract, as (name in Python, value)."""
    by_letters = {_letters(name): value for name, value in values.items()}
    for name, parameter in inspect.signature(module._get_kwargs).parameters.items():  # noqa: SLF001 - see above
        if _letters(name) in by_letters:
            value = by_letters[_letters(name)]
            kind = getattr(module, str(parameter.annotation).partition(" |")[0], None)
            yield name, kind(value) if isinstance(kind, type) and issubclass(kind, enum.Enum) else value


def _letters(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum()).lower()


def _body(values: Json) -> Any:
    models = importlib.import_module(f"{PACKAGE}.models")
    file_type = importlib.import_module(f"{PACKAGE}.types").File
    files = {name: file["content"].encode("latin-1") for name, file in values["files"].items()}
    body = getattr(models, values["body_class"]).from_dict({**values["body"], **files})
    for name, value in vars_of(body).items():
        if isinstance(value, file_type):
            file = values["files"][name]
            setattr(body, name, file_type(io.BytesIO(files[name]), file["file_name"], file["media_type"]))
    return body


def vars_of(model: Any) -> Json:
    """Return the fields of a model, which may have slots."""
    return {field.name: getattr(model, field.name) for field in model.__attrs_attrs__}


def _on_the_wire(arguments: Json) -> Json:
    import httpx  # noqa: PLC0415 - the generated code has imported it

    arguments["url"] = f"https://localhost{arguments['url']}"
    request = httpx.Request(**arguments)
    content, content_type = request.read(), request.headers.get("Content-Type", "")
    media_type = content_type.partition(";")[0]
    sent: Json = {
        "method": request.method,
        "path": request.url.raw_path.decode().partition("?")[0],
        "query": sorted(request.url.params.multi_items()),
        "headers": {name.lower(): value for name, value in arguments.get("headers", {}).items()},
        "media_type": media_type,
        "parts": [],
    }
    if media_type == "multipart/form-data":
        message = email.message_from_bytes(
            b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + content, policy=HTTP
        )
        sent["parts"] = [_part(part) for part in message.iter_parts()]
    elif content:
        sent["parts"] = [["", None, media_type, content.decode()]]
    return sent


def _part(part: Any) -> list[str | None]:
    """A part as its name, its file name, its media type and its content."""
    content = part.get_payload(decode=True)
    file_name = part.get_filename()
    text = content.decode("latin-1") if file_name is not None else content.decode()
    return [part.get_param("name", header="content-disposition"), file_name, part["content-type"], text]
