"""Jobs over a real cluster, a scheduler and two worker processes on this machine: the same map as without, whatever
dies.
"""

import os
import signal
from collections import Counter
from dataclasses import replace

import pytest

from services import encoders, provenance
from services.decoding import process
from services.embedding import embed
from services.embedding.remote import dispatch, link, part
from services.errors import EncoderUnavailable, StoppedByUser
from services.jobs.queue import Jobs
from services.library import Library
from services.pipeline import build as building
from services.schema import Recipe, Skipped
from services.settings import Settings
from tests.clusters import Cluster, until
from tests.conftest import Quiet
from tests.helpers_jobs import until_over
from tests.helpers_maps import candidate, write

pytestmark = pytest.mark.slow
N = 400
#: The cluster embeds; the layout is made here, and is the quickest.
RECIPE = Recipe(sample=N, projection="pca")
#: What is in flight at most, with two threads: done twice, if all of it is lost just before it arrives.
FLIGHT = dispatch.DEPTH * 2 * dispatch.PART


@pytest.fixture(scope="module")
def alone(cifar2000, seed, tmp_path_factory):
    """The map made without a cluster, and the library it is in."""
    library = Library(seed(tmp_path_factory.mktemp("alone")))
    made = building.build(
        library, Settings(library=str(library.folder)), str(cifar2000), recipe=RECIPE, name="a", listener=Quiet()
    )
    return library, made.info


@pytest.fixture(scope="module")
def running(alone, tmp_path_factory):
    """The workers share the converted encoder, and nothing else, with :func:`alone`."""
    env = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    with Cluster(tmp_path_factory.mktemp("cluster"), library=alone[0].folder, slow=0.15, env=env) as made:
        yield made


@pytest.fixture
def job(running, cifar2000, settings, library, shared_worker):
    """A job that runs in the real worker process, with the cluster's help."""
    running.counted.unlink(missing_ok=True)
    jobs = Jobs(library, replace(settings, cluster=running.address), shared_worker.lend)
    yield jobs.start(str(cifar2000), recipe=RECIPE, name="c")
    jobs.close()


def the_same(alone, library, ended):
    """A job's map is the one made alone, bit for bit, and nothing is missing."""
    assert (ended.state, ended.error) == ("done", "")
    assert (ended.found, ended.mapped, ended.skipped, ended.embedded, ended.attempts) == (N, N, 0, N, 1)
    expected, got = alone[0].maps.rows(alone[1].id), library.maps.rows(ended.map_id)
    assert ended.map_id == alone[1].id
    assert (got.path, got.hash) == (expected.path, expected.hash)
    assert (got.positions == expected.positions).all()
    both = [each.contents.vectors(got.hash, key=alone[1].encoder_key, width=1280) for each in (library, alone[0])]
    assert (both[0] == both[1]).all()


def test_the_same_map_and_every_picture_embedded_once(job, alone, running, library):
    the_same(alone, library, until_over(library, job.id))
    assert Counter(Counter(running.embedded()).values()) == {1: N}
    assert not (library.folder / "models").exists() or not list((library.folder / "models").iterdir()), (
        "no model was loaded here"
    )


@pytest.mark.long
def test_a_worker_killed_in_mid_job_costs_only_time(job, alone, running, library):
    until(lambda: len(running.embedded()) > 100, "in the middle")
    os.kill(running.worker_pids()[0], signal.SIGKILL)
    assert len(running.embedded()) < N - 64
    the_same(alone, library, until_over(library, job.id))
    times = Counter(running.embedded())
    assert len(times) == N, "none lost"
    assert sum(times.values()) <= N + FLIGHT


@pytest.mark.long
def test_the_cluster_restarted_in_mid_job_costs_only_time(job, alone, running, library):
    until(lambda: len(running.embedded()) > 100, "in the middle")
    running.kill()
    done = len(running.embedded())
    assert done < N - 64
    until(lambda: "does not answer; waiting, nothing is lost" in library.jobs.get(job.id).note, "it is said")
    stored = library.jobs.get(job.id).done
    running.start(workers=False)
    until(lambda: "No worker is connected" in library.jobs.get(job.id).note, "that is said, too")
    running.start_workers()
    the_same(alone, library, until_over(library, job.id))
    times = Counter(running.embedded())
    assert len(times) == N, "none lost"
    assert sum(times.values()) <= min(N + FLIGHT, done + N - stored), "only what had not come is done again"
    assert library.jobs.get(job.id).note == ""


@pytest.mark.long
def test_stop_is_obeyed_while_the_cluster_is_away(job, running, library):
    until(lambda: len(running.embedded()) > 64, "in the middle")
    running.kill()
    until(lambda: "does not answer" in library.jobs.get(job.id).note, "it is said")
    library.jobs.request_stop(job.id)
    ended = until_over(library, job.id)
    assert ended.state == "stopped", "before the cluster is back"
    assert "kept" in ended.error
    assert library.contents.feature_count() >= ended.done > 0
    running.start()


def outcomes(running, home, paths, *, notes=None, **changes):
    """What the cluster makes of files, without a job around it."""
    encoder = encoders.open_encoder(
        "efficientnet-lite0", weights="", models=home, precision="f32", threads=1, note=lambda _: None
    )
    options = process.Options(encoder.side, "standard", 10**8, 10**6, "tests.helpers_cluster:deadly")
    job = part.Job(str(home), "efficientnet-lite0", "f32", encoder.key, provenance.versions(), options, 30)
    wanted = [candidate(home, path) for path in paths]
    stream = link.outcomes(
        running.address, wanted, job=replace(job, **changes), go_on=lambda: True, note=(notes or []).append, warnings=[]
    )
    found = [outcome for outcome in stream if outcome is not None]
    assert [c for c, _ in found] == wanted
    return {c.path: r.reason if isinstance(r, Skipped) else "fine" for c, r in found}


@pytest.mark.long
def test_a_file_that_kills_workers_is_found_and_the_others_are_kept(running, tmp_path):
    files = {f"{i:02d}.jpg": b"fine %d" % i for i in range(40)}
    files["13.jpg"], files["35.jpg"], files["not-utf8-\udcff.jpg"] = b"kill the worker", b"segfault", b"fine"
    write(tmp_path, files)
    assert outcomes(running, tmp_path, list(files)) == {
        **dict.fromkeys(files, "fine"),
        "13.jpg": "the cluster's worker died on this file, 2 times",
        "35.jpg": "the decoder crashed on this file (ended with signal SIGSEGV)",
    }


def test_other_versions_on_the_workers_are_said(running, tmp_path):
    write(tmp_path, {"a.jpg": b"fine"})
    with pytest.raises(EncoderUnavailable, match=r"worker tcp://127\.0\.0\.1:\d+ has numpy [\d.]+ instead of 0\.1"):
        outcomes(running, tmp_path, ["a.jpg"], versions={**provenance.versions(), "numpy": "0.1"})


def test_pictures_that_only_this_machine_sees_are_sent(running, alone, library, settings, cifar2000):
    import fsspec

    memory = fsspec.filesystem("memory")
    rows = alone[0].maps.rows(alone[1].id)
    for path in rows.path[:90]:
        memory.pipe(f"/only-here/{path}", (cifar2000 / path).read_bytes())
    recipe = Recipe(projection="pca")
    try:
        made = building.build(
            library,
            replace(settings, cluster=running.address),
            "memory://only-here",
            recipe=recipe,
            name="m",
            listener=Quiet(),
        )
    finally:
        memory.rm("/only-here", recursive=True)
    assert (made.info.mapped, made.info.skipped, made.embedded) == (90, 0, 90)
    got = library.contents.vectors(rows.hash[:90], key=made.info.encoder_key, width=1280)
    assert (got == alone[0].contents.vectors(rows.hash[:90], key=alone[1].encoder_key, width=1280)).all()


def test_stopping_keeps_what_came(running, library, settings, cifar2000):
    with pytest.raises(StoppedByUser, match="kept"):
        building.build(
            library,
            replace(settings, cluster=running.address),
            str(cifar2000),
            recipe=RECIPE,
            name="s",
            listener=Quiet("embed", after=embed.BATCH),
        )
    assert embed.BATCH <= library.contents.feature_count() < N
