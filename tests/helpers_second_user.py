"""Owns reading pictures as a user who may not read all of them: the tests may run as root, who may.

``python -m tests.helpers_second_user FOLDER LIBRARY SHUT`` reads the folder, gives the file SHUT its permission back,
and reads it again; what came of each file is printed as JSON. Both times it does so as another user than root.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from services.decoding import Unreadable, decode
from services.decoding.process import read
from services.embedding import embed
from services.library import Library
from services.schema import Recipe, Skipped
from services.settings import Settings
from services.sources import scan
from tests.conftest import FakeEncoder, Quiet, picture

NOBODY = 65534


class Here:
    """Decodes in this process: a spawned one would start as a user who may not read the interpreter."""

    def run(self, source, candidates):
        for candidate in candidates:
            data = read(source, candidate, max_bytes=10**8)
            if isinstance(data, Skipped):
                yield candidate, data
                continue
            try:
                yield candidate, decode(data, side=32, decoding="standard", max_pixels=10**8)
            except Unreadable as reason:
                yield candidate, Skipped(candidate.path, str(reason), reason.code)


def outcome(folder, library):
    """What came of each file of a folder."""
    listener = Quiet()
    listener.stage("embed")
    found = scan.find(folder, seed=8, max_pictures=1000)
    how = {"encoder": FakeEncoder(), "recipe": Recipe(), "settings": Settings(), "listener": listener, "pool": Here()}
    done = embed.run(library, folder, found.candidates, **how)
    return {"mapped": [c.path for c in done.rows], "skipped": [[s.path, s.reason, s.code] for s in done.skipped]}


def main(folder, library, shut):
    told, root = [], os.geteuid() == 0
    with tempfile.TemporaryDirectory() as own:
        # What is imported late is imported now: the other user may not read it.
        (Path(own) / "a.jpg").write_bytes(picture(1))
        outcome(own, Library(Path(own) / "library"))
    for mode in (0o000, 0o644):
        os.chmod(shut, mode)
        if root:
            os.seteuid(NOBODY)
        told.append(outcome(folder, Library(Path(library))))
        if root:
            os.seteuid(0)
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
