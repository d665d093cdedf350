"""Makes the lists of services/facts/ramp.py: ``python -m tests.services.facts.made_ramp`` prints them, with matplotlib.

Of matplotlib's table *inferno* the part is taken that has a contrast of 3 to 1 to every ground of a scheme, and cut
into steps that are evenly far apart in OKLab.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from tests.services.facts import test_palette as eyes

STEPS = 64
#: The first colours of the table are black to any eyes.
FIRST = 24
PER_LINE = 12


def steps(table: NDArray[np.float64], grounds: tuple[str, ...], *, first: int) -> list[str]:
    """The steps as ``#rrggbb``; ``table`` is ``f8 (256, 3)``, 0 to 255."""
    shades = [_hex(colour) for colour in table]
    seen = [at for at, shade in enumerate(shades) if min(eyes.contrast(shade, ground) for ground in grounds) >= 3.02]
    part = table[max(first, seen[0]) : seen[-1] + 1]
    places = np.array([eyes.oklab(_hex(colour)) for colour in part])
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(places, axis=0), axis=1))])
    wanted = np.linspace(0, way[-1], STEPS)
    return [_hex(colour) for colour in np.column_stack([np.interp(wanted, way, part[:, i]) for i in range(3)])]


def _hex(colour: NDArray[np.float64]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*(int(value) for value in colour.round()))


def main() -> None:
    """Print both lists."""
    from matplotlib import colormaps

    table = np.array(colormaps["inferno"].colors) * 255
    for name, grounds, first in (("LIGHT", eyes.LIGHT_GROUNDS, FIRST), ("DARK", eyes.DARK_GROUNDS, 0)):
        found = steps(table, grounds, first=first)
        lines = [" ".join(found[at : at + PER_LINE]) for at in range(0, STEPS, PER_LINE)]
        sys.stdout.write("".join([f"_{name} = (\n", *(f'    "{line} "\n' for line in lines), ")\n"]))


if __name__ == "__main__":
    main()
