"""Owns the state of one run of embedding, and its result."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.embedding.local import Outcome
from services.errors import StoppedByUser
from services.schema import Candidate, Skipped


@dataclass(frozen=True, slots=True)
class Embedded:
    """The rows that came of the candidates, in row order.

    ``rows[i]`` has content ``hashes[i]``. The first ``settled`` candidates are each a row or skipped. ``embedded`` and
    ``cached`` count the features that were computed and those that the library had. ``opening`` is how many seconds of
    the run went into loading the encoder. ``anew`` counts pictures whose pixels an earlier version saw otherwise, and
    which were embedded again for that. ``key`` is that of the features.
    """

    rows: list[Candidate]
    hashes: list[str]
    skipped: list[Skipped]
    embedded: int
    cached: int
    settled: int
    opening: float = 0.0
    anew: int = 0
    key: str = ""


class EmbeddingStopped(StoppedByUser):
    """The user stopped the run. ``done`` is the result for the first ``done.settled`` candidates."""

    def __init__(self, done: Embedded) -> None:
        super().__init__(
            f"Stopped after {done.embedded:,} pictures; they are kept, and the next start goes on from there."
        )
        self.done = done


#: Called with the first rows and their content hashes. Both lists only ever grow from call to call.
OnRows = Callable[[Sequence[Candidate], Sequence[str]], None]


@dataclass
class Run:
    """The state of one run.

    ``outcome`` maps a path to its content hash, or to why the file was skipped. ``ready`` are contents with a feature,
    ``bad`` those whose feature is not finite. ``again`` are files that could not be read for a moment.
    """

    outcome: dict[str, str | Skipped]
    ready: set[str]
    go_on: bool = True
    embedded: int = 0
    batch: list[Outcome] = field(default_factory=list)
    closed: float = field(default_factory=time.monotonic)
    rows: list[Candidate] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    settled: int = 0
    bad: set[str] = field(default_factory=set)
    again: list[Candidate] = field(default_factory=list)
    anew: int = 0

    def settle(self, candidates: Sequence[Candidate]) -> None:
        """Number the rows up to the first candidate without an outcome: a row's number depends on all before it."""
        while self.settled < len(candidates):
            candidate = candidates[self.settled]
            outcome = self.outcome.get(candidate.path)
            if outcome is None:
                return
            if isinstance(outcome, Skipped):
                self.skipped.append(outcome)
            else:
                self.rows.append(candidate)
                self.hashes.append(outcome)
            self.settled += 1

    def result(self) -> Embedded:
        """The rows so far."""
        cached = max(0, len(self.rows) - self.embedded)
        return Embedded(self.rows, self.hashes, self.skipped, self.embedded, cached, self.settled, anew=self.anew)
