"""Owns running a model with OpenVINO on a CPU: converted once, kept in the library, checked at every load.

float32 is asked for by name. By default OpenVINO computes in bfloat16 where the processor has it, and features then
differ between machines (openvino #24501). Pictures run one by one, several at a time, so a feature cannot depend on the
other pictures of a batch. This is the only importer of openvino.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections import deque
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from services.encoders.runtime import Done, Features, Pixels, Token

#: Smallest cosine between OpenVINO's and Keras' features on the reference pictures.
PARITY = {"f32": 0.99999, "bf16": 0.99}
FILES = ("model.xml", "model.bin", "reference.npy")


class Mismatch(Exception):
    """The converted model is damaged, or computes something else than Keras does."""


def reference_pixels(side: int) -> Pixels:
    """Made-up pictures that every layer answers to: noise, gradients, blocks; ``u1 (4, side, side, 3)``."""
    rng = np.random.default_rng(20)
    ramp = np.linspace(0, 255, side, dtype=np.float32)
    noise = rng.integers(0, 256, (side, side, 3))
    gradient = np.stack(
        [
            np.broadcast_to(ramp, (side, side)),
            np.broadcast_to(ramp[:, None], (side, side)),
            np.full((side, side), 90.0),
        ],
        axis=-1,
    )
    cells = -(-side // 7)
    blocks = np.kron(rng.integers(0, 256, (7, 7, 3)), np.ones((cells, cells, 1)))[:side, :side]
    soft = 0.5 * gradient + 0.5 * blocks
    return np.stack([noise, gradient, blocks, soft]).astype(np.uint8)


def convert(model: Any, expected: Features, folder: Path) -> None:
    """Convert a Keras model into ``folder``, with Keras' own features of the reference pictures beside it."""
    _module()
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    model.export(str(aside / "model.xml"), format="openvino", verbose=False)
    np.save(aside / "reference.npy", np.asarray(expected, dtype=np.float32))
    (aside / "meta.json").write_text(json.dumps({name: _sha(aside / name) for name in FILES}), encoding="utf-8")
    try:
        aside.rename(folder)
    except OSError:
        # Another process was quicker and may be reading its own by now, which is the same.
        shutil.rmtree(aside)


def set_aside(folder: Path) -> None:
    """Keep a damaged model for a look, out of the way of the next conversion."""
    kept = folder.with_name(f"{folder.name}.damaged")
    shutil.rmtree(kept, ignore_errors=True)
    if folder.exists():
        folder.rename(kept)


class Runtime:
    """A converted model, compiled. Each picture is a request of its own, so inference never waits for a full batch.

    Raises
    ------
    Mismatch
        A file differs from what was converted, or the features from Keras'.
    """

    name = "openvino"

    def __init__(self, folder: Path, *, side: int, precision: str, threads: int) -> None:
        ov = _module()
        try:
            recorded = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if any(_sha(folder / name) != recorded.get(name) for name in FILES):
                raise Mismatch("its files have changed since they were made")
            expected = np.load(folder / "reference.npy")
            core = ov.Core()
            model = core.read_model(str(folder / "model.xml"))
            model.reshape([1, side, side, 3])
            model = _taking_bytes(ov, model)
            options = {"INFERENCE_PRECISION_HINT": precision, "NUM_STREAMS": threads, "INFERENCE_NUM_THREADS": threads}
            self._queue = ov.AsyncInferQueue(core.compile_model(model, "CPU", options), 2 * threads)
        except Mismatch:
            raise
        except Exception as error:
            raise Mismatch(" ".join(str(error).split())[:160]) from error
        self._queue.set_callback(self._keep)
        self._done: deque[tuple[Token, Features]] = deque()
        self._check(expected, self.run(reference_pixels(side)), PARITY[precision])

    def put(self, token: Token, picture: Pixels) -> None:
        """Begin one picture, ``u1 (s, s, 3)``; waits while as many are in flight as keep the machine busy."""
        # Shared, not copied once more: the array is held by what comes back with the answer.
        self._queue.start_async({0: picture[None]}, (token, picture), share_inputs=True)

    def taken(self) -> Done:
        """(token, ``f4 (d,)``) of every picture that is done since the last call."""
        return [self._done.popleft() for _ in range(len(self._done))]

    def finish(self) -> Done:
        """Wait for all that are in flight; the same answer as :meth:`taken`."""
        self._queue.wait_all()
        return self.taken()

    def run(self, pixels: Pixels) -> Features:
        """Features of a batch; every picture is its own request."""
        for place, picture in enumerate(pixels):
            self.put(place, picture)
        return np.stack([vector for _, vector in sorted(self.finish(), key=itemgetter(0))])

    def _keep(self, request: Any, begun: tuple[Token, Pixels]) -> None:
        self._done.append((begun[0], np.array(request.get_output_tensor(0).data, dtype=np.float32).reshape(-1)))

    @staticmethod
    def _check(expected: Features, got: Features, least: float) -> None:
        norms = np.linalg.norm(expected, axis=1) * np.linalg.norm(got, axis=1)
        cosine = (expected * got).sum(axis=1) / np.maximum(norms, 1e-30)
        if not np.all(cosine >= least):
            raise Mismatch(f"its features differ from Keras' (cosine {float(np.nanmin(cosine)):.6f})")


def _taking_bytes(ov: Any, model: Any) -> Any:
    """The model with its first step taking bytes: a quarter of the copying, and the same numbers bit for bit."""
    steps = ov.preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8)
    return steps.build()


def _module() -> Any:
    # The converter would report to a server; without this module it falls back to a stub that does nothing.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
