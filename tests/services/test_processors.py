"""How many processors may be used: what the process is bound to, or less where a container has less."""

import os
import subprocess
import sys

import pytest

from services import processors
from services.settings import Settings
from tests.conftest import ROOT


@pytest.fixture
def many(monkeypatch):
    """A process that is bound to 16 processors."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("max 100000", 16),
        ("400000 100000", 4),
        ("150000 100000", 2),
        ("20000 100000", 1),
        ("6400000 100000", 16),
        ("", 16),
        ("odd", 16),
    ],
)
def test_a_container_with_less_counts_less(many, tmp_path, text, found):
    (tmp_path / "cpu.max").write_text(text)
    assert processors.count(tmp_path) == found


@pytest.mark.parametrize(("quota", "found"), [(-1, 16), (300000, 3), (10000, 1)])
def test_an_older_linux_says_it_elsewhere(many, tmp_path, quota, found):
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text(f"{quota}\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert processors.count(tmp_path) == found


def test_systems_that_bind_no_process_count_what_they_have(monkeypatch, tmp_path):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 12)
    assert processors.count(tmp_path) == 12
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processors.count(tmp_path) == 1


@pytest.mark.parametrize(("found", "decoders"), [(1, 2), (2, 2), (6, 6), (64, 8)])
def test_decoders_have_a_floor_and_a_ceiling(found, decoders):
    assert processors.decoders(found) == decoders


def test_the_settings_take_what_there_is():
    there = processors.count()
    assert (Settings().threads, Settings().decoders) == (there, processors.decoders(there))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="binding a process needs Linux")
def test_a_process_bound_to_one_processor_uses_one():
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
        "from services.settings import Settings; print(Settings().threads)"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        == "1"
    )
