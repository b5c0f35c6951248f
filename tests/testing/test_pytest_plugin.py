"""The plugin in users' test suites."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from stability_client.standin import StandIn

pytest_plugins = ["pytester"]

PAGE = Path(__file__).parents[2] / "docs" / "cassettes.md"

SUITE = """
import pytest
from stability_client import Stability

def generate(cassette, prompt="a lighthouse"):
    with Stability({key}, base_url={url!r}, engine="stable-diffusion-512-v2-1") as client:
        return client.text_to_image(prompt, seed=7)

def test_by_fixture(stability_cassette):
    assert generate(stability_cassette).image.seed == 7

@pytest.mark.stability_cassette("by name")
def test_by_marker():
    assert generate(None).image.seed == 7

@pytest.mark.parametrize("prompt", ["a/b", "a b"])
def test_parametrized(stability_cassette, prompt):
    generate(stability_cassette, prompt)

def test_without_cassette():
    pass
"""


def output_above_the_summary(result: pytest.RunResult) -> str:
    """Return pytest's output without the summary, which repeats every failure, and in CI in full."""
    return result.stdout.str().partition("short test summary info")[0]


@pytest.fixture
def suite(pytester: pytest.Pytester, stability_standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test suite whose cassettes are not recorded yet."""
    for name in [name for name in os.environ if name.startswith(("STABILITY_", "PYTEST_XDIST"))]:
        monkeypatch.delenv(name)
    pytester.makepyfile(test_suite=SUITE.format(url=stability_standin.url, key="'sk-standin'"))
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


def list_cassettes(suite: pytest.Pytester) -> list[str]:
    return sorted(path.relative_to(suite.path).as_posix() for path in suite.path.rglob("*.yaml"))


def test_a_recorded_suite_is_replayed_without_a_server(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    recorded = run(suite, "--stability-record")
    recorded.assert_outcomes(passed=5)
    recorded.stdout.fnmatch_lines(["*cassettes recorded*", "written*test_by_fixture.yaml"])
    made = list_cassettes(suite)
    assert made[:2] == ["cassettes/by name.yaml", "cassettes/test_suite/test_by_fixture.yaml"]
    assert len(made) == 4
    assert len(list((suite.path / "cassettes" / "images").iterdir())) == 3
    calls = len(stability_standin.history)
    run(suite).assert_outcomes(passed=5)
    assert len(stability_standin.history) == calls
    run(suite, "--stability-record").stdout.fnmatch_lines(["unchanged*test_by_fixture.yaml"])


def test_a_run_records_only_with_the_option(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    result = run(suite)
    result.assert_outcomes(passed=1, errors=4)
    result.stdout.fnmatch_lines(["*no such cassette. Record it with --stability-record*"])
    assert list_cassettes(suite) == []
    assert stability_standin.history == []


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
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*body: text_prompts?0?.text: recorded 'a lighthouse', sent 'a lightship'*"])


def test_the_folder_can_be_set_and_the_key_comes_from_the_environment(
    suite: pytest.Pytester, stability_standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABILITY_API_KEY", stability_standin.api_key)
    suite.makepyfile(test_suite=SUITE.format(url=stability_standin.url, key="cassette.api_key"))
    suite.makeini("[pytest]\nstability_cassettes = recorded/http calls\n")
    run(suite, "--stability-record", "-k", "fixture").assert_outcomes(passed=1)
    assert list_cassettes(suite) == ["recorded/http calls/test_suite/test_by_fixture.yaml"]
    monkeypatch.delenv("STABILITY_API_KEY")
    run(suite, "-k", "fixture").assert_outcomes(passed=1)


CLASSES = """
import pytest
from stability_client import Stability

def paint(prompt):
    with Stability({key}, base_url={url!r}, engine="stable-diffusion-512-v2-1") as client:
        client.text_to_image(prompt, steps=10)

class TestSea:
    def test_paints(self, stability_cassette):
        paint("the sea")

    class TestDeep:
        def test_paints(self, stability_cassette):
            paint("the deep sea")

class TestShore:
    @pytest.mark.stability_cassette
    def test_paints(self):
        paint("the shore")

def test_paints(stability_cassette):
    paint("a lighthouse")
"""


def test_methods_of_one_name_have_cassettes_of_their_own(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    suite.makepyfile(test_suite=CLASSES.format(url=stability_standin.url, key="'sk-standin'"))
    run(suite, "--stability-record").assert_outcomes(passed=4)
    assert list_cassettes(suite) == [
        f"cassettes/test_suite/{name}.yaml"
        for name in ("TestSea/TestDeep/test_paints", "TestSea/test_paints", "TestShore/test_paints", "test_paints")
    ]
    run(suite).assert_outcomes(passed=4)


def test_modules_of_one_name_in_a_shared_folder_have_cassettes_of_their_own(
    suite: pytest.Pytester, stability_standin: StandIn
) -> None:
    suite.makeini("[pytest]\naddopts = --import-mode=importlib\nstability_cassettes = recorded\n")
    (suite.path / "test_suite.py").unlink()
    for folder in ("sea", "shore"):
        text = SUITE.replace("a lighthouse", f"the {folder}").format(url=stability_standin.url, key="'sk-standin'")
        file = suite.mkdir(folder) / "test_suite.py"
        file.write_text(text)
    run(suite, "--stability-record", "-k", "fixture").assert_outcomes(passed=2)
    assert list_cassettes(suite) == [
        f"recorded/{folder}/test_suite/test_by_fixture.yaml" for folder in ("sea", "shore")
    ]
    run(suite, "-k", "fixture").assert_outcomes(passed=2)


def test_two_tests_do_not_record_other_calls_in_one_cassette(
    suite: pytest.Pytester, stability_standin: StandIn
) -> None:
    text = CLASSES.replace("    @pytest.mark.stability_cassette\n", "").replace(
        "class Test", "@pytest.mark.stability_cassette('shared')\nclass Test", 1
    )
    suite.makepyfile(test_suite=text.format(url=stability_standin.url, key="'sk-standin'"))
    result = run(suite, "--stability-record", "-k", "Sea")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["*shared.yaml: not written, because test_suite.py::TestSea::test_paints has recorded other calls in it*"]
    )
    assert "the sea" in (suite.path / "cassettes/shared.yaml").read_text()


APPLICATION = """
import httpx, pytest
from stability_client import Stability

def call(path):
    with httpx.Client() as http:
        return http.get({url!r} + path).status_code

{marker}
def test_application(stability_cassette):
    assert call("/v1alpha/user/account") == 401
    with Stability("sk-standin", base_url={api!r}) as client:
        client.balance()
"""


@pytest.mark.parametrize(
    ("setting", "marker"),
    [
        ("ignore", "@pytest.mark.stability_cassette(ignore={url!r})"),
        ("ignore", ""),
        ("base_urls", "@pytest.mark.stability_cassette(base_urls=[{api!r}])"),
        ("base_urls", ""),
    ],
)
def test_an_application_can_be_left_out_by_marker_or_setting(
    suite: pytest.Pytester, stability_standin: StandIn, setting: str, marker: str
) -> None:
    urls = {"url": stability_standin.url, "api": stability_standin.url.replace("127.0.0.1", "localhost")}
    if not marker:
        url = urls["url" if setting == "ignore" else "api"]
        suite.makeini(f"[pytest]\nstability_{setting} =\n    {url}\n")
    suite.makepyfile(test_suite=APPLICATION.format(**urls, marker=marker.format(**urls)))
    run(suite, "--stability-record").assert_outcomes(passed=1)
    [cassette] = list_cassettes(suite)
    assert "account" not in (suite.path / cassette).read_text()
    calls = len(stability_standin.history)
    run(suite).assert_outcomes(passed=1)
    assert [request.operation for request in stability_standin.history[calls:]] == [None]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("cassette='x'", "*stability_cassette: the marker takes (name=None, base_urls=(), ignore=()), but*'cassette'*"),
        ("ignore='testserver'", "ignore: must be URLs such as 'http://testserver', got 'testserver'*"),
    ],
)
def test_a_wrong_argument_of_the_marker_is_refused(suite: pytest.Pytester, arguments: str, message: str) -> None:
    suite.makepyfile(
        test_suite=f"import pytest\n@pytest.mark.stability_cassette({arguments})\ndef test_1():\n    pass\n"
    )
    result = run(suite)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])


def test_the_name_can_be_given_by_keyword(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    broken(suite, stability_standin.url, first=BY_MARKER.replace("'image'", "name='image'"))
    run(suite, "--stability-record", "-k", "test_1").assert_outcomes(passed=1)
    assert list_cassettes(suite) == ["cassettes/image.yaml"]


@pytest.mark.parametrize(
    ("fixture", "missing", "extra"),
    [
        ("stability_cassette", "vcr", "testing"),
        ("stability_cassette", "yaml", "testing"),
        ("stability_standin", "uvicorn", "standin"),
        ("stability_standin", "jsonschema", "standin"),
    ],
)
def test_a_missing_extra_is_named_with_its_command(
    suite: pytest.Pytester, fixture: str, missing: str, extra: str
) -> None:
    suite.makeconftest(f"import sys\nsys.modules[{missing!r}] = None")
    suite.makepyfile(test_suite=f"def test_1({fixture}):\n    pass\n\ndef test_2({fixture}):\n    pass\n")
    result = suite.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:recording")
    result.assert_outcomes(errors=2)
    shown = output_above_the_summary(result).partition("= ERRORS =")[2]
    lines = [line for line in shown.splitlines() if line.strip("=_ ") and not line.startswith("_")]
    command = f"pip install 'stability-client[{extra}]'"
    assert lines == [f"stability_client.{extra} needs {missing}, which is not installed. Run: {command}"] * 2


def test_several_processes_do_not_record(suite: pytest.Pytester) -> None:
    result = suite.runpytest_inprocess("-p", "no:cacheprovider", "-n2", "--stability-record")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--stability-record: needs a single process*"])


def test_the_plugin_loads_nothing_but_the_package(tmp_path: Path) -> None:
    code = "import sys, stability_client.testing.pytest_plugin; print(*{'vcr', 'yaml', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


BY_MARKER = "@pytest.mark.stability_cassette('image')\ndef test_1():"
BY_FIXTURE = "def test_1(stability_cassette):"
BY_BOTH = "@pytest.mark.stability_cassette('image')\ndef test_1(stability_cassette):"
BROKEN = """
import pytest
from stability_client import Stability

ENGINE = "stable-diffusion-512-v2-1"

@pytest.fixture
def balance(stability_cassette):
    with Stability("sk-standin", base_url={url!r}) as client:
        return client.{called}()

@pytest.fixture
def late(stability_cassette):
    yield
    with Stability("sk-standin", base_url={url!r}) as client:
        client.{called}()

{first}
    with Stability("sk-standin", base_url={url!r}, engine=ENGINE) as client:
        client.text_to_image({prompt!r}, seed=7)

@pytest.mark.stability_cassette("engines")
def test_2_by_marker():
    with Stability("sk-standin", base_url={url!r}) as client:
        assert client.engines()

def test_3_by_fixture(balance):
    pass

@pytest.mark.stability_cassette("engines")
def test_4_by_marker():
    test_2_by_marker()

def test_5_by_fixture(late):
    pass

@pytest.mark.stability_cassette("engines")
def test_6_by_marker():
    test_2_by_marker()

def test_7_by_fixture(balance, stability_cassette):
    assert len(stability_cassette.requests) == 1
"""


def broken(
    suite: pytest.Pytester, url: str, *, first: str = BY_MARKER, prompt: str = "a lighthouse", called: str = "balance"
) -> None:
    suite.makepyfile(test_suite=BROKEN.format(url=url, first=first, prompt=prompt, called=called))


@pytest.mark.parametrize("first", [BY_MARKER, BY_FIXTURE, BY_BOTH], ids=["marker", "fixture", "both"])
def test_a_mismatch_leaves_the_next_test_its_cassette(
    suite: pytest.Pytester, stability_standin: StandIn, first: str
) -> None:
    broken(suite, stability_standin.url, first=first)
    run(suite, "--stability-record").assert_outcomes(passed=7)
    calls = len(stability_standin.history)
    broken(suite, stability_standin.url, first=first, prompt="a lightship")
    result = run(suite)
    assert len(stability_standin.history) == calls
    result.assert_outcomes(failed=1, passed=6)
    assert output_above_the_summary(result).count("recorded 'a lighthouse', sent 'a lightship'") == 1


@pytest.mark.parametrize("first", [BY_MARKER, BY_FIXTURE], ids=["marker", "fixture"])
def test_a_missing_cassette_leaves_the_next_test_its_own(
    suite: pytest.Pytester, stability_standin: StandIn, first: str
) -> None:
    broken(suite, stability_standin.url)
    run(suite, "--stability-record").assert_outcomes(passed=7)
    calls = len(stability_standin.history)
    broken(suite, stability_standin.url, first=first.replace("image", "missing"))
    result = run(suite)
    assert len(stability_standin.history) == calls
    result.assert_outcomes(errors=1, passed=6)
    result.stdout.no_fnmatch_line("*AssertionError*")


def test_a_mismatch_in_a_fixture_leaves_the_next_test_its_cassette(
    suite: pytest.Pytester, stability_standin: StandIn
) -> None:
    broken(suite, stability_standin.url)
    run(suite, "--stability-record").assert_outcomes(passed=7)
    calls = len(stability_standin.history)
    broken(suite, stability_standin.url, called="account")
    result = run(suite)
    # By fixture: two fail before the test, one after it.
    result.assert_outcomes(errors=3, passed=5)
    result.stdout.no_fnmatch_line("*AssertionError*")
    assert len(stability_standin.history) == calls


def test_a_swallowed_mismatch_is_reported_at_the_end(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    broken(suite, stability_standin.url)
    run(suite, "--stability-record", "-k", "test_1").assert_outcomes(passed=1)
    text = (suite.path / "test_suite.py").read_text().replace("a lighthouse", "a lightship")
    called = "client.text_to_image('a lightship', seed=7)"
    swallowed = f"try: {called}\n        except BaseException: pass"
    for ending, outcomes in ((swallowed, {"passed": 1}), (f"{swallowed}\n        assert 0", {"failed": 1})):
        suite.makepyfile(test_suite=text.replace(called, ending))
        result = run(suite, "-k", "test_1")
        result.assert_outcomes(errors=1, **outcomes)
        assert output_above_the_summary(result).count("recorded 'a lighthouse', sent 'a lightship'") == 1


WRAPPED = {
    "itself": "{call}",
    "in a group": """import asyncio
        async def call():
            {call}
        async def run():
            async with asyncio.TaskGroup() as group:
                group.create_task(call())
        asyncio.run(run())""",
    "as a cause": """try:
            {call}
        except BaseException as error:
            raise ValueError("the painter failed") from error""",
    "as a context": """try:
            {call}
        except BaseException:
            raise ValueError("the painter failed")""",
}


@pytest.mark.parametrize("wrapped", WRAPPED)
def test_a_mismatch_is_all_that_a_failure_shows(
    suite: pytest.Pytester, stability_standin: StandIn, wrapped: str
) -> None:
    broken(suite, stability_standin.url)
    run(suite, "--stability-record", "-k", "test_1").assert_outcomes(passed=1)
    text = (suite.path / "test_suite.py").read_text().replace("a lighthouse", "a lightship")
    call = "client.text_to_image('a lightship', seed=7)"
    text = text.replace(call, WRAPPED[wrapped].format(call=call))
    suite.makepyfile(test_suite=text)
    result = run(suite, "-k", "test_1")
    result.assert_outcomes(failed=1)
    shown = output_above_the_summary(result).partition("= FAILURES =")[2].splitlines()
    assert "text-to-image: not in " in shown[2]
    line = 1 + text.splitlines().index(next(line for line in text.splitlines() if call in line))
    assert [each for each in shown if "called at" in each]
    assert f"test_suite.py:{line}" in shown
    assert len(shown) < 10


def test_an_early_failure_hides_the_calls_not_made(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    broken(suite, stability_standin.url)
    run(suite, "--stability-record", "-k", "test_2").assert_outcomes(passed=1)
    text = (suite.path / "test_suite.py").read_text()
    suite.makepyfile(test_suite=text.replace("assert client.engines()", "assert 0"))
    run(suite, "-k", "test_2").assert_outcomes(failed=1)
    suite.makepyfile(test_suite=text.replace("assert client.engines()", "pass"))
    result = run(suite, "-k", "test_2")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*recorded calls were not made:*"])


def test_a_test_whose_cassette_is_not_active_is_not_started(suite: pytest.Pytester, stability_standin: StandIn) -> None:
    broken(suite, stability_standin.url)
    run(suite, "--stability-record", "-k", "test_2").assert_outcomes(passed=1)
    calls = len(stability_standin.history)
    suite.makeconftest("""
        import pytest
        from stability_client.testing import use_cassette

        @pytest.fixture
        def stability_cassette(request):
            with use_cassette(request.path.parent / "cassettes" / "engines.yaml", record=True) as cassette:
                cassette.discard()
                cassette.requests.append({})
            return cassette
    """)
    result = run(suite, "-k", "test_2")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*its cassette is not active*"])
    assert len(stability_standin.history) == calls


def test_the_documented_tests_record_and_replay(
    suite: pytest.Pytester, stability_standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    [snippet] = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    suite.makepyfile(test_suite=snippet)
    monkeypatch.setenv("STABILITY_API_KEY", stability_standin.api_key)
    monkeypatch.setenv("STABILITY_BASE_URL", stability_standin.url)
    run(suite, "--stability-record").assert_outcomes(passed=2)
    assert list_cassettes(suite) == [
        "cassettes/engines.yaml",
        "cassettes/test_suite/test_the_poster_has_a_lighthouse.yaml",
    ]
    calls = len(stability_standin.history)
    run(suite).assert_outcomes(passed=2)
    monkeypatch.delenv("STABILITY_API_KEY")
    monkeypatch.delenv("STABILITY_BASE_URL")
    run(suite).assert_outcomes(passed=2)
    assert len(stability_standin.history) == calls
    assert "STABILITY_API_KEY" not in os.environ
