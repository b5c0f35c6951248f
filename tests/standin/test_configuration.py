"""Settings and other arguments that are invalid."""

import math
from typing import Any, NamedTuple

import pytest

from stability_client.standin import RateLimit, StandIn, create_app


def test_an_unknown_setting_is_refused() -> None:
    wrong: Any = {"color": "blue"}
    with pytest.raises(TypeError, match=r"^color: there is no such setting\. There are keys, balance, ") as raised:
        StandIn(**wrong)
    assert "__init__" not in str(raised.value)


def test_a_single_text_is_one_key() -> None:
    standin = StandIn(keys="sk-mine")
    assert standin.api_key == "sk-mine"
    assert standin.service.configuration.keys == ("sk-mine",)


class Invalid(NamedTuple):
    """A setting with an invalid value, and what the message says of it."""

    setting: str
    value: Any
    message: str


@pytest.mark.parametrize(
    "case",
    [
        Invalid("keys", "", "one API key or several"),
        Invalid("keys", [], "one API key or several"),
        Invalid("keys", [1], "one API key or several"),
        Invalid("keys", 5, "one API key or several"),
        Invalid("balance", -5, "a finite number of at least 0, got -5"),
        Invalid("balance", math.nan, "a finite number of at least 0, got nan"),
        Invalid("balance", "7", "a finite number of at least 0, got '7'"),
        Invalid("organizations", "org", "a sequence of Organization, got 'o'"),
        Invalid("organizations", 1, "a sequence of Organization, got 1"),
        Invalid("rate_limit", 5, "a RateLimit or None, got 5"),
        Invalid("envelope", "z", "'array' or 'artifacts', got 'z'"),
        Invalid("dialect", "z", "'v1alpha' or 'gyre', got 'z'"),
        Invalid("error_media_type", "a\r\nb", "a media type such as 'application/json', got 'a"),
        Invalid("latency", -1, "a finite number of at least 0, got -1"),
        Invalid("latency", math.inf, "a finite number of at least 0, got inf"),
        Invalid("max_body_bytes", 0, "a whole number of at least 1, got 0"),
        Invalid("max_body_bytes", 1.5, "a whole number of at least 1, got 1.5"),
        Invalid("history_size", -1, "a whole number of at least 0, got -1"),
        Invalid("history_size", True, "a whole number of at least 0, got True"),
        Invalid("clock", 3, "a function that returns seconds, got 3"),
        Invalid("random", 3, "a random.Random, got 3"),
    ],
    ids=lambda case: f"{case.setting}={case.value!r}",
)
def test_an_invalid_setting_is_refused_by_name(stability_standin: StandIn, case: Invalid) -> None:
    settings: Any = {case.setting: case.value}
    for configure in (StandIn, create_app, stability_standin.reset):
        with pytest.raises((TypeError, ValueError)) as raised:
            configure(**settings)
        assert len(raised.value.args) == 1
        assert str(raised.value).startswith(f"{case.setting}: must be {case.message}")


@pytest.mark.parametrize("field", ["requests", "per_seconds", "lockout_seconds"])
def test_an_invalid_rate_limit_is_refused_by_field(field: str) -> None:
    wrong: Any = {field: -1}
    with pytest.raises(ValueError, match=f"^{field}: must be .* of at least 0, got -1.$"):
        RateLimit(**wrong)


@pytest.mark.parametrize(("port", "kind"), [(-1, ValueError), (65536, ValueError), ("80", TypeError)])
def test_an_invalid_port_is_refused(port: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"^port: must be "):
        StandIn(port=port)


def test_changes_of_a_running_server_are_checked(stability_standin: StandIn) -> None:
    for wrong in (math.nan, math.inf):
        with pytest.raises(ValueError, match=rf"^balance: must be a finite number, got {wrong}\.$"):
            stability_standin.set_balance(wrong)
    for wrong in (math.nan, -1):
        with pytest.raises(ValueError, match=r"^seconds: must be a finite number"):
            stability_standin.set_latency(wrong)
    for times in (0, -1):
        with pytest.raises(ValueError, match=rf"^times: must be a whole number of at least 1, got {times}\.$"):
            stability_standin.fail_next("fault", times)
    with pytest.raises(ValueError, match=r"^retry_after: "):
        stability_standin.fail_next("rate_limit_exceeded", retry_after=-1)
    assert stability_standin.balance() == 1000
    assert not stability_standin.service.planned_faults
