"""Owns reading torch's old weight files without torch, by an unpickler that knows three names and refuses all others.

The format is that of torch/serialization.py, ``_legacy_save``: four pickles (magic number, protocol, system, object),
a fifth with the storage keys, then each storage as an int64 count and its numbers.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

#: Types of the numbers in a storage.
Number = np.float16 | np.float32 | np.int64

_MAGIC = 0x1950A86A20F9469CFC6C
_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8"), "HalfStorage": np.dtype("<f2")}


class _Storage:
    """An array whose numbers follow the pickles in the file."""

    def __init__(self, key: str, dtype: np.dtype[Number], count: int) -> None:
        self.key = key
        self.dtype = dtype
        self.values: NDArray[Number] = np.zeros(count, dtype)


class _Tensor:
    """A view into a storage. It is resolved after the storage has been read."""

    def __init__(
        self, storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
    ) -> None:
        self.view = storage, offset, shape, strides

    def array(self) -> NDArray[Number]:
        storage, offset, shape, strides = self.view
        reach = offset + sum((size - 1) * step for size, step in zip(shape, strides, strict=True))
        if offset < 0 or any(step < 0 for step in strides) or (shape and reach >= len(storage.values)):
            raise pickle.UnpicklingError("a tensor reaches beyond its storage")
        steps = [step * storage.dtype.itemsize for step in strides]
        return np.lib.stride_tricks.as_strided(storage.values[offset:], shape, steps).copy()


class _Reader(pickle.Unpickler):
    def __init__(self, stream: IO[bytes], storages: dict[str, _Storage]) -> None:
        super().__init__(stream)
        self._storages = storages

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _Tensor
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of weights")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, _, count, view = pid
        if kind != "storage" or view is not None:
            raise pickle.UnpicklingError(f"unknown persistent object {kind!r}")
        return self._storages.setdefault(key, _Storage(key, dtype, count))


def load(path: Path) -> dict[str, NDArray[Number]]:
    """Return the arrays in a legacy torch file.

    Returns
    -------
    dict
        Name -> contiguous array.

    Raises
    ------
    pickle.UnpicklingError
        The file is of another format, names anything besides tensors, or has a tensor that exceeds its storage.
    """
    storages: dict[str, _Storage] = {}
    with path.open("rb") as stream:
        if _Reader(stream, storages).load() != _MAGIC:
            raise pickle.UnpicklingError(f"{path.name} is no legacy torch file")
        _Reader(stream, storages).load()
        _Reader(stream, storages).load()
        tensors = _Reader(stream, storages).load()
        for key in _Reader(stream, storages).load():
            storage = storages[key]
            count = int(np.frombuffer(stream.read(8), "<i8")[0])
            if count != len(storage.values):
                raise pickle.UnpicklingError(
                    f"storage {key} holds {count} numbers, {len(storage.values)} were announced"
                )
            storage.values = np.frombuffer(stream.read(count * storage.dtype.itemsize), storage.dtype)
    return {name: tensor.array() for name, tensor in tensors.items()}
