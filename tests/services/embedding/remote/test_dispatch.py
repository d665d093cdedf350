"""Parts over remote workers that die, vanish and come back: nothing is lost, and no file is blamed in vain."""

import random
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from services.decoding import process
from services.embedding.local import Seen
from services.embedding.remote import dispatch
from services.embedding.remote.dispatch import Died, Dispatch, Lost
from services.embedding.remote.part import Answer, Job
from services.errors import ClusterFailed, EncoderUnavailable
from services.schema import Candidate, Facts, Reason, Skipped
from tests.helpers_maps import candidate, write


def job(source="/pictures", **options):
    return Job(
        source,
        "lite",
        "f32",
        "lite|1|f32",
        {"imagescape": "1"},
        process.Options(8, "standard", 10**8, options.get("max_bytes", 10**6)),
        30,
    )


def seen(candidate):
    return Seen(Facts(candidate.path.encode().hex(), 1, 1, 1, "PNG", "RGB", ""), b"thumb", np.float32([1]))


def files(n):
    return [Candidate(f"{i:04d}.jpg", 1, 1) for i in range(n)]


class Workers:
    """A link whose workers do as ``work(candidates, data, alone)`` says; remembers every part it was given."""

    def __init__(self, work=None, threads=2, delays=False):
        self.epoch, self.count, self.parts, self.most = 1, threads, [], 0
        self.work, self.delays = work or (lambda candidates, *_: [seen(c) for c in candidates]), delays
        self.pool, self.lock, self.flying = ThreadPoolExecutor(8), threading.Lock(), 0

    def threads(self):
        return self.count

    def submit(self, job, candidates, data, *, alone):
        with self.lock:
            self.parts.append(([c.path for c in candidates], data, alone))
            self.flying += 1
            self.most = max(self.most, self.flying)
            assert not alone or self.flying == 1, "a suspect has the cluster to itself"
        return self.pool.submit(self._do, candidates, data, alone)

    def _do(self, candidates, data, alone):
        try:
            if self.delays:
                time.sleep(random.random() / 50)
            done = self.work(candidates, data, alone)
            return done if isinstance(done, Answer) else Answer(done, [])
        finally:
            with self.lock:
                self.flying -= 1


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(dispatch, "POLL", 0.02)


def over(link, candidates, *, go_on=lambda: True, the_job=None, warnings=None, say=lambda *_: None):
    warnings = [] if warnings is None else warnings
    return Dispatch(link, the_job or job(), candidates, go_on=go_on, warnings=warnings, say=say).run()


def all_of(stream):
    return [outcome for outcome in stream if outcome is not None]


def fine(outcomes, candidates):
    assert [c for c, _ in outcomes] == candidates, "in order, none missing"
    return {c.path: r.reason for c, r in outcomes if isinstance(r, Skipped)}


def test_parts_come_back_in_order_whatever_finishes_first():
    link, wanted = Workers(delays=True), files(1000)
    assert fine(all_of(over(link, wanted)), wanted) == {}
    assert max(len(paths) for paths, _, _ in link.parts) == dispatch.PART
    assert sum(len(paths) for paths, _, _ in link.parts) == 1000, "each is sent once"
    assert link.most <= dispatch.DEPTH * 2


@pytest.mark.slow
def test_reading_ahead_of_a_slow_part_is_bounded():
    gate = threading.Event()

    def work(candidates, *_):
        if candidates[0].path == "0000.jpg":
            gate.wait(20)
        return [seen(c) for c in candidates]

    link, wanted = Workers(work), files(2000)
    stream = over(link, wanted)
    for _ in range(40):
        assert next(stream) is None
    sent = sum(len(paths) for paths, _, _ in link.parts)
    assert dispatch.DEPTH * 2 * dispatch.PART < sent <= (2 * dispatch.DEPTH * 2 + 1) * dispatch.PART
    gate.set()
    assert fine(all_of(stream), wanted) == {}


@pytest.mark.parametrize("killers", [("0005.jpg",), ("0000.jpg", "0031.jpg", "0032.jpg", "0199.jpg")])
def test_only_the_files_that_kill_are_skipped(killers):
    def work(candidates, data, alone):
        if any(c.path in killers for c in candidates):
            raise Died
        return [seen(c) for c in candidates]

    link, wanted = Workers(work), files(200)
    outcomes = all_of(over(link, wanted))
    assert fine(outcomes, wanted) == dict.fromkeys(killers, "the cluster's worker died on this file, 2 times")
    assert {result.code for _, result in outcomes if isinstance(result, Skipped)} == {Reason.CRASHED}
    assert sorted(
        paths[0] for paths, _, alone in link.parts if alone and len(paths) == 1 and paths[0] in killers
    ) == sorted(2 * killers)


@pytest.mark.parametrize("after", [0, 64])
def test_workers_that_die_on_everything_blame_no_file(after):
    """An old processor, too little memory: what they did before is kept, and not one file is called bad."""
    done = []

    def work(candidates, data, alone):
        if len(done) >= after:
            raise Died
        done.extend(candidates)
        return [seen(c) for c in candidates]

    got = []
    with pytest.raises(ClusterFailed, match="die whatever picture they are given"):
        for outcome in over(Workers(work, threads=1), files(200)):
            got += [outcome] if outcome else []
    assert not [r for _, r in got if isinstance(r, Skipped)]


def test_a_file_that_kills_is_skipped_though_it_is_the_last():
    def work(candidates, data, alone):
        if any(c.path == "0199.jpg" for c in candidates):
            raise Died
        return [seen(c) for c in candidates]

    wanted = files(200)
    assert list(fine(all_of(over(Workers(work), wanted)), wanted)) == ["0199.jpg"]


def test_parts_that_were_only_near_a_death_lose_nothing():
    died = set()

    def work(candidates, data, alone):
        # Every part's worker dies the first time, and once more when the part is alone on it: a machine that is
        # switched off.
        if (candidates[0].path, alone) not in died:
            died.add((candidates[0].path, alone))
            raise Died
        return [seen(c) for c in candidates]

    wanted = files(3)
    assert fine(all_of(over(Workers(work), wanted)), wanted) == {}


def test_deaths_before_a_restart_do_not_count_after_it():
    fate = [Died, Died, Lost, Died]

    def work(candidates, *_):
        if fate:
            raise fate.pop(0)
        return [seen(c) for c in candidates]

    wanted, link = files(1), Workers(work)
    assert fine(all_of(over(link, wanted)), wanted) == {}
    assert [alone for _, _, alone in link.parts] == [False, True, True, False, True]


def test_what_a_lost_cluster_had_is_sent_again_and_what_had_come_is_not():
    link, wanted = Workers(), files(600)
    silent = []

    def submit(the_job, candidates, data, *, alone):
        if link.epoch == 1 and len(link.parts) >= 6:
            silent.append(candidates[0].path)
            return Future()
        return Workers.submit(link, the_job, candidates, data, alone=alone)

    link.submit = submit
    stream, got = over(link, wanted), []
    while len(silent) < 8:
        got.append(next(stream))
    link.count = None
    got += [next(stream) for _ in range(5)]
    link.epoch, link.count = 2, 2
    got += list(stream)
    assert fine([g for g in got if g], wanted) == {}
    paths = [path for part, _, _ in link.parts for path in part]
    assert len(paths) == len(set(paths)) == 600


def test_a_part_that_the_scheduler_forgot_is_sent_again():
    forgotten = []

    def work(candidates, *_):
        if len(forgotten) < 9:
            forgotten.append(1)
            raise Lost
        return [seen(c) for c in candidates]

    wanted = files(100)
    assert fine(all_of(over(Workers(work), wanted)), wanted) == {}


def test_what_the_workers_do_not_see_is_sent_as_bytes_and_this_machine_has_the_last_word(tmp_path):
    contents = {f"{i:03d}.jpg": b"content %d" % i for i in range(150)}
    write(tmp_path, contents)
    wanted = [
        *(candidate(tmp_path, path) for path in contents),
        Candidate("gone.jpg", 5, 5),
        Candidate("large.jpg", 10**7, 5),
    ]

    def work(candidates, data, alone):
        if data is None:
            return [None for _ in candidates]
        assert [contents[c.path] for c in candidates] == data
        return [seen(c) for c in candidates]

    link = Workers(work)
    assert fine(all_of(over(link, wanted, the_job=job(str(tmp_path)))), wanted) == {
        "gone.jpg": "cannot be read (no such file or directory)",
        "large.jpg": "too large: 10 MB; the limit is 1 MB (IMAGESCAPE_MAX_FILE_MB)",
    }
    sent = [path for paths, data, _ in link.parts if data is not None for path in paths]
    assert sorted(sent) == sorted(contents), "each once"


def test_a_single_file_that_looks_different_there_is_sent_and_the_others_are_not(tmp_path):
    write(tmp_path, {f"{i:03d}.jpg": b"x" for i in range(100)})
    wanted = [candidate(tmp_path, f"{i:03d}.jpg") for i in range(100)]
    link = Workers(
        lambda candidates, data, _: [None if data is None and c.path == "007.jpg" else seen(c) for c in candidates]
    )
    assert fine(all_of(over(link, wanted, the_job=job(str(tmp_path)))), wanted) == {}
    assert [paths for paths, data, _ in link.parts if data is not None] == [["007.jpg"]]


def test_bytes_in_flight_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(dispatch, "PART_BYTES", 3000)
    monkeypatch.setattr(dispatch, "FLIGHT_BYTES", 9000)
    write(tmp_path, {f"{i:03d}.jpg": bytes(1000) for i in range(60)})
    wanted = [candidate(tmp_path, f"{i:03d}.jpg") for i in range(60)]
    flying, most = [], 0

    def work(candidates, data, alone):
        nonlocal most
        flying.append(sum(map(len, data or [])))
        most = max(most, sum(flying))
        time.sleep(0.01)
        flying.pop()
        return [None if data is None else seen(c) for c in candidates]

    link = Workers(work)
    assert fine(all_of(over(link, wanted, the_job=job(str(tmp_path)))), wanted) == {}
    assert max(len(paths) for paths, data, _ in link.parts if data) == 3
    assert 3000 < most <= 12_000


def test_a_worker_that_cannot_do_it_ends_the_job_with_what_it_said():
    def work(*_):
        raise ModuleNotFoundError("No module named 'services'")

    with pytest.raises(ClusterFailed, match=r"ModuleNotFoundError: No module named 'services'.*PYTHONPATH.*kept"):
        all_of(over(Workers(work), files(40)))


def test_a_failure_that_passes_costs_nothing():
    failed = set()

    def work(candidates, *_):
        if candidates[0].path not in failed:
            failed.add(candidates[0].path)
            raise OSError("no space left on device")
        return [seen(c) for c in candidates]

    wanted = files(90)
    assert fine(all_of(over(Workers(work), wanted)), wanted) == {}


def test_other_versions_end_the_job_at_once():
    def work(*_):
        raise EncoderUnavailable("The cluster's worker tcp://x has numpy 1 instead of 2")

    link = Workers(work)
    with pytest.raises(EncoderUnavailable, match="numpy 1 instead of 2"):
        all_of(over(link, files(40)))


def test_warnings_of_the_workers_are_given_once():
    warnings = ["mine"]
    link = Workers(lambda candidates, *_: Answer([seen(c) for c in candidates], ["slow form", "mine"]))
    all_of(over(link, files(100), warnings=warnings))
    assert warnings == ["mine", "slow form"]


def test_waiting_for_workers_is_said_and_stop_is_obeyed_meanwhile():
    said, going = [], [True]
    link = Workers(threads=0)
    stream = over(link, files(10), go_on=lambda: going[0], say=lambda threads, answered: said.append(threads))
    assert [next(stream) for _ in range(3)] == [None] * 3
    link.count = None
    next(stream)
    assert said == [0, 0, 0, None]
    going[0] = False
    assert list(stream) == []
    assert said == [0, 0, 0, None], "the cluster is not asked again"
