"""Owns the process that answers questions about features, which :class:`services.jobs.query.Query` starts.

It holds the features of the maps that were asked about last, within :data:`HELD_BYTES`, and answers one question after
another. It ends when nobody has asked for :data:`IDLE` seconds, or when the server has ended.
"""

from __future__ import annotations

import logging
import signal
from collections import OrderedDict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.errors import Busy, ImagescapeError, NotFound, Unanswered
from services.features import IN_MEMORY
from services.library import Library, MapInfo
from services.neighbours import metric
from services.neighbours.metric import Centre
from services.neighbours.quantized import Quantized
from services.pipeline import centre, compressed
from services.search.similar import Compressed, Found, Similar, Whole

logger = logging.getLogger(__name__)

#: Seconds without a question after which the process ends.
IDLE = 300.0
#: Bytes of features that are held; the map that was asked about last is held in any case. The largest that is held
#: whole, of 100,000 pictures, takes 0.7 GB at 1,280 numbers a picture.
HELD_BYTES = 1_000_000_000
#: Rows whose features are changed at a time.
PART = 4096


class Question(NamedTuple):
    """What is like some rows of a map: like their middle, or like any of them; at most ``k`` rows.

    With ``among`` it is how alike each of these rows is to the first of ``rows``, and nothing else.
    """

    map_id: str
    rows: NDArray[np.int64]
    k: int
    any_of: bool = False
    among: NDArray[np.int64] | None = None


class Answer(NamedTuple):
    """What was found, or why there is no answer; ``scores`` are ``f4 (m,)``."""

    found: Found | None
    scores: NDArray[np.float32] | None = None
    error: ImagescapeError | None = None


class Answers:
    """Answers questions about the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._held: OrderedDict[str, Similar] = OrderedDict()

    def answer(self, question: Question) -> Found:
        """Return what is like the rows.

        Raises
        ------
        NotFound, LibraryUnusable
        Busy
            What a very large map is compared by is not made yet.
        """
        held = self._of(self._library.maps.get(question.map_id))
        return (held.like_any if question.any_of else held.like)(question.rows, k=question.k)

    def scores(self, map_id: str, row: int, among: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return how alike each row of ``among`` is to ``row``, ``f4 (m,)``.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        return self._of(self._library.maps.get(map_id)).scores(row, among)

    def like_content(self, map_id: str, content: str, *, key: str, k: int) -> Found:
        """Return what is like a picture that is on no map, but whose feature the library has under ``key``.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        info = self._library.maps.get(map_id)
        feature = self._library.contents.vectors([content], key=key, width=info.width)
        return self._of(info).to(_compared(feature, centre.of_map(self._library, info))[0], k=k)

    def _of(self, info: MapInfo) -> Similar:
        known = self._held.pop(info.id, None)
        if known is None:
            # Before, and not after: both would not have room.
            self._make_room(min(info.n, IN_MEMORY) * info.width * 6)
            known = self._open(info)
        self._held[info.id] = known
        return known

    def _make_room(self, more: int) -> None:
        while self._held and sum(held.nbytes for held in self._held.values()) + more > HELD_BYTES:
            self._held.popitem(last=False)

    def _open(self, info: MapInfo) -> Similar:
        centred = centre.of_map(self._library, info)
        # As everything else of the map compares its features.
        cosine = centred is not None
        if info.n <= IN_MEMORY:
            hashes = self._library.maps.columns(info.id).text("hash").to_pylist()
            features = self._library.contents.vectors(hashes, key=info.encoder_key, width=info.width)
            for at in range(0, len(features), PART):
                features[at : at + PART] = _compared(features[at : at + PART], centred)
            return Whole(features, cosine=cosine)
        try:
            packed, axes = compressed.of_map(self._library, info)
        except NotFound as early:
            raise Busy("What is alike is still being prepared for this map. Ask again in a few minutes.") from early

        def fetch(rows: NDArray[np.int64]) -> NDArray[np.float32]:
            contents = self._library.points.contents(info.id, rows.tolist())
            return _compared(self._library.contents.vectors(contents, key=info.encoder_key, width=info.width), centred)

        return Compressed(Quantized(packed), axes, fetch, cosine=cosine)


def _compared(features: NDArray[np.float32], centred: Centre) -> NDArray[np.float32]:
    return features if centred is None else metric.directions(features, centred)


def serve(questions: Connection, folder: str) -> None:
    """Answer questions until there are no more; the whole life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = Answers(Library(Path(folder)))
    while questions.poll(IDLE):
        try:
            question: Question = questions.recv()
        except EOFError:
            return
        questions.send(_answer(answers, question))


def _answer(answers: Answers, question: Question) -> Answer:
    try:
        if question.among is not None:
            return Answer(None, answers.scores(question.map_id, int(question.rows[0]), question.among))
        return Answer(answers.answer(question))
    except ImagescapeError as known:
        return Answer(None, error=known)
    except MemoryError:
        return Answer(
            None, error=Unanswered("This machine has too little memory free to compare the pictures of this map.")
        )
    except Exception as unknown:
        logger.exception("a question about map %s could not be answered", question.map_id)
        return Answer(None, error=Unanswered(f"Something unexpected went wrong ({type(unknown).__name__})."))
