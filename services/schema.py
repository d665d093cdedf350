"""Owns the types that packages pass to one another, and the functions that turn a path or a recipe into text.

Letters in every docstring: **n** rows of a map, **d** numbers a feature, **k** neighbours, **b** rows of a batch,
**s** side of the encoder's square input. Types: ``f4`` float32, ``f8`` float64, ``i4`` int32, ``i8`` int64, ``u1``
uint8.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = "0.1.0"
ARTICLE, STANDARD = "article", "standard"
NEIGHBOURS = 12
COSINE, EUCLIDEAN = "cosine", "euclidean"
#: ``Recipe.waves`` of a map that was not stopped in the middle of its waves: it has all of them.
ALL_WAVES = -1
#: What recipes were before they had fields that say it.
_BEFORE: dict[str, Any] = {"base": "", "align": "", "waves": ALL_WAVES, "metric": EUCLIDEAN}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be a picture.

    ``path`` is the POSIX path relative to the source; bytes that are not UTF-8 are surrogate escapes.
    ``size`` is in bytes, ``mtime_ns`` in nanoseconds since 1970.
    """

    path: str
    size: int
    mtime_ns: int


class Reason(StrEnum):
    """Why a file is not on a map, or not any more as it was mapped.

    Code decides by this code; people read the words beside it.
    """

    UNKNOWN = ""
    """It was skipped by a version that stored no code."""
    HIDDEN = "hidden"
    OTHER = "other"
    """No picture at all, by its name: it counts beside what was found."""
    KIND = "kind"
    """A picture of a kind that is not decoded, by its ending, or no picture by its content."""
    NO_FILE = "no-file"
    """A device, pipe or socket, or a link to nothing."""
    OUTSIDE = "outside"
    """A link that leads outside the folder."""
    UNREADABLE = "unreadable"
    """Its bytes cannot be read."""
    GREW = "grew"
    """It holds more bytes than when it was found, and more than is allowed."""
    TOO_LARGE = "too-large"
    DAMAGED = "damaged"
    """Its content cannot be decoded."""
    MEMORY = "memory"
    """Decoding it needs more memory than one picture may have."""
    SLOW = "slow"
    CRASHED = "crashed"
    """A decoder, or a remote worker, died on it."""
    SYSTEM = "system"
    """A folder as a whole that a system or a program keeps for itself, Imagescape among them."""
    REFUSED = "refused"
    """It did not come in with an upload."""
    VANISHED = "vanished"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a whole folder, that is not on the map, and why: in words, and as a code, which is not compared."""

    path: str
    reason: str
    code: Reason = field(default=Reason.UNKNOWN, compare=False)


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures of a content's pixels, which :func:`services.decoding.measures.measure` explains.

    ``edition`` says by which decoding and which version of the measures. ``colour`` is a name.
    """

    edition: int
    brightness: float
    contrast: float
    sharpness: float
    colourfulness: float
    colour: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of a file's content, which do not depend on its name.

    ``hash`` is the SHA-256 of the bytes, in hex; ``width`` and ``height`` are pixels as shown, after the EXIF
    rotation; ``taken`` is the EXIF date as ISO 8601, or empty; ``camera`` is the EXIF camera, empty where none is
    named, and None where an older version read the content. ``measures`` are those of the pixels, where they have just
    been decoded.
    """

    hash: str
    width: int
    height: int
    bytes: int
    format: str
    mode: str
    taken: str
    camera: str | None = None
    measures: Measures | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded file: its facts, its thumbnail (bytes of a JPEG) and its pixels, ``u1 (s, s, 3)``."""

    facts: Facts
    thumbnail: bytes
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides a map besides the pictures. It is stored with the map, and is part of the map's id.

    Parameters
    ----------
    sample : int
        Pictures drawn at random; 0 takes all. Lower it for a quicker map.
    encoder : str
        A key of ``services.encoders.ENCODERS``, or ``custom:<file.keras>``.
    projection : str
        A key of ``services.projections.PROJECTIONS``.
    dimensions : int
        2 or 3.
    perplexity : float
        Effective number of neighbours that attract a picture. Raise it for a broad view, lower it for fine groups.
    iterations : int
        Iterations of the layout. Raise it when groups still move at the end.
    seed : int
        Seeds the sample, the order of the pictures and the initial layout.
    decoding : str
        ``standard``, or ``article`` for Keras' own ``load_img`` (nearest neighbour, EXIF rotation ignored).
    precision : str
        ``f32``, or ``bf16`` for speed at a loss in near-identical pictures.
    base : str
        Id of the map that new pictures are added to; its points stay where they are. Empty for a layout of its own.
    align : str
        Id of the map that the layout is rotated to fit; empty for none.
    waves : int
        Waves of the layout (:mod:`services.projections.waves`), or :data:`ALL_WAVES`. A map that was stopped in the
        middle of them has fewer, and no iterations: its other pictures lie among their neighbours.
    metric : str
        A key of :data:`services.neighbours.metric.METRICS`. A stored recipe without it is Euclidean.
    """

    sample: int = 0
    encoder: str = "efficientnet-lite0"
    projection: str = "tsne"
    dimensions: int = 2
    perplexity: float = 20.0
    iterations: int = 750
    seed: int = 8
    decoding: str = STANDARD
    precision: str = "f32"
    base: str = ""
    align: str = ""
    waves: int = ALL_WAVES
    metric: str = COSINE

    def as_json(self) -> str:
        """Return the recipe as JSON with sorted keys, the form that is stored and hashed.

        The perplexities 20 and 20.0 give the same text. What is as before is left out: older maps keep their ids.
        """
        values = {**asdict(self), "perplexity": float(self.perplexity)}
        return json.dumps({k: v for k, v in values.items() if k not in _BEFORE or v != _BEFORE[k]}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read a stored recipe. Keys that this version does not know are ignored."""
        known = {f.name for f in fields(cls)}
        return cls(**{k: v for k, v in (_BEFORE | json.loads(text)).items() if k in known})

    def with_(self, **changes: Any) -> Recipe:
        """Return this recipe with some fields changed."""
        return replace(self, **changes)


def article_recipe(sample: int = 1000) -> Recipe:
    """Return the article's own recipe: ResNet50, scikit-learn's t-SNE, perplexity 20, 2,000 iterations, Euclidean."""
    return Recipe(sample, "resnet50", "tsne-exact", iterations=2000, decoding=ARTICLE, metric=EUCLIDEAN)


#: Stages of a job, in their order.
STAGES = ("scan", "embed", "neighbours", "project", "measure", "store")
#: Zero-width non-joiner and joiner.
_JOINERS = "\u200c\u200d"
#: Called with (done, total) of a step's units; answers False when the user has asked to stop.
Tick = Callable[[int, int], bool]
#: Called with (iteration, iterations, positions so far ``f4 (n, 2 or 3)`` or None); answers False to stop there.
LayoutTick = Callable[[int, int, NDArray[np.float32] | None], bool]


def digest(*parts: str | bytes) -> str:
    """Return the SHA-256, in hex, of ``parts``. Each is preceded by its length, so that no two lists collide."""
    sha = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        sha.update(len(raw).to_bytes(8, "little"))
        sha.update(raw)
    return sha.hexdigest()


def name_of(source: str) -> str:
    """Return the name of a map of ``source`` before someone renames it: the folder's own name."""
    return visible(source.rstrip("/").rpartition("/")[2]) or source


def shown(path: str) -> str:
    r"""Return a path as valid text: bytes that are not UTF-8 become ``\xNN``."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def visible(path: str) -> str:
    r"""Return a path for display. Invisible characters, and those that change the direction of writing, are escaped.

    For example, ``abc<U+202E>gpj.png`` would look like "abcgnp.jpg" (CWE-451); the result has ``\u202e`` instead of the
    character. The joiners that scripts and emoji need are kept.
    """
    return "".join(_escaped_if_hidden(character) for character in shown(path))


def _escaped_if_hidden(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") and character not in _JOINERS
    return character.encode("unicode_escape").decode() if hidden else character
