"""Every id is unique, used, on the page, and known to the scripts and styles that name it."""

import re

import pytest

from components.header import export
from components.ids import Ids
from tests.conftest import ROOT

SCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "assets").rglob("*.mjs"))}
#: Elements that the browser makes: by hand, and those of its panels.
MADE = {"upload", "upload-folder", "overlay", "server-gone"}
DRAWN = {id for text in SCRIPTS.values() for id in re.findall(r'\bid: "([a-z-]+)"', text)}


def test_no_two_names_share_an_id():
    assert len({str(id) for id in Ids}) == len(Ids.__members__)


def test_an_id_is_its_text():
    assert Ids.MAP == "map"
    assert f"{Ids.MAP}.figure" == "map.figure"


def test_every_id_is_used_and_stands_on_the_page(page):
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "components").rglob("*.py"))
    # The names of exports make the ids of what offers them.
    made = {item.id for item in export.ITEMS}
    named = set(re.findall(r"\bIds\.([A-Z_]+)\b", code))
    assert named | {id.name for id in Ids if id in made} == set(Ids.__members__)
    assert {str(id) for id in Ids} <= set(page.by_id)


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_look_for_elements_that_are_there(name):
    text = SCRIPTS[name]
    asked = {
        *re.findall(r'(?:byId|setProps|draw)\("([a-z-]+)"', text),
        *re.findall(r'["\']#([a-z-]+)', text),
    }
    assert asked <= {*map(str, Ids), *MADE, *DRAWN}


def test_what_scripts_make_is_made():
    text = SCRIPTS["zone"] + SCRIPTS["overlay"] + SCRIPTS["frame"]
    assert all(f'"{id}"' in text for id in MADE)
    assert {"preview", "preview-image", "preview-name", "progress", "cancel"} <= DRAWN, "promised by design.md"


def test_styles_name_elements_that_are_there():
    text = re.sub(
        r"#[0-9a-fA-F]{3,8}\b|/\*.*?\*/", "", (ROOT / "assets" / "app.css").read_text(encoding="utf-8"), flags=re.S
    )
    asked = set(re.findall(r"#([a-z][a-z-]*)", text))
    assert asked
    assert asked <= {*map(str, Ids), *MADE, *DRAWN, "react-entry-point"}
