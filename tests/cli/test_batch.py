"""`stability batch`: what it prints, how it ends, and how Ctrl-C stops it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from stability_client.batch import State
from stability_client.batch.journal import Journal
from stability_client.standin import StandIn
from tests.cli.conftest import Run
from tests.support.command_line import Terminal, run_process


def write_jobs(path: Path, count: int, prompt: str = "a boat") -> Path:
    lines = [
        {"id": f"job-{number}", "operation": "v2beta.core", "prompt": prompt, "seed": number + 1}
        for number in range(count)
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


@pytest.fixture
def server(stability_standin: StandIn) -> StandIn:
    stability_standin.reset(shrink=16, balance=100_000, rate_limit=None)
    return stability_standin


def test_a_batch_makes_every_image_and_a_sheet(stability: Run, server: StandIn, tmp_path: Path) -> None:
    jobs = write_jobs(tmp_path / "jobs.jsonl", 5)
    done = stability("batch", jobs, "-o", "out")
    assert (done.code, done.out) == (0, b"")
    assert "5 done; 15 credits in all; out/index.html" in done.err
    assert {path.name for path in (tmp_path / "out").glob("*.png")} == {f"job-{number}.png" for number in range(5)}
    again = stability("batch", jobs, "-o", "out")
    assert "nothing to do" in again.err
    assert len(server.history) == 5


def test_check_prices_and_sends_nothing(stability: Run, server: StandIn, tmp_path: Path) -> None:
    jobs = write_jobs(tmp_path / "jobs.jsonl", 5)
    done = stability("batch", jobs, "-o", "out", "--check", environment={"HOME": str(tmp_path)})
    assert (done.code, done.text) == (0, "5 jobs wait; they cost 15 credits.\n")
    assert not server.history


def test_wrong_jobs_are_listed_with_their_lines(stability: Run, server: StandIn, tmp_path: Path) -> None:
    jobs = write_jobs(tmp_path / "jobs.jsonl", 2)
    jobs.write_text(jobs.read_text() + '{"id": "x", "operation": "v2beta.core", "prompt": "a", "seed": -1}\nno json\n')
    done = stability("batch", jobs, "-o", "out")
    assert done.code == 2
    assert "jobs.jsonl:3: x: seed" in done.err
    assert "jobs.jsonl:4: is no JSON" in done.err
    assert done.err.rstrip().endswith("Nothing was sent.")
    assert not server.history


def test_a_csv_names_its_columns_after_the_arguments(stability: Run, server: StandIn, tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text('id,prompt,seed,style_preset\na,"a boat, at sea",7,\nb,a ship,8,anime\n')
    done = stability("batch", "jobs.csv", "-o", "out", "--operation", "v2beta.core", "--json")
    assert done.code == 0, done.err
    found = {line["id"]: line for line in map(json.loads, done.text.splitlines())}
    assert found["a"]["images"][0]["seed"] == 7
    sent = [{part.name: part.data.decode() for part in request.parts} for request in server.history]
    assert {"prompt": "a boat, at sea", "seed": "7"} in sent
    assert {"prompt": "a ship", "seed": "8", "style_preset": "anime"} in sent


def test_failures_are_counted_by_class_and_have_an_exit_code(stability: Run, server: StandIn, tmp_path: Path) -> None:
    jobs = write_jobs(tmp_path / "jobs.jsonl", 3, "standin:content_moderation")
    done = stability("batch", jobs, "-o", "out")
    assert done.code == 12
    assert "3 ContentModerationError" in done.err
    assert len(server.history) == 3


def test_a_budget_ends_it(stability: Run, server: StandIn, tmp_path: Path) -> None:
    done = stability("batch", write_jobs(tmp_path / "jobs.jsonl", 5), "-o", "out", "--budget", 7)
    assert done.code == 12
    assert "3 jobs wait" in done.err
    assert len(server.history) == 2


@pytest.mark.parametrize("rate", ["fast", "0/1", "5/0"])
def test_a_rate_that_is_none_is_told(rate: str, stability: Run, tmp_path: Path) -> None:
    done = stability("batch", write_jobs(tmp_path / "jobs.jsonl", 1), "-o", "out", "--rate", rate)
    assert done.code == 2
    assert "150/10" in done.err


def test_ctrl_c_waits_for_what_was_sent(environment: Mapping[str, str], server: StandIn, tmp_path: Path) -> None:
    jobs = write_jobs(tmp_path / "jobs.jsonl", 40)
    server.set_latency(0.3)
    words = ("batch", jobs, "-o", "out", "--concurrency", 4)
    with Terminal(*words, environment=environment, cwd=tmp_path) as terminal:
        while len(server.history) < 6:
            assert terminal.process.poll() is None, terminal.seen
        terminal.interrupt()
        assert terminal.wait() == 130
    assert "waiting for the calls that were sent" in terminal.seen
    with Journal(tmp_path / "out") as journal:
        counts = journal.counts()
    assert counts[State.DONE] == len(server.history)
    assert counts[State.SENT] == counts[State.UNKNOWN] == 0
    assert counts[State.QUEUED] == 40 - counts[State.DONE] > 0
    server.set_latency(0)
    done = run_process(*words, environment=environment, cwd=tmp_path)
    assert done.code == 0
    assert len(server.history) == 40


def test_ctrl_c_twice_leaves_them(environment: Mapping[str, str], server: StandIn, tmp_path: Path) -> None:
    jobs = write_jobs(tmp_path / "jobs.jsonl", 10)
    server.set_latency(30)
    with Terminal("batch", jobs, "-o", "out", "--concurrency", 4, environment=environment, cwd=tmp_path) as terminal:
        while len(server.history) < 4:
            assert terminal.process.poll() is None, terminal.seen
        terminal.interrupt()
        terminal.wait_for("press Ctrl-C again")
        terminal.interrupt()
        assert terminal.wait() == 130
    with Journal(tmp_path / "out") as journal:
        counts = journal.counts()
    assert counts[State.UNKNOWN] + counts[State.SENT] == 4
    assert counts[State.QUEUED] == 6
    server.set_latency(0)


def test_a_terminal_shows_a_bar(environment: Mapping[str, str], server: StandIn, tmp_path: Path) -> None:
    jobs = write_jobs(tmp_path / "jobs.jsonl", 6)
    server.set_latency(0.3)
    words = ("batch", jobs, "-o", "out", "--concurrency", 2)
    with Terminal(*words, environment=environment, cwd=tmp_path) as terminal:
        terminal.wait_for("/6")
        assert terminal.wait() == 0
    assert "credits" in terminal.seen
    server.set_latency(0)


def test_no_scheduler_is_told(stability: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stability_client.cli.commands.batch.SECONDS", 0.5)
    jobs = write_jobs(tmp_path / "jobs.jsonl", 1)
    done = stability("batch", jobs, "-o", "out", "--scheduler", "tcp://127.0.0.1:9")
    assert done.code == 7
    assert "no scheduler" in done.err
