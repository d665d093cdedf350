"""Owns which installed files Imagescape never reads: headers, a compiler's library, the tests of other packages.

``python tools/slim.py FOLDER`` removes them from a ``site-packages`` folder. ``make setup`` and the Dockerfile run it
after every installation. pip still lists the packages, and can update or remove them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

#: Folders, and why nothing needs them.
UNUSED = {
    "tensorflow/include": "C++ headers to compile operations of one's own",
    "clang": "libclang, which TensorFlow requires and imports nowhere",
}
#: Packages whose folders called tests or test hold nothing but their own tests.
TESTED = ("dask", "distributed", "h5py", "joblib", "numpy", "pandas", "pyarrow", "scipy", "sklearn", "tornado")


def unused(packages: Path) -> list[Path]:
    """The folders below ``packages``, a ``site-packages`` folder, that can go."""
    tests = (
        folder
        for name in TESTED
        for folder in sorted((packages / name).rglob("test*"))
        if folder.name in ("test", "tests") and folder.is_dir()
    )
    found = [folder for folder in (*(packages / name for name in UNUSED), *tests) if folder.is_dir()]
    return [folder for folder in found if not set(found) & set(folder.parents)]


def slim(packages: Path) -> int:
    """Remove what nothing reads.

    Returns
    -------
    int
        Bytes freed.

    Raises
    ------
    ValueError
        ``packages`` is no ``site-packages`` folder.
    """
    if packages.name != "site-packages" or not packages.is_dir():
        raise ValueError(f"{packages} is no site-packages folder.")
    freed = 0
    for folder in unused(packages):
        freed += sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())
        shutil.rmtree(folder)
    return freed


if __name__ == "__main__":
    bytes_freed = sum(slim(Path(folder)) for folder in sys.argv[1:])
    sys.stdout.write(f"{bytes_freed / 1e6:,.0f} MB that nothing reads removed.\n")
