"""The journal: what it lets jobs become, whoever crashes in between."""

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from stability_client.batch import BatchRunningError, Job, JournalError, State
from stability_client.batch.checking import CheckedJob
from stability_client.batch.journal import NAME, TRANSITIONS, Change, Journal

COST = 3.0


def checked(identity: str, **arguments: object) -> CheckedJob:
    job = Job(identity, "v2beta.core", {"prompt": "a boat", **arguments}, f"jobs.jsonl:{identity}")
    return CheckedJob(job, COST, (identity,))


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_only_the_changes_of_the_table_can_be_made(before: State, after: State, tmp_path: Path) -> None:
    ways = {
        State.QUEUED: [],
        State.SENT: [State.SENT],
        State.DONE: [State.SENT, State.DONE],
        State.FAILED: [State.SENT, State.FAILED],
        State.UNKNOWN: [State.SENT, State.UNKNOWN],
    }
    with Journal(tmp_path) as journal:
        journal.queue([checked("a"), checked("b")])
        for state in ways[before]:
            journal.apply([Change("a", state)])
        if (before, after) in TRANSITIONS:
            journal.apply([Change("a", after)])
        else:
            with pytest.raises(JournalError, match="cannot become"):
                journal.apply([Change("b", State.SENT), Change("a", after)])
        [first, second] = journal.entries()
    assert first.state is (after if (before, after) in TRANSITIONS else before)
    assert second.state is State.QUEUED  # all of the changes, or none


def test_one_process_at_a_time_has_it(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from stability_client.batch.journal import Journal\n"
        "Journal(Path(sys.argv[1]))"
    )
    with Journal(tmp_path):
        with pytest.raises(BatchRunningError, match="another process"):
            Journal(tmp_path)
        done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False)
        assert "BatchRunningError" in done.stderr
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("content", [b"no database, not at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_journal_is_told_and_left_alone(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(JournalError, match="Nothing was sent"):
        Journal(tmp_path)
    assert (tmp_path / NAME).read_bytes() == content


def test_a_journal_with_a_torn_page_is_told(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.queue(checked(f"job-{number}") for number in range(500))
    path = tmp_path / NAME
    data = bytearray(path.read_bytes())
    data[5000:9000] = bytes(4000)
    path.write_bytes(data)
    with pytest.raises(JournalError, match="damaged"):
        Journal(tmp_path)


def test_another_database_or_version_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / NAME) as database:
        database.execute("CREATE TABLE mine (id)")
    database.close()
    with pytest.raises(JournalError, match="no journal of a batch"):
        Journal(tmp_path)
    (tmp_path / NAME).unlink()
    Journal(tmp_path).close()
    with sqlite3.connect(tmp_path / NAME) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(JournalError, match="another version"):
        Journal(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(JournalError, match="no journal can be written"):
        Journal(tmp_path / "file" / "out")


def test_a_job_that_was_sent_keeps_its_arguments_and_one_that_waits_takes_new_ones(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.queue([checked("a"), checked("b")])
        journal.apply([Change("a", State.SENT)])
        found, [problem] = journal.settled([checked("a", seed=2).job])
        assert (found, problem.where) == ({"a"}, "jobs.jsonl:a")
        assert "was sent with other arguments" in problem.message
        assert journal.settled([checked("a").job, checked("b", seed=2).job]) == ({"a"}, [])
        journal.queue([checked("b", seed=2)], first=1)
        [_, second] = journal.entries()
    assert '"seed": 2' in second.job


class Interleavings(RuleBasedStateMachine):
    """Sends, answers, crashes and restarts in any order, beside a model of what was paid for."""

    jobs = Bundle("jobs")
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.journal = Journal(Path(self.folder.name))
        self.states: dict[str, State] = {}
        self.sends: dict[str, int] = {}
        self.begun: dict[str, str] = {}
        self.allowed: set[str] = set()

    @rule(target=jobs, number=st.integers(0, 5))
    def add(self, number: int) -> str:
        identity = f"job-{number}"
        self.journal.queue([checked(identity)], first=number)
        self.states.setdefault(identity, State.QUEUED)
        return identity

    @rule(target=sent, job=jobs)
    def send(self, job: str) -> str:
        if self.states[job] is State.QUEUED:
            self.journal.apply([Change(job, State.SENT)])
            self.states[job] = State.SENT
            self.sends[job] = self.sends.get(job, 0) + 1
            self.begun.pop(job, None)
        elif self.states[job] is not State.SENT:
            with pytest.raises(JournalError):
                self.journal.apply([Change(job, State.SENT)])
        return job

    @rule(job=sent, pending=st.sampled_from(["id-1", "id-2"]))
    def begin(self, job: str, pending: str) -> None:
        if self.states[job] is State.SENT:
            self.journal.apply([Change(job, State.SENT, pending=pending)])
            self.begun[job] = pending

    @rule(job=consumes(sent), to=st.sampled_from([State.DONE, State.FAILED, State.UNKNOWN, State.QUEUED]))
    def answer(self, job: str, to: State) -> None:
        if self.states[job] is State.SENT:
            self.journal.apply([Change(job, to)])
            self.states[job] = to
            if to is State.QUEUED:
                self.sends[job] -= 1  # it was certainly not delivered

    @rule(written=st.sets(st.integers(0, 5)))
    def crash_and_start_again(self, written: set[int]) -> None:
        """A process that is killed closes nothing; the next one finds the images that were written whole."""
        self.journal.close()
        self.journal = Journal(Path(self.folder.name))
        there = {f"job-{number}" for number in written}
        self.journal.recover(lambda text: ("a.png",) if any(f'"{name}"' in text for name in there) else ())
        for job, state in self.states.items():
            if state is State.SENT and job not in self.begun:
                self.states[job] = State.DONE if job in there else State.UNKNOWN

    @rule()
    def allow_unknown_ones_again(self) -> None:
        self.journal.requeue(State.UNKNOWN)
        for job, state in self.states.items():
            if state is State.UNKNOWN:
                self.states[job] = State.QUEUED
                self.allowed.add(job)

    @invariant()
    def the_journal_says_what_happened(self) -> None:
        entries = {entry.id: entry for entry in self.journal.entries()}
        assert {identity: entry.state for identity, entry in entries.items()} == self.states
        for identity, pending in self.begun.items():
            if self.states[identity] is State.SENT:
                assert entries[identity].pending == pending

    @invariant()
    def nothing_is_sent_twice_unless_that_is_allowed(self) -> None:
        for job, count in self.sends.items():
            assert count <= 1 or job in self.allowed

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()


TestInterleavings = Interleavings.TestCase
TestInterleavings.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
