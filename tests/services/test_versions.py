"""The version of a package is found under each name it is distributed by."""

from importlib import metadata

import pytest

from services import versions


def installed(monkeypatch, **found):
    """Make these distributions, and no others, the installed ones."""

    def version(name):
        if name.replace("-", "_") not in found:
            raise metadata.PackageNotFoundError(name)
        return found[name.replace("-", "_")]

    monkeypatch.setattr(metadata, "version", version)


@pytest.mark.parametrize("distribution", ["tensorflow", "tensorflow_cpu"])
def test_tensorflow_is_found_under_either_name(monkeypatch, distribution):
    installed(monkeypatch, **{distribution: "2.21.0"})
    assert versions.version("tensorflow") == "2.21.0"


def test_other_packages_go_by_their_own_name(monkeypatch):
    installed(monkeypatch, numpy="2.4.6", numpy_cpu="1")
    assert versions.version("numpy") == "2.4.6"


@pytest.mark.parametrize("package", ["tensorflow", "no-such-package"])
def test_what_is_not_installed_is_an_error_with_its_name(monkeypatch, package):
    installed(monkeypatch)
    with pytest.raises(metadata.PackageNotFoundError, match=package):
        versions.version(package)
