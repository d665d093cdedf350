"""scikit-learn's t-SNE: called as in the article, and refused where it would take hours."""

import pytest

from services.errors import BadRequest
from tests.services.projections.helpers import features, project, run, sheets


def test_scikit_learn_is_called_as_in_the_article_and_left_as_it_was():
    from sklearn.manifold import TSNE, _t_sne

    vectors = features(90)
    before = _t_sne._gradient_descent
    layout = run(vectors, projection="tsne-exact", perplexity=20.0, iterations=500, seed=8)
    reference = TSNE(n_components=2, perplexity=20, max_iter=500, metric="euclidean", random_state=8).fit_transform(
        vectors
    )
    assert (layout.positions == reference).all()
    assert _t_sne._gradient_descent is before


def test_the_articles_call_refuses_and_says_what_to_do(small):
    with pytest.raises(BadRequest, match=r"1,000.*1,200.*t-SNE \(fast\)"):
        project(sheets(1200)[0], projection="tsne-exact")
