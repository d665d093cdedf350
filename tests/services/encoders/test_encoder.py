"""An opened encoder: loaded when the first picture comes, and never with a converted model that it cannot trust."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from services.encoders import encoder as encoder_module
from services.encoders.encoder import Encoder, Flow
from tests.conftest import ROOT, picture
from tests.services.encoders.helpers import cosine, opened, pixels


def unloaded(models, **changes):
    """An encoder that fails the test when its model is loaded."""
    given = {
        "side": 8,
        "width": 4,
        "weights": "w",
        "build": lambda: pytest.fail("loaded"),
        "models": models,
        "precision": "f32",
        "threads": 1,
        "note": print,
    }
    return Encoder("x", **{**given, **changes})


def test_a_known_folder_never_loads_the_model(tmp_path):
    assert unloaded(tmp_path).embed(np.empty((0, 8, 8, 3), np.uint8)).shape == (0, 4)
    with unloaded(tmp_path).flow() as flow:
        assert flow.taken() == flow.finish() == []


@pytest.mark.parametrize("shape", [(1, 8, 8), (1, 9, 8, 3), (1, 8, 8, 4)])
def test_pixels_of_another_shape_are_refused_before_the_model_is_loaded(tmp_path, shape):
    with pytest.raises(ValueError, match=r"x takes u1 \(b, 8, 8, 3\)"):
        unloaded(tmp_path).embed(np.zeros(shape, np.uint8))


def test_name_weights_and_precision_make_the_key(tmp_path):
    keys = {
        unloaded(tmp_path).key,
        unloaded(tmp_path, weights="other").key,
        unloaded(tmp_path, precision="bf16").key,
    }
    assert len(keys) == 3
    assert unloaded(tmp_path).key == "x|w|f32"
    assert unloaded(tmp_path, threads=2).key == unloaded(tmp_path).key


class Doubled:
    """A runtime that counts how often it was opened; a feature is the picture's first byte, twice."""

    opened = 0

    def __init__(self):
        Doubled.opened += 1
        self._done = []

    def put(self, token, picture):
        self._done.append((token, np.float32([picture.flat[0]] * 2)))

    def taken(self):
        done, self._done = self._done, []
        return done

    finish = taken


def test_a_flow_opens_its_model_for_the_first_picture():
    made = []
    flow = Flow(lambda: made[0] if made else made.append(Doubled()) or made[0])
    assert flow.taken() == []
    assert not made
    flow.put("a", np.full((8, 8, 3), 7, np.uint8))
    assert [(token, vector.tolist()) for token, vector in flow.taken()] == [("a", [7, 7])]
    assert flow.finish() == []


@pytest.mark.slow
@pytest.mark.parametrize("file", ["model.bin", "model.xml", "reference.npy", "meta.json"])
def test_a_tampered_model_falls_back_to_keras_with_a_warning(file, damaged_models, lite0_encoder):
    models, folder = damaged_models
    damaged = bytearray((folder / file).read_bytes())
    damaged[len(damaged) // 2] ^= 0x55
    (folder / file).write_bytes(damaged)
    encoder = opened("efficientnet-lite0", models)
    batch = pixels(picture())[None]
    got = encoder.embed(batch)
    assert encoder.runtime == "keras"
    assert "could not be trusted" in encoder.warnings[0]
    assert cosine(got, lite0_encoder.embed(batch)).min() >= 0.99999
    assert not folder.exists(), "the next start makes it anew"
    assert [p.name for p in models.iterdir()] == [f"{folder.name}.damaged"]


@pytest.mark.slow
def test_a_model_that_was_set_aside_is_made_anew_at_the_next_start(damaged_models, lite0_encoder):
    models, folder = damaged_models
    folder.rename(folder.with_name(f"{folder.name}.damaged"))
    encoder = opened("efficientnet-lite0", models)
    batch = pixels(picture())[None]
    got = encoder.embed(batch)
    assert (encoder.runtime, encoder.warnings) == ("openvino", [])
    assert (got == lite0_encoder.embed(batch)).all()


@pytest.mark.slow
def test_nothing_is_written_to_standard_output(tmp_path):
    code = (
        "import sys, numpy as np\nfrom pathlib import Path\nfrom services import encoders\n"
        f"e = encoders.open_encoder('efficientnet-lite0', weights='', models=Path({str(tmp_path)!r}), precision='f32', "
        "threads=2, note=lambda t: None)\n"
        "e.embed(np.zeros((2, 224, 224, 3), np.uint8))\n"
        "assert sys.modules.get('openvino_telemetry') is None\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ""


@pytest.mark.slow
def test_two_threads_get_the_features_one_gets(lite0_encoder):
    batches = [np.stack([pixels(picture(10 * b + i)) for i in range(4)]) for b in range(4)]
    alone = [lite0_encoder.embed(batch) for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lite0_encoder.embed, batches))
    assert all((a == b).all() for a, b in zip(alone, together, strict=True))


@pytest.mark.slow
def test_a_flow_gives_the_features_of_a_batch(lite0_encoder):
    batch = np.stack([pixels(picture(i)) for i in range(6)])
    with lite0_encoder.flow() as flow:
        for place, one in enumerate(batch):
            flow.put(place, one)
        found = dict([*flow.taken(), *flow.finish()])
    assert (np.stack([found[place] for place in range(6)]) == lite0_encoder.embed(batch)).all()


def test_where_there_is_a_gpu_keras_computes_in_larger_batches(tmp_path, monkeypatch):
    made = []

    class Runtime(Doubled):
        name = "keras"

        def __init__(self, model, *, side, batch):
            super().__init__()
            made.append((model, side, batch))

        def run(self, pixels):
            return np.zeros((len(pixels), 4), np.float32)

    monkeypatch.setattr(encoder_module, "gpu", lambda: True)
    monkeypatch.setattr(encoder_module.keras_runtime, "Runtime", Runtime)
    encoder = unloaded(tmp_path, build=lambda: "model")
    assert encoder.embed(np.zeros((1, 8, 8, 3), np.uint8)).shape == (1, 4)
    assert encoder.runtime == "keras"
    assert made == [("model", 8, encoder_module.keras_runtime.GPU_BATCH)]
