"""The default map is as good as scikit-learn's own call: trustworthiness and kNN accuracy of class.

Both lay out the same numbers, and are judged by them: features as the default recipe compares them, by cosine.
scikit-learn's figures are stored in tests/fixtures/quality.json: its call takes twice as long as everything else here.
``RENEW=1 make long`` writes them anew; ``make long`` makes its layouts again and compares.
"""

import json
import os
from functools import cache
from importlib import metadata
from types import SimpleNamespace

import pytest
from sklearn.manifold import TSNE, trustworthiness

from services.features import Features
from services.library import Library
from services.neighbours import metric
from services.pipeline import build as building
from services.pipeline import centre
from services.quality.trust import knn_accuracy
from services.schema import Recipe
from services.settings import Settings
from tests.conftest import ROOT, Quiet

pytestmark = pytest.mark.slow
STORED = ROOT / "tests" / "fixtures" / "quality.json"
#: How much less is allowed.
TRUST, ACCURACY = 0.005, 0.015
CALL = {"n_components": 2, "perplexity": 20, "max_iter": 2000, "metric": "euclidean", "random_state": 8}


@pytest.fixture(scope="module")
def data(request, tmp_path_factory):
    """A function that gives a data set's map by the default recipe, with its features and the classes of its rows."""

    @cache
    def mapped(name):
        if name == "digits":
            # A first run maps the demo.
            library = Library(request.getfixturevalue("first_run") / "known")
            info = library.maps.get(library.maps.last())
            assert (info.source.endswith("digits"), info.recipe) == (True, Recipe())
        else:
            source = request.getfixturevalue("cifar2000")
            library = Library(request.getfixturevalue("seed")(tmp_path_factory.mktemp(name)))
            settings = Settings(library=str(library.folder))
            info = building.build(library, settings, str(source), recipe=Recipe(), name=name, listener=Quiet()).info
        rows = library.maps.rows(info.id)
        features = library.contents.vectors(rows.hash, key=info.encoder_key, width=info.width)
        compared = Features.of(metric.compared(features, centre.of_map(library, info))).all()
        classes = [path.split("/")[0] for path in rows.path]
        return SimpleNamespace(info=info, positions=rows.positions, features=compared, classes=classes)

    return mapped


def figures(made, positions):
    trust = float(trustworthiness(made.features, positions, n_neighbors=12))
    return {"trustworthiness": trust, "accuracy": knn_accuracy(positions, made.classes, k=5)}


def check(ours, theirs):
    for name, given in (("ours", ours), ("scikit-learn", theirs)):
        print(f"{name}: trustworthiness {given['trustworthiness']:.4f}, kNN-5 accuracy {given['accuracy']:.4f}")
    assert ours["trustworthiness"] >= theirs["trustworthiness"] - TRUST
    assert ours["accuracy"] >= theirs["accuracy"] - ACCURACY


@pytest.mark.parametrize("name", [pytest.param("cifar2000", marks=pytest.mark.long), "digits"])
def test_the_default_map_is_as_good_as_scikit_learns(name, data):
    made = data(name)
    ours = figures(made, made.positions)
    assert made.info.trust == pytest.approx(ours["trustworthiness"], abs=1e-6), "the figure the page shows is this one"
    check(ours, json.loads(STORED.read_text(encoding="utf-8"))[name])


@pytest.mark.long
@pytest.mark.parametrize("name", ["cifar2000", "digits"])
def test_the_stored_figures_are_scikit_learns(name, data):
    made = data(name)
    theirs = figures(made, TSNE(**CALL).fit_transform(made.features))
    check(figures(made, made.positions), theirs)
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    if os.environ.get("RENEW"):
        stored[name] = {**theirs, "pictures": len(made.classes), "scikit-learn": metadata.version("scikit-learn")}
        STORED.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    assert stored[name]["trustworthiness"] == pytest.approx(theirs["trustworthiness"], abs=TRUST)
    assert stored[name]["accuracy"] == pytest.approx(theirs["accuracy"], abs=ACCURACY)
