"""The overlay against openapi.yaml: nothing that the contract knows is missing."""

import inspect
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import stability_client
from regen.documents import loading as documents
from stability_client import AsyncStability, Stability, batch
from stability_client._contract import facts
from stability_client.errors import ERRORS_BY_NAME, StabilityError, error_class
from stability_client.results import _ERRORS_BY_FINISH_REASON
from tests.support.calls import EDITIONS, edition_of, method_names

DOCUMENT = documents.load(Path(__file__).parents[2] / "openapi.yaml")
OPERATIONS = {operation["operationId"]: operation for _, _, operation in documents.operations(DOCUMENT)}


CLIENTS: dict[type, Any] = {
    kind: kind("sk-none-0123456789", base_url="http://127.0.0.1:9", engine="e") for kind in (Stability, AsyncStability)
}
"""A client of each kind. Nothing is sent by them."""

METHODS = [(operation, name) for operation in OPERATIONS for name in method_names(operation)]


@pytest.mark.parametrize(("operation", "name"), METHODS)
@pytest.mark.parametrize("kind", CLIENTS)
def test_every_operation_has_a_method_on_both_clients(operation: str, name: str, kind: type) -> None:
    method = getattr(type(edition_of(CLIENTS[kind], operation)), name)
    assert inspect.iscoroutinefunction(method) == (kind is AsyncStability)
    assert method.__doc__


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_method_of_an_edition_is_an_operation_of_the_contract(kind: type) -> None:
    for edition in EDITIONS:
        offered = {name for name in dir(getattr(CLIENTS[kind], edition)) if not name.startswith("_")}
        contract = {name for operation, name in METHODS if facts.OPERATIONS[operation].edition == edition}
        assert offered == contract, edition


@pytest.mark.parametrize("kind", CLIENTS)
def test_the_client_has_the_methods_of_v1alpha_itself(kind: type) -> None:
    for operation, name in METHODS:
        if facts.OPERATIONS[operation].edition == "v1alpha":
            own, of_edition = getattr(kind, name), getattr(type(CLIENTS[kind].v1alpha), name)
            assert inspect.signature(own) == inspect.signature(of_edition)


@pytest.mark.parametrize(("operation", "name"), METHODS)
def test_every_option_of_the_contract_is_an_argument_of_the_method(operation: str, name: str) -> None:
    arguments = inspect.signature(getattr(edition_of(CLIENTS[Stability], operation), name)).parameters
    options = set(facts.OPERATIONS[operation].options) - {"text_prompts"}
    assert options | set(facts.OPERATIONS[operation].files) <= set(arguments)


@pytest.mark.parametrize(("operation", "name"), METHODS)
def test_the_arguments_of_a_method_are_documented(operation: str, name: str) -> None:
    bound = getattr(edition_of(CLIENTS[Stability], operation), name)
    documentation = inspect.getdoc(bound) or ""
    for argument in inspect.signature(bound).parameters:
        assert f"    {argument}: " in documentation, argument


def test_the_two_clients_take_the_same_arguments() -> None:
    pairs = [(getattr(Stability, name), getattr(AsyncStability, name)) for name in ("__init__", "with_options")]
    for operation, name in METHODS:
        sync, awaited = (getattr(edition_of(client, operation), name) for client in CLIENTS.values())
        pairs.append((sync, awaited))
    for sync, awaited in pairs:
        assert list(inspect.signature(sync).parameters) == list(inspect.signature(awaited).parameters), sync


def test_every_error_name_of_the_contract_has_a_class() -> None:
    documented = {
        name for operation in facts.OPERATIONS.values() for names in operation.error_names.values() for name in names
    }
    assert documented == set(ERRORS_BY_NAME)


def test_every_class_of_error_is_public() -> None:
    def below(error: type[StabilityError]) -> set[type[StabilityError]]:
        return {error}.union(*(below(kind) for kind in error.__subclasses__()))

    assert {error.__name__ for error in below(StabilityError)} <= set(stability_client.__all__) | set(batch.__all__)


def test_every_finish_reason_but_success_raises() -> None:
    assert set(_ERRORS_BY_FINISH_REASON) == set(facts.ENUMS["FinishReason"]) - {"SUCCESS"}


def test_what_is_public_is_there_and_documented() -> None:
    for name in stability_client.__all__:
        public = getattr(stability_client, name)
        if isinstance(public, type):
            assert public.__doc__, name
            assert public.__doc__ != Enum.__doc__, name


def test_the_package_says_its_version_and_lists_its_public_names_alone() -> None:
    assert stability_client.__version__ == version("stability-client")
    modules = {"batch", "errors", "hooks", "masks", "results", "retries", "standin", "testing", "timeouts"}
    assert set(dir(stability_client)) <= modules | set(stability_client.__all__)


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("invalid_samples", 400, "InvalidSamplesError"),
        ("insufficient_balance", 402, "InsufficientBalanceError"),
        ("insufficient_balance", 429, "InsufficientBalanceError"),
        ("rate_limit_exceeded", 429, "RateLimitError"),
        (None, 429, "RateLimitError"),
        ("never_heard_of", 404, "NotFoundError"),
        (None, 418, "RequestError"),
        (None, 502, "ServerError"),
        (None, 529, "ServerError"),
        (None, 302, "UnreadableResponseError"),
    ],
)
def test_the_name_is_asked_before_the_status(name: str | None, status: int, expected: str) -> None:
    assert error_class(name, status).__name__ == expected
