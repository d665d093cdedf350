"""Owns the descent of a t-SNE map on a plane: from a start to a layout that has settled, watched and stoppable.

Momentum and gains as van der Maaten 2008; learning rate n / exaggeration after Belkina 2019
(doi:10.1038/s41467-019-13055-y).
Ours are the steps down of the exaggeration (groups form at 12, unfold at 4 and 2) and the stretch: gradient descent
spends most
of its steps on the map's growth, which is one factor. 5,000 pictures: KL 2.49 after 475 steps, scikit-learn's 2.50
after 2,000.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.projections.repulsion import Repulsion

#: Longest step of a point, in units of the map.
LONGEST = 5.0
#: Smallest gain, and smallest learning rate: n / exaggeration alone would hardly move a small set.
LEAST_GAIN, SLOWEST = 0.01, 50.0
#: Iterations between two looks at how far the layout has come.
EVERY = 25
#: A layout is settled when KL has fallen by less than this share over two looks; by less than twice that where a
#: thousand points need
#: no more: 351 steps instead of 401, KL 0.3 % higher, trustworthiness the same.
SETTLED, FEW = 0.0035, 2000


@dataclass(frozen=True, slots=True)
class Phase:
    """``steps`` iterations at one exaggeration and momentum; ``stretch`` before the first, ``least`` before any can be
    the last.
    """

    steps: int
    exaggeration: float
    momentum: float
    stretch: float = 1.0
    least: int = 0


def phases(n: int) -> tuple[Phase, ...]:
    """The way to a map of ``n`` points. The last phase goes on until the layout has settled or iterations are used
    up.
    """
    # Finished maps were 75, 110 and 190 wide for 1,000, 5,000 and 27,000 points, and 45 before the stretch, all three.
    stretch = max(1.0, (n / 1000) ** (1 / 3))
    return (
        Phase(75, 12, 0.8),
        Phase(75, 4, 0.8),
        Phase(50, 2, 0.8),
        Phase(50, 1, 0.8),
        Phase(1_000_000, 1, 0.9, stretch, int(60 * stretch)),
    )


#: Positions -> what pulls neighbours together, ``f8 (n, 2)``, and sum p log(p / q) but for the normalisation, if asked.
Attraction = Callable[[Any, bool], tuple[Any, float]]


class Descent:
    """A layout under way; :meth:`steps` goes on from where it stands.

    Parameters
    ----------
    start : f8 (n, 2)
    attraction : Attraction
    threads : int
    """

    def __init__(self, start: Any, attraction: Attraction, *, threads: int) -> None:
        self.positions = np.array(start, dtype=np.float64, order="C")
        self._attraction = attraction
        self._repulsion = Repulsion(threads=threads)
        self._update = np.zeros_like(self.positions)
        self._gains = np.ones_like(self.positions)

    def run(
        self, plan: tuple[Phase, ...], iterations: int, look: Callable[[int, Any], bool], *, every: int
    ) -> tuple[int, bool]:
        """Go through ``plan`` for at most ``iterations``.

        Parameters
        ----------
        look : callable
            Told (iterations done, positions ``f8 (n, 2)``) every so many; False stops there.

        Returns
        -------
        (int, bool)
            Iterations done, and whether ``look`` stopped it.
        """
        done = 0
        history: list[float] = []
        settled = SETTLED * min(2.0, max(1.0, FEW / len(self.positions)))
        for number, phase in enumerate(plan):
            if phase.steps and done < iterations:
                self.positions *= phase.stretch
            for step in range(min(phase.steps, iterations - done)):
                watched = number == len(plan) - 1 and done % EVERY == 0
                divergence = self.step(phase, measure=watched)
                done += 1
                if done % every == 0 and not look(done, self.positions):
                    return done, True
                if watched:
                    history.append(divergence)
                    if (
                        len(history) > 2
                        and step >= phase.least
                        and history[-3] - history[-1] < settled * abs(history[-1])
                    ):
                        return done, False
        return done, False

    def step(self, phase: Phase, *, measure: bool = False) -> float:
        """One iteration; the Kullback-Leibler divergence before it, if asked."""
        n = len(self.positions)
        pull, divergence = self._attraction(self.positions, measure)
        push, total = self._repulsion(self.positions)
        gradient = pull * phase.exaggeration - push / total
        against = np.signbit(self._update) != np.signbit(gradient)
        self._gains = np.maximum(np.where(against, self._gains + 0.2, self._gains * 0.8), LEAST_GAIN)
        rate = max(n / phase.exaggeration, SLOWEST)
        self._update = phase.momentum * self._update - rate * self._gains * gradient
        length = np.hypot(self._update[:, 0], self._update[:, 1])
        far = length > LONGEST
        self._update[far] *= (LONGEST / length[far])[:, None]
        self.positions += self._update
        self.positions -= self.positions.mean(axis=0)
        return divergence + float(np.log(total)) if measure else 0.0
