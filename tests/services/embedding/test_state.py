"""A row's number is certain once every candidate before it has an outcome."""

from services.embedding.state import Run
from services.schema import Candidate, Skipped

FILES = [Candidate(f"{i}.jpg", 1, 1) for i in range(4)]


def test_rows_are_settled_up_to_the_first_candidate_without_an_outcome():
    run = Run(outcome={"0.jpg": "h0", "1.jpg": Skipped("1.jpg", "damaged"), "3.jpg": "h3"}, ready=set())
    run.settle(FILES)
    assert (run.settled, [c.path for c in run.rows], run.hashes) == (2, ["0.jpg"], ["h0"])
    run.outcome["2.jpg"] = "h2"
    run.settle(FILES)
    assert (run.settled, run.hashes, [s.path for s in run.skipped]) == (4, ["h0", "h2", "h3"], ["1.jpg"])


def test_settling_again_changes_nothing():
    run = Run(outcome={c.path: "h" for c in FILES}, ready=set())
    run.settle(FILES)
    run.settle(FILES)
    assert len(run.rows) == 4


def test_what_was_not_embedded_was_cached():
    run = Run(outcome={c.path: "h" for c in FILES}, ready=set(), embedded=1)
    run.settle(FILES)
    done = run.result()
    assert (done.embedded, done.cached, done.settled) == (1, 3, 4)
