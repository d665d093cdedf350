"""``--recipe article`` is the article's own loop and scikit-learn's own call, to the last bit."""

import csv
import json
import os

import numpy as np
import pytest
from click.testing import CliRunner

from services import decoding
from services.cli.main import make
from services.encoders import framework
from services.library import Library

N = 40
#: The file name Keras itself gives ResNet50's weights.
FILE = "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """ResNet50 with random weights, laid by hand where --weights points."""
    home = tmp_path_factory.mktemp("weights")
    keras = framework.keras()
    keras.utils.set_random_seed(11)
    model = keras.applications.ResNet50(weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3))
    model.save_weights(home / "resnet50.weights.h5")
    return home, model


@pytest.fixture(scope="module")
def some(photos, tmp_path_factory):
    """40 of the photographs: ResNet50 takes its time."""
    home = tmp_path_factory.mktemp("some")
    for path in sorted(photos.iterdir())[: 2 * N : 2]:
        os.link(path, home / path.name)
    return home


@pytest.fixture(scope="module")
def article(some, weights, tmp_path_factory):
    home = tmp_path_factory.mktemp("article")
    arguments = [
        "build",
        str(some),
        "--recipe",
        "article",
        "--weights",
        str(weights[0]),
        "--json",
        "--csv",
        str(home / "out.csv"),
    ]
    told = CliRunner().invoke(make(lambda *_: None), [*arguments, "--library", str(home / "library")])
    assert told.exit_code == 0, told.output
    csv.field_size_limit(2**31 - 1)
    with (home / "out.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    return json.loads(told.stdout), rows, Library(home / "library")


def articles_pixels(path):
    keras = framework.keras()
    return keras.utils.img_to_array(keras.utils.load_img(path, target_size=(224, 224)))


def articles_loop(model, path):
    """As the article has it: one picture at a time."""
    preprocess = framework.keras().applications.resnet50.preprocess_input
    return model.predict(preprocess(np.expand_dims(articles_pixels(path), axis=0)), verbose=0).flatten()


def smallest_cosine(rows, photos, model):
    cosines = []
    for line in rows:
        ours = np.array(json.loads(line["Image_features"]), dtype=np.float32)
        theirs = articles_loop(model, photos / line["Image_file_names"])
        cosines.append(float(ours @ theirs / (np.linalg.norm(ours) * np.linalg.norm(theirs))))
    print(f"smallest cosine of {len(rows)} {min(cosines):.8f}")
    return min(cosines)


def test_pixels_are_those_of_the_articles_loop(photos):
    for path in sorted(photos.iterdir()):
        ours = decoding.decode(path.read_bytes(), side=224, decoding="article", max_pixels=10**8).pixels
        assert (ours == articles_pixels(path)).all(), path.name


def test_features_are_those_of_the_articles_loop(article, some, weights):
    summary, rows, _ = article
    counts = {key: summary[key] for key in ("found", "mapped", "skipped", "width")}
    assert counts == {"found": N, "mapped": N, "skipped": 0, "width": 2048}
    assert smallest_cosine(rows[::7], some, weights[1]) >= 0.99999


@pytest.mark.long
def test_all_features_are_those_of_the_articles_loop(article, some, weights):
    """As many as the loop takes ten seconds for; the pixels of all are compared above."""
    assert smallest_cosine(article[1], some, weights[1]) >= 0.99999


def test_coordinates_are_those_of_the_articles_call(article):
    from sklearn.manifold import TSNE

    _, rows, _ = article
    features = np.array([json.loads(line["Image_features"]) for line in rows], dtype=np.float32)
    call = TSNE(n_components=2, perplexity=20, max_iter=2000, metric="euclidean", random_state=8)
    theirs = call.fit_transform(features)
    ours = np.array([[line["X"], line["Y"]] for line in rows], dtype=np.float32)
    assert (ours == theirs.astype(np.float32)).all()


def test_the_recipe_is_stored_with_the_map(article):
    told, _, library = article
    recipe = library.maps.get(told["map"]).recipe
    assert (recipe.encoder, recipe.projection, recipe.perplexity, recipe.iterations, recipe.seed) == (
        "resnet50",
        "tsne-exact",
        20.0,
        2000,
        8,
    )
    assert (recipe.sample, recipe.decoding, recipe.dimensions) == (1000, "article", 2)
