"""A layout's id: the same for the same, another for every change that can move a point. A map's: its source's too."""

from dataclasses import replace
from importlib import metadata

import numpy as np
import pytest

from services import provenance, versions
from services.library import RowTable
from services.schema import Candidate, Facts, Recipe


def rows(paths, hashes):
    facts = {h: Facts(h, 4, 3, 12, "PNG", "RGB", "") for h in hashes}
    return RowTable.of([Candidate(p, 12, 99) for p in paths], hashes, facts, dimensions=2)


BASE = rows(["a.png", "b.png"], ["1" * 64, "2" * 64])
ID = provenance.layout_id(BASE, Recipe(), "key")
#: What a layout's id had when it was the map's.
FIRST = ("numpy", "pillow", "openvino", "tensorflow", "keras", "scikit-learn", "faiss-cpu", "openTSNE")
#: Made-up versions, so that the id computed with them is the same on every machine.
INSTALLED = {package: f"1.{place}" for place, package in enumerate(FIRST)}


@pytest.fixture
def before(monkeypatch):
    """Ids as the first edition made them."""
    monkeypatch.setattr(provenance, "LAYOUT_EDITION", 1)
    monkeypatch.setattr(provenance, "MATTERS", FIRST)
    monkeypatch.setattr(provenance, "VERSION", "1")
    monkeypatch.setattr(provenance, "version", lambda package: INSTALLED[package])


def test_an_id_is_32_hex_digits_and_the_same_each_time():
    assert len(ID) == 32
    assert int(ID, 16) >= 0
    assert provenance.layout_id(BASE, Recipe(), "key") == ID


@pytest.mark.parametrize(
    "other",
    [
        rows(["a.png", "c.png"], ["1" * 64, "2" * 64]),
        rows(["a.png", "b.png"], ["1" * 64, "3" * 64]),
        rows(["b.png", "a.png"], ["2" * 64, "1" * 64]),
        rows(["b.png", "a.png"], ["1" * 64, "2" * 64]),
        rows(["a.png"], ["1" * 64]),
        rows(["a.png", "b.png", "b.png"], ["1" * 64, "2" * 64, "2" * 64]),
        rows(["a.png", "b\udce9.png"], ["1" * 64, "2" * 64]),
    ],
    ids=["renamed", "changed", "reordered", "swapped", "fewer", "more", "not-utf8"],
)
def test_other_pictures_are_another_layout(other):
    assert provenance.layout_id(other, Recipe(), "key") != ID


def test_another_recipe_or_encoder_is_another_layout():
    others = [(Recipe(seed=9), "key"), (Recipe(metric="euclidean"), "key"), (Recipe(), "other")]
    assert len({ID, *(provenance.layout_id(BASE, recipe, key) for recipe, key in others)}) == 4


def test_a_layout_made_before_recipes_had_a_metric_keeps_its_id(before):
    """The text is that of such a map's recipe, and the id the one that the map was given then."""
    stored = (
        '{"decoding": "standard", "dimensions": 2, "encoder": "efficientnet-lite0", "iterations": 750, '
        '"perplexity": 20.0, "precision": "f32", "projection": "tsne", "sample": 0, "seed": 8}'
    )
    assert Recipe.from_json(stored).as_json() == stored
    assert provenance.layout_id(BASE, Recipe.from_json(stored), "key") == "a8af8db9e5f8119eef59fde7bfb92902"


def test_what_cannot_move_a_point_does_not_count():
    other = replace(
        BASE,
        mtime_ns=BASE.mtime_ns + 1,
        bytes=BASE.bytes * 2,
        positions=np.zeros((2, 2), np.float32),
        taken=["2020", ""],
    )
    assert provenance.layout_id(other, Recipe(), "key") == ID


def test_what_later_code_lays_out_otherwise_is_another_layout(monkeypatch):
    ids = []
    for edition in (1, 2, 3):
        monkeypatch.setattr(provenance, "LAYOUT_EDITION", edition)
        ids.append(provenance.layout_id(BASE, Recipe(), "key"))
    assert len(set(ids)) == 3


def test_what_computed_a_map_is_no_part_of_its_id(monkeypatch):
    monkeypatch.setattr("services.library.machine.here", lambda: {"processor": "another"})
    assert provenance.layout_id(BASE, Recipe(), "key") == ID


def test_another_version_of_what_matters_is_another_layout(monkeypatch):
    told = provenance.versions()
    assert set(told) == {"imagescape", *provenance.MATTERS}
    for package in told:
        monkeypatch.setattr(provenance, "versions", lambda p=package: {**told, p: "0.0.0"})
        assert provenance.layout_id(BASE, Recipe(), "key") != ID, package


def test_a_layout_keeps_its_id_whichever_distribution_installs_tensorflow(before, monkeypatch):
    monkeypatch.setattr(provenance, "version", versions.version)
    ids = set()
    for distribution in ("tensorflow", "tensorflow-cpu"):
        monkeypatch.setitem(versions.DISTRIBUTIONS, "tensorflow", (distribution,))
        monkeypatch.setattr(metadata, "version", lambda name, d=distribution: INSTALLED[name.replace(d, "tensorflow")])
        ids.add(provenance.layout_id(BASE, Recipe(metric="euclidean"), "key"))
    assert ids == {"a8af8db9e5f8119eef59fde7bfb92902"}


def test_a_map_is_one_layout_of_one_source():
    phones = [provenance.map_id(ID, source) for source in ("/phone A", "/phone B", "/phone \udce9")]
    assert len({*phones, ID, provenance.map_id("other", "/phone A")}) == 5
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in phones)
    assert provenance.map_id(ID, "/phone A") == phones[0] != provenance.map_id(ID, "/phone A", attempt=1)
