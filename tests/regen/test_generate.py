"""The pipeline: the same inputs give the same bytes, and what is committed is what they give."""

import ast
import copy
import json
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

from regen.build import corrections, facts_module, generate, generator
from regen.documents import loading
from regen.project import PROJECT, Project
from tests.support.regen.small_documents import NUMBER, STRING, array_schema, object_schema, ref
from tests.support.regen.small_documents import document as document_of


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the project's inputs and output, to change."""
    copied = Project(tmp_path / "project")
    copied.root.mkdir()
    shutil.copy(PROJECT.contract, copied.contract)
    shutil.copy(PROJECT.config, copied.config)
    shutil.copy(PROJECT.lock, copied.lock)
    shutil.copytree(PROJECT.package, copied.package)
    return copied


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> generate.Build:
    """What the pipeline makes of the committed contract."""
    with generate.build(PROJECT.contract, PROJECT.config) as build:
        package = tmp_path_factory.mktemp("made") / build.package.name
        return attrs.evolve(build, package=shutil.copytree(build.package, package))


@pytest.fixture
def made_before(made: generate.Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the pipeline return, for the committed contract, the package that it made before."""

    @contextmanager
    def build(contract: Path, config: Path, parent: Path | None = None) -> Iterator[generate.Build]:
        assert (contract.read_bytes(), config.read_bytes()) == (
            PROJECT.contract.read_bytes(),
            PROJECT.config.read_bytes(),
        )
        with TemporaryDirectory(prefix=".new-", dir=parent) as folder:
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
    assert generate.differences(PROJECT) == ""


def test_another_hash_seed_and_working_folder_give_the_same_bytes(project: Project) -> None:
    shutil.rmtree(project.package)
    script = (
        "import sys; from pathlib import Path; from regen.build import generate; from regen.project import Project;"
        "generate.generate(Project(Path(sys.argv[1])))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4242", "PYTHONPATH": str(PROJECT.root)}
    subprocess.run([sys.executable, "-c", script, str(project.root)], env=environment, cwd=project.root, check=True)
    assert contents(project.package) == contents(PROJECT.package)
    assert project.lock.read_bytes() == PROJECT.lock.read_bytes()


@pytest.mark.usefixtures("made_before")
def test_stale_files_are_removed_and_edits_undone(project: Project) -> None:
    (project.package / "stale.py").write_text("")
    (project.package / "client.py").write_text("# edited by hand\n")
    diff = generate.differences(project)
    assert "stale.py" in diff
    assert "-# edited by hand" in diff
    generate.generate(project)
    assert contents(project.package) == contents(PROJECT.package)
    assert [path.name for path in project.package.parent.iterdir()] == [project.package.name]


def test_warnings_and_errors_of_the_generator_are_reported(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    contract.write_text(PROJECT.contract.read_text("utf-8").replace("multipart/form-data:", "application/cbor:", 1))
    [warning] = generator.generate(contract, PROJECT.config, tmp_path / "one").warnings
    assert "Endpoint will not be generated" in warning
    assert "application/cbor" in warning
    contract.write_text("openapi: 3.0.3\npaths: {/a: 1}\n")
    with pytest.raises(generator.GeneratorError, match="openapi-python-client failed"):
        generator.generate(contract, PROJECT.config, tmp_path / "two")


def test_a_contract_that_breaks_a_rule_changes_nothing(project: Project) -> None:
    project.contract.write_text(project.contract.read_text().replace("operationId: masking", "operationId: Masking"))
    before = contents(project.root)
    with pytest.raises(generate.GenerationError, match="snake_case"):
        generate.generate(project)
    assert contents(project.root) == before


def test_a_contract_that_the_generator_warns_of_changes_nothing(project: Project) -> None:
    text = project.contract.read_text("utf-8")
    reference = "samples: {$ref: '#/components/schemas/Samples'}"
    assert reference in text
    project.contract.write_text(text.replace(reference, "samples: {enum: [1, many]}"))
    before = contents(project.root)
    with pytest.raises(generate.GenerationError, match="openapi-python-client warns"):
        generate.generate(project)
    assert contents(project.root) == before


def test_the_generator_knows_every_key_of_its_settings() -> None:
    assert set(loading.load(PROJECT.config)) <= set(ConfigFile.model_fields)


def test_the_generated_code_keeps_no_boundary_and_no_status_of_its_own() -> None:
    text = "".join(path.read_text() for path in PROJECT.package.rglob("*.py"))
    assert "boundary=" not in text
    assert "HTTPStatus" not in text


@pytest.fixture(scope="module")
def with_flat_form(tmp_path_factory: pytest.TempPathFactory) -> tuple[loading.Document, Path]:
    """A contract with one form that has two arrays of objects, and the package that it gives."""
    folder = tmp_path_factory.mktemp("flat")
    prompt = object_schema(["text"], text=STRING, weight=NUMBER)
    form = object_schema(["prompts"], prompts=array_schema(ref("Prompt")), extras=array_schema(ref("Prompt")))
    encoding = {name: {"style": "deepObject", "explode": True} for name in ("prompts", "extras")}
    body = {"multipart/form-data": {"schema": ref("FlatForm"), "encoding": encoding}}
    document = {
        **document_of({"operationId": "draw", "tags": ["flat"], "requestBody": {"content": body}}),
        "components": {"schemas": {"Prompt": prompt, "FlatForm": {**form, "additionalProperties": False}}},
    }
    (folder / "openapi.json").write_text(json.dumps(document))
    generate._run_generator(folder / "openapi.json", PROJECT.config, folder / "package")
    return document, folder / "package"


FORM_CORRECTIONS = tuple(each for each in corrections.CORRECTIONS if each.name == "deep-objects-in-forms")


def test_arrays_of_objects_in_a_form_are_parts_with_index_and_key(
    with_flat_form: tuple[loading.Document, Path], tmp_path: Path
) -> None:
    document, package = with_flat_form
    shutil.copytree(package, tmp_path / "flat_package")
    corrections.apply(FORM_CORRECTIONS, tmp_path / "flat_package", document)
    script = (
        "from flat_package.models.flat_form import FlatForm; from flat_package.models.prompt import Prompt;"
        "print(FlatForm(prompts=[Prompt('a ship', 0.5), Prompt('the sea')], extras=[Prompt('fog')]).to_multipart())"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == [
        ("prompts[0][text]", (None, b"a ship", "text/plain")),
        ("prompts[0][weight]", (None, b"0.5", "text/plain")),
        ("prompts[1][text]", (None, b"the sea", "text/plain")),
        ("extras[0][text]", (None, b"fog", "text/plain")),
    ]


@pytest.mark.parametrize("names", [["prompts"], []], ids=["one", "none"])
def test_every_array_of_objects_in_a_form_must_be_one_of_the_contracts(
    names: list[str], with_flat_form: tuple[loading.Document, Path], tmp_path: Path
) -> None:
    document, package = with_flat_form
    document = copy.deepcopy(document)
    [content] = document["paths"]["/things"]["post"]["requestBody"]["content"].values()
    content["encoding"] = {name: content["encoding"][name] for name in names}
    shutil.copytree(package, tmp_path / "package")
    with pytest.raises(corrections.CorrectionError, match=f"must match {len(names)} times in flat_form.py, got 2"):
        corrections.apply(FORM_CORRECTIONS, tmp_path / "package", document)


def test_importing_an_endpoint_loads_no_other_models() -> None:
    script = (
        "import sys; from stability_raw.api.user import balance; import stability_raw.models as models;"
        "loaded = {name for name in sys.modules if name.startswith('stability_raw.models.')};"
        "print(*sorted(loaded)); print(*sorted(name for name in models.__all__ if not hasattr(models, name)));"
        "print(*sorted(set(models.__all__) - set(dir(models))));"
        "models.TextToImageOption"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "stability_raw.models.balance stability_raw.models.error\n\n\n"
    assert "AttributeError: module 'stability_raw.models' has no attribute 'TextToImageOption'" in done.stderr


@pytest.mark.parametrize("correction", corrections.CORRECTIONS, ids=lambda correction: correction.name)
def test_a_correction_that_no_longer_matches_fails_the_run(
    correction: corrections.Correction, with_flat_form: tuple[loading.Document, Path], project: Project
) -> None:
    # The package is corrected already, so no correction matches.
    with pytest.raises(corrections.CorrectionError, match=correction.name):
        corrections.apply((correction,), project.package, with_flat_form[0])


def test_facts_follow_the_contract() -> None:
    document = loading.load(PROJECT.contract)
    options = document["components"]["schemas"]["TextToImageOptions"]
    options["properties"]["steps"]["maximum"] = 77
    options["x-min-pixels-by-engine"] = {"*-768-*": 589_824}
    document["servers"][0]["url"] = "https://example.com/base/"
    document["components"]["securitySchemes"]["api_key"]["name"] = "X-Key"
    written: dict[str, object] = {"__package__": "regen.build"}  # where fact_types.py lies too
    exec(facts_module.write(document), written)  # noqa: S102 - generated just now
    masking = written["OPERATIONS"]["masking"]  # type: ignore[index]
    assert (written["BASE_URL"], written["AUTH_HEADER"]) == ("https://example.com/base", "X-Key")
    assert masking.options["steps"].maximum == 77
    assert masking.options["mask_source"].required
    assert masking.min_pixels_by_engine == {"*-768-*": 589_824}
    assert masking.files["mask_image"].media_types == ("image/png", "image/jpeg", "image/webp")
    assert masking.error_names["404"] == ("not_found",)
