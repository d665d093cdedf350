"""Owns how many processors this process may use. A container or a scheduler may allow fewer than the machine has."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

#: Folder in which Linux states the limits of a container.
CGROUP = Path("/sys/fs/cgroup")
#: Bounds of the default number of decoders. With one processor, a second decoder helps while the first waits for a
#: file. A decoder is a process of 45 MB, and of 440 MB while it holds a picture of 100 million pixels; hence the upper
#: bound.
FEWEST_DECODERS, MOST_DECODERS = 2, 8


def count(cgroup: Path = CGROUP) -> int:
    """Return how many processors this process may keep busy, at least 1.

    It is the number of processors to which the process is bound, or its container's share of processor time, rounded,
    if that is less.
    """
    try:
        bound = len(os.sched_getaffinity(0))
    except AttributeError:  # systems other than Linux have no such function
        bound = os.cpu_count() or 1
    share = _share(cgroup)
    return max(1, bound if share is None else min(bound, round(share)))


def decoders(processors: int) -> int:
    """Return the default number of decoders for a number of processors."""
    return min(max(processors, FEWEST_DECODERS), MOST_DECODERS)


def _share(cgroup: Path) -> float | None:
    """Return the processors that a container may use, such as 1.5, or None if they are not limited.

    cgroup version 2 states it in ``cpu.max``, version 1 in ``cpu/cpu.cfs_quota_us`` and ``cpu/cpu.cfs_period_us``.
    """
    with suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = (cgroup / "cpu.max").read_text(encoding="ascii").split()
        return None if quota == "max" else int(quota) / int(period)
    with suppress(OSError, ValueError, ZeroDivisionError):
        old = [int((cgroup / "cpu" / f"cpu.cfs_{part}_us").read_text(encoding="ascii")) for part in ("quota", "period")]
        return old[0] / old[1] if old[0] > 0 else None
    return None
