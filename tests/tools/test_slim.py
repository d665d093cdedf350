"""What is removed from an environment is what nothing reads, and nothing beside it."""

import ast
import importlib.util
import sysconfig
from pathlib import Path

import pytest

from tools import slim

KEPT = ("numpy/core.py", "numpy/testing/utils.py", "pandas/tests.py", "other/tests/data.py", "tensorflow/python/a.py")
GONE = ("numpy/tests/test_a.py", "numpy/lib/tests/data/a.npy", "tornado/test/a.py", "tensorflow/include/a/b.h")


@pytest.fixture
def packages(tmp_path):
    home = tmp_path / "site-packages"
    for name in (*KEPT, *GONE, "clang/cindex.py"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("four")
    return home


def test_headers_a_compiler_and_tests_go_and_the_rest_stays(packages):
    assert slim.slim(packages) == 4 * (len(GONE) + 1)
    assert {file.relative_to(packages).as_posix() for file in packages.rglob("*") if file.is_file()} == set(KEPT)
    assert slim.slim(packages) == 0, "a second time there is nothing left"


def test_only_a_folder_of_packages_is_touched(packages):
    other = packages.rename(packages.with_name("pictures"))
    with pytest.raises(ValueError, match="pictures is no site-packages folder"):
        slim.slim(other)
    assert (other / GONE[0]).exists()


def test_no_package_is_named_that_is_not_installed():
    for name in (*slim.TESTED, "tensorflow"):
        assert importlib.util.find_spec(name), name


def imported(path):
    """The modules that a file imports as it is imported itself, with the package of a relative one."""
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.slow
@pytest.mark.parametrize("name", slim.TESTED)
def test_no_package_imports_its_own_tests(name):
    """Files that are scripts of a package's developers do not count: nothing imports them."""
    scripts = {"_precompute", "conftest.py"}
    home = Path(sysconfig.get_path("purelib")) / name
    for path in home.rglob("*.py"):
        parts = path.relative_to(home).parts
        if not {"test", "tests"} & set(parts) and not scripts & set(parts):
            found = [module for module in imported(path) if {"test", "tests"} & set(module.split("."))]
            assert not found, f"{path} imports {found}"
