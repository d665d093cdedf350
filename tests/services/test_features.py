"""Features in a file are those of the array, and the file lives as long as whoever reads it."""

import gc

import numpy as np
import pytest

from services.features import Features
from tests.services.projections.helpers import in_file, sheets


def test_features_in_a_file_are_those_of_the_array(tmp_path):
    vectors, _ = sheets(1003)
    for features in (in_file(vectors, tmp_path / "f"), Features.of(vectors)):
        assert (len(features), features.shape) == (1003, (1003, 48))
        assert (features.all() == vectors).all()
        assert [(at, len(b)) for at, b in features.blocks(500)] == [(0, 500), (500, 500), (1000, 3)]
        assert (np.concatenate([b.copy() for _, b in features.blocks(100)]) == vectors).all()
        assert (features.rows(np.array([7, 1002, 7, 0])) == vectors[[7, 1002, 7, 0]]).all()
        part = features[900:][50:60]
        assert (part.all() == vectors[950:960]).all()
        assert (features[::100] == vectors[::100]).all()
        assert len(features[2000:]) == 0
    assert Features.of(features) is features


def test_rows_are_changed_as_they_are_read_and_stay_as_they_were(tmp_path):
    vectors, _ = sheets(1003)
    for features in (in_file(vectors, tmp_path / "f"), Features.of(vectors)):
        doubled = features.changed(lambda rows: rows * 2)
        assert (len(doubled), doubled.shape) == (1003, (1003, 48))
        assert (doubled.all() == vectors * 2).all()
        assert (np.concatenate([b.copy() for _, b in doubled.blocks(100)]) == vectors * 2).all()
        assert (doubled.rows(np.array([7, 1002, 7])) == vectors[[7, 1002, 7]] * 2).all()
        assert (doubled[900:][50:60].all() == vectors[950:960] * 2).all()
        assert (features[900:].changed(lambda rows: rows * 2)[50:60].all() == vectors[950:960] * 2).all()
        assert (doubled[::100] == vectors[::100] * 2).all()
        assert (doubled.changed(lambda rows: rows + 1).all() == vectors * 2 + 1).all(), "one after the other"
        assert (features.all() == vectors).all()


@pytest.mark.slow
def test_a_file_is_closed_with_the_last_who_reads_it_and_a_short_one_is_told(tmp_path):
    vectors, _ = sheets(10)
    features = in_file(vectors, tmp_path / "f")
    file, part = features._source, features.changed(lambda rows: rows)[5:]
    del features
    gc.collect()
    assert (part.all() == vectors[5:]).all()
    del part
    gc.collect()
    assert file.closed
    (tmp_path / "short").write_bytes(b"\0" * 100)
    with pytest.raises(OSError, match="end before"), (tmp_path / "short").open("rb", buffering=0) as short:
        Features.in_file(short, n=10, width=48).all()
