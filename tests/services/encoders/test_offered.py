"""What is said of encoders before one is opened: sizes, where their files may lie, and whether they are there."""

import subprocess
import sys

import pytest

from services.encoders import ENCODERS, keras_apps, weights
from services.encoders.offered import Offer, offered

DEFAULT = "efficientnet-lite0"


@pytest.fixture(autouse=True)
def no_keras(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


def by_name(models, folder=""):
    return {offer.entry.name: offer for offer in offered(folder=folder, models=models)}


def test_the_default_comes_with_imagescape(tmp_path):
    offers = by_name(tmp_path)
    assert list(offers) == list(ENCODERS)
    assert offers[DEFAULT] == Offer(ENCODERS[DEFAULT], 0, True, "", "", "")


def test_the_others_say_what_to_fetch_and_where_to_lay_it(tmp_path):
    for name, app in keras_apps.APPS.items():
        offer = by_name(tmp_path)[name]
        assert (offer.size, offer.here, offer.file, offer.url) == (app.size, False, app.file, app.url)
        assert offer.url.startswith("https://") and offer.url.endswith(offer.file)
        assert offer.folder == str(weights.place(tmp_path))


@pytest.mark.parametrize("place", ["models/weights", "own", "keras/models"])
def test_a_file_that_is_laid_there_is_here(tmp_path, place):
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / keras_apps.APPS["resnet50"].file).touch()
    offers = by_name(tmp_path / "models", folder=str(tmp_path / "own") if place == "own" else "")
    assert {name for name, offer in offers.items() if offer.here} == {DEFAULT, "resnet50"}


def test_a_folder_of_weights_that_is_gone_is_no_error_here(tmp_path):
    assert not by_name(tmp_path, folder=str(tmp_path / "gone"))["resnet50"].here


@pytest.mark.slow
def test_no_heavy_library_is_loaded(tmp_path):
    code = (
        "import sys; from pathlib import Path; from services.encoders.offered import offered; "
        "offered(folder='', models=Path('.')); "
        "sys.exit(bool({'keras', 'tensorflow', 'openvino', 'torch'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
