"""Features: under the versions that computed them, of the pixels that a picture has now, and finite or not at all."""

import numpy as np
import pytest

from services.errors import FeaturesLost
from services.library.feature_keys import key, of_pixels
from services.schema import Candidate, Facts
from tests.helpers_maps import files, stored

NOW, BEFORE = {"numpy": "2", "keras": "3"}, {"numpy": "1", "keras": "3"}
OLD = "lite|weights|f32|3|standard"


def keyed(versions, pixels=3):
    return key("lite|weights|f32", "standard", ",".join(f"{name}={v}" for name, v in versions.items()), pixels=pixels)


K3, K4 = keyed(NOW), keyed(NOW, 4)


def keep(library, vectors, *, key=K3, pixels=3, read=4):
    """Contents with features of two numbers."""
    seen = [
        (Candidate(f"{h}.jpg", 1, 2), Facts(h, 4, 3, 12, "PNG", "RGB", "", pixels=pixels, read=read), b"t")
        for h in vectors
    ]
    features = {h: np.full(2, value, np.float32) for h, value in vectors.items()}
    library.contents.keep("/home", decode_key="d", key=key, seen=seen, skipped=[], features=features)


def test_each_feature_lies_under_the_key_of_its_own_pixels(library):
    keep(library, {"a": 1})
    keep(library, {"b": 2}, pixels=4)
    assert library.contents.has_features("ab", key=K3) == {"a"}
    assert library.contents.has_features("ab", key=K4) == {"b"}
    assert library.contents.has_current("ab", key=K3) == {"a", "b"} == library.contents.has_current("ab", key=K4)
    assert library.contents.vectors(["b", "a"], key=K4, width=2)[:, 0].tolist() == [2, 1]
    with pytest.raises(FeaturesLost, match="1 features are missing"):
        library.contents.vectors(["b", "a"], key=K3, width=2)


def test_a_picture_that_is_shown_otherwise_now_has_no_current_feature_until_it_is_embedded_anew(library):
    keep(library, {"a": 1, "b": 1}, read=3)
    keep(library, {"a": 1}, pixels=3, read=4)
    seen = [(Candidate("b.jpg", 1, 2), Facts("b", 4, 3, 12, "PNG", "RGB", "", pixels=4, read=4), b"t")]
    library.contents.keep("/home", decode_key="d", key=K3, seen=seen, skipped=[], features={})
    assert library.contents.has_current("ab", key=K3) == {"a"}
    keep(library, {"b": 2}, pixels=4)
    assert library.contents.vectors(["a", "b"], key=K4, width=2)[:, 0].tolist() == [1, 2]
    assert library.contents.vectors(["a", "b"], key=K3, width=2)[:, 0].tolist() == [1, 1], "an older map keeps its own"


def test_features_of_other_versions_are_not_published_as_these(library):
    keep(library, {"a": 1}, key=keyed(BEFORE))
    assert library.contents.has_current("a", key=K3) == set()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_in_a_library_is_removed_and_told(library, bad):
    keep(library, {"a": 1, "b": bad, "c": 2})
    with pytest.raises(FeaturesLost, match=r"1 features in the library .* were not finite, or .* have been removed"):
        library.contents.vectors(["a", "b", "c"], key=K4, width=2)
    assert library.contents.has_features("abc", key=K3) == {"a", "c"}
    assert library.contents.vectors(["a", "c"], key=K4, width=2)[:, 0].tolist() == [1, 2]


def made_by(library, home, versions):
    """A map of an older version, whose key has no versions; they stand beside it."""
    from dataclasses import replace

    info = stored(library, home, files(f"{home.name}.jpg"))
    with library.db.write() as db:
        changed = replace(info, encoder_key=OLD, versions=versions)
        db.execute("UPDATE maps SET info = ? WHERE id = ?", (changed.as_json(), info.id))
    return info.id


def test_features_of_before_are_adopted_where_one_set_of_versions_made_all_maps_of_them(library, tmp_path):
    keep(library, {"a": 1}, key=OLD)
    maps = [made_by(library, tmp_path / name, {**NOW, "faiss-cpu": name}) for name in "xy"]
    library.contents.adopt(K3, NOW)
    assert library.contents.has_current("a", key=K3) == {"a"}
    for map_id in maps:
        info = library.maps.get(map_id)
        assert info.encoder_key == K3
        assert library.contents.vectors(["a"], key=info.encoder_key, width=2).tolist() == [[1, 1]]


@pytest.mark.parametrize("made", [(), (BEFORE,), (NOW, BEFORE), (NOW, {})])
def test_features_of_versions_that_are_not_known_are_left_alone(library, tmp_path, made):
    keep(library, {"a": 1}, key=OLD)
    maps = [made_by(library, tmp_path / str(place), versions) for place, versions in enumerate(made)]
    library.contents.adopt(K3, NOW)
    assert library.contents.has_current("a", key=K3) == set()
    for map_id in maps:
        assert library.contents.vectors(["a"], key=library.maps.get(map_id).encoder_key, width=2).tolist() == [[1, 1]]


def test_adopting_again_or_where_nothing_is_does_no_harm(library):
    library.contents.adopt(K3, NOW)
    keep(library, {"a": 1})
    library.contents.adopt(K3, NOW)
    library.contents.adopt("hand|1|f32", NOW)
    assert library.contents.has_features("a", key=of_pixels(K4, 3)) == {"a"}


def test_of_a_library_too_large_for_memory_all_that_is_not_finite_is_removed_at_once(library, monkeypatch):
    from services.library import vectors

    monkeypatch.setattr(vectors, "IN_MEMORY", 10)
    monkeypatch.setattr(vectors, "PART", 4)
    names = [f"{number:03d}" for number in range(40)]
    keep(library, {name: np.nan if number % 7 == 0 else 1 for number, name in enumerate(names)})
    with pytest.raises(FeaturesLost):
        library.contents.features(names, key=K3, width=2)
    assert len(library.contents.has_features(names, key=K3)) == 34
