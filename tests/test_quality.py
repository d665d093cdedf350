"""The default map is as good as scikit-learn's own call: trustworthiness and kNN accuracy of class."""

import numpy as np
import pytest
from sklearn.manifold import TSNE, trustworthiness

from services.library import Library
from services.pipeline import build as building
from services.quality.trust import knn_accuracy
from services.schema import Recipe
from services.settings import Settings
from services.sources import demo
from tests.conftest import Quiet

pytestmark = pytest.mark.slow
#: What the issue allows.
TRUST, ACCURACY = 0.005, 0.015


def compared(library, source):
    made = building.build(
        library, Settings(library=str(library.folder)), str(source), recipe=Recipe(), name="x", listener=Quiet()
    )
    rows = library.maps.rows(made.info.id)
    features = library.contents.features(rows.hash, key=made.info.encoder_key, width=made.info.width)
    classes = [path.split("/")[0] for path in rows.path]
    reference = TSNE(n_components=2, perplexity=20, max_iter=2000, metric="euclidean", random_state=8).fit_transform(
        features
    )
    figures = {}
    for name, positions in (("ours", rows.positions), ("scikit-learn", reference)):
        trust = trustworthiness(features, np.asarray(positions), n_neighbors=12)
        figures[name] = float(trust), knn_accuracy(positions, classes, k=5)
        print(f"{name}: trustworthiness {figures[name][0]:.4f}, kNN-5 accuracy {figures[name][1]:.4f}")
    assert made.info.trust == pytest.approx(figures["ours"][0], abs=1e-6), "the figure the page shows is this one"
    return figures


def check(figures):
    assert figures["ours"][0] >= figures["scikit-learn"][0] - TRUST
    assert figures["ours"][1] >= figures["scikit-learn"][1] - ACCURACY


def test_on_2000_of_cifar10(cifar2000, tmp_path):
    check(compared(Library(tmp_path / "library"), cifar2000))


def test_on_digits(tmp_path):
    library = Library(tmp_path / "library")
    check(compared(library, demo.folder(library)))
