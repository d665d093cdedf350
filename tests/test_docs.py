"""The documentation is true: its tables are what the code prints, its links lead somewhere, its commands run."""

import re
import shlex
import shutil
import subprocess
import sys

import pytest

from docs import tables
from services.encoders import ENCODERS
from tests.conftest import ROOT, picture
from tools.modules import name_of, paths

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
#: Commands that are not run here, and who runs them.
ELSEWHERE = {
    "make run": "a fresh clone, by hand",
    "make test": "this is it",
    "make bench": "minutes; the target is checked below",
    "make docs": "tests/browser/test_screens.py takes the screenshots, the test below prints the tables",
    "make check": "continuous integration and by hand",
    "python3 -m venv .venv": "a fresh clone, by hand",
    ".venv/bin/python -m pip install -r requirements.lock": "a fresh clone, by hand",
    ".venv/bin/python app.py": "tests/test_startup.py serves",
    "docker build -t imagescape .": "needs an engine",
    ".venv/bin/python app.py follow MAP ELSEWHERE": "tests/services/cli/test_maps.py moves the pictures first",
}


def commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [
        line.strip()
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize("path", tables.FILES, ids=lambda p: p.name)
def test_the_tables_are_what_the_code_prints(path):
    text = path.read_text(encoding="utf-8")
    assert tables.filled(text) == text, "run make docs"


def test_every_table_is_printed_somewhere():
    text = "".join(path.read_text(encoding="utf-8") for path in tables.FILES)
    assert all(f"<!-- table: {name} -->" in text for name in tables.TABLES)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_and_picture_is_there(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "CHANGELOG.md"], ids=lambda p: p.name)
def test_every_file_that_is_named_is_there(page):
    for name in re.findall(
        r"`((?:services|components|assets|tests|docs|benchmarks)/[\w./-]+)`", page.read_text(encoding="utf-8")
    ):
        assert (ROOT / name).exists(), name


def test_the_readme_is_short_and_its_pictures_are_real():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    from PIL import Image

    for name in re.findall(r"\((docs/pictures/[^)]+)\)", text):
        with Image.open(ROOT / name) as shot:
            assert shot.width >= 1200


def test_every_make_target_is_told_of_and_there():
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("help", "run", "setup", "check", "test", "bench", "docs", "lock"):
        assert f"make {target} " in told
    for command in commands():
        if command.startswith("make "):
            assert f"{command} " in told


def test_every_file_of_the_page_is_in_the_architecture():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert all(f"`{name_of(path)}`" in text for path in paths())


@pytest.mark.slow
def test_every_command_of_the_readme_runs_or_is_run_elsewhere(tmp_path, seed):
    """In the order of the README, as it stands there, on a folder of made-up pictures."""
    home = tmp_path / "PICTURES"
    home.mkdir()
    for i in range(12):
        (home / f"{i}.jpg").write_bytes(picture(i))
    library, map_id, run = seed(tmp_path / "library"), "", []
    for command in commands():
        if command in ELSEWHERE or command.startswith("docker run"):
            continue
        words = shlex.split(command.replace("MAP", map_id or "MAP").replace("PICTURES", str(home)))
        if words[0] == "make":
            assert subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout
            continue
        assert words[:2] == [".venv/bin/python", "app.py"], command
        for place, word in enumerate(words):
            if re.fullmatch(r"map\.(csv|parquet|png)", word):
                words[place] = str(tmp_path / word)
        done = subprocess.run(
            [sys.executable, *words[1:], "--library", str(library)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        run.append(command)
        found = re.search(r"Map ([0-9a-f]{32})", done.stdout)
        map_id = found.group(1) if found else map_id
    assert len(run) == 8
    assert {f.name for f in tmp_path.glob("map.*")} == {"map.csv", "map.parquet", "map.png"}


@pytest.mark.slow
def test_every_option_of_the_readme_is_an_option():
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs" / "reference.md").read_text(
        encoding="utf-8"
    )
    helps = "".join(
        subprocess.run(
            [sys.executable, "app.py", *of, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for of in ([], ["serve"], ["build"], ["export"], ["list"], ["delete"])
    )
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - {"--name"}:
        assert option in helps, option


def test_the_image_copies_what_is_there_and_what_the_application_needs():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for sources in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for name in sources.split():
            assert (ROOT / name).exists(), name
    for needed in ("app.py", "components", "services", "assets", "requirements.lock"):
        assert needed in text
    for promise in (
        "USER imagescape",
        "HEALTHCHECK",
        "VOLUME /library",
        "IMAGESCAPE_HOST=0.0.0.0",
        "IMAGESCAPE_ROOTS=/pictures",
    ):
        assert promise in text


@pytest.mark.slow
def test_what_the_image_copies_is_enough_to_start(tmp_path):
    """The files of the image alone, and the variables it sets: create_app stands, and asks visitors for a token."""
    for name in ("app.py", "components", "services", "assets"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    variables = {"HOST": "0.0.0.0", "LIBRARY": str(tmp_path / "l"), "ROOTS": "/pictures", "TOKEN": "t"}
    environment = {f"IMAGESCAPE_{name}": value for name, value in variables.items()}
    code = (
        "from app import create_app\nfrom services.settings import Settings\n"
        f"a = create_app(Settings.from_env({environment!r}))\n"
        "c = a.server.test_client()\nassert c.get('/health').status_code == 200\nassert c.get('/').status_code == 401\n"
        "a.server.config['IMAGESCAPE_SERVICES'].jobs.close()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)


def test_the_changelog_keeps_its_form():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n")
    assert "## [Unreleased]" in text
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= {
        "Added",
        "Changed",
        "Deprecated",
        "Removed",
        "Fixed",
        "Security",
    }
    for entry in ENCODERS.values():
        assert entry.title.split()[0] in text


def first_files(page, heading):
    """The first file named in the second column of each row of the table under ``heading``."""
    table = (ROOT / page).read_text(encoding="utf-8").partition(f"{heading}\n")[2].partition("\n#")[0]
    cells = [line.split("|")[2] for line in table.splitlines() if line.startswith("| ")][1:]
    return {found[1] for cell in cells if (found := re.search(r"`([\w/.-]+\.\w+)`", cell))}


def test_both_pages_send_a_newcomer_to_the_same_files():
    short, long = (
        first_files("CONTRIBUTING.md", "## Where to look first"),
        first_files("docs/architecture.md", "### Where is X"),
    )
    assert len(short) >= 7
    assert short - {"docs/architecture.md"} <= long
