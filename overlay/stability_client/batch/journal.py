"""The journal of a batch: one SQLite file that says of each job how far it has come.

A job is `sent` in the journal before anything of it leaves this machine, and `done` only when its images are on the
disk. So whatever ends the process, the journal never says less than what may have been paid for.
"""

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from attrs import field, frozen

from stability_client.batch.checking import CheckedJob
from stability_client.batch.jobs import BatchError, Job, Problem

NAME = "journal.sqlite"
VERSION = 1
APPLICATION = 0x53544142  # "STAB", which tells our files from other SQLite files


class State(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    """Nothing of it was sent, or what was sent was certainly refused."""
    SENT = "sent"
    """It may have been sent, and there is no answer yet. With an id of work, its result can be fetched."""
    DONE = "done"
    """Its images are on the disk."""
    FAILED = "failed"
    """It was answered, without an image that can be used."""
    UNKNOWN = "unknown"
    """It was sent, and there will be no answer: perhaps it was billed."""


TRANSITIONS: Mapping[tuple[State, State], str] = {
    (State.QUEUED, State.SENT): "the run, before it makes the call",
    (State.SENT, State.SENT): "the run, when the service has begun work and told its id",
    (State.SENT, State.DONE): "the run, when the images are on the disk",
    (State.SENT, State.FAILED): "the run, when the answer is an error or the content filter's",
    (State.SENT, State.QUEUED): "the run, when the call reached no server, or was refused for coming too fast",
    (State.SENT, State.UNKNOWN): "the run, when the answer was lost; the next run, for what a killed one had sent",
    (State.FAILED, State.QUEUED): "the next run, with --retry-failed",
    (State.UNKNOWN, State.QUEUED): "the next run, with --retry-unknown",
}
"""Every change of a state, and who may make it. The journal refuses all others."""

_SCHEMA = """
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    job TEXT NOT NULL,
    credits REAL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    spent REAL NOT NULL DEFAULT 0,
    pending TEXT,
    started REAL,
    files TEXT NOT NULL DEFAULT '[]',
    facts TEXT NOT NULL DEFAULT '{}',
    error TEXT NOT NULL DEFAULT '',
    changed REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX by_state ON jobs (state, number);
"""


_UPDATE = """
UPDATE jobs SET state = ?, pending = ?, attempts = attempts + (? AND state = 'queued'), started = ?, files = ?,
    facts = ?, error = ?, changed = ?, spent = spent + ? * coalesce(credits, 0)"""


class JournalError(BatchError):
    """The journal cannot be used."""


class BatchRunningError(JournalError):
    """Another process runs a batch in the folder."""


@frozen
class Entry:
    """What the journal says of a job.

    Attributes:
        id: The job's id.
        state: How far it has come.
        credits: What it costs, if that is known.
        pending: The id of the work that the service has begun; empty if there is none.
        started: When that was, in seconds since 1970.
        files: The names of the images in the folder.
        facts: Seed, finish reason, engine and the like, of each image or of all.
        error: What went wrong; empty if nothing did.
        job: The job as JSON.
    """

    id: str
    state: State
    credits: float | None = None
    pending: str = ""
    started: float | None = None
    files: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(factory=dict)
    error: str = ""
    job: str = field(default="", repr=False)


@frozen
class Change:
    """A change of a job's state, and what comes with it.

    Attributes:
        id: The job's id.
        to: Its new state.
        pending: The id of the work that the service has begun.
        files: The names of the images in the folder.
        facts: What is told of the images.
        error: What went wrong.
        billed: Whether a failed call was, or may have been, paid for.
    """

    id: str
    to: State
    pending: str = ""
    files: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(factory=dict)
    error: str = ""
    billed: bool = False


class Journal:
    """The journal of one folder. One process at a time has it open; the lock ends with the process."""

    def __init__(self, folder: Path) -> None:
        """Open the journal of a folder, or begin one.

        Raises:
            BatchRunningError: Another process has it open.
            JournalError: It is damaged, or cannot be written.
        """
        self.path = folder / NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self.path, isolation_level=None, timeout=0, check_same_thread=False)
        except (OSError, sqlite3.OperationalError) as error:
            raise JournalError(f"{folder}: no journal can be written there: {_reason(error)}") from error
        try:
            self._open()
        except BaseException:
            self._database.close()
            raise

    def _open(self) -> None:
        try:
            # The lock of this mode is the process's own: it goes with it, however it ends.
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")  # so that not even a power cut forgets what was sent
            self._database.execute("BEGIN IMMEDIATE")
            self._create_or_check()
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise BatchRunningError(
                    f"{self.path}: another process runs a batch in this folder. Wait for it, or use another folder"
                ) from error
            raise JournalError(f"{self.path}: cannot be written: {error}. Nothing was sent") from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    def _create_or_check(self) -> None:
        [[application]] = self._database.execute("PRAGMA application_id")
        [[version]] = self._database.execute("PRAGMA user_version")
        if not application and not self._database.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _SCHEMA.split(";\n"):
                self._database.execute(statement)
            self._database.execute(f"PRAGMA application_id = {APPLICATION}")
            self._database.execute(f"PRAGMA user_version = {VERSION}")
            return
        if application != APPLICATION:
            raise JournalError(f"{self.path}: is no journal of a batch. Use another folder. Nothing was sent")
        if version != VERSION:
            raise JournalError(
                f"{self.path}: was written by another version of this package ({version}, this one writes {VERSION}). "
                "Nothing was sent"
            )
        [[verdict]] = self._database.execute("PRAGMA quick_check(1)").fetchmany(1)
        if verdict != "ok":
            raise self._damaged(verdict)

    def _damaged(self, reason: str) -> JournalError:
        return JournalError(
            f"{self.path}: is damaged ({reason}). Nothing was sent. Restore it from a copy. Without it nobody knows "
            "which jobs were paid for: look which images there are before you begin a new folder"
        )

    # --- what is there

    def entries(self, *states: State) -> Iterator[Entry]:
        """Yield the entries in these states, or all, in the order of the jobs."""
        where = f"WHERE state IN ({', '.join('?' * len(states))})" if states else ""
        rows = self._database.execute(
            f"SELECT id, state, credits, pending, started, files, facts, error, job FROM jobs {where} ORDER BY number",  # noqa: S608 - only question marks
            states,
        )
        for identity, state, credits_, pending, started, files, facts, error, job in rows:
            yield Entry(
                identity,
                State(state),
                credits_,
                pending or "",
                started,
                tuple(json.loads(files)),
                json.loads(facts),
                error,
                job,
            )

    def counts(self) -> dict[State, int]:
        """Return how many jobs are in each state."""
        found = dict(self._database.execute("SELECT state, count(*) FROM jobs GROUP BY state"))
        return {state: found.get(state, 0) for state in State}

    def spent(self) -> float:
        """Return the credits of what was paid for, or may have been: calls that are on their way count."""
        [[total]] = self._database.execute(
            "SELECT total(spent) + total(CASE state WHEN 'sent' THEN credits END) FROM jobs"
        )
        return float(total)

    # --- what is added

    def ids(self) -> set[str]:
        """Return the ids of all jobs."""
        return {identity for (identity,) in self._database.execute("SELECT id FROM jobs")}

    def settled(self, jobs: Iterable[Job]) -> tuple[set[str], list[Problem]]:
        """Return the ids of those jobs that have been sent, which are checked and sent no more.

        Returns:
            The ids, and what is wrong with jobs that are others than those which were sent under their ids.
        """
        rows = self._database.execute("SELECT id, digest, state FROM jobs WHERE state != 'queued'")
        known = {identity: (digest_, state) for identity, digest_, state in rows}
        found: set[str] = set()
        problems: list[Problem] = []
        for job in jobs:
            if job.id not in known:
                continue
            found.add(job.id)
            digest_, state = known[job.id]
            if digest_ != digest(job):
                advice = "Give what is new an id of its own, or use another folder"
                problems.append(Problem(job.where, f"{job.id}: was {state} with other arguments. {advice}"))
        return found, problems

    def queue(self, jobs: Iterable[CheckedJob], first: int = 0) -> None:
        """Add jobs, or put those that still wait in the place of what the journal has under their ids."""
        rows = (
            (each.job.id, number, digest(each.job), each.job.text, each.credits, State.QUEUED, time.time())
            for number, each in enumerate(jobs, first)
        )
        with self._transaction():
            self._database.executemany(
                "INSERT INTO jobs (id, number, digest, job, credits, state, changed) VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET number = excluded.number, digest = excluded.digest, "
                "job = excluded.job, credits = excluded.credits, changed = excluded.changed WHERE state = 'queued'",
                rows,
            )

    # --- what changes

    def recover(self, find_files: Callable[[str], tuple[str, ...]]) -> int:
        """Settle what a process had sent that was killed: done if its images are there, else unknown.

        Work whose result can be fetched stays as it is.

        Args:
            find_files: From a job as JSON to the names of its images; none unless all are there.

        Returns:
            How many jobs are unknown.
        """
        lost = [entry for entry in self.entries(State.SENT) if not entry.pending]
        changes = [
            Change(entry.id, State.DONE, files=files)
            if (files := find_files(entry.job))
            else Change(entry.id, State.UNKNOWN, error="the process that sent it ended before the answer")
            for entry in lost
        ]
        self.apply(changes)
        return sum(change.to is State.UNKNOWN for change in changes)

    def requeue(self, *states: State) -> int:
        """Put jobs that failed, or whose outcome is unknown, back into the queue.

        Returns:
            How many jobs.
        """
        found = [each.id for each in self.entries(*states)] if states else []
        self.apply(Change(identity, State.QUEUED) for identity in found)
        return len(found)

    def apply(self, changes: Iterable[Change]) -> None:
        """Make changes: all of them and durably, or none.

        Raises:
            JournalError: A change is none of `TRANSITIONS`, or the journal cannot be written.
        """
        with self._transaction():
            for change in changes:
                self._apply(change)

    def _apply(self, change: Change) -> None:
        allowed = [before for before, after in TRANSITIONS if after is change.to]
        row = (
            change.to,
            change.pending or None,
            change.to is State.SENT,
            time.time() if change.pending else None,
            json.dumps(change.files),
            json.dumps(dict(change.facts), ensure_ascii=False),
            change.error,
            time.time(),
            change.to in {State.DONE, State.UNKNOWN} or (change.to is State.FAILED and change.billed),
            change.id,
        )
        states = ", ".join("?" * len(allowed))
        update = f"{_UPDATE} WHERE id = ? AND state IN ({states})"
        done = self._database.execute(update, (*row, *allowed))
        if done.rowcount != 1:
            raise JournalError(f"{self.path}: {change.id!r} cannot become {change.to}: it is in another state")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._database.execute("BEGIN")
            yield
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise JournalError(
                f"{self.path}: cannot be written: {error}. Images that came are on the disk; the next run finds them"
            ) from error
        except BaseException:
            self._database.execute("ROLLBACK")
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the journal, and let others open it."""
        self._database.close()


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def digest(job: Job) -> bytes:
    """Return what tells a job from another of the same id."""
    return hashlib.sha256(job.text.encode()).digest()[:16]
