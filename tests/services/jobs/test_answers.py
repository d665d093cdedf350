"""The process that answers questions: what it holds, and how it ends. Here it runs in this process."""

import multiprocessing
from dataclasses import replace

import numpy as np
import pytest

from services.errors import Busy, LibraryUnusable, NotFound, Unanswered
from services.features import Features
from services.jobs import answers
from services.jobs.answers import Answers, Question
from services.neighbours import metric
from services.pipeline import compressed
from services.pipeline.beside import Work
from tests.conftest import Quiet
from tests.helpers_maps import WIDTH, files, stored, vectors

NAMES = [f"{number}.jpg" for number in range(12)]


def by_cosine(library, home, **how):
    """A map of twelve pictures whose features are compared by the cosine, less their mean."""
    info = stored(library, home, files(*NAMES), features=vectors(12, seed=4), **how)
    library.maps.finish(replace(info, centred=12), library.maps.rows(info.id))
    return library.maps.get(info.id)


@pytest.fixture
def info(library, tmp_path):
    return by_cosine(library, tmp_path / "home")


def question(info, row=3, k=5):
    return Question(info.id, np.array([row]), k)


def true(row, k, features=None):
    features = vectors(12, seed=4) if features is None else features
    unit = metric.directions(features, features.mean(axis=0, dtype=np.float64).astype(np.float32))
    cosine = unit @ unit[row]
    cosine[row] = -9
    order = np.argsort(-cosine, kind="stable")[:k]
    return order.tolist(), cosine[order]


def test_the_nearest_by_the_cosine_of_centred_features(library, info):
    found = Answers(library).answer(question(info))
    rows, scores = true(3, 5)
    assert found.rows == rows
    assert np.allclose(found.scores, scores, atol=1e-5)


def test_a_map_by_the_distance_is_asked_by_the_distance(library, info, tmp_path):
    plain = stored(
        library,
        tmp_path / "more",
        files(*NAMES),
        features=vectors(12, seed=4),
        recipe=replace(info.recipe, metric="euclidean"),
        name="plain",
    )
    features = vectors(12, seed=4)
    far = np.linalg.norm(features - features[3], axis=1)
    order = np.argsort(far)[1:6]
    found = Answers(library).answer(question(plain))
    assert found.rows == order.tolist()
    assert np.allclose(found.scores, -far[order], atol=1e-3)


def test_features_of_the_maps_asked_about_last_are_held_within_a_limit(library, info, tmp_path, monkeypatch):
    other = stored(library, tmp_path / "more", files(*NAMES), name="other")
    one = Answers(library)
    one.answer(question(info))
    one.answer(question(other))
    assert list(one._held) == [info.id, other.id]
    one.answer(question(info))
    assert list(one._held) == [other.id, info.id], "the one that was asked about last is let go last"
    monkeypatch.setattr(answers, "HELD_BYTES", 12 * WIDTH * 6 + 12 * WIDTH * 4 - 1)
    third = stored(library, tmp_path / "third", files(*NAMES), name="third")
    one.answer(question(third))
    assert list(one._held) == [third.id]


def test_a_very_large_map_is_asked_by_its_compressed_features(library, settings, info, monkeypatch):
    monkeypatch.setattr(compressed, "IN_MEMORY", 5)
    monkeypatch.setattr(answers, "IN_MEMORY", 5)
    with pytest.raises(Busy, match="still being prepared"):
        Answers(library).answer(question(info))
    listener = Quiet()
    listener.stage("measure")
    features = Features.of(vectors(12, seed=4))
    compressed.make(Work(library, settings, info, library.maps.rows(info.id), listener, given=features))
    assert Answers(library).answer(question(info)).rows == true(3, 5)[0]


def test_features_that_are_gone_are_told(library, info):
    with library.db.write() as db:
        db.execute("DELETE FROM features")
    with pytest.raises(LibraryUnusable, match="features are missing"):
        Answers(library).answer(question(info))


def test_a_picture_that_is_on_no_map_is_compared_by_its_content(library, info):
    content = library.points.content(info.id, 3)
    found = Answers(library).like_content(info.id, content, key=info.encoder_key, k=4)
    assert found.rows == [3, *true(3, 3)[0]]


class TestServe:
    """A whole life, over a pipe."""

    def ask(self, library, *asked, monkeypatch=None):
        ours, theirs = multiprocessing.Pipe()
        for one in asked:
            ours.send(one)
        monkeypatch.setattr(answers, "IDLE", 0.0)
        answers.serve(theirs, str(library.folder))
        return [ours.recv() for _ in asked]

    def test_each_question_has_its_answer_and_idle_it_ends(self, library, info, monkeypatch):
        first, second = self.ask(library, question(info), question(info, row=4), monkeypatch=monkeypatch)
        assert (first.found.rows, second.found.rows) == (true(3, 5)[0], true(4, 5)[0])

    def test_an_error_is_an_answer_too(self, library, info, monkeypatch):
        unknown, known = self.ask(
            library, Question("0" * 16, np.array([1]), 5), question(info), monkeypatch=monkeypatch
        )
        assert isinstance(unknown.error, NotFound)
        assert known.found.rows == true(3, 5)[0]

    @pytest.mark.parametrize(
        ("raised", "said"), [(MemoryError(), "too little memory"), (ValueError("x"), "ValueError")]
    )
    def test_what_goes_wrong_is_told_in_words(self, library, info, monkeypatch, raised, said):
        def fail(*_):
            raise raised

        monkeypatch.setattr(Answers, "answer", fail)
        (answer,) = self.ask(library, question(info), monkeypatch=monkeypatch)
        assert isinstance(answer.error, Unanswered)
        assert said in str(answer.error)

    def test_it_ends_with_the_server(self, library):
        ours, theirs = multiprocessing.Pipe()
        ours.close()
        answers.serve(theirs, str(library.folder))
