"""Keras is imported late and quietly, and a machine without a GPU is not asked for one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.encoders import framework
from tests.conftest import ROOT


def test_without_a_drivers_device_tensorflow_is_not_imported_to_ask_for_a_gpu(monkeypatch):
    monkeypatch.setattr(framework, "tensorflow", lambda: pytest.fail("imported"))
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert framework.gpu() is False
    monkeypatch.setattr(Path, "exists", lambda self: True)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert framework.gpu() is False


@pytest.mark.parametrize("devices", [[], ["GPU:0"]])
def test_with_a_device_tensorflow_says_whether_there_is_a_gpu(monkeypatch, devices):
    class Config:
        @staticmethod
        def list_physical_devices(kind):
            assert kind == "GPU"
            return devices

    class TensorFlow:
        config = Config

    monkeypatch.setattr(framework, "tensorflow", TensorFlow)
    monkeypatch.setattr(Path, "exists", lambda self: True)
    monkeypatch.setattr(sys, "platform", "linux")
    assert framework.gpu() is bool(devices)


def test_silence_ends_with_its_block(capfd):
    os.write(2, b"before ")
    with framework._native_silence():
        os.write(2, b"inside ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


@pytest.mark.slow
def test_keras_is_imported_on_tensorflow_without_a_word():
    code = "from services.encoders import framework; assert framework.keras().backend.backend() == 'tensorflow'"
    env = {k: v for k, v in os.environ.items() if k not in ("KERAS_BACKEND", "TF_CPP_MIN_LOG_LEVEL")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
