"""Every id is unique, used, on the page, and known to the scripts and styles that name it."""

import re

import pytest

from components.header import export
from components.ids import Ids
from tests.conftest import ROOT

ASSETS = ROOT / "assets"
#: By path: two folders may have a module of one name.
SCRIPTS = {
    path.relative_to(ASSETS).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(ASSETS.rglob("*.mjs"))
}
STYLES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css"))}
#: Elements that the browser makes: by hand, where it makes them; and those of its panels.
MADE = {
    "upload": "modules/upload/zone",
    "upload-folder": "modules/upload/zone",
    "overlay": "modules/map/overlay",
    "pictures": "modules/map/pictures",
    "region-names": "modules/map/regions",
    "print-map": "modules/map/print",
    "server-gone": "modules/panels/frame",
    "keys-sheet": "modules/panels/keys",
}
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
        *re.findall(r'(?:byId|getElementById|setProps|draw|valueOf|unfold)\("([a-z-]+)"', text),
        # No colours.
        *re.findall(r'["\'](?!#[0-9a-fA-F]{6}["\'])#([a-z-]+)', text),
        # The buttons and places of the sides, tools and marks.
        *re.findall(r'\b(?:button|place): "([a-z-]+)"', text),
        *re.findall(r'(?<!className: )"((?:tool|marks|zoom)-[a-z]+)"', text),
    }
    assert asked <= {*map(str, Ids), *MADE, *DRAWN}


def test_what_scripts_make_is_made():
    assert all(f'"{id}"' in SCRIPTS[name] for id, name in MADE.items())
    promised = {"preview", "preview-image", "preview-name", "progress", "cancel", "find", "filter-count", "set", "many"}
    assert promised <= DRAWN, "tests rely on them"


def bare(style):
    """A style without comments and colours."""
    return re.sub(r"/\*.*?\*/|#[0-9a-fA-F]{3,8}(?![\w-])", "", STYLES[style], flags=re.DOTALL)


def test_the_page_has_every_style_and_last_those_that_change_what_others_say(client):
    linked = re.findall(r'<link rel="stylesheet" href="/assets/([a-z]+)\.css', client.get("/").text)
    assert linked == sorted(STYLES), "Dash puts them on the page by name"
    changing = [
        style for style in linked if "@media (max-width: 43.75em)" in STYLES[style] or "@media print" in STYLES[style]
    ]
    assert changing == linked[-len(changing) :] != []
    assert sum(len(re.findall(r"#[a-z]", bare(style))) for style in STYLES) > 10


@pytest.mark.parametrize("style", STYLES)
def test_styles_name_elements_that_are_there(style):
    asked = set(re.findall(r"#([a-z][a-z-]*)", bare(style)))
    assert asked <= {*map(str, Ids), *MADE, *DRAWN, "react-entry-point"}


#: Beginnings of classes that others give: Mantine, Dash, Plotly.
OTHERS = ("mantine-", "_dash-", "js-plotly-plot", "nsewdrag")


@pytest.mark.parametrize("style", STYLES)
def test_styles_name_classes_that_somebody_gives(style):
    asked = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", re.sub(r"url\([^)]*\)|\d*\.\d+\w*", "", bare(style))))
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "components").rglob("*.py")))
    # Nothing but the whole word in a string counts: "map-card open" gives two classes.
    given = {word for text in re.findall(r'"([^"\n]*)"', code + "".join(SCRIPTS.values())) for word in text.split()}
    given |= {f"{scheme}-only" for scheme in ("light", "dark")}
    given |= {f"ring-{name}" for name in re.findall(r'\bring\("(\w+)"\)', SCRIPTS["modules/map/overlay"])}
    assert {name for name in asked if not name.startswith(OTHERS)} <= given
