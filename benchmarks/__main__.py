"""Owns the short bench: our embedding against the article's loop, our layout against scikit-learn's call, on the same pictures.

``make bench`` prints a table; each time is the median of three. It takes a few minutes on two cores.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from services import demo, embed, encoders, projections, scan, terminal
from services.encoders import framework, lite0
from services.library import Library
from services.measure import knn_accuracy, trust
from services.schema import Recipe
from services.settings import Settings

PICTURES = 400
RUNS = 3


def median(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds (median of :data:`RUNS`), and what the last run gave."""
    times, got = [], None
    for _ in range(RUNS):
        started = time.perf_counter()
        got = work()
        times.append(time.perf_counter() - started)
    return statistics.median(times), got


def articles_loop(model: Any, files: list[Path]) -> Any:
    """The article's own: load_img, one picture at a time through ``predict``."""
    keras = framework.keras()
    features = []
    for file in files:
        pixels = keras.utils.img_to_array(keras.utils.load_img(file, target_size=(224, 224)))
        features.append(model.predict(pixels[None], verbose=0).flatten())
    return np.stack(features)


def ours(source: Path, models: Path, candidates: Any) -> Any:
    """Files to features through the whole of our step, into an empty library."""
    with tempfile.TemporaryDirectory() as home:
        library, settings = Library(Path(home)), Settings(library=home)
        encoder = encoders.open_encoder("efficientnet-lite0", weights="", models=models, precision="f32", threads=settings.threads, note=lambda _: None)
        done = embed.run(library, str(source), candidates, encoder=encoder, recipe=Recipe(), settings=settings, tick=lambda *_: True, count=lambda *_: None)
        return library.features(done.hashes, key=embed.feature_key(encoder, Recipe()), width=encoder.width)


def bench_embedding(home: Path, source: Path) -> None:
    """Pictures a second, and how alike the features are."""
    found = scan.find(str(source), sample=PICTURES, max_pictures=10**6)
    files = [source / c.path for c in found.candidates]
    model = lite0.build()
    articles_loop(model, files[:5])
    slow, theirs = median(lambda: articles_loop(model, files))
    ours(source, home / "models", found.candidates[:40])
    fast, mine = median(lambda: ours(source, home / "models", found.candidates))
    cosine = (mine * theirs).sum(1) / np.linalg.norm(mine, axis=1) / np.linalg.norm(theirs, axis=1)
    print(f"Embedding, efficientnet-lite0, {len(files)} pictures of 64 x 64, files to features, the model converted beforehand, start of our decoders counted")
    print(f"  the article's loop   {len(files) / slow:8.1f} pictures a second")
    print(f"  Imagescape           {len(files) / fast:8.1f} pictures a second   {slow / fast:.1f} times   (decoding differs: load_img takes the nearest pixel,")
    print(f"                       we average; median cosine {np.median(cosine):.4f}; with --recipe article it is 0.99999 or more, which a test holds)")


def bench_layout(library: Library, source: Path) -> None:
    """Seconds, trustworthiness and accuracy of class on 1,797 digits."""
    from sklearn.manifold import TSNE

    settings = Settings(library=str(library.folder))
    made = terminal.run(library, settings, str(source), recipe=Recipe(projection="pca"), name="bench", quiet=True)
    rows = library.rows(made.info.id)
    features = library.features(rows.hash, key=made.info.encoder_key, width=made.info.width)
    classes = [path.split("/")[0] for path in rows.path]
    call = TSNE(n_components=2, perplexity=20, max_iter=2000, metric="euclidean", random_state=8)
    slow, theirs = median(lambda: call.fit_transform(features))
    fast, layout = median(lambda: projections.project(features, recipe=Recipe(), threads=2, tick=lambda *_: True, stage=lambda _: None))
    print(f"Layout of {len(features):,} points, features to map, PCA and neighbours counted")
    for name, seconds, positions in (("scikit-learn's call", slow, theirs), ("Imagescape", fast, layout.positions)):
        quality = f"trustworthiness {trust(features, positions, seed=8).map:.4f}   kNN-5 accuracy {knn_accuracy(positions, classes):.4f}"
        print(f"  {name:20} {seconds:8.2f} s   {slow / seconds:5.1f} times   {quality}")


def main() -> int:
    """Print the table."""
    packages = ("tensorflow", "openvino", "scikit-learn", "openTSNE", "faiss-cpu", "pillow", "numpy")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; " + ", ".join(f"{p} {version(p)}" for p in packages))
    print(f"Medians of {RUNS} runs.\n")
    with tempfile.TemporaryDirectory() as home:
        library = Library(Path(home) / "library")
        source = demo.folder(library)
        demo.prepare(library, str(source))
        bench_embedding(Path(home), source)
        print()
        bench_layout(library, source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
