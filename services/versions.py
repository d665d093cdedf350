"""Owns which version of a package is installed, also where a package has more than one distribution."""

from __future__ import annotations

from contextlib import suppress
from importlib import metadata

#: Package -> the distributions that install it, the first that is found counts. requirements.txt takes tensorflow-cpu
#: on Linux with x86-64; its version numbers are those of tensorflow.
DISTRIBUTIONS = {"tensorflow": ("tensorflow", "tensorflow-cpu")}


def version(package: str) -> str:
    """The installed version of a package, read without importing it.

    Parameters
    ----------
    package : str
        The name of a distribution, or a key of :data:`DISTRIBUTIONS`.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        No distribution of this package is installed.
    """
    for distribution in DISTRIBUTIONS.get(package, (package,)):
        with suppress(metadata.PackageNotFoundError):
            return metadata.version(distribution)
    raise metadata.PackageNotFoundError(package)
