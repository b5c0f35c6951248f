"""docs/standin.md, compared with the server that it describes."""

import json
import re
import shlex
from pathlib import Path

import attrs
import httpx
import pytest

from stability_client import standin
from stability_client.standin import Configuration, RateLimit, StandIn
from stability_client.standin.contract import load_contract
from tests.support.standin_calls import BALANCE

PAGE = (Path(__file__).parents[2] / "docs" / "standin.md").read_text(encoding="utf-8")
TEST, SCRIPT, ASGI_SCRIPT = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def rows(heading: str) -> dict[str, str]:
    """Parse the table under a heading: from each name in the first column to the rest of the row."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [line.strip("|").split("|", 1) for line in section.splitlines() if line.startswith("| `")]
    return {name: rest for names, rest in cells for name in re.findall(r"`([^`]+)`", names)}


def test_the_page_lists_every_error_and_finish_reason() -> None:
    listed = rows("Making it fail")
    contract = load_contract()
    for status, name in contract.errors:
        assert str(status) in listed[name]
    for reason in contract.finish_reasons:
        assert "200" in listed[reason]
    documented = {name for _, name in contract.errors} | set(contract.finish_reasons)
    assert listed.keys() == {"NAME"} | documented


def test_the_docstring_lists_the_same_triggers_as_the_page() -> None:
    assert standin.__doc__ is not None
    for name in rows("Making it fail").keys() - {"NAME"}:
        assert re.search(rf"\b{name}\b", standin.__doc__), name


def test_the_page_lists_every_setting_with_its_default() -> None:
    listed = rows("Settings")
    settings = attrs.fields_dict(Configuration)
    assert listed.keys() == settings.keys()
    for name in ("balance", "envelope", "error_media_type", "dialect", "latency", "max_body_bytes", "history_size"):
        assert listed[name].strip().startswith(f"`{json.dumps(settings[name].default).replace('null', 'None')}`")
    limit = RateLimit()
    assert f"RateLimit({limit.requests}, per_seconds={limit.per_seconds:g}" in listed["rate_limit"]
    assert f"lockout_seconds={limit.lockout_seconds:g})" in listed["rate_limit"]


def test_every_attribute_on_the_page_exists() -> None:
    for call in rows("While it runs"):
        name = call.partition("(")[0]
        fields = attrs.fields_dict(standin.RecordedRequest) | dict.fromkeys(dir(StandIn))
        assert name in fields, name


def test_the_pages_script_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(SCRIPT, {})  # noqa: S102 - from this repository
    assert capsys.readouterr().out == "(1536, 1536)\n"


def test_the_pages_application_responds(capsys: pytest.CaptureFixture[str]) -> None:
    exec(ASGI_SCRIPT, {})  # noqa: S102 - from this repository
    assert capsys.readouterr().out == "{'credits': 5.0}\n"


def test_the_pages_test_passes(stability_standin: StandIn) -> None:
    names: dict[str, object] = {}
    exec(TEST, names)  # noqa: S102 - from this repository
    shown = names["test_my_shop_says_so_when_credits_are_spent"]
    assert callable(shown)
    shown(stability_standin)


def test_the_pages_curl_gets_the_response_shown(anonymous: httpx.Client) -> None:
    command, response = re.findall(r"^\$ (curl .*)\n(.*)$", PAGE, re.MULTILINE)[0]
    words = shlex.split(command)
    assert words[2].endswith(BALANCE)
    name, value = words[words.index("-H") + 1].split(": ")
    assert anonymous.get(BALANCE, headers={name: value}).text == response
