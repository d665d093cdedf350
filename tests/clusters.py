"""Owns a real Dask cluster for tests and measurements: a scheduler and workers, each a process, on free ports of this
machine.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.serving import ROOT, free_port

COUNT, SLOW = "COUNT_EMBEDDED_IN", "SLOW_PARTS"


class Cluster:
    """A context manager. ``library`` is where the workers keep converted models; ``counted`` is told every picture
    embedded.
    """

    def __init__(self, home, *, library, workers=2, threads=1, slow=0.0, env=None, preload="tests.helpers_cluster"):
        self.home, self.workers, self.threads = Path(home), workers, threads
        self.home.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.counted = self.home / "embedded.txt"
        clean = {k: v for k, v in os.environ.items() if not k.startswith("IMAGESCAPE_")}
        ours = {
            "IMAGESCAPE_LIBRARY": str(library),
            COUNT: str(self.counted),
            SLOW: str(slow),
            "PYTHONWARNINGS": "ignore",
        }
        self.env = {**clean, **ours, **(env or {})}
        self.preload = preload
        self.processes = []

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self, *, workers=True):
        """Begin; the workers connect when they are ready."""
        self.processes = [
            self._run(
                "scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                str(self.port),
                "--no-dashboard",
                "--dashboard-address",
                ":0",
            )
        ]
        until(lambda: self._listens(), "the scheduler listens")
        if workers:
            self.start_workers()

    def start_workers(self):
        """Each worker process has a nanny, as usual; both nannies live in one process."""
        preload = ("--preload", self.preload) if self.preload else ()
        how = (
            "--nworkers",
            str(self.workers),
            "--nthreads",
            str(self.threads),
            "--no-dashboard",
            "--dashboard-address",
            ":0",
            "--memory-limit",
            "0",
        )
        self.processes.append(
            self._run(
                "worker",
                self.address,
                "--local-directory",
                str(self.home / "scratch"),
                "--host",
                "127.0.0.1",
                *how,
                *preload,
            )
        )

    def worker_pids(self):
        """The processes that do the work: children of the process of the nannies."""
        found = []
        for child in psutil.Process(self.processes[-1].pid).children():
            with contextlib.suppress(psutil.Error):
                if "spawn_main" in " ".join(child.cmdline()):
                    found.append(child.pid)
        return found

    def embedded(self):
        """A line for each picture that a worker embedded, whatever became of it."""
        return self.counted.read_text().split() if self.counted.exists() else []

    def kill(self):
        """kill -9 of everything at once."""
        for process in self.processes:
            tree = []
            with contextlib.suppress(psutil.Error):
                tree = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            for child in tree:
                # Python's own trackers end by themselves and put shared memory away; they do none of the work.
                with contextlib.suppress(psutil.Error):
                    if "resource_tracker" not in " ".join(child.cmdline()):
                        child.kill()
            process.wait(timeout=10)
        self.processes = []

    def log(self):
        """What scheduler and workers said."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.home.glob("*.log")))

    def _run(self, what, *args):
        with (self.home / f"{what}.log").open("ab") as log:
            # The scheduler needs Dask alone.
            env = {**self.env, "PYTHONPATH": str(ROOT)} if what == "worker" else self.env
            return subprocess.Popen(
                [sys.executable, "-m", "dask", what, *args],
                cwd=self.home,
                env=env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _listens(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=0.2):
            return True
        return False


def until(check, what, seconds=120):
    """Wait for a condition; the seconds are there to end a broken test."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")
