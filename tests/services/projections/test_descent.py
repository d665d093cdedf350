"""The descent of a map: phases in order, settled or used up, stopped where asked, the same way every time."""

import numpy as np

from services.projections import descent
from services.projections.descent import Descent, Phase


def chain(n=60, strength=1.0):
    """Every point is drawn to the next; the pull's gradient is (y_i - y_j) q_ij / n."""

    def pull(positions, measure):
        gaps = positions - np.roll(positions, -1, axis=0)
        near = 1 / (1 + (gaps**2).sum(axis=1))
        force = strength * gaps * near[:, None] / n
        return force - np.roll(force, 1, axis=0), float(-np.log(near).mean()) if measure else 0.0

    return pull


def start(n=60):
    return np.random.default_rng(3).normal(scale=1e-4, size=(n, 2))


def run(iterations, *, on_step=lambda *_: True, every=10, plan=None):
    made = Descent(start(), chain(), threads=1)
    return made, made.run(plan or descent.phases(60), iterations, on_step, every=every)


def test_a_layout_spreads_and_ends():
    made, (done, stopped) = run(2000)
    assert np.isfinite(made.positions).all() and np.ptp(made.positions) > 1
    assert not stopped and 250 < done < 2000, "it settles before its iterations are used up"


def test_iterations_are_a_bound():
    assert run(120)[1] == (120, False)


def test_stopped_at_k_is_what_k_iterations_give():
    stopped, answer = run(900, on_step=lambda done, _: done < 270)
    assert answer == (270, True)
    whole, _ = run(270)
    assert (stopped.positions == whole.positions).all()


def test_steps_are_reported_at_regular_intervals():
    seen = []
    run(95, on_step=lambda done, positions: seen.append(done) or positions.shape == (60, 2), every=10)
    assert seen == list(range(10, 100, 10))


def test_the_stretch_comes_once_with_its_phase():
    seen = []
    plan = (Phase(1, 1, 0.0), Phase(2, 1, 0.0, stretch=1000.0))
    made = Descent(start() * 100, chain(), threads=1)
    made.run(plan, 3, lambda _, positions: seen.append(np.ptp(positions)) or True, every=1)
    assert seen[1] > 300 * seen[0] and seen[2] < 2 * seen[1]


def test_the_stretch_grows_with_the_map():
    assert [round(descent.phases(n)[-1].stretch, 1) for n in (10, 1_000, 8_000, 27_000)] == [1, 1, 2, 3]
