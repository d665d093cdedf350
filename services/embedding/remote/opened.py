"""Owns what a remote worker keeps open between parts: its encoder, and decoders that no part uses at the moment."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.decoding.pool import Pool
from services.decoding.process import Options
from services.encoders import Encoder
from services.errors import EncoderUnavailable, ImagescapeError
from services.settings import Settings

if TYPE_CHECKING:
    from services.embedding.remote.part import Job

#: Seconds without a part after which decoders are ended.
IDLE = 20.0

_opening = threading.Lock()
_opened: dict[tuple[str, str], Encoder] = {}


def encoder_for(job: Job, *, threads: int, scratch: str, name: str) -> Encoder:
    """Return the encoder of a job. This process opens it once.

    Raises
    ------
    EncoderUnavailable
        It cannot be opened here, or has other weights than on the machine that runs the job.
    """
    from services import encoders

    with _opening:
        wanted = (job.encoder, job.precision)
        if wanted not in _opened:
            settings = Settings.from_env()
            try:
                models = _models(settings, scratch)
                opened = encoders.open_encoder(
                    job.encoder,
                    weights=settings.weights,
                    models=models,
                    precision=job.precision,
                    threads=threads,
                    note=lambda _: None,
                )
            except ImagescapeError as error:
                raise EncoderUnavailable(
                    f"The cluster's worker {name} cannot open the encoder {job.encoder}: {error}"
                ) from error
            # A process holds one model. Another encoder replaces it.
            _opened.clear()
            _opened[wanted] = opened
        encoder = _opened[wanted]
    if encoder.key != job.key:
        raise EncoderUnavailable(
            f"The cluster's worker {name} has other weights of {job.encoder} ({_short(encoder.key)}) than the machine "
            f"of the page ({_short(job.key)}). "
            "Lay the same weights file on both, and start the worker again."
        )
    return encoder


def _models(settings: Settings, scratch: str) -> Path:
    """Return the folder for converted models: the library's, if it can be written, else one in ``scratch``."""
    kept = settings.library_path / "models"
    with suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True)
        if os.access(kept, os.W_OK):
            return kept
    return Path(scratch) / "models"


def _short(key: str) -> str:
    return key.rsplit("|", 2)[1][:12]


@dataclass
class _Idle:
    """Pools that no part uses at the moment. A pool serves one part at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    pools: list[tuple[Options, float, Pool]] = field(default_factory=list)
    timer: threading.Timer | None = None


_idle = _Idle()


@contextmanager
def decoders(options: Options, seconds: float) -> Iterator[Pool]:
    """Open a pool for one part. Afterwards it waits :data:`IDLE` seconds for the next part."""
    with _idle.lock:
        fit = next((entry for entry in _idle.pools if entry[:2] == (options, seconds)), None)
        if fit:
            _idle.pools.remove(fit)
    pool = fit[2] if fit else _pool(options, seconds)
    try:
        yield pool
    except BaseException:
        pool.close()
        raise
    with _idle.lock:
        _idle.pools.append((options, seconds, pool))
        if _idle.timer:
            _idle.timer.cancel()
        _idle.timer = threading.Timer(IDLE, put_away)
        _idle.timer.daemon = True
        _idle.timer.start()


def put_away() -> None:
    """End the decoders that no part uses at the moment."""
    with _idle.lock:
        pools, _idle.pools = _idle.pools, []
    for _, _, pool in pools:
        pool.close()


def _pool(options: Options, seconds: float) -> Pool:
    # Dask's nanny starts its workers as daemons. Python forbids a daemon to have children, since they could outlive it.
    # Our decoders end when the pipe to their parent closes, however it ends. The mark has no other effect here.
    marks: Any = getattr(multiprocessing.current_process(), "_config", {})
    marks["daemon"] = False
    return Pool(options, decoders=1, seconds=seconds)
