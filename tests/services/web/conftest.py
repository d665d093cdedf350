"""What the tests of the addresses share."""

import io

import pytest
from PIL import Image

from tests.conftest import picture
from tests.helpers_maps import stored


def encoded(kind, size=(40, 30)):
    import pillow_heif

    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


FILES = {
    "a.jpg": picture(1),
    "b.png": picture(2, kind="PNG"),
    "c.tif": encoded("TIFF"),
    "d.heic": encoded("HEIF"),
    "wrong.png": picture(3),
    "caf\udce9/=1;\n.gif": picture(4, kind="GIF"),
}


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def info(library, home):
    return stored(library, home, FILES, trust=[0.5] * len(FILES))


def short(answer, status):
    """Whether it is a short text and not the page."""
    return (
        answer.status_code == status
        and answer.mimetype == "text/plain"
        and 0 < len(answer.text) < 400
        and "<" not in answer.text
    )
