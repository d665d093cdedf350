"""What outlives maps: the stat cache, facts, thumbnails, features; nothing is stored twice or confused."""

import numpy as np
import pytest

from services.errors import LibraryUnusable
from services.library import Library
from services.library.db import CHUNK
from services.schema import Candidate, Facts, Reason, Skipped

HOME = "/pictures"


def facts(content, width=4):
    return Facts(content, width, 3, 12, "PNG", "RGB", "2020-01-02T03:04:05")


def keep(library, files, *, source=HOME, key="e", decode_key="d", features=None, skipped=()):
    seen = [(c, facts(h), h.encode()) for c, h in files]
    vectors = {h: np.full(4, i, np.float32) for i, (_, h) in enumerate(files)} if features is None else features
    return library.contents.keep(source, decode_key=decode_key, key=key, seen=seen, skipped=skipped, features=vectors)


A, B = Candidate("a.jpg", 10, 100), Candidate("sub/b\udce9.jpg", 20, 200)


def test_a_file_that_did_not_change_is_known(library):
    keep(library, [(A, "h1"), (B, "h2")])
    assert library.contents.known(HOME, [A, B], decode_key="d") == {A.path: "h1", B.path: "h2"}
    assert Library(library.folder).contents.known(HOME, [B], decode_key="other") == {B.path: "h2"}, (
        "its content is what it is, however it is decoded"
    )


@pytest.mark.parametrize(
    "changed", [Candidate("a.jpg", 11, 100), Candidate("a.jpg", 10, 101), Candidate("A.jpg", 10, 100)]
)
def test_a_file_that_changed_is_not_known(library, changed):
    keep(library, [(A, "h1")])
    assert library.contents.known(HOME, [changed], decode_key="d") == {}


def test_the_same_name_elsewhere_is_another_file(library):
    keep(library, [(A, "h1")])
    assert library.contents.known("/other", [A], decode_key="d") == {}
    keep(library, [(A, "h9")], source="/other")
    assert library.contents.known(HOME, [A], decode_key="d") == {"a.jpg": "h1"}


def test_a_source_whose_name_is_not_utf8(library):
    keep(library, [(A, "h1")], source="/caf\udce9")
    assert library.contents.known("/caf\udce9", [A], decode_key="d") == {"a.jpg": "h1"}
    assert library.contents.known("/caf\\xe9", [A], decode_key="d") == {}


def test_a_file_that_was_skipped_is_not_tried_again_unless_the_decoding_changes(library):
    keep(library, [], skipped=[(A, Skipped("a.jpg", "too large", Reason.TOO_LARGE))])
    (known,) = library.contents.known(HOME, [A], decode_key="d").values()
    assert (known.path, known.reason, known.code) == ("a.jpg", "too large", Reason.TOO_LARGE)
    assert library.contents.known(HOME, [A], decode_key="larger limit") == {}


def test_the_last_reading_counts(library):
    keep(library, [], skipped=[(A, Skipped("a.jpg", "damaged"))])
    mended = Candidate("a.jpg", 99, 999)
    keep(library, [(mended, "h1")])
    assert library.contents.known(HOME, [mended], decode_key="d") == {"a.jpg": "h1"}
    assert library.contents.known(HOME, [A], decode_key="d") == {}


def test_facts_and_thumbnails_come_back(library):
    keep(library, [(A, "h1"), (B, "h2")])
    assert library.contents.facts(["h2", "nobody", "h1"]) == {"h1": facts("h1"), "h2": facts("h2")}
    assert library.contents.thumbnail("h1") == b"h1"
    assert library.contents.thumbnail("nobody") is None


def test_a_content_under_two_names_is_stored_once(library):
    assert keep(library, [(A, "h1"), (B, "h1")]) == 1
    assert library.contents.feature_count() == 1
    assert library.contents.known(HOME, [A, B], decode_key="d") == {A.path: "h1", B.path: "h1"}


def test_only_new_features_count_and_the_first_one_stays(library):
    assert keep(library, [(A, "h1")], features={"h1": np.ones(4)}) == 1
    assert keep(library, [(A, "h1"), (B, "h2")], features={"h1": np.zeros(4), "h2": np.zeros(4)}) == 1
    assert (library.contents.features(["h1"], key="e", width=4) == 1).all()


def test_features_are_kept_apart_by_encoder(library):
    keep(library, [(A, "h1")], key="one", features={"h1": np.ones(4)})
    assert library.contents.has_features(["h1"], key="two") == set()
    keep(library, [(A, "h1")], key="two", features={"h1": np.full(3, 2)})
    assert library.contents.has_features(["h1", "h2"], key="one") == {"h1"}
    assert library.contents.features(["h1"], key="two", width=3).tolist() == [[2, 2, 2]]
    assert library.contents.features(["h1"], key="one", width=4).tolist() == [[1, 1, 1, 1]]


def test_features_come_in_the_order_asked_for_bit_for_bit(library):
    values = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
    keep(library, [], features={f"h{i}": v for i, v in enumerate(values)})
    asked = [3, 0, 3, 4, 1]
    got = library.contents.features([f"h{i}" for i in asked], key="e", width=4)
    assert got.dtype == np.float32
    assert (got == values[asked]).all()
    assert library.contents.features([], key="e", width=4).shape == (0, 4)


def test_doubles_and_strides_are_stored_as_float32(library):
    wide = np.arange(8, dtype=np.float64).reshape(4, 2)[:, 1]
    keep(library, [], features={"h": wide})
    assert library.contents.features(["h"], key="e", width=4).tolist() == [[1, 3, 5, 7]]


def test_more_hashes_than_a_statement_takes(library):
    n = 2 * CHUNK + 7
    names = [f"h{i}" for i in range(n)]
    keep(library, [(Candidate(f"{i}.jpg", 1, 1), h) for i, h in enumerate(names)])
    assert library.contents.has_features(names, key="e") == set(names)
    assert len(library.contents.facts(names)) == n
    assert (library.contents.features(names[::-1], key="e", width=4)[:, 0] == np.arange(n)[::-1]).all()


def test_a_missing_feature_is_said(library):
    keep(library, [(A, "h1")])
    with pytest.raises(LibraryUnusable, match=r"1 features are missing.*Build the map again"):
        library.contents.features(["h1", "lost"], key="e", width=4)


def test_nothing_to_keep_is_no_harm(library):
    assert keep(library, []) == 0
    assert library.contents.known(HOME, [], decode_key="d") == {}
