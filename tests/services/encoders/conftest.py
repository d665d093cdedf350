"""What the tests of encoders share. Whatever takes seconds to make is made once for all test processes."""

import shutil

import pytest

from services.encoders import framework, keras_apps
from tests.once import once
from tests.services.encoders.helpers import opened


@pytest.fixture(scope="session")
def weights(tmp_path_factory):
    """A folder with random weights of every Keras encoder, under the names Keras gives them."""

    def make(home):
        keras = framework.keras()
        for app in keras_apps.APPS.values():
            keras.utils.set_random_seed(5)
            model = getattr(keras.applications, app.maker)(
                weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3)
            )
            file = home / f"{app.file.removesuffix('.h5')}.weights.h5"
            model.save_weights(file)
            file.rename(home / app.file)

    return once(tmp_path_factory, "weights", make)


@pytest.fixture(scope="session")
def lite0_encoder(models):
    """The default encoder. Read ``models``, which it was opened from, and write nothing there."""
    return opened("efficientnet-lite0", models)


@pytest.fixture
def damaged_models(models, tmp_path):
    """A copy of the converted default encoder to be damaged: (folder of models, folder of the encoder)."""
    (folder,) = models.glob("efficientnet-lite0-*")
    copy = tmp_path / "models" / folder.name
    shutil.copytree(folder, copy)
    return copy.parent, copy
