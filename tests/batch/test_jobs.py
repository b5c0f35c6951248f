"""Jobs in files: what a line may be, and what is said of one that is wrong."""

import json
from pathlib import Path

import pytest

from stability_client.batch import BatchError, Job, Problem, read_jobs

CORE = '"operation": "v2beta.core", "prompt": "a boat"'


def read(tmp_path: Path, text: str, name: str = "jobs.jsonl", **options: str) -> list[Job | Problem]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read_jobs(path, **options))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no json", "is no JSON"),
        ("[1]", "must be an object"),
        ("{}", "operation: is missing"),
        ('{"id": "a", "operation": 7}', "operation: is missing"),
        (f"{{{CORE}}}", "id: is missing"),
        (f'{{"id": 7, {CORE}}}', "id: must begin with a letter or a digit"),
        (f'{{"id": "", {CORE}}}', "id: must begin with"),
        (f'{{"id": "../a", {CORE}}}', "id: must begin with"),
        (f'{{"id": "a/b", {CORE}}}', "id: must begin with"),
        (f'{{"id": ".a", {CORE}}}', "id: must begin with"),
        (f'{{"id": "a.", {CORE}}}', "id: must begin with"),
        (f'{{"id": "a\\u0000", {CORE}}}', "id: must begin with"),
        (f'{{"id": "NUL", {CORE}}}', "has another use"),
        (f'{{"id": "con.png", {CORE}}}', "has another use"),
        (f'{{"id": "index", {CORE}}}', "has another use"),
        (f'{{"id": "{"a" * 121}", {CORE}}}', "at most 120 characters"),
        (f'{{"id": "a", {CORE}, "grid": [1]}}', "grid: must be lists of values by name"),
        (f'{{"id": "a", {CORE}, "grid": {{"seed": []}}}}', "grid: must be lists"),
        (f'{{"id": "a", {CORE}, "grid": {{"seed": 1}}}}', "grid: must be lists"),
    ],
)
def test_what_is_no_job_is_told_with_its_line(line: str, said: str, tmp_path: Path) -> None:
    first, second = read(tmp_path, f'{{"id": "good", {CORE}}}\n\n{line}\n')
    assert isinstance(first, Job)
    assert isinstance(second, Problem)
    assert second.where == "jobs.jsonl:3"
    assert said in second.message


def test_files_as_other_programs_write_them_are_read(tmp_path: Path) -> None:
    (tmp_path / "jobs.jsonl").write_bytes(b'\xef\xbb\xbf{"id": "a", "operation": "core", "prompt": "\xc3\xa4"}\r\n\r\n')
    [job] = read_jobs(tmp_path / "jobs.jsonl")
    assert isinstance(job, Job)
    assert (job.operation, job.arguments) == ("v1alpha.core", {"prompt": "ä"})


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_told(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(BatchError, match=r"jobs\.jsonl cannot be read: (No such file|it is no UTF-8)"):
        list(read_jobs(path))


def test_a_grid_makes_a_job_of_each_combination(tmp_path: Path) -> None:
    row = {
        "id": "{style_preset}-{seed}",
        "operation": "v2beta.core",
        "prompt": "a boat",
        "grid": {"seed": [1, 2], "style_preset": ["anime", "origami"]},
    }
    made = [job for job in read(tmp_path, json.dumps(row)) if isinstance(job, Job)]
    assert [job.id for job in made] == ["anime-1", "origami-1", "anime-2", "origami-2"]
    assert made[3].arguments == {"prompt": "a boat", "seed": 2, "style_preset": "origami"}


def test_a_grid_over_engines_and_prompts_numbers_ids_that_name_nothing(tmp_path: Path) -> None:
    grid = {"engine": ["stable-diffusion-512-v2-1", "stable-diffusion-768-v2-1"], "prompts": [["a boat"], ["a ship"]]}
    made = read(tmp_path, json.dumps({"id": "sea", "operation": "text-to-image", "grid": grid}))
    jobs = [job for job in made if isinstance(job, Job)]
    assert [job.id for job in jobs] == ["sea-1", "sea-2", "sea-3", "sea-4"]
    assert jobs[2].arguments == {"engine": "stable-diffusion-768-v2-1", "prompts": ["a boat"]}
    assert {job.operation for job in jobs} == {"v1alpha.text_to_image"}


def test_cells_have_the_types_of_the_contract(tmp_path: Path) -> None:
    text = "id,operation,prompt,seed,strength,image\na,v2beta.sd3,7 boats,42,0.5,photo.png\nb,v2beta.sd3,a ship,x,,\n"
    first, second = read(tmp_path, text, "jobs.csv")
    assert isinstance(first, Job)
    assert first.arguments == {"prompt": "7 boats", "seed": 42, "strength": 0.5, "image": "photo.png"}
    assert isinstance(second, Job)
    assert second.arguments == {"prompt": "a ship", "seed": "x"}  # the check says what is wrong with it


def test_rows_that_do_not_fit_the_first_line_are_told(tmp_path: Path) -> None:
    [problem, job] = read(tmp_path, "id,prompt\na,b,c\nd,e\n", "jobs.csv", operation="v2beta.core")
    assert isinstance(problem, Problem)
    assert problem.where == "jobs.csv:2"
    assert "more cells" in problem.message
    assert isinstance(job, Job)
