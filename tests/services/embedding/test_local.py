"""Embedding on this machine: outcomes in the order of the files, each content embedded once, pixels not kept."""

import pytest

from services.embedding import local
from services.embedding.embed import decoders
from services.embedding.local import Seen
from services.schema import Recipe, Skipped
from tests.conftest import FakeEncoder, picture
from tests.helpers_maps import candidate, write


@pytest.fixture
def embed(settings, tmp_path):
    """A function that gives the outcomes of files, by name and content."""

    def run(files, *, wanted=lambda _: True, go_on=lambda: True):
        encoder = FakeEncoder()
        write(tmp_path, files)
        candidates = [candidate(tmp_path, name) for name in files]
        with decoders(settings, Recipe(), encoder.side) as pool, encoder.flow() as flow:
            stream = local.embed(pool, flow, str(tmp_path), candidates, wanted=wanted, go_on=go_on)
            return [outcome for outcome in stream if outcome is not None], encoder

    return run


def test_every_file_has_its_outcome_in_order(embed):
    outcomes, _ = embed({"a.jpg": picture(1), "bad.jpg": b"nothing", "c.jpg": picture(2)})
    assert [candidate.path for candidate, _ in outcomes] == ["a.jpg", "bad.jpg", "c.jpg"]
    assert [type(result) for _, result in outcomes] == [Seen, Skipped, Seen]
    assert outcomes[0][1].vector.shape == (192,)


def test_the_same_content_is_embedded_once(embed):
    outcomes, encoder = embed({"a.jpg": picture(1), "b.jpg": picture(1), "c.jpg": picture(1)})
    assert encoder.seen == 1
    assert sum(result.vector is not None for _, result in outcomes) == 1
    assert len({result.facts.hash for _, result in outcomes}) == 1


def test_a_feature_that_is_there_is_not_computed(embed):
    outcomes, encoder = embed({"a.jpg": picture(1)}, wanted=lambda _: False)
    assert (encoder.seen, outcomes[0][1].vector) == (0, None)


def test_a_stop_ends_the_stream_and_keeps_what_was_begun(embed):
    outcomes, encoder = embed({f"{i}.jpg": picture(i) for i in range(20)}, go_on=lambda: False)
    assert 1 <= len(outcomes) < 20
    assert encoder.seen == len(outcomes)
