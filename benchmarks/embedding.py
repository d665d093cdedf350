"""Owns the speed from files to features: ours against the article's loop, and against OpenVINO alone on ready pixels.

Models are loaded and decoders started before any clock: both sides pay for that once, however many pictures follow. Our
time holds
reading, hashing, decoding, thumbnails, inference and the library's writes; the loop's holds load_img and predict.
OpenVINO alone has its
pixels for nothing: the more of the same cores a picture takes to decode beside its inference, the smaller our share of
that rate can be.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import Unheard
from benchmarks.report import Table, timed
from services import decoding, encoders
from services.embedding import embed
from services.encoders import framework, keras_apps, lite0
from services.library import Library
from services.schema import Recipe
from services.settings import Settings
from services.sources import scan

#: Pictures through the article's loop, which goes one by one: its rate does not depend on how many.
LOOP = 100
#: Pictures held as ready pixels for OpenVINO alone.
READY = 300
HEAD = (
    "pictures",
    "encoder",
    "article's loop /s",
    "Imagescape /s",
    "ratio",
    "OpenVINO alone /s",
    "share of it",
    "bfloat16 /s",
    "smallest cosine to Keras",
)


def weights_at_random(home: Path) -> Path:
    """ResNet50's weights cannot be had without a download; speed does not depend on what they are."""
    keras = framework.keras()
    keras.utils.set_random_seed(11)
    home.mkdir(parents=True, exist_ok=True)
    file = home / "resnet50.weights.h5"
    if not file.exists():
        keras.applications.ResNet50(
            weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3)
        ).save_weights(file)
    return home


def article(model: Any, files: list[Path]) -> Any:
    """One picture at a time through load_img and predict, as the article has it."""
    keras = framework.keras()
    return np.stack(
        [
            model.predict(
                keras.utils.img_to_array(keras.utils.load_img(file, target_size=(224, 224)))[None], verbose=0
            )[0]
            for file in files
        ]
    )


def ours(source: Path, encoder: Any, candidates: Any, pool: Any) -> None:
    """Files to features through the whole of our step, into an empty library."""
    with tempfile.TemporaryDirectory() as home:
        library, settings = Library(Path(home)), Settings(library=home)
        recipe = Recipe(encoder=encoder.name)
        embed.run(
            library,
            str(source),
            candidates,
            encoder=encoder,
            recipe=recipe,
            settings=settings,
            listener=Unheard(),
            pool=pool,
        )


def case(source: Path, name: str, *, home: Path, runs: int, bf16: bool) -> tuple[tuple[str, ...], tuple[str, float]]:
    """A row of the table, and a bar."""
    settings, recipe = Settings(library=str(home)), Recipe(encoder=name)
    weights = str(weights_at_random(home / "weights")) if name == "resnet50" else ""

    def opened(precision: str) -> Any:
        return encoders.open_encoder(
            name,
            weights=weights,
            models=home / "models",
            precision=precision,
            threads=settings.threads,
            note=lambda _: None,
        )

    encoder = opened("f32")
    candidates = scan.find(str(source), max_pictures=10**6).candidates
    files = [source / c.path for c in candidates]
    model = (
        lite0.build() if name == "efficientnet-lite0" else keras_apps.build(name, Path(weights) / "resnet50.weights.h5")
    )
    pixels = np.stack(
        [
            decoding.decode(f.read_bytes(), side=encoder.side, decoding=recipe.decoding, max_pixels=10**9).pixels
            for f in files[:READY]
        ]
    )
    few = pixels[:8]
    fast, true = encoder.embed(few), np.asarray(model(few.astype(np.float32), training=False))
    cosine = float(((fast * true).sum(1) / np.linalg.norm(fast, axis=1) / np.linalg.norm(true, axis=1)).min())
    article(model, files[:2])
    loop = [f for f in files if f.suffix.lower() in (".jpg", ".jpeg", ".png")][:LOOP]
    slow = len(loop) / timed(lambda: article(model, loop), runs)[0]
    with embed.decoders(settings, recipe, encoder.side) as pool:
        list(pool.run(str(source), candidates[:64]))
        rate = len(files) / timed(lambda: ours(source, encoder, candidates, pool), runs)[0]
        alone = len(pixels) / timed(lambda: encoder.embed(pixels), runs)[0]
        half = "–"
        if bf16:
            quick = opened("bf16")
            quick.embed(few)
            half = f"{len(files) / timed(lambda: ours(source, quick, candidates, pool), runs)[0]:.0f}"
    label = f"{len(files):,} of {source.name}"
    row = (
        label,
        name,
        f"{slow:.1f}",
        f"{rate:.1f}",
        f"**{rate / slow:.1f}**",
        f"{alone:.1f}",
        f"{rate / alone:.0%}",
        half,
        f"{cosine:.7f}",
    )
    return row, (f"{label}, {name}", rate / slow)


def table(cases: list[tuple[Path, str]], *, home: Path, runs: int) -> Table:
    """The section."""
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    made = Table(
        "Files to features",
        " ".join((__doc__ or "").split("\n\n")[1].split()) + f" float32 but where bfloat16 is said; medians of {runs}.",
        HEAD,
    )
    for source, name in cases:
        row, bar = case(source, name, home=home, runs=runs, bf16="avx512_bf16" in flags)
        made.rows.append(row)
        made.bars.append(bar)
    return made
