"""The fixture, the public names, and where the contract is read from."""

from pathlib import Path

import pytest

import stability_client.standin
from stability_client.standin import contract

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]


def test_the_fixture_works_in_another_project(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_mine="""
        from stability_client import Stability

        def test_one(stability_standin):
            with Stability(stability_standin.api_key, base_url=stability_standin.url) as client:
                assert client.balance().credits == 1000
            stability_standin.set_balance(1)
            stability_standin.fail_next("fault")

        def test_another_starts_as_new(stability_standin):
            with Stability(stability_standin.api_key, base_url=stability_standin.url) as client:
                assert client.balance().credits == 1000
            assert len(stability_standin.history) == 1
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", "-W", "error")
    result.assert_outcomes(passed=2)


def test_a_missing_dependency_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: str) -> None:
        raise ModuleNotFoundError("No module named 'uvicorn'", name="uvicorn")

    monkeypatch.delattr("stability_client.standin.StandIn", raising=False)  # it is loaded once and then stays
    monkeypatch.setattr("stability_client._lazy.import_module", fail)
    with pytest.raises(ImportError, match=r"needs uvicorn.*stability-client\[standin\]"):
        _ = stability_client.standin.StandIn


def test_every_public_name_can_be_imported() -> None:
    for name in stability_client.standin.__all__:
        assert getattr(stability_client.standin, name) is not None
    with pytest.raises(AttributeError, match="Nothing"):
        _ = stability_client.standin.Nothing


def test_an_installed_package_reads_its_own_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "openapi.yaml").write_text("shipped: true", "utf-8")
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    assert contract._contract_text() == "shipped: true"


def test_a_checkout_reads_the_contract_at_its_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    assert contract._contract_text() == (ROOT / "openapi.yaml").read_text("utf-8")
