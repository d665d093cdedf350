"""Rows as bytes: what is packed in parts is what was packed at once, and the nearest are among the candidates."""

import numpy as np

from services.neighbours.quantized import Packed, Packer, Quantized
from tests.services.neighbours.test_bounded import clustered

ROWS = clustered(5000, 24, seed=2)
PACKER = Packer(ROWS[:1000])


def test_a_row_is_packed_the_same_alone_and_in_company():
    codes = PACKER.pack(ROWS)
    assert (codes.shape, codes.dtype) == ((5000, 24), np.uint8)
    assert np.array_equal(np.concatenate([PACKER.pack(ROWS[at : at + 777]) for at in range(0, 5000, 777)]), codes)


def test_the_nearest_are_among_the_candidates():
    found = Quantized(Packed(PACKER.pack(ROWS), PACKER.ranges))
    got = found.candidates(ROWS[:50], 60)
    true = np.argsort(-(ROWS[:50] @ ROWS.T), axis=1)[:, :20]
    assert np.mean([np.isin(t, g).mean() for t, g in zip(true, got, strict=True)]) > 0.99
    assert found.nbytes == 5000 * 24


def test_what_is_stored_is_enough_to_open_it_again(tmp_path):
    np.savez(tmp_path / "packed.npz", codes=PACKER.pack(ROWS), ranges=PACKER.ranges)
    read = np.load(tmp_path / "packed.npz")
    again = Quantized(Packed(read["codes"], read["ranges"])).candidates(ROWS[:5], 10)
    assert np.array_equal(again, Quantized(Packed(PACKER.pack(ROWS), PACKER.ranges)).candidates(ROWS[:5], 10))


def test_there_are_no_more_candidates_than_rows():
    few = Quantized(Packed(PACKER.pack(ROWS[:7]), PACKER.ranges))
    assert sorted(few.candidates(ROWS[:1], 300)[0].tolist()) == list(range(7))
