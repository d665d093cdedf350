"""A recipe with a base is an extension of that map; any other recipe is a layout of its own."""

import pytest

from services.pipeline import run as pipeline
from services.pipeline.additions import Extended
from services.pipeline.extend import extend_recipe
from services.schema import Recipe
from tests.conftest import Quiet, picture


@pytest.fixture
def run(library, settings):
    def make(source, recipe, **more):
        return pipeline.run(library, settings, str(source), recipe=recipe, name="n", listener=Quiet(), **more)

    return make


def test_without_a_base_it_is_a_layout_of_its_own(run, pictures, fake_encoder):
    made = run(pictures(12), Recipe(iterations=60))
    assert not isinstance(made, Extended)
    assert (made.info.n, made.info.recipe.base) == (12, "")


def test_with_a_base_it_is_an_extension_of_that_map(run, pictures, fake_encoder):
    home = pictures(12)
    old = run(home, Recipe(iterations=60)).info
    (home / "new.jpg").write_bytes(picture(77))
    made = run(home, extend_recipe(old), preview=True)
    assert isinstance(made, Extended)
    assert (made.added, made.info.n, made.info.recipe.base) == (1, 13, old.id)
