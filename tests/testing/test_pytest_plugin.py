"""The plugin in other people's test suites."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stability_client.standin import StandIn

pytest_plugins = ["pytester"]

SUITE = """
import pytest
from stability_client import Stability

def ask(cassette, prompt="a lighthouse"):
    with Stability({key}, base_url={url!r}, engine="stable-diffusion-512-v2-1") as client:
        return client.text_to_image(prompt, seed=7)

def test_by_fixture(stability_cassette):
    assert ask(stability_cassette).image.seed == 7

@pytest.mark.stability_cassette("by name")
def test_by_marker():
    assert ask(None).image.seed == 7

@pytest.mark.parametrize("prompt", ["a/b", "a b"])
def test_of_many(stability_cassette, prompt):
    ask(stability_cassette, prompt)

def test_without_one():
    pass
"""

FAILING = """
def test_fails(stability_cassette):
    with Stability("sk-standin", base_url={url!r}) as client:
        client.balance()
    assert False
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, stability_standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test suite whose cassettes are not recorded yet."""
    for name in [name for name in os.environ if name.startswith(("STABILITY_", "PYTEST_XDIST"))]:
        monkeypatch.delenv(name)
    pytester.makepyfile(test_suite=SUITE.format(url=stability_standin.url, key="'sk-standin'"))
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


def cassettes(suite: pytest.Pytester) -> list[str]:
    return sorted(path.relative_to(suite.path).as_posix() for path in suite.path.rglob("*.yaml"))


def test_what_was_recorded_is_replayed_with_no_server(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    recorded = run(suite, "--stability-record")
    recorded.assert_outcomes(passed=5)
    recorded.stdout.fnmatch_lines(["*cassettes recorded*", "written*test_by_fixture.yaml"])
    made = cassettes(suite)
    assert made[:2] == ["cassettes/by name.yaml", "cassettes/test_suite/test_by_fixture.yaml"]
    assert len(made) == 4
    assert len(list((suite.path / "cassettes" / "images").iterdir())) == 3
    calls = len(stability_standin.requests)
    run(suite).assert_outcomes(passed=5)
    assert len(stability_standin.requests) == calls
    run(suite, "--stability-record").stdout.fnmatch_lines(["unchanged*test_by_fixture.yaml"])


def test_a_run_never_records_unasked(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    result = run(suite)
    result.assert_outcomes(passed=1, errors=4)
    result.stdout.fnmatch_lines(["*there is no cassette*record it with --stability-record*"])
    assert cassettes(suite) == []
    assert stability_standin.requests == []


def test_a_test_that_fails_records_nothing(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    run(suite, "--stability-record", "-k", "fixture")
    before = (suite.path / "cassettes/test_suite/test_by_fixture.yaml").read_text()
    text = SUITE.replace("image.seed == 7", "image.seed == 8").replace('"a lighthouse"', '"another"')
    suite.makepyfile(test_suite=text.format(url=stability_standin.url, key="'sk-standin'"))
    result = run(suite, "--stability-record", "-k", "fixture")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["none: no test that passed uses stability_cassette"])
    assert (suite.path / "cassettes/test_suite/test_by_fixture.yaml").read_text() == before


def test_a_changed_prompt_fails_by_its_field(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    run(suite, "--stability-record", "-k", "fixture")
    text = SUITE.replace('"a lighthouse"', '"a lightship"').format(url=stability_standin.url, key="'sk-standin'")
    suite.makepyfile(test_suite=text)
    result = run(suite, "-k", "fixture")
    result.assert_outcomes(failed=1, errors=1)
    result.stdout.fnmatch_lines(["*body: text_prompts?0?.text: recorded 'a lighthouse', sent 'a lightship'*"])


def test_the_folder_can_be_set_and_the_key_comes_from_the_environment(
    suite: pytest.Pytester, stability_standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABILITY_API_KEY", stability_standin.api_key)
    suite.makepyfile(test_suite=SUITE.format(url=stability_standin.url, key="cassette.api_key"))
    suite.makeini("[pytest]\nstability_cassettes = tapes/of calls\n")
    run(suite, "--stability-record", "-k", "fixture").assert_outcomes(passed=1)
    assert cassettes(suite) == ["tapes/of calls/test_suite/test_by_fixture.yaml"]
    monkeypatch.delenv("STABILITY_API_KEY")
    run(suite, "-k", "fixture").assert_outcomes(passed=1)


def test_several_processes_do_not_record(suite: pytest.Pytester) -> None:
    result = suite.runpytest_inprocess("-p", "no:cacheprovider", "-n2", "--stability-record")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--stability-record takes one process*"])


def test_the_plugin_loads_nothing_but_the_package(tmp_path: Path) -> None:
    code = "import sys, stability_client.testing.pytest_plugin; print(*{'vcr', 'yaml', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
