"""Owns what computed a map: the processor and the libraries whose rounding can decide where points lie.

t-SNE makes another layout of the smallest difference. The same id may therefore stand for another layout on another
machine, and a map says which one computed it. None of this is part of a map's id.
"""

from __future__ import annotations

import functools
import platform
from collections.abc import Mapping

import numpy as np

#: What makes another machine: the instructions that numpy uses, and the kernel of BLAS, which is chosen by processor.
DECIDES = ("processor", "kernel")


@functools.cache
def here() -> Mapping[str, str]:
    """What computes maps in this process.

    Returns
    -------
    mapping
        ``processor``, such as "x86_64, level 4"; ``kernel`` of BLAS, such as "Haswell", empty where it is not known;
        ``blas``, the library and its version; ``system``; ``scipy``, its version.
    """
    import threadpoolctl

    from services.versions import version

    loaded = [library for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"]
    # scipy and faiss bring their own, which are loaded later and choose the same kernel.
    blas = next((library for library in loaded if "numpy" in library["filepath"]), loaded[0] if loaded else {})
    return {
        "processor": _processor(),
        "kernel": str(blas.get("architecture") or ""),
        "blas": " ".join(str(blas[part]) for part in ("internal_api", "version") if blas.get(part)),
        "system": " ".join(part for part in (platform.system(), *platform.libc_ver()) if part),
        "scipy": version("scipy"),
    }


def is_other(machine: Mapping[str, str]) -> bool:
    """Whether a map was computed by another machine than this one; False of older maps, which do not tell."""
    return any(machine.get(part) and machine[part] != here()[part] for part in DECIDES)


def words(machine: Mapping[str, str]) -> str:
    """What computed a map, in a line; empty of older maps."""
    if not machine:
        return ""
    kernel = f"{machine['kernel']} kernel" if machine.get("kernel") else ""
    scipy = f"scipy {machine['scipy']}" if machine.get("scipy") else ""
    parts = (machine.get("processor", ""), kernel, machine.get("blas", ""), scipy, machine.get("system", ""))
    return ", ".join(part for part in parts if part)


def warning(machine: Mapping[str, str]) -> str:
    """What to say of a map that another machine computed; empty of the others."""
    if not is_other(machine):
        return ""
    own = here()
    return (
        f"Another machine computed this map; this one has {own['processor']}"
        f"{', ' + own['kernel'] + ' kernel' if own['kernel'] else ''}. "
        "Its points stay as they are, but the same pictures and recipe may give another layout here."
    )


def _processor() -> str:
    """Its kind, and which of the instructions that numpy can make use of it has."""
    # numpy leaves out what is empty.
    found = np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", [])
    # Of x86 there are levels, each with all that those below it have.
    levels = [name.removeprefix("X86_V") for name in found if name.startswith("X86_V")]
    told = f"level {max(levels)}" if levels else " ".join(found)
    return ", ".join(part for part in (platform.machine(), told) if part)
