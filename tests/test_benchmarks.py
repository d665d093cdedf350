"""What the benchmarks measure has the form of the data files, and their own measure of KL is the textbook's."""

import json

import numpy as np
import pytest

import benchmarks.__main__ as bench
from benchmarks import before, browser, grid, layout, made, observers, report, scale
from docs import measured, speed_sections, tables
from docs import scale as page
from services.features import Features


def test_the_machine_and_the_versions_are_said():
    run = report.entry([{"n": 1}], runs=3)
    assert "cores" in run["machine"] and "(R)" not in run["machine"]
    assert "openvino" in run["versions"] and "tensorflow" in run["versions"]
    assert run["runs"] == 3 and run["rows"] == [{"n": 1}]


def test_the_median_is_the_middle_run():
    counts = iter(range(3))
    _, last = report.timed(lambda: next(counts), 3)
    assert last == 2
    assert report.timed(lambda: 7, 0)[1] == 7


def test_the_95th_percentile_of_nothing_is_no_number():
    assert np.isnan(report.p95([]))
    assert report.p95(list(range(101))) == 95


def test_divergence_is_that_of_the_definition():
    from services.neighbours import nearest
    from services.projections import affinities

    rng = np.random.default_rng(4)
    features, positions = rng.normal(size=(120, 6)).astype(np.float32), rng.normal(scale=4, size=(120, 2))
    pairs = affinities.from_neighbours(nearest.search(features, k=60), 20, threads=1).P.toarray()
    near = 1 / (1 + ((positions[:, None] - positions) ** 2).sum(axis=-1))
    np.fill_diagonal(near, 0)
    near /= near.sum()
    held = pairs > 0
    assert layout.divergence(features, positions) == pytest.approx(
        (pairs[held] * np.log(pairs[held] / near[held])).sum(), rel=1e-6
    )


def test_layouts_are_measured_as_the_data_file_keeps_them():
    rng = np.random.default_rng(2)
    features = rng.normal(size=(60, 8)).astype(np.float32)
    rows = layout.rows([(features, np.array(["a", "b"] * 30))], runs=1)
    stored = measured.speed()["layout"][-1]["rows"][0]
    assert [row["who"] for row in rows] == ["scikit-learn", "Imagescape"]
    assert all(row.keys() == stored.keys() for row in rows)
    assert "| 60 | Imagescape |" in speed_sections.layout([report.entry(json.loads(json.dumps(rows)))])


def test_a_case_of_the_browser_is_measured_as_the_data_file_keeps_it():
    case = browser.Case(np.zeros((5, 2), np.float32), "ours", "bare", one_x=False)
    case.add("hover", "ours", [10.0, 20.0, 30.0])
    case.add("hover", "bare", [60.0])
    case.add("ready", "ours", [5.0])
    case.add("lasso rows", "ours", [])
    row = browser.row(case)
    assert row["seen"]["hover"] == {
        "ours": {"median": 20.0, "p95": 29.0, "count": 3},
        "bare": {"median": 60.0, "p95": 60.0, "count": 1},
        "ratio": 0.48,
    }
    assert "ratio" not in row["seen"]["ready"] and not row["seen"]["lasso rows"]
    assert "| 5 | 29.0 / 60.0 (0.48) | – |" in speed_sections.browser([report.entry([row])])


def test_drift_is_a_share_of_the_map():
    first = np.array([[0, 0], [10, 0], [0, 10], [10, 10]], np.float32)
    assert observers.drift(first, first * 3 + 7) == pytest.approx(0)
    assert observers.drift(first, first + np.array([[0, 0]] * 3 + [[-1, 0]], np.float32)) < 0.2


RESULT = {
    "seconds": {"neighbours": 50.0, "pca": 20.0, "project": 100.0}, "trust_seconds": 30.0, "iterations": 700,
    "trust": 0.99, "within": 0.72, "reference": 0.8, "accuracy": 0.8,
}  # fmt: skip


def test_what_scale_measures_is_printed():
    results = [{**RESULT, "n": n, "all": 190 + n / 10_000, "peak": 200 + n / 1000} for n in scale.SIZES]
    told = page.table(results)
    assert told.count("\n| 1") == 4
    assert "**0.90**" in told
    assert "| 50.0 (20.0) | 110.0 | 100.0 | 30.0 | **290.0** |" in told
    waves = page.table([{**results[-1], "seconds": {**RESULT["seconds"], "waves": 9.0}}])
    assert "| 110.0 (9.0) |" in waves
    far = page.estimate(results[-1], embedding=200.0)
    # 100 times the million: 139 hours of embedding on one machine; 0.6 h of PCA; 8.3 h of neighbours.
    assert "139 hours" in " ".join(far.split()) and "PCA takes 0.6 h" in far and "neighbours 8.3 h" in far


@pytest.mark.slow
def test_a_run_of_scale_is_what_the_data_file_keeps(tmp_path):
    path = tmp_path / "features.f4"
    np.save(path.with_suffix(".npy"), made.write(path, 300, width=page.WIDTH))
    row = scale.one(path, 300, 1)
    assert measured.scale()[-1]["rows"][0].keys() <= row.keys()
    assert row["n"] == 300 and row["share"] == pytest.approx(1, abs=0.02)
    assert sum(page.seconds(row)) == pytest.approx(round(row["all"], 1))


def test_a_run_that_is_published_is_added_and_printed(monkeypatch):
    kept, printed = [], []
    monkeypatch.setattr(measured, "save", lambda name, data: kept.append((name, data)))
    monkeypatch.setattr(bench.subprocess, "run", lambda command, **_: printed.append(command))
    before = measured.speed()
    bench.publish({"adding": before["adding"][0]})
    ((name, data),) = kept
    assert name == "speed" and len(data["adding"]) == len(before["adding"]) + 1
    assert data["layout"] == before["layout"]
    assert printed[0][-1] == tables.__name__


def test_made_up_features_begin_alike_whatever_their_number(tmp_path):
    kinds = made.write(tmp_path / "short", 100, width=32)
    assert (made.write(tmp_path / "long", 9000, width=32)[:100] == kinds).all()
    assert (tmp_path / "long").read_bytes()[: 100 * 32 * 4] == (tmp_path / "short").read_bytes()
    features = np.fromfile(tmp_path / "long", "<f4")
    assert features.size == 9000 * 32 and features.min() == 0 and np.isfinite(features).all()


@pytest.mark.parametrize(("n", "first", "last"), [(9, 1, 7), (5, 0, 4), (25, 7, 17)])
def test_the_interval_of_a_median_ratio_is_that_of_the_sign_test(n, first, last):
    assert before.interval(list(range(n))[::-1]) == (first, last)


@pytest.mark.parametrize(
    ("ratios", "verdict"),
    [
        ([1.02] * 9, "as before"),
        ([1.2] * 9, "MORE"),
        ([0.9, 0.99, 1.0, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1], "as before"),
        ([0.9, 1.01, 1.01, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1], "MORE"),
    ],
)
def test_as_fast_as_before_is_a_median_within_3_percent_or_an_interval_with_1(ratios, verdict, capsys):
    before.report([({"s": ratio}, {"s": 1.0}) for ratio in ratios])
    assert verdict in capsys.readouterr().out


def test_what_a_grid_keeps_is_counted_around_each_cell():
    cells = np.int32([[0, 1, 2], [3, 4, -1]])
    around = grid.on_grid(cells, np.array([0, 2, 4]))
    assert [sorted(some.tolist()) for some in around] == [[1, 3, 4], [1, 4], [0, 1, 2, 3]]
    assert grid.share(around, np.array([[1, 3], [4, 0], [2, 3]])) == pytest.approx((2 / 3 + 1 / 2 + 2 / 4) / 3)


def test_the_truth_of_a_grid_is_the_centred_cosine():
    features = np.random.default_rng(3).normal(size=(300, 12)).astype(np.float32) + 2
    rows = np.array([5, 80, 299])
    away = features - features.mean(axis=0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    alike = away[rows] @ away.T
    alike[np.arange(3), rows] = -2
    found = grid.truly_nearest(Features.of(features), rows, 10)
    assert (found == np.argsort(-alike, axis=1)[:, :10]).all()
