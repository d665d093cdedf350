"""What the benchmarks tell is well formed, and their own measure of KL is the textbook's."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from benchmarks import layout, made, scale
from benchmarks.report import Table, bars, machine, timed


def test_a_table_is_markdown():
    made = Table("Files to features", "How.", ("a", "b"), [("1", "2")])
    assert made.markdown() == "## Files to features\n\nHow.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def test_bars_are_a_drawing_with_a_bar_a_value():
    drawing = ElementTree.fromstring(bars("Ratios", [("one", 1.0), ("ten & more".replace("&", "and"), 10.0)]))
    assert len([e for e in drawing.iter() if e.tag.endswith("rect")]) == 2


def test_the_machine_and_the_versions_are_told():
    assert "openvino" in machine() and "cores" in machine()


def test_the_median_is_the_middle_run():
    counts = iter(range(3))
    _, last = timed(lambda: next(counts), 3)
    assert last == 2


def test_divergence_is_that_of_the_definition():
    from services.neighbours import nearest
    from services.projections import tsne

    rng = np.random.default_rng(4)
    features, positions = rng.normal(size=(120, 6)).astype(np.float32), rng.normal(scale=4, size=(120, 2))
    pairs = tsne.affinities_of(nearest.search(features, k=60), 20, threads=1).P.toarray()
    near = 1 / (1 + ((positions[:, None] - positions) ** 2).sum(axis=-1))
    np.fill_diagonal(near, 0)
    near /= near.sum()
    held = pairs > 0
    assert layout.divergence(features, positions) == pytest.approx(
        (pairs[held] * np.log(pairs[held] / near[held])).sum(), rel=1e-6
    )


RESULT = {
    "seconds": {"neighbours": 50.0, "pca": 20.0, "project": 100.0}, "trust_seconds": 30.0, "iterations": 700, "trust": 0.99, "within": 0.72,
    "reference": 0.8, "accuracy": 0.8,
}  # fmt: skip


def test_the_page_of_scale_is_told_by_code():
    results = [{**RESULT, "n": n, "all": n**1.1 / 100, "peak": 200 + n / 1000} for n in scale.SIZES]
    assert scale.exponent([10, 100, 1000], [5.0, 50.0, 500.0]) == pytest.approx(1.0)
    told = scale.table(results).markdown()
    assert told.count("\n| 1") == 4
    assert "**0.90**" in told
    assert "from 100,000 to 1,000,000 time as n^1.10" in scale.growth(results)
    far = scale.far(results[-1], embedding=200.0)
    # 100 times the million: 126 hours of embedding for one; 0.6 h of PCA; 8.3 h of neighbours.
    assert "139 hours for one machine" in far and "PCA 0.6 h" in far and "neighbours 8.3 h" in far


def test_the_page_of_scale_has_the_table_that_the_code_prints():
    page = scale.PAGE.read_text(encoding="utf-8")
    head, line = scale.table([]).markdown().splitlines()[-2:]
    assert f"{head}\n{line}\n" in page
    assert all(f"\n| {n:,} | " in page for n in scale.SIZES)
    assert scale.table([]).about in page


def test_made_up_features_begin_alike_whatever_their_number(tmp_path):
    kinds = made.write(tmp_path / "short", 100, width=32)
    assert (made.write(tmp_path / "long", 9000, width=32)[:100] == kinds).all()
    assert (tmp_path / "long").read_bytes()[: 100 * 32 * 4] == (tmp_path / "short").read_bytes()
    features = np.fromfile(tmp_path / "long", "<f4")
    assert features.size == 9000 * 32 and features.min() == 0 and np.isfinite(features).all()
