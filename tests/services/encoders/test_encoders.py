"""Every encoder keeps the one contract; the default's answers are the known ones; OpenVINO computes what Keras does."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from services import decoding, encoders
from services.encoders import ENCODERS, framework, keras_apps, keras_runtime, lite0, openvino
from services.encoders.encoder import Encoder
from services.errors import BadRequest, EncoderUnavailable
from tests.conftest import ROOT, picture


def opened(name, models, **options):
    notes = []
    given = {"weights": "", "models": models, "precision": "f32", "threads": 2, "note": notes.append, **options}
    return encoders.open_encoder(name, **given)


def pixels(data, side=224):
    return decoding.decode(data, side=side, decoding="standard", max_pixels=10**8).pixels


def cosine(a, b):
    return (a * b).sum(axis=-1) / (np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1))


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A folder with random weights of every Keras encoder, under the names Keras gives them."""
    home = tmp_path_factory.mktemp("weights")
    keras = framework.keras()
    for app in keras_apps.APPS.values():
        keras.utils.set_random_seed(5)
        model = getattr(keras.applications, app.maker)(
            weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3)
        )
        model.save_weights(home / f"{app.file.removesuffix('.h5')}.weights.h5")
        (home / f"{app.file.removesuffix('.h5')}.weights.h5").rename(home / app.file)
    return home


def known_pictures():
    import skimage
    import sklearn.datasets

    folder = Path(skimage.__file__).parent / "data"
    flower = Image.fromarray(sklearn.datasets.load_sample_image("flower.jpg"))
    out = io.BytesIO()
    flower.save(out, "PNG")
    return [
        ((folder / "chelsea.png").read_bytes(), "Egyptian cat", 0.77),
        ((folder / "coffee.png").read_bytes(), "espresso", 0.90),
        (out.getvalue(), "daisy", 0.1),
    ]


def test_the_default_encoder_gives_the_known_answers(models):
    classify = keras_runtime.Runtime(lite0.build(classify=True), side=224)
    names = lite0.class_names()
    for data, name, probability in known_pictures():
        answer = classify.run(pixels(data)[None])[0]
        assert names[int(answer.argmax())] == name
        assert answer.max() >= probability - 0.02


def test_the_features_are_what_the_classifier_sees(models):
    """The 1,280 numbers that leave, through the last layer of the same weights, give the same classes."""
    from services.encoders import torch_pickle

    tensors = torch_pickle.load(lite0.weights_file())
    encoder = opened("efficientnet-lite0", models)
    for data, name, _ in known_pictures():
        feature = encoder.embed(pixels(data)[None])[0]
        scores = feature @ tensors["_fc.weight"].T + tensors["_fc.bias"]
        assert lite0.class_names()[int(scores.argmax())] == name


@pytest.mark.parametrize("name", list(ENCODERS))
def test_every_encoder_keeps_the_contract(name, models, weights):
    encoder = opened(name, models, weights=str(weights))
    assert (encoder.side, encoder.width) == (ENCODERS[name].side, ENCODERS[name].width)
    batch = np.stack([pixels(picture(i)) for i in range(5)])
    before = batch.copy()
    got = encoder.embed(batch)
    assert (got.shape, got.dtype) == ((5, encoder.width), np.float32)
    assert np.isfinite(got).all()
    assert (batch == before).all(), "pixels are not altered"
    assert (encoder.embed(batch[3:4])[0] == got[3]).all(), "a feature does not depend on its company"
    assert encoder.embed(batch[:0]).shape == (0, encoder.width)
    assert encoder.runtime == "openvino"
    assert not encoder.warnings
    with pytest.raises(ValueError, match="takes u1"):
        encoder.embed(batch.astype(np.float32))


def test_another_weights_file_is_another_key(models, weights, tmp_path):
    first = opened("resnet50", models, weights=str(weights))
    keras = framework.keras()
    keras.utils.set_random_seed(6)
    other = keras.applications.ResNet50(weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3))
    other.save_weights(tmp_path / "resnet50.weights.h5")
    second = opened("resnet50", models, weights=str(tmp_path))
    assert first.key != second.key
    assert opened("efficientnet-lite0", models, precision="bf16").key != opened("efficientnet-lite0", models).key


def test_openvino_equals_keras_on_photographs(photos, models):
    """Cosine at least 0.99999 for each of 100 photographs, at float32, on this processor."""
    batch = np.stack([pixels(file.read_bytes()) for file in sorted(photos.iterdir())])
    encoder = opened("efficientnet-lite0", models)
    got = encoder.embed(batch)
    assert encoder.runtime == "openvino"
    reference = keras_runtime.Runtime(lite0.build(), side=224).run(batch)
    assert cosine(got, reference).min() >= 0.99999


@pytest.mark.parametrize("file", ["model.bin", "model.xml", "reference.npy", "meta.json"])
def test_a_tampered_model_falls_back_to_keras_with_a_warning(file, models, tmp_path):
    opened("efficientnet-lite0", models).embed(pixels(picture())[None])
    shutil.copytree(models, tmp_path / "models")
    (folder,) = (tmp_path / "models").glob("efficientnet-lite0-*")
    target = folder / file
    damaged = bytearray(target.read_bytes())
    damaged[len(damaged) // 2] ^= 0x55
    target.write_bytes(damaged)
    encoder = opened("efficientnet-lite0", tmp_path / "models")
    got = encoder.embed(pixels(picture())[None])
    assert encoder.runtime == "keras"
    assert "could not be trusted" in encoder.warnings[0]
    assert cosine(got, opened("efficientnet-lite0", models).embed(pixels(picture())[None])).min() >= 0.99999
    again = opened("efficientnet-lite0", tmp_path / "models")
    again.embed(pixels(picture())[None])
    assert again.runtime == "openvino", "the next start makes it anew"


def test_a_converted_model_that_computes_something_else_is_refused(models, tmp_path):
    """All checksums right, but the reference is another's: the parity check at load must see it."""
    import hashlib
    import json

    opened("efficientnet-lite0", models).embed(pixels(picture())[None])
    shutil.copytree(models, tmp_path / "models")
    (folder,) = (tmp_path / "models").glob("efficientnet-lite0-*")
    expected = np.load(folder / "reference.npy")
    np.save(folder / "reference.npy", expected[::-1])
    meta = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in openvino.FILES}
    (folder / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(openvino.Mismatch, match="differ from Keras"):
        openvino.Runtime(folder, side=224, precision="f32", threads=2)


@pytest.mark.slow
def test_layer_names_are_fit_for_the_export():
    import re

    for layer in lite0.build().layers:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", layer.name), layer.name
    assert [x.name for x in lite0.build().layers] == [x.name for x in lite0.build().layers], "no automatic names"


@pytest.mark.slow
def test_one_trace_whatever_the_batch():
    keras = framework.keras()
    traces = []

    def model(x, training):
        traces.append(1)
        return keras.ops.mean(x, axis=(1, 2))

    runtime = keras_runtime.Runtime(model, side=8)
    for n in (32, 7, 5):
        assert runtime.run(np.zeros((n, 8, 8, 3), np.uint8)).shape == (n, 3)
    assert len(traces) == 1


def custom(tmp_path, *, side=32, name="mine.keras"):
    keras = framework.keras()
    keras.utils.set_random_seed(7)
    pixels_in = keras.Input((side, side, 3))
    x = keras.layers.Rescaling(1 / 255)(pixels_in)
    x = keras.layers.Conv2D(12, 5, strides=2, activation="relu")(x)
    model = keras.Model(pixels_in, x)
    path = tmp_path / name
    model.save(path)
    return path, model


def test_a_model_of_ones_own_is_an_encoder(tmp_path, models):
    path, model = custom(tmp_path)
    encoder = opened(f"custom:{path}", models)
    assert (encoder.side, encoder.width) == (32, 12)
    batch = np.stack([pixels(picture(i), side=32) for i in range(3)])
    expected = np.asarray(model(batch.astype(np.float32))).mean(axis=(1, 2))
    assert cosine(encoder.embed(batch), expected).min() >= 0.9999


def test_a_model_that_runs_code_is_refused(tmp_path, models):
    keras = framework.keras()
    pixels_in = keras.Input((16, 16, 3))
    model = keras.Model(pixels_in, keras.layers.Lambda(lambda x: x * 2)(pixels_in))
    model.save(tmp_path / "code.keras")
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        opened(f"custom:{tmp_path / 'code.keras'}", models)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("resnet", "no encoder. Choose one of efficientnet-lite0, resnet50"),
        ("custom:", "names no model"),
        ("custom:/no/such.keras", "no model file"),
        ("custom:x.pb", "names no model"),
    ],
)
def test_a_wrong_name_says_what_is_allowed(name, words):
    with pytest.raises(BadRequest, match=words):
        encoders.check(name)


def test_weights_that_cannot_be_had_say_both_ways(models, tmp_path, monkeypatch):
    import socket

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    def refused(*_, **__):
        raise OSError("network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    with pytest.raises(EncoderUnavailable) as told:
        opened("resnet50", models)
    assert "--weights" in str(told.value)
    assert "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5" in str(told.value)


def test_weights_that_do_not_fit_are_named(models, weights, tmp_path):
    shutil.copy(weights / keras_apps.APPS["convnext-tiny"].file, tmp_path / "resnet50.h5")
    encoder = opened("resnet50", models, weights=str(tmp_path))
    with pytest.raises(EncoderUnavailable, match="does not fit ResNet50"):
        encoder.embed(pixels(picture())[None])


@pytest.mark.slow
def test_nothing_is_written_to_standard_output(tmp_path):
    code = (
        "import sys, numpy as np\nfrom pathlib import Path\nfrom services import encoders\n"
        f"e = encoders.open_encoder('efficientnet-lite0', weights='', models=Path({str(tmp_path)!r}), precision='f32', "
        "threads=2, note=lambda t: None)\n"
        "e.embed(np.zeros((2, 224, 224, 3), np.uint8))\n"
        "assert sys.modules.get('openvino_telemetry') is None\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == ""


def test_the_number_of_threads_changes_no_feature(models):
    noise = np.random.default_rng(3).integers(0, 256, (6, 224, 224, 3)).astype(np.uint8)
    assert (
        len({opened("efficientnet-lite0", models, threads=threads).embed(noise).tobytes() for threads in (1, 2, 5)})
        == 1
    )


def test_two_threads_get_the_features_one_gets(models):
    from concurrent.futures import ThreadPoolExecutor

    encoder = opened("efficientnet-lite0", models)
    batches = [np.stack([pixels(picture(10 * b + i)) for i in range(4)]) for b in range(4)]
    alone = [encoder.embed(batch) for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(encoder.embed, batches))
    assert all((a == b).all() for a, b in zip(alone, together, strict=True))


def test_a_known_folder_never_loads_the_model(models):
    encoder = Encoder(
        "x",
        side=8,
        width=4,
        weights="w",
        build=lambda: pytest.fail("loaded"),
        models=models,
        precision="f32",
        threads=1,
        note=print,
    )
    assert encoder.embed(np.empty((0, 8, 8, 3), np.uint8)).shape == (0, 4)


def test_of_two_processes_that_convert_at_once_the_first_is_kept(tmp_path):
    """The second must not take away what the first is reading."""

    class Model:
        def export(self, path, **_):
            Path(path).write_text("model")
            Path(path).with_suffix(".bin").write_bytes(b"weights")

    for expected in ([1.0], [2.0]):
        openvino.convert(Model(), expected, tmp_path / "made")
    assert np.load(tmp_path / "made" / "reference.npy").tolist() == [1.0]
    assert [p.name for p in tmp_path.iterdir()] == ["made"]
