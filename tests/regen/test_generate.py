"""The pipeline: the same inputs give the same bytes, and what is committed is what they give."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from openapi_python_client.config import ConfigFile

from regen.build import corrections, facts, generate, generator
from regen.documents import loading as documents
from regen.project import HERE, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the project's inputs and output, to change."""
    copied = Project(tmp_path / "project")
    copied.root.mkdir()
    shutil.copy(HERE.contract, copied.contract)
    shutil.copy(HERE.config, copied.config)
    shutil.copy(HERE.lock, copied.lock)
    shutil.copytree(HERE.package, copied.package)
    return copied


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> generate.Build:
    """What the pipeline makes of the committed contract."""
    with generate.build(HERE.contract, HERE.config) as build:
        package = tmp_path_factory.mktemp("made") / build.package.name
        return attrs.evolve(build, package=shutil.copytree(build.package, package))


@pytest.fixture
def made_before(made: generate.Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the pipeline hand out, for the committed contract, what it made of it before."""

    @contextmanager
    def build(contract: Path, config: Path, beside: Path | None = None) -> Iterator[generate.Build]:
        assert (contract.read_bytes(), config.read_bytes()) == (HERE.contract.read_bytes(), HERE.config.read_bytes())
        with TemporaryDirectory(prefix=".new-", dir=beside) as folder:
            yield attrs.evolve(made, package=shutil.copytree(made.package, Path(folder) / made.package.name))

    monkeypatch.setattr(generate, "build", build)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.usefixtures("made_before")
def test_what_is_committed_is_what_the_contract_gives() -> None:
    assert generate.differences(HERE) == ""


def test_another_hash_seed_and_working_folder_give_the_same_bytes(project: Project) -> None:
    shutil.rmtree(project.package)
    script = (
        "import sys; from pathlib import Path; from regen import generate; from regen.project import Project;"
        "generate.generate(Project(Path(sys.argv[1])))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4242", "PYTHONPATH": str(HERE.root)}
    subprocess.run([sys.executable, "-c", script, str(project.root)], env=environment, cwd=project.root, check=True)
    assert contents(project.package) == contents(HERE.package)
    assert project.lock.read_bytes() == HERE.lock.read_bytes()


@pytest.mark.usefixtures("made_before")
def test_files_that_no_longer_belong_go_and_edits_are_undone(project: Project) -> None:
    (project.package / "stale.py").write_text("")
    (project.package / "client.py").write_text("# edited by hand\n")
    told = generate.differences(project)
    assert "stale.py" in told
    assert "-# edited by hand" in told
    generate.generate(project)
    assert contents(project.package) == contents(HERE.package)
    assert [path.name for path in project.package.parent.iterdir()] == [project.package.name]


def test_what_the_generator_leaves_out_is_told_and_what_stops_it_too(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    contract.write_text(HERE.contract.read_text("utf-8").replace("multipart/form-data:", "application/cbor:", 1))
    [told] = generator.generate(contract, HERE.config, tmp_path / "one").warnings
    assert "Endpoint will not be generated" in told
    assert "application/cbor" in told
    contract.write_text("openapi: 3.0.3\npaths: {/a: 1}\n")
    with pytest.raises(generator.GeneratorError, match="openapi-python-client failed"):
        generator.generate(contract, HERE.config, tmp_path / "two")


def test_a_contract_that_breaks_our_rules_changes_nothing(project: Project) -> None:
    project.contract.write_text(project.contract.read_text().replace("operationId: masking", "operationId: Masking"))
    before = contents(project.root)
    with pytest.raises(generate.GenerationError, match="snake_case"):
        generate.generate(project)
    assert contents(project.root) == before


def test_the_generator_knows_every_key_of_our_settings() -> None:
    assert set(documents.load(HERE.config)) <= set(ConfigFile.model_fields)


def test_the_generated_code_keeps_no_boundary_and_no_status_of_its_own() -> None:
    text = "".join(path.read_text() for path in HERE.package.rglob("*.py"))
    assert "boundary=" not in text
    assert "HTTPStatus" not in text


@pytest.mark.parametrize("correction", corrections.CORRECTIONS, ids=lambda correction: correction.name)
def test_a_correction_that_no_longer_matches_fails_the_run(
    correction: corrections.Correction, project: Project
) -> None:
    # The package is corrected already, so no correction finds what it mends.
    with pytest.raises(corrections.CorrectionError, match=correction.name):
        corrections.apply((correction,), project.package)


def test_facts_follow_the_contract() -> None:
    document = documents.load(HERE.contract)
    options = document["components"]["schemas"]["TextToImageOptions"]
    options["properties"]["steps"]["maximum"] = 77
    options["x-min-pixels-by-engine"] = {"*-768-*": 589_824}
    document["servers"][0]["url"] = "https://example.com/base/"
    document["components"]["securitySchemes"]["api_key"]["name"] = "X-Key"
    written: dict[str, object] = {}
    exec(facts.write(document), written)  # noqa: S102 - our own text
    masking = written["OPERATIONS"]["masking"]  # type: ignore[index]
    assert (written["BASE_URL"], written["AUTH_HEADER"]) == ("https://example.com/base", "X-Key")
    assert masking.options["steps"].maximum == 77
    assert masking.options["mask_source"].required
    assert masking.min_pixels_by_engine == {"*-768-*": 589_824}
    assert masking.files["mask_image"].media_types == ("image/png", "image/jpeg", "image/webp")
    assert masking.error_names["404"] == ("not_found",)
