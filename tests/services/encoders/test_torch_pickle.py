"""The restricted unpickler reads weights and runs nothing."""

import pickle
from collections import OrderedDict

import numpy as np
import pytest

from services.encoders import lite0, torch_pickle


def test_the_weights_come_out_whole():
    tensors = torch_pickle.load(lite0.weights_file())
    assert tensors["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert tensors["_fc.weight"].shape == (1000, 1280)
    assert all(np.isfinite(t).all() for t in tensors.values())


class Evil:
    def __reduce__(self):
        return (open, ("never-written", "w"))


@pytest.mark.parametrize("thing", [Evil(), {"a": Evil()}, np.zeros(3)])
def test_anything_besides_tensors_is_refused(thing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "evil.pth"
    with path.open("wb") as out:
        for part in (torch_pickle._MAGIC, 1001, {}, thing, []):
            pickle.dump(part, out, protocol=2)
    with pytest.raises(pickle.UnpicklingError, match="no place"):
        torch_pickle.load(path)
    assert not (tmp_path / "never-written").exists()


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "x.pth"
    path.write_bytes(pickle.dumps(OrderedDict()))
    with pytest.raises(pickle.UnpicklingError, match="no legacy torch file"):
        torch_pickle.load(path)


def storage(values):
    held = torch_pickle._Storage("0", np.dtype("<f4"), len(values))
    held.values = np.asarray(values, "<f4")
    return held


def test_strides_and_offsets_are_honoured():
    held = storage(range(10))
    turned = torch_pickle._Tensor(held, 1, (3, 2), (1, 3)).array()
    assert turned.tolist() == [[1, 4], [2, 5], [3, 6]]


@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [(8, (3,), (1,)), (0, (11,), (1,)), (0, (2, 2), (9, 1)), (-1, (2,), (1,)), (5, (3,), (-1,))],
)
def test_a_tensor_that_reaches_beyond_its_numbers_is_refused(offset, shape, strides):
    with pytest.raises(pickle.UnpicklingError, match="beyond"):
        torch_pickle._Tensor(storage(range(10)), offset, shape, strides).array()
