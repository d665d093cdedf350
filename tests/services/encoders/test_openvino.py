"""A converted model: it computes what Keras computes, whatever the threads, and is refused where it does not."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from services.encoders import keras_runtime, lite0, openvino
from tests.services.encoders.helpers import cosine, opened, pixels


def test_reference_pictures_are_the_same_every_time():
    first = openvino.reference_pixels(32)
    assert (first.shape, first.dtype) == ((4, 32, 32, 3), np.uint8)
    assert (first == openvino.reference_pixels(32)).all()
    assert len({one.tobytes() for one in first}) == 4


@pytest.mark.slow
def test_openvino_equals_keras_on_photographs(photos, lite0_encoder):
    """Cosine at least 0.99999 for each of 100 photographs, at float32, on this processor."""
    batch = np.stack([pixels(file.read_bytes()) for file in sorted(photos.iterdir())])
    got = lite0_encoder.embed(batch)
    assert lite0_encoder.runtime == "openvino"
    reference = keras_runtime.Runtime(lite0.build(), side=224).run(batch)
    assert cosine(got, reference).min() >= 0.99999


@pytest.mark.slow
def test_a_converted_model_that_computes_something_else_is_refused(damaged_models):
    """All checksums right, but the reference is another's: the parity check at load must see it."""
    _, folder = damaged_models
    expected = np.load(folder / "reference.npy")
    np.save(folder / "reference.npy", expected[::-1])
    meta = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in openvino.FILES}
    (folder / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(openvino.Mismatch, match="differ from Keras"):
        openvino.Runtime(folder, side=224, precision="f32", threads=2)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(openvino.Mismatch):
        openvino.Runtime(tmp_path, side=8, precision="f32", threads=1)


@pytest.mark.slow
def test_the_number_of_threads_changes_no_feature(models):
    noise = np.random.default_rng(3).integers(0, 256, (6, 224, 224, 3)).astype(np.uint8)
    found = {opened("efficientnet-lite0", models, threads=threads).embed(noise).tobytes() for threads in (1, 2, 5)}
    assert len(found) == 1


class Model:
    """Exports the files of a model, without one."""

    def export(self, path, **_):
        Path(path).write_text("model")
        Path(path).with_suffix(".bin").write_bytes(b"weights")


def test_of_two_processes_that_convert_at_once_the_first_is_kept(tmp_path):
    """The second must not take away what the first is reading."""
    for expected in ([1.0], [2.0]):
        openvino.convert(Model(), expected, tmp_path / "made")
    assert np.load(tmp_path / "made" / "reference.npy").tolist() == [1.0]
    assert [p.name for p in tmp_path.iterdir()] == ["made"]


def test_a_damaged_model_is_kept_aside_in_place_of_an_older_one(tmp_path):
    for text in ("older", "newer"):
        (tmp_path / "made").mkdir()
        (tmp_path / "made" / "model.xml").write_text(text)
        openvino.set_aside(tmp_path / "made")
    assert [p.name for p in tmp_path.iterdir()] == ["made.damaged"]
    assert (tmp_path / "made.damaged" / "model.xml").read_text() == "newer"
    openvino.set_aside(tmp_path / "made")
    assert not (tmp_path / "made.damaged").exists()
