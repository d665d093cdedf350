"""What the tests of the command line share."""

import pytest
from click.testing import CliRunner

from services.cli import terminal
from services.cli.main import make
from services.errors import ImagescapeError
from services.schema import Recipe
from tests.conftest import picture
from tests.helpers_maps import stored

#: How the JSON of a build begins.
KEYS = [
    *("map", "layout", "found", "mapped", "skipped", "embedded", "cached"),
    *("width", "trust", "seconds", "images_per_second"),
]


def quick(*words):
    """A build with few iterations."""
    return ("build", *words, "--iterations", "60")


@pytest.fixture
def served():
    """What the page was started with: (settings, whether to open a browser) each time."""
    return []


@pytest.fixture
def line(library, served, fake_encoder):
    """The command line; its exit status is what a shell would see, where app.main turns an error of ours into one
    line.
    """
    group = make(lambda settings, open_browser: served.append((settings, open_browser)))

    def run(*words, place=("--library", str(library.folder))):
        result = CliRunner().invoke(group, [*map(str, words), *map(str, place)])
        if isinstance(result.exception, ImagescapeError):
            result.exit_code = result.exception.exit_code
        elif result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def info(library, tmp_path):
    return stored(library, tmp_path / "home", {f"{i}.jpg": picture(i) for i in range(4)}, name="four")


@pytest.fixture
def run(library, settings, pictures, fake_encoder):
    def build(n=8, *, quiet=True, **recipe):
        return terminal.run(
            library, settings, str(pictures(n, f"n{n}")), recipe=Recipe(iterations=60, **recipe), name="n", quiet=quiet
        )

    return build
