"""Owns what pip-compile leaves out of a lock file: the requirements of other platforms.

``python -m tools.lock requirements.txt requirements.lock ...`` edits the lock files that pip-compile has just written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

#: Name, bounds and marker of a requirement.
_REQUIREMENT = re.compile(r"^([\w.-]+)([<>=!~][^;]*?)\s*;\s*(.+)$")


def with_markers(lock: str, requirements: str) -> str:
    """The text of a lock file, with a pin for every platform.

    pip-compile writes only the pins of the platform it runs on. Requirements with the same bounds and each with a
    marker are one package under several names, such as tensorflow and tensorflow-cpu. All of them get the version of
    the one that pip-compile found, and keep their markers.

    Raises
    ------
    ValueError
        The lock file has no pin of any of these names.
    """
    lines = lock.splitlines()
    for names in _groups(requirements):
        pins = {line: m[2] for line in lines if (m := re.match(r"([\w.-]+)==([^\s;]+)", line)) and m[1] in names}
        if not pins:
            raise ValueError(f"The lock file has no pin of {' or '.join(names)}.")
        place = lines.index(next(iter(pins)))
        version = next(iter(pins.values()))
        lines = [line for line in lines if line not in pins]
        lines[place:place] = [f"{name}=={version} ; {marker}" for name, marker in sorted(names.items())]
    return "\n".join(lines) + "\n"


def _groups(requirements: str) -> list[dict[str, str]]:
    """Name -> marker, a dictionary for all requirements with the same bounds."""
    groups: dict[str, dict[str, str]] = {}
    for line in requirements.splitlines():
        if found := _REQUIREMENT.match(line):
            name, bounds, marker = found.groups()
            groups.setdefault(bounds, {})[name.lower()] = marker
    return list(groups.values())


if __name__ == "__main__":
    asked = Path(sys.argv[1]).read_text(encoding="utf-8")
    for path in map(Path, sys.argv[2:]):
        path.write_text(with_markers(path.read_text(encoding="utf-8"), asked), encoding="utf-8")
