"""Features too many for memory come out of the library in a file that leaves nothing behind."""

import gc
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from services.errors import LibraryUnusable, StoppedByUser
from services.features import Features
from services.library import Library, spool, vectors
from services.schema import Candidate, Facts
from tests.conftest import ROOT


@pytest.fixture
def small(monkeypatch):
    """More than 1,000 pictures are too many for memory."""
    monkeypatch.setattr(vectors, "IN_MEMORY", 1000)


def filled(library, n, width):
    vectors = np.random.default_rng(0).normal(size=(n, width)).astype(np.float32)
    facts = [Facts(f"h{i}", 1, 1, 1, "PNG", "RGB", "") for i in range(n)]
    seen = [(Candidate(f"{f.hash}.png", 1, 1), f, b"t") for f in facts]
    library.contents.keep(
        "/s",
        decode_key="d",
        key="e",
        seen=seen,
        skipped=[],
        features={f.hash: v for f, v in zip(facts, vectors, strict=True)},
    )
    return vectors


def test_the_library_streams_many_features_and_leaves_nothing(small, tmp_path):
    library = Library(tmp_path / "l")
    vectors = filled(library, 1200, 8)
    hashes = [f"h{i}" for i in range(1199, -1, -1)] + ["h7"] * 4000
    seen = []
    features = library.contents.features(hashes, key="e", width=8, tick=lambda *of: seen.append(of) or True)
    assert isinstance(features, Features)
    assert (features.all() == np.concatenate([vectors[::-1], np.repeat(vectors[7:8], 4000, axis=0)])).all()
    assert seen[-1] == (5200, 5200)
    if os.name == "posix":
        assert list(library.cache.iterdir()) == []
    assert isinstance(library.contents.features(hashes[:1000], key="e", width=8), np.ndarray)
    with pytest.raises(StoppedByUser):
        library.contents.features(hashes, key="e", width=8, tick=lambda *_: False)
    with pytest.raises(LibraryUnusable, match="missing"):
        library.contents.features([*hashes, "lost"], key="e", width=8)
    del features
    gc.collect()
    assert list(library.cache.iterdir()) == []


def test_a_full_disk_is_told_before_anything_is_written(small, tmp_path, monkeypatch):
    library = Library(tmp_path / "l")
    filled(library, 1200, 8)
    monkeypatch.setattr(spool.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(LibraryUnusable, match="GB of disk"):
        library.contents.features([f"h{i}" for i in range(1200)], key="e", width=8)


@pytest.mark.skipif(os.name != "posix", reason="the system frees the file elsewhere too, in its own way")
def test_a_killed_process_leaves_no_features_on_the_disk(tmp_path):
    code = (
        "import os, numpy as np; from pathlib import Path; from services.library import spool\n"
        f"home = Path({str(tmp_path)!r})\n"
        "f = spool.spooled(home, ['h'] * 100, lambda part, into: into.fill(1), width=4, tick=None)\n"
        "assert (f.all() == 1).all(); os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == -9
    assert list(tmp_path.iterdir()) == []
