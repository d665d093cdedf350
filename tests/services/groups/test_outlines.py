"""Outlines: rings around the rows of a region that never cross themselves."""

import numpy as np
import pytest

from services.groups import outlines, regions
from tests.helpers_regions import clouds, of_clouds


def rings_of(drawn):
    ends = np.cumsum(drawn.rings[:, 1])
    return [(int(region), drawn.points[end - n : end]) for (region, n), end in zip(drawn.rings, ends, strict=True)]


def inside(ring, points):
    x, y = np.asarray(points, float).T
    a, b = ring.astype(float), np.roll(ring, -1, axis=0).astype(float)
    crosses = (a[:, 1, None] > y) != (b[:, 1, None] > y)
    at = (b[:, 0] - a[:, 0])[:, None] * (y - a[:, 1, None]) / (b[:, 1] - a[:, 1] + 1e-30)[:, None] + a[:, 0, None]
    return (crosses & (x < at)).sum(axis=0) % 2 == 1


def crosses_itself(ring):
    a, b = ring.astype(float), np.roll(ring, -1, axis=0).astype(float)

    def side(p, q, r):
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])

    one, two, three, four = a[:, None], b[:, None], a[None], b[None]
    across = side(one, two, three) * side(one, two, four) < 0
    return bool((across & (side(three, four, one) * side(three, four, two) < 0)).any())


@pytest.mark.parametrize("apart", [12, 40])
def test_a_ring_holds_the_rows_of_its_region_and_no_others(apart):
    positions, near, _ = clouds(5, 200, apart=apart)
    found = regions.find(positions, near)
    drawn = rings_of(outlines.draw(found))
    assert {region for region, _ in drawn} == {region.id for level in found.levels for region in level}
    for region in found.levels[0]:
        own = np.isin(found.codes, region.parts)
        held = np.zeros(len(positions), int)
        for number, ring in drawn:
            if number == region.id:
                held += inside(ring, positions)
        assert (held[own] % 2).mean() > 0.95
        assert (held[~own & (found.codes < len(found.levels[-1]))] % 2).mean() < 0.03


def test_no_ring_crosses_itself():
    for seed in range(3):
        found, _ = of_clouds(6, 150, seed=seed, apart=14)
        assert not any(crosses_itself(ring) for _, ring in rings_of(outlines.draw(found)))
    assert crosses_itself(np.array([[0, 0], [2, 2], [2, 0], [0, 2]])), "the test can tell"


def test_a_contour_passes_where_the_height_is_reached():
    height = np.zeros((5, 6))
    height[2, 2:4] = 1.0
    (ring,) = outlines.contours(height, 0.5)
    assert {tuple(corner) for corner in ring.tolist()} == {
        *((1.5, 2.0), (1.5, 3.0), (2.5, 2.0), (2.5, 3.0), (2.0, 1.5), (2.0, 3.5)),
    }


def test_two_hills_that_meet_at_a_corner_are_two_rings_and_a_hole_is_a_ring():
    height = np.zeros((6, 6))
    height[2, 2] = height[3, 3] = 1.0
    assert len(outlines.contours(height, 0.6)) == 2
    ridge = np.ones((5, 5))
    ridge[2, 2] = 0
    assert len(outlines.contours(np.pad(ridge, 1), 0.5)) == 2


def test_thinning_keeps_what_bends():
    square = np.array([[0, 0], [0, 1], [0, 2], [1, 2], [2, 2], [2, 1], [2, 0], [1, 0]], float)
    assert outlines.thinned(square, 0.1).tolist() == [[0, 0], [0, 2], [2, 2], [2, 0]]
    assert len(outlines.thinned(square, 0)) == 4
