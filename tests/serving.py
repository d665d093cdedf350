"""Owns a running Imagescape for tests, benchmarks and the screenshots: the real command, in a process of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Seconds after which a server that does not answer is broken; no promise of how fast one starts.
GIVEN_UP = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port):
    """Whether a server can listen at that port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


#: The log of each server that this process has started, by its port.
logs = {}


def complaints(url):
    """The end of what the server at an address has logged of errors."""
    path = logs.get(urllib.parse.urlsplit(url).port)
    said = path.read_text(errors="replace") if path else ""
    return said[said.rfind("Traceback") :][-3000:] if "Traceback" in said else ""


class Server:
    """``python app.py serve`` on a free port; a context manager. ``seconds`` is what it took to the first healthy
    answer. Another ``checkout`` serves with its own environment.
    """

    def __init__(self, library, *, port=None, args=(), env=None, checkout=ROOT):
        self.library, self.port = Path(library), port or free_port()
        self.checkout = Path(checkout)
        self.python = sys.executable if self.checkout == ROOT else str(self.checkout / ".venv/bin/python")
        self.url = f"http://localhost:{self.port}"
        self.args, self.env = args, env or {}
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        command = [
            self.python,
            "-W",
            "ignore",
            "app.py",
            "serve",
            "--no-browser",
            "--port",
            str(self.port),
            "--library",
            str(self.library),
            *self.args,
        ]
        clean = {k: v for k, v in os.environ.items() if not k.startswith("IMAGESCAPE_")}
        started = time.perf_counter()
        self.log = (self.library.parent / f"server-{self.port}.log").open("ab")
        logs[self.port] = Path(self.log.name)
        self.process = subprocess.Popen(
            command,
            cwd=self.checkout,
            env={**clean, **self.env},
            stderr=self.log,
            stdout=self.log,
            start_new_session=True,
        )
        while True:
            with contextlib.suppress(OSError, urllib.error.URLError):
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as answer:
                    answer.read()
                break
            if self.process.poll() is not None or time.perf_counter() - started > GIVEN_UP:
                self.stop()
                raise RuntimeError("the server did not start:\n" + Path(self.log.name).read_text()[-3000:])
            time.sleep(0.02)
        self.seconds = time.perf_counter() - started

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()

    def kill(self):
        """kill -9 of the server and of everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        self.log.close()

    def logged(self):
        return Path(self.log.name).read_text(errors="replace")
