"""Sets larger than memory: the same numbers as with everything at hand, in blocks; a map that grows in stages."""

import gc
import itertools
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from services import features as streams
from services import projections
from services.errors import BadRequest, LibraryUnusable, StoppedByUser
from services.features import Features
from services.library import Library, contents, spool
from services.neighbours import nearest, ranks
from services.projections import landmarks, pca, reduce, streamed, transform, waves
from services.quality import trust
from services.schema import Candidate, Facts, Recipe
from tests.conftest import ROOT


def made(n, d=48, groups=12, seed=0):
    rng = np.random.default_rng(seed)
    group = rng.integers(groups, size=n)
    sheet = rng.normal(size=(groups, 4, d)) / 2
    along = rng.normal(size=(n, 4))
    vectors = (
        rng.normal(scale=1.5, size=(groups, d))[group]
        + np.einsum("nk,nkd->nd", along, sheet[group])
        + rng.normal(scale=0.2, size=(n, d))
    )
    return np.maximum(vectors, 0).astype(np.float32), group


def in_file(vectors, path):
    path.write_bytes(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
    return Features.in_file(path.open("rb", buffering=0), n=len(vectors), width=vectors.shape[1])


@pytest.fixture
def small(monkeypatch):
    """Large is what is more than 1,000 here."""
    for module in (streams, projections, contents):
        monkeypatch.setattr(module, "IN_MEMORY", 1000)
    monkeypatch.setattr(landmarks, "FIRST", 400)
    monkeypatch.setattr(landmarks, "FIRST_STEPS", 260)


def run(features, *, tick=lambda *_: True, stage=lambda _: None, **recipe):
    return projections.project(features, recipe=Recipe(**recipe), threads=2, tick=tick, stage=stage)


def test_features_in_a_file_are_those_of_the_array(tmp_path):
    vectors, _ = made(1003)
    for features in (in_file(vectors, tmp_path / "f"), Features.of(vectors)):
        assert (len(features), features.shape) == (1003, (1003, 48))
        assert (features.all() == vectors).all()
        assert [(at, len(b)) for at, b in features.blocks(500)] == [(0, 500), (500, 500), (1000, 3)]
        assert (np.concatenate([b.copy() for _, b in features.blocks(100)]) == vectors).all()
        assert (features.rows(np.array([7, 1002, 7, 0])) == vectors[[7, 1002, 7, 0]]).all()
        part = features[900:][50:60]
        assert (part.all() == vectors[950:960]).all()
        assert (features[::100] == vectors[::100]).all()
        assert len(features[2000:]) == 0
    assert Features.of(features) is features


@pytest.mark.slow
def test_a_file_is_closed_with_the_last_who_reads_it_and_a_short_one_is_told(tmp_path):
    vectors, _ = made(10)
    features = in_file(vectors, tmp_path / "f")
    file, part = features._source, features[5:]
    del features
    gc.collect()
    assert (part.all() == vectors[5:]).all()
    del part
    gc.collect()
    assert file.closed
    (tmp_path / "short").write_bytes(b"\0" * 100)
    with pytest.raises(OSError, match="end before"), (tmp_path / "short").open("rb", buffering=0) as short:
        Features.in_file(short, n=10, width=48).all()


def test_streamed_pca_is_that_of_the_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(Features.blocks, "__defaults__", (300,))
    vectors, _ = made(2000)
    told = []
    got = streamed.pca(in_file(vectors, tmp_path / "f"), directions=10, tick=lambda *of: told.append(of) or True)
    want = reduce.pca(vectors, directions=10, seed=8)
    assert np.abs(got - want).max() < 1e-3 * np.abs(want).max()
    assert told == sorted(told) and told[-1] == (4000, 4000)
    same = Features.of(np.repeat(vectors[:1], 50, axis=0))
    assert np.abs(streamed.pca(same, directions=3, tick=lambda *_: True)).max() < 1e-3
    with pytest.raises(StoppedByUser):
        streamed.pca(same, directions=3, tick=lambda *_: False)


def test_lists_find_nearly_all_the_same_twice_and_never_the_point_itself():
    vectors, _ = made(6000, d=20)
    twice = [nearest.Lists(vectors, threads=2, tick=lambda *_: True).own(k=15, tick=lambda *_: True) for _ in range(2)]
    assert all((a == b).all() for a, b in zip(*twice, strict=True))
    found, distances = twice[0]
    exact, _ = nearest.search(vectors, k=15)
    assert np.mean([len(np.intersect1d(a, b)) / 15 for a, b in zip(found, exact, strict=True)]) > 0.97
    assert not (found == np.arange(6000)[:, None]).any()
    assert (np.diff(distances, axis=1) >= 0).all()
    near, _ = nearest.Lists(vectors[:5000], threads=2, tick=lambda *_: True).near(
        vectors[5000:], k=5, tick=lambda *_: True
    )
    assert (
        np.mean(
            [
                len(np.intersect1d(a, b)) / 5
                for a, b in zip(near, nearest.across(vectors[:5000], vectors[5000:], k=5)[0], strict=True)
            ]
        )
        > 0.95
    )


def test_lists_of_copies_and_of_few_points_find_enough():
    copies = np.repeat(made(3)[0], 1000, axis=0)
    found, distances = nearest.Lists(copies, threads=2, tick=lambda *_: True).own(k=20, tick=lambda *_: True)
    assert distances.max() == 0
    assert (found // 1000 == np.arange(3000)[:, None] // 1000).all()
    found, _ = nearest.Lists(made(9)[0], threads=2, tick=lambda *_: True).own(k=20, tick=lambda *_: True)
    assert (np.sort(found, axis=1) == [[j for j in range(9) if j != i] for i in range(9)]).all()
    # Fewer in the lists looked at than asked for: the rest is looked at too.
    lists = nearest.Lists(made(64)[0], threads=2, tick=lambda *_: True, probes=1)
    assert (lists.own(k=60, tick=lambda *_: True)[0] >= 0).all()


@pytest.mark.slow
def test_trust_in_blocks_is_that_of_the_whole(tmp_path, monkeypatch):
    vectors, _ = made(6000)
    positions = np.random.default_rng(1).normal(size=(6000, 2)).astype(np.float32) + vectors[:, :2]
    want = trust.measure(vectors, positions, seed=8)
    monkeypatch.setattr(ranks, "PASS", 1000)
    told = []
    got = trust.measure(in_file(vectors, tmp_path / "f"), positions, seed=8, tick=lambda *of: told.append(of) or True)
    assert np.allclose(got.points, want.points, atol=1e-6)
    assert abs(got.map - want.map) < 1e-6
    assert told[-1] == (6000, 6000)


def test_trust_of_copies_counts_none_as_nearer_than_another():
    vectors = np.repeat(made(4)[0], 1500, axis=0)
    # Each copy's neighbours on the map are other copies of the same picture.
    positions = (np.repeat(np.arange(4), 1500)[:, None] * 100 + np.random.default_rng(0).normal(size=(6000, 2))).astype(
        np.float32
    )
    assert trust.measure(vectors, positions, seed=8).map == 1.0


@pytest.mark.slow
def test_a_large_map_is_the_same_twice_shows_all_rows_and_is_about_as_good(small, tmp_path, monkeypatch):
    vectors, group = made(3000)
    sizes, stages, shapes, ticks = [], [], set(), []
    read = Features.blocks

    def watched(self, size=250):
        for at, block in read(self, min(size, 250)):
            sizes.append(len(block))
            yield at, block

    monkeypatch.setattr(Features, "blocks", watched)
    monkeypatch.setattr(Features, "all", lambda self: pytest.fail("all rows at once"))

    def tick(done, total, positions):
        ticks.append((done, total))
        if positions is not None:
            shapes.add(positions.shape)
            assert positions.dtype == np.float32
        return True

    features = in_file(vectors, tmp_path / "f")
    layout = run(features, tick=tick, stage=stages.append)
    assert layout.positions.shape == (3000, 2)
    assert layout.positions.dtype == np.float32
    assert np.isfinite(layout.positions).all()
    assert shapes == {(3000, 2)}
    assert stages == ["neighbours", "project"]
    assert not layout.stopped
    assert layout.iterations == 260 + 50 * len(landmarks.sizes(400, 3000))
    assert max(sizes) <= 250
    assert layout.seconds.keys() >= {"neighbours", "project", "pca"}
    assert (layout.positions == run(features).positions).all()
    monkeypatch.undo()
    whole = run(vectors, iterations=400)
    got, want = (trust.measure(vectors, p, seed=8).map for p in (layout.positions, whole.positions))
    assert got > want - 0.02
    assert trust.knn_accuracy(layout.positions, group) > 0.97


@pytest.mark.slow
@pytest.mark.parametrize("at", [100, 260, 300, 340])
def test_stopped_at_an_iteration_it_is_the_map_of_a_recipe_of_so_many(small, at):
    vectors, _ = made(3000)
    stopped = run(vectors, tick=lambda done, total, _: not (total == 750 and done >= at))
    assert stopped.stopped
    assert stopped.iterations == at
    short = run(vectors, iterations=at)
    assert short.iterations == at
    assert (short.positions == stopped.positions).all()
    assert np.isfinite(stopped.positions).all()


def test_stopped_before_the_layout_there_is_no_map(small):
    vectors, _ = made(3000)
    for share in (0.0, 0.5, 0.95):
        with pytest.raises(StoppedByUser):
            run(vectors, tick=lambda done, total, _, share=share: not (total == 3000 and done >= share * total))
    with pytest.raises(StoppedByUser):
        run(vectors, projection="pca", tick=lambda *_: False)


@pytest.mark.slow
def test_its_landmarks_are_laid_out_in_waves(small, monkeypatch):
    monkeypatch.setattr(waves, "FIRST", 100)
    vectors, _ = made(3000)
    ticks = []
    layout = run(
        vectors, tick=lambda done, total, positions: ticks.append(None if positions is None else len(positions)) or True
    )
    assert {None, 100, 300, 3000} == set(ticks)
    assert trust.measure(vectors, layout.positions, seed=8).map > 0.85


def test_stages_have_ever_as_many_times_more_points():
    assert landmarks.sizes(5000, 1_000_000)[-1] == 1_000_000
    assert len(landmarks.sizes(5000, 1_000_000)) == 3
    assert landmarks.sizes(50_000, 100_001) == [100_001]
    for n in (100_001, 250_000, 5_000_000):
        every = [5000, *landmarks.sizes(5000, n)]
        assert all(1 < b / a <= landmarks.GROWTH + 0.01 for a, b in itertools.pairwise(every))


@pytest.mark.slow
def test_thousands_of_copies_and_space_and_pca(small):
    vectors, _ = made(1500)
    copies = np.concatenate([np.repeat(vectors[:2], 1200, axis=0), vectors])
    order = np.random.default_rng(0).permutation(len(copies))
    layout = run(copies[order], iterations=400)
    assert np.isfinite(layout.positions).all()
    # Each has a place of its own, but where a copy parted from the others meets one by chance.
    assert len(np.unique(layout.positions, axis=0)) > len(copies) - 5
    assert run(np.repeat(vectors[:1], 1200, axis=0), iterations=100).positions.shape == (1200, 2)
    space = run(vectors, dimensions=3, iterations=60)
    assert space.positions.shape == (1500, 3)
    assert np.isfinite(space.positions).all()
    flat = run(vectors, projection="pca").positions
    assert np.abs(flat - reduce.pca(vectors, directions=2, seed=8)).max() < 1e-2


def test_the_articles_call_refuses_and_says_what_to_do(small):
    with pytest.raises(BadRequest, match=r"1,000.*1,200.*t-SNE \(fast\)"):
        run(made(1200)[0], projection="tsne-exact")


@pytest.mark.slow
def test_placing_by_blocks_is_placing(small, tmp_path, monkeypatch):
    vectors, _ = made(2400)
    vectors[2399] = vectors[5]
    positions = run(vectors[:2000]).positions
    features = in_file(vectors, tmp_path / "f")
    for method in (transform.near, transform.twins):
        more = () if method is transform.near else (transform.near(vectors[:2000], vectors[2000:], threads=2)[0],)
        how = {"threads": 2} if method is transform.near else {}
        want = method(vectors[:2000], vectors[2000:], *more, **how)
        monkeypatch.setattr(transform, "TOGETHER", 150)
        got = method(features[:2000], features[2000:], *more, **how)
        assert np.allclose(got[0], want[0], atol=1e-3)
        assert np.allclose(got[1], want[1], atol=1e-3)
    for name in ("tsne", "pca"):
        call = {"recipe": Recipe(projection=name), "threads": 2, "tick": lambda *_: True, "stage": lambda _: None}
        placed = projections.place(features[:2000], features[2000:], positions, **call)
        assert np.allclose(placed, projections.place(vectors[:2000], vectors[2000:], positions, **call), atol=0.05)
    assert pca._mean(features) == pytest.approx(vectors.mean(axis=0), abs=1e-5)


def filled(library, n, width):
    vectors = np.random.default_rng(0).normal(size=(n, width)).astype(np.float32)
    facts = [Facts(f"h{i}", 1, 1, 1, "PNG", "RGB", "") for i in range(n)]
    seen = [(Candidate(f"{f.hash}.png", 1, 1), f, b"t") for f in facts]
    library.contents.keep(
        "/s",
        decode_key="d",
        key="e",
        seen=seen,
        skipped=[],
        features={f.hash: v for f, v in zip(facts, vectors, strict=True)},
    )
    return vectors


def test_the_library_streams_many_features_and_leaves_nothing(small, tmp_path):
    library = Library(tmp_path / "l")
    vectors = filled(library, 1200, 8)
    hashes = [f"h{i}" for i in range(1199, -1, -1)] + ["h7"] * 4000
    told = []
    features = library.contents.features(hashes, key="e", width=8, tick=lambda *of: told.append(of) or True)
    assert isinstance(features, Features)
    assert (features.all() == np.concatenate([vectors[::-1], np.repeat(vectors[7:8], 4000, axis=0)])).all()
    assert told[-1] == (5200, 5200)
    if os.name == "posix":
        assert list(library.cache.iterdir()) == []
    assert isinstance(library.contents.features(hashes[:1000], key="e", width=8), np.ndarray)
    with pytest.raises(StoppedByUser):
        library.contents.features(hashes, key="e", width=8, tick=lambda *_: False)
    with pytest.raises(LibraryUnusable, match="missing"):
        library.contents.features([*hashes, "lost"], key="e", width=8)
    del features
    gc.collect()
    assert list(library.cache.iterdir()) == []


def test_a_full_disk_is_told_before_anything_is_written(small, tmp_path, monkeypatch):
    library = Library(tmp_path / "l")
    filled(library, 1200, 8)
    monkeypatch.setattr(spool.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(LibraryUnusable, match="GB of disk"):
        library.contents.features([f"h{i}" for i in range(1200)], key="e", width=8)


@pytest.mark.skipif(os.name != "posix", reason="the system frees the file elsewhere too, in its own way")
def test_a_killed_process_leaves_no_features_on_the_disk(tmp_path):
    code = (
        "import os, numpy as np; from pathlib import Path; from services.library import spool\n"
        f"f = spool.spooled(Path({str(tmp_path)!r}), ['h'] * 100, lambda part, into: into.fill(1), width=4, tick=None)\n"
        "assert (f.all() == 1).all(); os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == -9
    assert list(tmp_path.iterdir()) == []
