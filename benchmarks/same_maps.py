"""Owns the maps that :mod:`benchmarks.same` compares. It runs in a checkout of any version since 856bda4.

``python same_maps.py PICTURES LIBRARY`` prints one line of JSON: the figures of each map, by its name.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.cwd()))

from services.errors import StoppedByUser
from services.library import Library
from services.schema import Recipe, article_recipe
from services.settings import Settings

try:
    from services.pipeline.extend import extend_recipe, relayout_recipe
    from services.pipeline.run import run

    PREVIEW = "preview"
except ImportError:  # as of 856bda4
    from services.adding import make as run  # type: ignore[import-not-found, no-redef]
    from services.adding import recipe_for as extend_recipe  # type: ignore[no-redef]
    from services.adding import relayout_for as relayout_recipe  # type: ignore[no-redef]

    PREVIEW = "watched"


def by_distance(**changes: Any) -> Recipe:
    """A recipe as all were before there was a metric: a stored one without it is Euclidean."""
    return replace(Recipe.from_json("{}"), **changes)


class Quiet:
    """A listener that stops at ``stage`` once so much of it is done; at none if it is empty."""

    def __init__(self, stage: str = "", after: int = 0) -> None:
        self._at, self._stage, self._after = "", stage, after
        self.on_page = 0

    def stage(self, stage: str) -> None:
        """The step that begins."""
        self._at = stage

    def tick(self, done: int, total: int) -> bool:
        """Whether to go on."""
        grown = self._after < 0 and self.on_page >= 1
        return not (self._at == self._stage and (grown or 0 <= self._after <= done))

    def note(self, text: str) -> None:
        """Not wanted."""

    def counts(self, **fields: int) -> None:
        """Not wanted."""

    def showing(self, map_id: str) -> None:
        """A map is on the page."""
        self.on_page += 1


def digest(value: Any) -> str:
    """Sixteen hex digits of SHA-256."""
    return hashlib.sha256(value).hexdigest()[:16]


def figures(library: Library, info: Any, settings: Settings) -> dict[str, str]:
    """What must be the same of a map."""
    if hasattr(library, "contents"):
        rows = library.maps.rows(info.id)
        features = library.contents.features(rows.hash, key=info.encoder_key, width=info.width)
    else:
        rows = library.rows(info.id)
        features = library.features(rows.hash, key=info.encoder_key, width=info.width)
    return {
        # A layout is the same whatever version named it; until format 9 of the library it was the map's id.
        "id": getattr(info, "layout", "") or info.id,
        "rows": digest("\n".join(rows.path).encode("utf-8", "surrogateescape")),
        "positions": digest(rows.positions.tobytes()),
        "trust": digest(rows.trust.tobytes()) + f" {info.trust} {info.iterations} {info.stopped}",
        "features": digest(features.tobytes()),
    }


def random_weights(folder: Path) -> None:
    """ResNet50 with seeded random weights, where --weights finds it."""
    from services.encoders.framework import keras

    folder.mkdir()
    keras().utils.set_random_seed(11)
    model = keras().applications.ResNet50(weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3))
    model.save_weights(folder / "resnet50.weights.h5")


def main() -> None:
    """Build every map."""
    home, place = Path(sys.argv[1]), Path(sys.argv[2])
    library = Library(place)
    weights = home.parent / f"weights-{place.name}"
    random_weights(weights)
    settings = Settings(library=str(place), weights=str(weights))
    found: dict[str, dict[str, str]] = {}

    def make(name: str, source: str, recipe: Recipe, listener: Quiet | None = None, **more: Any) -> Any:
        try:
            built = run(
                library, settings, str(home / source), recipe=recipe, name=name, listener=listener or Quiet(), **more
            )
        except StoppedByUser as stopped:
            found[name] = {"id": f"stopped: {stopped}"}
            return None
        found[name] = figures(library, built.info, settings)
        return built.info

    for source in ("digits", "photos", "c2000"):
        make(f"{source} tsne 2-D", source, by_distance())
        make(f"{source} tsne 3-D", source, by_distance(dimensions=3, iterations=300))
        make(f"{source} pca", source, by_distance(projection="pca"))
        make(f"{source} pca 3-D", source, by_distance(projection="pca", dimensions=3))
    make("digits shown while it grows", "digits", by_distance(seed=9), **{PREVIEW: True})
    make("photos article", "photos", article_recipe())
    make("photos scikit-learn", "photos", by_distance(projection="tsne-exact", iterations=400))
    make("photos sample", "photos", by_distance(sample=40, seed=3))
    make("c2000 stopped", "c2000", by_distance(seed=5), Quiet("project", 100))
    make("digits stopped", "digits", by_distance(seed=5), Quiet("project", 150))
    old = make("half old", "half/old", by_distance())
    old3 = make("half old 3-D", "half/old", by_distance(dimensions=3, iterations=300))
    oldp = make("half old pca", "half/old", by_distance(projection="pca"))
    for info in (old, old3, oldp):
        make(f"{info.name} extended", "half/new", extend_recipe(info))
    make("half laid out to fit", "half/old", relayout_recipe(old).with_(seed=11))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
