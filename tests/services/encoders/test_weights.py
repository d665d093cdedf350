"""Weights are found where the user laid them, then where Keras keeps them, and else the ways to get them are named."""

import errno
import hashlib
import re
import socket
import urllib.error
from pathlib import Path

import pytest

from services import encoders
from services.encoders import weights
from services.errors import EncoderUnavailable
from tests.services.encoders.helpers import opened

RESNET50 = encoders.wanted("resnet50")
FILE = RESNET50.file


@pytest.fixture
def find(tmp_path, monkeypatch):
    """A function that finds the weights of ResNet50. ``own`` is Keras' folder, ``place`` the library's; nothing is
    downloaded.
    """
    own = tmp_path / "keras" / "models"
    own.mkdir(parents=True)
    monkeypatch.setenv("KERAS_HOME", str(own.parent))
    monkeypatch.setattr(weights, "_download", lambda wanted, models: Path("downloaded"))

    def run(folder=""):
        notes = []
        found = weights.find(RESNET50, folder=str(folder), models=tmp_path / "models", note=notes.append)
        return found, notes

    run.own, run.place = own, weights.place(tmp_path / "models")
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


def test_a_folder_in_the_library_is_next_and_then_keras_own(find, laid):
    (find.own / FILE).touch()
    assert find(laid) == find() == (find.own / FILE, [])
    find.place.mkdir(parents=True)
    assert find(laid) == find() == (find.own / FILE, [])
    (find.place / "my ResNet-50.keras").touch()
    assert find(laid) == find() == (find.place / "my ResNet-50.keras", [])
    (laid / "resnet50.h5").touch()
    assert find(laid) == (laid / "resnet50.h5", [])


def test_a_download_is_announced(find, laid):
    assert find(laid) == (Path("downloaded"), ["Downloading the weights of resnet50, once"])


def test_a_folder_that_is_not_there_is_named(find, tmp_path):
    with pytest.raises(EncoderUnavailable, match=r"weights folder .*nowhere does not exist"):
        find(tmp_path / "nowhere")


@pytest.mark.slow
def test_weights_that_cannot_be_had_say_in_plain_words_what_to_do(models, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    def refused(*_, **__):
        raise OSError("network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    before = socket.getdefaulttimeout()
    with pytest.raises(EncoderUnavailable) as error:
        opened("resnet50", tmp_path / "models")
    place = tmp_path / "models" / "weights"
    assert str(error.value) == (
        f"ResNet50 needs the file {FILE} (95 MB), which is not on this machine and could not be fetched from "
        f"{RESNET50.url}: there is no connection to it. To go on without a connection: 1. Fetch that address on "
        f"another machine. 2. Put the file into the folder {place}, or into one that is named with --weights FOLDER. "
        "3. Make the map again. Or choose EfficientNet-Lite0, which needs no download."
    )
    assert place.is_dir(), "the folder is there to be filled"
    assert socket.getdefaulttimeout() == before


def wrapped(*causes):
    """An error as Keras raises it: each of ``causes`` while the one before it was handled."""
    error = None
    for cause in causes:
        cause.__context__ = error
        error = cause
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            wrapped(urllib.error.HTTPError("https://x", 404, "Not Found", None, None), Exception("URL fetch failure")),
            "the server there answers with status 404",
        ),
        (
            wrapped(urllib.error.URLError(TimeoutError("timed out")), Exception("URL fetch failure")),
            "no answer within 15 seconds",
        ),
        (
            wrapped(urllib.error.URLError(OSError(-2, "Name or service not known")), Exception("URL fetch failure")),
            "there is no connection to it",
        ),
        (
            wrapped(urllib.error.ContentTooShortError("retrieval incomplete", None), Exception("URL fetch failure")),
            "the connection broke off",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "no space is left on the disk"),
        (PermissionError(errno.EACCES, "Permission denied", "/keras/models"), "/keras/models cannot be written"),
        (ValueError("Incomplete or corrupted file detected."), "what came is another file, or only a part of it"),
    ],
)
def test_why_a_download_failed_is_said_in_plain_words(tmp_path, monkeypatch, error, words):
    class Keras:
        class utils:
            @staticmethod
            def get_file(*_, **__):
                raise error

    monkeypatch.setattr(weights, "keras", lambda: Keras)
    with pytest.raises(
        EncoderUnavailable, match=rf"fetched from {re.escape(RESNET50.url)}: {words}\. To go on"
    ) as told:
        weights._download(RESNET50, tmp_path)
    assert str(told.value).count(RESNET50.url) == 1
    for noise in ("URL fetch failure", "Errno", "Error", "Exception", "timed out"):
        assert noise not in str(told.value)


def test_a_fingerprint_is_the_hash_of_the_content_as_it_is_now(tmp_path):
    file = tmp_path / "w.h5"
    for content in (b"one", b"other"):
        file.write_bytes(content)
        assert weights.fingerprint(file) == hashlib.sha256(content).hexdigest()
