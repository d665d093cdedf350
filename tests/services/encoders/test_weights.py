"""Weights are found where the user laid them, then where Keras keeps them, and else both ways to get them are named."""

import hashlib
import socket
from pathlib import Path

import pytest

from services.encoders import weights
from services.errors import EncoderUnavailable
from tests.services.encoders.helpers import opened

FILE = "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"


@pytest.fixture
def find(tmp_path, monkeypatch):
    """A function that finds the weights of ResNet50. ``own`` is Keras' folder; nothing is downloaded."""
    own = tmp_path / "keras" / "models"
    own.mkdir(parents=True)
    monkeypatch.setenv("KERAS_HOME", str(own.parent))
    monkeypatch.setattr(weights, "_download", lambda name, file, url, md5: Path("downloaded"))

    def run(folder="", name="resnet50"):
        notes = []
        found = weights.find(name, folder=str(folder), file=FILE, url="https://x", md5="m", note=notes.append)
        return found, notes

    run.own = own
    return run


@pytest.fixture
def laid(tmp_path):
    (tmp_path / "laid").mkdir()
    return tmp_path / "laid"


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ([FILE, "a-resnet50_notop.h5"], FILE),
        (["a-ResNet-50.h5", "b_resnet50_notop.h5"], "b_resnet50_notop.h5"),
        (["my ResNet-50.keras", "vgg16.h5", "resnet50.txt"], "my ResNet-50.keras"),
    ],
)
def test_of_the_files_laid_there_keras_own_name_is_taken_then_those_without_a_classifier(find, laid, files, chosen):
    for name in files:
        (laid / name).touch()
    (find.own / FILE).touch()
    assert find(laid) == (laid / chosen, [])


def test_keras_own_folder_is_next(find, laid):
    (find.own / FILE).touch()
    assert find(laid) == find() == (find.own / FILE, [])


def test_a_download_is_announced(find, laid):
    assert find(laid) == (Path("downloaded"), ["Downloading the weights of resnet50, once"])


def test_a_folder_that_is_not_there_is_named(find, tmp_path):
    with pytest.raises(EncoderUnavailable, match=r"weights folder .*nowhere does not exist"):
        find(tmp_path / "nowhere")


@pytest.mark.slow
def test_weights_that_cannot_be_had_say_both_ways(models, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    def refused(*_, **__):
        raise OSError("network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    before = socket.getdefaulttimeout()
    with pytest.raises(EncoderUnavailable) as error:
        opened("resnet50", models)
    assert "--weights" in str(error.value)
    assert FILE in str(error.value)
    assert socket.getdefaulttimeout() == before


def test_a_fingerprint_is_the_hash_of_the_content_as_it_is_now(tmp_path):
    file = tmp_path / "w.h5"
    for content in (b"one", b"other"):
        file.write_bytes(content)
        assert weights.fingerprint(file) == hashlib.sha256(content).hexdigest()
