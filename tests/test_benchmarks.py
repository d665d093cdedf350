"""What the benchmarks tell is well formed, and their own measure of KL is the textbook's."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from benchmarks import layout
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
    from services import neighbours
    from services.projections import tsne

    rng = np.random.default_rng(4)
    features, positions = rng.normal(size=(120, 6)).astype(np.float32), rng.normal(scale=4, size=(120, 2))
    pairs = tsne.affinities_of(neighbours.search(features, k=60), 20, threads=1).P.toarray()
    near = 1 / (1 + ((positions[:, None] - positions) ** 2).sum(axis=-1))
    np.fill_diagonal(near, 0)
    near /= near.sum()
    held = pairs > 0
    assert layout.divergence(features, positions) == pytest.approx((pairs[held] * np.log(pairs[held] / near[held])).sum(), rel=1e-6)
