"""Owns how many processors this process may use: not all that the machine has, where a container or a scheduler gave it
fewer.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

#: Where Linux keeps what a container may use, and what stands there when it may use all.
CGROUP = Path("/sys/fs/cgroup")
#: Decoders by default. With one processor a second helps where files are waited for. Each is a process of 45 MB, and of
#: 440 MB while it
#: holds a picture of 100 million pixels, so there are no more than so many.
FEWEST_DECODERS, MOST_DECODERS = 2, 8


def count(cgroup: Path = CGROUP) -> int:
    """Processors that this process may keep busy, at least 1: those it is bound to, or as many as its container's share
    of time is worth.
    """
    try:
        bound = len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux can bind a process so
        bound = os.cpu_count() or 1
    share = _share(cgroup)
    return max(1, bound if share is None else min(bound, round(share)))


def decoders(processors: int) -> int:
    """Decoders for so many processors."""
    return min(max(processors, FEWEST_DECODERS), MOST_DECODERS)


def _share(cgroup: Path) -> float | None:
    """Processor time by the clock that a container may use, 1.5 being one and a half processors; None where it is not
    limited.
    """
    with suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = (cgroup / "cpu.max").read_text(encoding="ascii").split()
        return None if quota == "max" else int(quota) / int(period)
    with suppress(OSError, ValueError, ZeroDivisionError):
        old = [int((cgroup / "cpu" / f"cpu.cfs_{part}_us").read_text(encoding="ascii")) for part in ("quota", "period")]
        return old[0] / old[1] if old[0] > 0 else None
    return None
