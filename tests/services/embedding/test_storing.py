"""What a run asks of the library: under which key its features lie, and which contents have one."""

import numpy as np
import pytest

from services.embedding import storing
from services.embedding.keys import feature_key
from services.embedding.state import Run
from services.schema import Recipe
from tests.conftest import FakeEncoder
from tests.helpers_maps import files, kept, write

PATHS = ["a.jpg", "b.jpg", "c.jpg"]


@pytest.fixture
def encoder():
    fake = FakeEncoder()
    fake.runtime = ""
    return fake


@pytest.fixture
def known(library, tmp_path):
    """Paths of three pictures that were read, with their contents; none has a feature of the encoder."""
    write(tmp_path / "home", files(*PATHS))
    return {c.path: f.hash for c, f in kept(library, tmp_path / "home", PATHS)}


def lay(library, key, hashes):
    library.contents.keep(
        "nowhere",
        decode_key="hand",
        key=key,
        seen=[],
        skipped=[],
        features={content: np.ones(192, np.float32) for content in hashes},
    )


def test_a_folder_that_keras_has_embedded_whole_is_its_still(library, encoder, known):
    fast, slow = (feature_key(encoder, Recipe(), runtime=name) for name in ("", "keras"))
    assert storing.key_of(library, encoder, Recipe(), known, of=3) == (fast, set())
    lay(library, slow, known.values())
    assert storing.key_of(library, encoder, Recipe(), known, of=3) == (slow, set(known.values()))
    assert storing.key_of(library, encoder, Recipe(), known, of=4) == (fast, set()), "one is not read yet"
    encoder.runtime = "openvino"
    assert storing.key_of(library, encoder, Recipe(), known, of=3) == (fast, set()), "that is what runs it"
    encoder.runtime = ""
    lay(library, fast, known.values())
    assert storing.key_of(library, encoder, Recipe(), known, of=3) == (fast, set(known.values()))


def test_a_content_is_wanted_until_it_has_a_feature(library, encoder, known):
    key = feature_key(encoder, Recipe())
    facts = library.contents.facts(known.values())
    first, *rest = known.values()
    lay(library, key, [first])
    wanted = storing.wanted_of(library, Run({}, set()), key=key)
    assert [wanted(facts[content]) for content in (first, *rest)] == [False, True, True]
