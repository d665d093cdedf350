"""Owns running a model with OpenVINO on a CPU. The model is converted once, kept in the library, checked at every load.

The precision float32 is set explicitly. By default OpenVINO computes in bfloat16 on processors that have it, and
features then differ between machines (openvino #24501). Each picture is an inference of its own, several at a time, so
a feature does not depend on the other pictures of a batch. This is the only importer of openvino.
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
from services.errors import in_one_line

#: Smallest cosine between OpenVINO's and Keras' features on the reference pictures.
PARITY = {"f32": 0.99999, "bf16": 0.99}
FILES = ("model.xml", "model.bin", "reference.npy")


class Mismatch(Exception):
    """The converted model is damaged, or computes something else than Keras does."""


def reference_pixels(side: int) -> Pixels:
    """Return made-up pictures that excite every layer, ``u1 (4, side, side, 3)``: noise, gradients, blocks, both."""
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
    """Convert a Keras model into ``folder``.

    ``expected`` are Keras' own features of the reference pictures, ``f4 (4, d)``. They are stored beside the model.
    """
    _module()
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        model.export(str(aside / "model.xml"), format="openvino", verbose=False)
        np.save(aside / "reference.npy", np.asarray(expected, dtype=np.float32))
        (aside / "meta.json").write_text(json.dumps({name: _sha(aside / name) for name in FILES}), encoding="utf-8")
    except BaseException:
        # A disk that is full gets its room back.
        shutil.rmtree(aside, ignore_errors=True)
        raise
    try:
        aside.rename(folder)
    except OSError:
        # Another process was faster, and may be reading its model by now. The two are equal.
        shutil.rmtree(aside)


def set_aside(folder: Path) -> None:
    """Rename a damaged model, so that it can be inspected and the next start converts anew."""
    kept = folder.with_name(f"{folder.name}.damaged")
    shutil.rmtree(kept, ignore_errors=True)
    if folder.exists():
        folder.rename(kept)


class Runtime:
    """A converted model, compiled. Each picture is its own request, so inference never waits for a full batch.

    Raises
    ------
    Mismatch
        A file was changed after the conversion, or the features differ from Keras'.
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
            raise Mismatch(in_one_line(error, 160)) from error
        self._queue.set_callback(self._keep)
        self._done: deque[tuple[Token, Features]] = deque()
        self._check(expected, self.run(reference_pixels(side)), PARITY[precision])

    def put(self, token: Token, picture: Pixels) -> None:
        """Begin one picture, ``u1 (s, s, 3)``. Wait while twice as many as there are threads are in flight."""
        # The array is shared, not copied. The request's user data keeps it alive.
        self._queue.start_async({0: picture[None]}, (token, picture), share_inputs=True)

    def taken(self) -> Done:
        """Return (token, feature ``f4 (d,)``) of each picture finished since the last call."""
        return [self._done.popleft() for _ in range(len(self._done))]

    def finish(self) -> Done:
        """Wait for all pictures in flight. Return the same as :meth:`taken`."""
        self._queue.wait_all()
        return self.taken()

    def run(self, pixels: Pixels) -> Features:
        """Return the features of a batch, ``f4 (b, d)``. Every picture is its own request."""
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
    """Return the model with bytes as its input: a quarter of the copying, and the same features bit for bit."""
    steps = ov.preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8)
    return steps.build()


def _module() -> Any:
    # The converter would report its use to a server. Without this module it uses a stub that does nothing.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
