"""The overlay against openapi.yaml: nothing that the contract knows is missing."""

import inspect
from enum import Enum
from importlib.metadata import version
from pathlib import Path

import pytest

import stability_client
from regen.documents import loading as documents
from stability_client import AsyncStability, Stability
from stability_client._contract import facts
from stability_client.errors import ERRORS_BY_NAME, StabilityError, error_class
from stability_client.results import _ERRORS_BY_FINISH_REASON

DOCUMENT = documents.load(Path(__file__).parents[2] / "openapi.yaml")
OPERATIONS = {operation["operationId"]: operation for _, _, operation in documents.operations(DOCUMENT)}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("client", [Stability, AsyncStability])
def test_every_operation_has_a_method_on_both_clients(operation: str, client: type) -> None:
    method = getattr(client, operation)
    assert inspect.iscoroutinefunction(method) == (client is AsyncStability)
    assert method.__doc__


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_option_of_the_contract_is_an_argument_of_the_method(operation: str) -> None:
    arguments = inspect.signature(getattr(Stability, operation)).parameters
    options = set(facts.OPERATIONS[operation].options) - {"text_prompts"}
    assert options | set(facts.OPERATIONS[operation].files) <= set(arguments)


def test_the_two_clients_take_the_same_arguments() -> None:
    for name in [*OPERATIONS, "__init__", "with_options"]:
        sync, awaited = (inspect.signature(getattr(client, name)) for client in (Stability, AsyncStability))
        assert list(sync.parameters) == list(awaited.parameters), name


def test_every_error_name_of_the_contract_has_a_class() -> None:
    documented = {
        name for operation in facts.OPERATIONS.values() for names in operation.error_names.values() for name in names
    }
    assert documented == set(ERRORS_BY_NAME)


def test_every_class_of_error_is_public() -> None:
    def below(error: type[StabilityError]) -> set[type[StabilityError]]:
        return {error}.union(*(below(kind) for kind in error.__subclasses__()))

    assert {error.__name__ for error in below(StabilityError)} <= set(stability_client.__all__)


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
    modules = {"errors", "hooks", "masks", "results", "retries", "standin", "testing", "timeouts"}
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
