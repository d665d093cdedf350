"""Owns the speed from files to features: ours against the article's loop, and against OpenVINO alone on ready pixels.

Models are loaded and decoders started before any clock: both sides pay for that once, however many pictures follow. Our
time holds reading, hashing, decoding, thumbnails, inference and the library's writes; the loop's holds load_img and
predict. OpenVINO alone is given ready pixels: the more of the same cores a picture needs for its decoding beside its
inference, the smaller our share of that rate can be.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import SilentListener
from benchmarks.report import timed
from docs.measured import Row
from services import decoding, encoders
from services.decoding.pool import Pool
from services.embedding import embed
from services.encoders import Encoder, framework, keras_apps, lite0
from services.library import Library
from services.schema import Candidate, Recipe
from services.settings import Settings
from services.sources import scan

#: Pictures through the article's loop, which goes one by one: its rate does not depend on how many.
LOOP = 100
#: Pictures held as ready pixels for OpenVINO alone.
READY = 300


def weights_at_random(home: Path) -> Path:
    """ResNet50's weights cannot be had without a download; speed does not depend on what they are."""
    keras = framework.keras()
    keras.utils.set_random_seed(11)
    home.mkdir(parents=True, exist_ok=True)
    file = home / "resnet50.weights.h5"
    if not file.exists():
        made = keras.applications.ResNet50(
            weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3)
        )  # fmt: skip
        made.save_weights(file)
    return home


def article(model: Any, files: list[Path]) -> NDArray[np.float32]:
    """One picture at a time through load_img and predict, as the article has it."""
    keras = framework.keras()

    def one(file: Path) -> NDArray[np.float32]:
        pixels = keras.utils.img_to_array(keras.utils.load_img(file, target_size=(224, 224)))
        feature: NDArray[np.float32] = model.predict(pixels[None], verbose=0)[0]
        return feature

    return np.stack([one(file) for file in files])


def ours(source: Path, encoder: Encoder, candidates: list[Candidate], pool: Pool) -> None:
    """Files to features through the whole of our step, into an empty library."""
    with tempfile.TemporaryDirectory() as home:
        embed.run(
            Library(Path(home)),
            str(source),
            candidates,
            encoder=encoder,
            recipe=Recipe(encoder=encoder.name),
            settings=Settings(library=home),
            listener=SilentListener(),
            pool=pool,
        )


def _opener(name: str, home: Path, settings: Settings) -> tuple[Callable[[str], Encoder], Any]:
    """What opens our encoder in a precision, and Keras' model of the same weights."""
    weights = str(weights_at_random(home / "weights")) if name == "resnet50" else ""

    def opened(precision: str) -> Encoder:
        return encoders.open_encoder(
            name,
            weights=weights,
            models=home / "models",
            precision=precision,
            threads=settings.threads,
            note=lambda _: None,
        )

    if name == "efficientnet-lite0":
        return opened, lite0.build()
    return opened, keras_apps.build(name, Path(weights) / "resnet50.weights.h5")


def _pixels(files: list[Path], side: int, recipe: Recipe) -> NDArray[np.uint8]:
    """Decoded pictures, ``u1 (n, side, side, 3)``."""
    read = (decoding.decode(f.read_bytes(), side=side, decoding=recipe.decoding, max_pixels=10**9) for f in files)
    return np.stack([picture.pixels for picture in read])


def _smallest_cosine(encoder: Encoder, model: Any, pixels: NDArray[np.uint8]) -> float:
    fast, true = encoder.embed(pixels), np.asarray(model(pixels.astype(np.float32), training=False))
    lengths = np.linalg.norm(fast, axis=1), np.linalg.norm(true, axis=1)
    return float(((fast * true).sum(1) / lengths[0] / lengths[1]).min())


def row(source: Path, name: str, *, home: Path, runs: int, bf16: bool) -> Row:
    """A row of the data file; ``bfloat16`` is None where the processor has none."""
    settings, recipe = Settings(library=str(home)), Recipe(encoder=name)
    opened, model = _opener(name, home, settings)
    encoder = opened("f32")
    candidates = scan.find(str(source), max_pictures=10**6).candidates
    files = [source / c.path for c in candidates]
    pixels = _pixels(files[:READY], encoder.side, recipe)
    cosine = _smallest_cosine(encoder, model, pixels[:8])
    article(model, files[:2])
    loop = [f for f in files if f.suffix.lower() in (".jpg", ".jpeg", ".png")][:LOOP]
    slow = len(loop) / timed(lambda: article(model, loop), runs)[0]
    half = None
    with embed.decoders(settings, recipe, encoder.side) as pool:
        list(pool.run(str(source), candidates[:64]))
        rate = len(files) / timed(lambda: ours(source, encoder, candidates, pool), runs)[0]
        alone = len(pixels) / timed(lambda: encoder.embed(pixels), runs)[0]
        if bf16:
            quick = opened("bf16")
            quick.embed(pixels[:8])
            half = round(len(files) / timed(lambda: ours(source, quick, candidates, pool), runs)[0])
    return {
        "pictures": len(files),
        "source": source.name,
        "encoder": name,
        "loop": round(slow, 1),
        "rate": round(rate, 1),
        "ratio": round(rate / slow, 1),
        "openvino": round(alone, 1),
        "share": round(rate / alone, 2),
        "bfloat16": half,
        "cosine": round(cosine, 7),
    }


def rows(cases: list[tuple[Path, str]], *, home: Path, runs: int) -> list[Row]:
    """A row for each folder and encoder."""
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    bf16 = "avx512_bf16" in flags
    return [row(source, name, home=home, runs=runs, bf16=bf16) for source, name in cases]
