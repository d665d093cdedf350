"""Products that are the same, bit for bit, whatever processor computes them.

Other processes stand for other processors: their BLAS takes another kernel (OPENBLAS_CORETYPE) or number of threads.
"""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from services.projections import exact
from tests.conftest import ROOT

#: What each process computes, from the same made-up features: hashes of each step, and of whole layouts.
STEPS = """
import hashlib, json
import numpy as np
import threadpoolctl
from services.neighbours import nearest
from services.projections import project, reduce, waves
from services.schema import Recipe

def hashed(*arrays):
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()[:12]

def laid_out(rows, **recipe):
    layout = project(rows, recipe=Recipe(**recipe), threads=2, tick=lambda *_: True, stage=lambda _: None)
    return hashed(layout.positions)

def unit(seed, shape):
    # Integers only: no rounding but that of one division.
    return (np.random.default_rng(seed).integers(-999, 1000, size=shape) / 999).astype(np.float32)

groups = unit(1, (30, 300))
features = groups[np.arange(1400) % 30] + unit(2, (1400, 300)) * np.float32(0.5)
axes = reduce.basis(features, components=60)
reduced = axes.reduce(features)
kernels = [i["architecture"] for i in threadpoolctl.threadpool_info() if i.get("internal_api") == "openblas"]
print(json.dumps({
    "kernels": sorted(set(kernels)),
    "axes": hashed(axes.centre, axes.axes),
    "reduced": hashed(reduced),
    "start": hashed(waves.pca_start(reduced, dimensions=2, seed=8)),
    "start of few rows of many numbers": hashed(waves.pca_start(features[:200], dimensions=3, seed=8)),
    "neighbours": hashed(*nearest.search(features, k=30, threads=2)),
    "nearly exact neighbours": hashed(*nearest.search_candidates(features, reduced, k=30, threads=2)),
    "neighbours of others": hashed(*nearest.query(features[:900], features[900:], k=5, threads=2)),
    "t-SNE in waves": laid_out(features, iterations=60),
    "t-SNE": laid_out(features[:200], iterations=60),
    "3-D": laid_out(features[:200], iterations=60, dimensions=3),
    "PCA": laid_out(features, projection="pca"),
    "PCA of few": laid_out(features[:100], projection="pca"),
    "two": laid_out(features[:2]),
    "three": laid_out(features[:3]),
}))
"""


def told(**more):
    """What a process computes in this environment; None where it cannot run there."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("OPENBLAS", "NPY_", "FAISS"))}
    command = [sys.executable, "-W", "ignore", "-c", STEPS]
    run = subprocess.run(command, cwd=ROOT, env={**env, **more}, capture_output=True, text=True)
    # A processor without the instructions of a kernel is killed by the first of them.
    return json.loads(run.stdout) if run.returncode == 0 else None


@pytest.fixture(scope="module")
def usual():
    return told()


@pytest.mark.slow
@pytest.mark.parametrize(
    "other",
    [
        {"OPENBLAS_CORETYPE": "Haswell"},
        {"OPENBLAS_CORETYPE": "Sandybridge"},
        {"OPENBLAS_CORETYPE": "Prescott"},
        {"OPENBLAS_CORETYPE": "SkylakeX"},
        {"OPENBLAS_NUM_THREADS": "1"},
        {"NPY_DISABLE_CPU_FEATURES": "X86_V4"},
    ],
    ids=lambda other: " ".join(other.values()),
)
def test_another_processor_makes_the_same_of_the_same_features(usual, other):
    if not usual["kernels"]:
        pytest.skip("numpy has no OpenBLAS here, whose kernel could be chosen")
    got = told(**other)
    if got is None:
        pytest.skip(f"this processor cannot run {other}")
    if "OPENBLAS_CORETYPE" in other and got["kernels"] == usual["kernels"]:
        pytest.skip(f"OpenBLAS takes {got['kernels']} in either case")
    differ = [step for step in usual if step != "kernels" and got[step] != usual[step]]
    assert differ == []


def made(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def test_a_covariance_is_that_of_the_rows(monkeypatch):
    monkeypatch.setattr(exact, "BLOCK", 64)
    rows = made((200, 30))
    assert exact.covariance(rows) == pytest.approx(rows.T.astype(float) @ rows, rel=1e-4, abs=1e-3)
    assert exact.covariance(rows * np.float32(1e-18)).max() > 0, "small numbers are no zeros"
    assert np.isfinite(exact.covariance(rows * np.float32(1e30))).all()
    assert (exact.covariance(np.zeros((5, 3), np.float32)) == 0).all()


def test_no_order_of_a_sum_matters():
    """Rows in another order are added in another order."""
    rows = made((3000, 40))
    assert (exact.covariance(rows) == exact.covariance(rows[::-1])).all()
    axes = exact.strongest(exact.covariance(rows), 10)
    mixed = np.random.default_rng(1).permutation(40)
    assert (exact.projected(rows, axes) == exact.projected(rows[:, mixed], axes[mixed])).all()


def test_a_row_is_projected_the_same_alone_and_among_others():
    rows = made((1500, 40)) * np.geomspace(1e-6, 1e6, 1500, dtype=np.float32)[:, None]
    axes = exact.strongest(exact.covariance(rows), 10)
    whole = exact.projected(rows, axes)
    assert (exact.projected(rows[700:702], axes) == whole[700:702]).all()
    wanted = rows.astype(float) @ axes
    assert (np.abs(whole - wanted).max(axis=1) <= 1e-6 * np.linalg.norm(rows, axis=1)).all(), "small rows as well"
    assert exact.projected(rows[:0], axes).shape == (0, 10)


def test_axes_of_no_variance_are_zero_and_the_others_are_of_unit_length():
    few = made((3, 40))
    rows = few[np.arange(90) % 3]
    axes = exact.strongest(exact.covariance(rows - rows.mean(axis=0)), 10)
    assert np.linalg.norm(axes, axis=0) == pytest.approx([1, 1] + [0] * 8, abs=1e-4)
    assert not np.signbit(axes[axes == 0]).any()


def test_the_largest_entry_of_an_axis_is_positive_also_where_two_are_as_large():
    axes = exact.rounded(np.array([[0.5**0.5, -(0.5**0.5), 0.1], [-(0.5**0.5), 0.5**0.5, -0.9]]))
    assert (np.sign(axes) == [[1, 1, -1], [-1, -1, 1]]).all()
