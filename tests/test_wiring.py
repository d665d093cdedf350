"""Traps of Dash and plotly that no error message tells of: what is wired to what, what is answered, what is allowed to
run.
"""

import ast
import base64
import hashlib
import importlib.util
import inspect
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import dash
import dash_mantine_components
import plotly
import pytest

from app import create_app
from components.ids import Ids
from components.source.recipe import CONTROLS
from services.errors import BadRequest
from services.settings import Settings
from tests.callbacks import HEADERS, Page, components

ROOT = Path(__file__).resolve().parents[1]
MODULES = [ROOT / "app.py", *sorted((ROOT / "components").rglob("*.py")), *sorted((ROOT / "services").rglob("*.py"))]
#: What runs in the browser.
SCRIPTS = [ROOT / "assets" / "main.mjs", *sorted((ROOT / "assets" / "modules").rglob("*.mjs"))]
#: Ids that design.md promises to tests and scripts; ``upload`` and those of the panels are made in the browser.
PROMISED = [
    "folder",
    "build",
    "sample",
    "encoder",
    "perplexity",
    "dimensions",
    "map",
    "map-title",
    "counts",
    "skipped",
    "new-map",
    "facets",
    "find-place",
    "chips",
    "picture",
    "download-csv",
    "color-by",
    "selection",
    "library",
    "theme",
]
#: Measured together: another pair draws, keeps the view and recovers differently.
PAIR = {"plotly": "7.1.0", "plotly.js": "4.1.1", "dash": "4.4.1", "dash-mantine-components": "2.8.1"}


class Head(HTMLParser):
    """The scripts, links and handlers of a page."""

    def __init__(self, text):
        super().__init__()
        self.scripts, self.inline, self.links, self.handlers = [], [], [], []
        self._open = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.handlers += [name for name in given if name.startswith("on")]
        if tag == "script" and "src" in given:
            self.scripts.append(given["src"])
        elif tag == "script":
            self._open = given.get("type") or "text/javascript"
        elif tag == "link":
            self.links.append(given["href"])

    def handle_data(self, data):
        if self._open in ("text/javascript", "application/javascript", "module"):
            self.inline.append(data)

    def handle_endtag(self, tag):
        if tag == "script":
            self._open = None


@pytest.fixture
def page(client):
    return Page(client)


def named(path):
    return path.relative_to(ROOT).as_posix()


def calls(path):
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


def parts(callback):
    """What a callback changes, "id.property"."""
    output = callback["output"]
    return [] if callback["no_output"] else output[2:-2].split("...") if output.startswith("..") else [output]


def test_a_second_application_in_the_process_has_all_its_callbacks(settings, tmp_path):
    made = [create_app(settings), create_app(settings), create_app(Settings(library=str(tmp_path / "other")))]
    try:
        counts = [len(app.server.test_client().get("/_dash-dependencies").json) for app in made]
        assert counts == [counts[0]] * 3
        assert counts[0] > 10
    finally:
        for app in made:
            app.server.config["IMAGESCAPE_SERVICES"].jobs.close()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_callback_belongs_to_a_module(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dash"
        for alias in node.names
    ]
    assert not {"callback", "clientside_callback"} & set(imported)
    assert not [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any("callback" in ast.unparse(d) for d in node.decorator_list)
    ]


def test_no_two_callbacks_change_the_same(page):
    outputs = [part for callback in page.dependencies for part in parts(callback)]
    assert len(outputs) == len(set(outputs)), "the later would win in silence"
    first = [output for output in outputs if "@" not in output]
    shared = {output.partition("@")[0] for output in outputs if "@" in output}
    # "Use the recipe again" of a map's menu fills in the form and closes the list; the named recipes fill in the form
    # too. A dialog of that menu is opened by an item and closed by what it does, after which the maps are read again.
    # A press has a callback of its own, and so has what changes the same for another reason: see test_page.
    form = {f"{control.value}.value" for control in (Ids.FOLDER, *CONTROLS)}
    reasons = {
        "started-store.data",
        "url.pathname",
        "notices.sendNotifications",
        "color-by.value",
        *("maps.opened", "maps-list.children"),
        *("color-by.data", "folder.error"),
        *("rename.opened", "delete.opened", "listed-store.data"),
        *form,
    }
    assert shared <= reasons, "one that is shared is shared for a reason"
    assert shared & set(first)


def test_every_id_a_callback_names_stands_on_the_page(page):
    asked = {i["id"] for callback in page.dependencies for i in (*callback["inputs"], *callback["state"])}
    asked |= {part.rsplit(".", 1)[0] for callback in page.dependencies for part in parts(callback)}
    assert {id for id in asked if not id.startswith("{")} <= set(page.by_id)


def test_every_property_a_callback_names_is_one_of_its_component(page):
    for callback in page.dependencies:
        asked = [
            (i["id"], i["property"]) for i in (*callback["inputs"], *callback["state"]) if not i["id"].startswith("{")
        ]
        asked += [tuple(part.partition("@")[0].rsplit(".", 1)) for part in parts(callback)]
        for id, prop in asked:
            found = page.by_id[id]
            library = {"dash_html_components": dash.html, "dash_core_components": dash.dcc}.get(
                found["namespace"], dash_mantine_components
            )
            known = inspect.signature(getattr(library, found["type"]).__init__).parameters
            assert prop in known or prop.startswith(("data-", "aria-")), f"{id} has no {prop}"


def test_the_ids_that_are_promised_are_there(page):
    assert set(PROMISED) <= set(page.by_id)
    assert set(PROMISED) <= {str(id) for id in Ids}


def test_no_id_is_given_twice(page):
    ids = [json.dumps(c["props"]["id"]) for c in components(page.layout) if "id" in c["props"]]
    assert len(ids) == len(set(ids))


def test_dash_complains_of_ids_that_are_not_there(app):
    assert app.config.suppress_callback_exceptions is False


@pytest.mark.parametrize(
    "address",
    [
        "/made-up",
        "/media/x/999",
        "/thumb/typo",
        "/thumb/" + "ab" * 16 + "/0",
        "/image/" + "ab" * 16 + "/0",
        "/map/" + "ab" * 16,
        "/map/",
        "/map/a/b",
        "/export/" + "ab" * 16 + ".csv",
        "/rows/" + "ab" * 16 + "/0.json",
        "/live/" + "ab" * 16,
        "/assets/app.py",
        "/assets/%2e%2e/app.py",
        "/_dash-component-suites/made/up.js",
        "/_dash-component-suites/dash/made-up.js",
    ],
)
def test_an_address_that_shows_nothing_is_404_and_never_the_page(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert 0 < len(answer.text) < 300


def test_no_callback_answers_nonsense_with_its_inside(page, client):
    for callback in page.dependencies:
        for nonsense in (None, "nonsense", -1, {"id": "x", "state": "y"}, []):
            wanted = (
                [{**i, "value": nonsense} for i in callback["inputs"]],
                [{**s, "value": nonsense} for s in callback["state"]],
            )
            if callback["clientside_function"] or any(
                i["id"].startswith("{") for i in (*callback["inputs"], *callback["state"])
            ):
                continue
            outputs = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in parts(callback)]
            body = {
                "output": callback["output"],
                "outputs": outputs if callback["output"].startswith("..") else outputs[0],
                "inputs": wanted[0],
                "state": wanted[1],
                "changedPropIds": [f"{callback['inputs'][0]['id']}.{callback['inputs'][0]['property']}"],
            }
            answer = client.post("/_dash-update-component", data=json.dumps(body), headers=HEADERS)
            assert answer.status_code in (200, 204)
            assert not any(word in answer.text for word in ("Traceback", "site-packages", str(ROOT), ".py"))


def test_a_callback_from_another_site_is_refused(page, client):
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post("/_dash-update-component", data="{}", headers={**HEADERS, **headers})
        assert answer.status_code == 403


def test_agents_have_no_way_in_whatever_the_environment_says(settings, monkeypatch):
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    app = create_app(settings)
    try:
        ask = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}
        assert app.server.test_client().post("/_mcp", json=ask).status_code in (404, 405)
    finally:
        app.server.config["IMAGESCAPE_SERVICES"].jobs.close()


def test_no_callback_runs_in_a_process_of_its_own(page):
    assert {c["background"] for c in page.dependencies} == {None}


def test_what_runs_in_the_browser_is_ours_and_no_inline_script(page):
    named = [c["clientside_function"] for c in page.dependencies if c["clientside_function"]]
    (answered,) = re.findall(r"^answerDash\({\n(.*?)\n}\);", SCRIPTS[0].read_text(encoding="utf-8"), re.DOTALL | re.M)
    for function in named:
        assert function["namespace"] == "imagescape", "one that is written inline needs a hash in the policy"
    # At the beginning of a line, or behind others on the first.
    given = set(re.findall(r"(?:^  |, )(\w+)(?=:|,|$)", answered, re.MULTILINE))
    ours = {"recolour", "adopt", "watch", "tellRecipe", "closeMaps", "showSkipped"}
    assert {function["function_name"] for function in named} == ours <= given
    assert len(named) == len(ours)


def test_the_figure_is_never_sent_back(page):
    asked = {(i["id"], i["property"]) for c in page.dependencies for i in (*c["inputs"], *c["state"])}
    assert not {prop for id, prop in asked if id == "map"}, "a figure comes back decoded, megabytes a call"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_dash_changed_or_forks_is_not_used(path):
    for call in calls(path):
        name = ast.unparse(call.func)
        assert name not in ("dcc.Slider", "dcc.RangeSlider", "dcc.Dropdown", "dcc.Input", "dcc.Upload", "dcc.Loading")
        assert not name.endswith((".memoize", ".cached")), "flask-caching keys on repr: two long arrays are one key"
        for keyword in call.keywords:
            assert keyword.arg != "background" or ast.unparse(keyword.value) != "True"


def test_mantine_is_the_root_and_has_one_container_for_notices(page):
    kinds = [c["type"] for c in components(page.layout)]
    assert kinds[0] == "MantineProvider"
    assert (kinds.count("MantineProvider"), kinds.count("NotificationContainer")) == (1, 1)
    assert "NotificationProvider" not in kinds
    assert kinds.count("Graph") == 1, "browsers keep sixteen drawing contexts a page, and a graph takes two"


def test_the_libraries_are_the_ones_everything_was_measured_with(client):
    locked = dict(re.findall(r"(?m)^([\w-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text()))
    with client.get("/_dash-component-suites/plotly/package_data/plotly.min.js") as answer:
        script = answer.get_data()[:200].decode()
    assert PAIR["plotly.js"] == plotly.offline.get_plotlyjs_version()
    assert f"plotly.js v{PAIR['plotly.js']}\n" in script, "the script is the one in plotly's own wheel"
    for name, module in (("plotly", plotly), ("dash", dash), ("dash-mantine-components", dash_mantine_components)):
        assert PAIR[name] == module.__version__ == locked[name]


def test_only_scripts_of_ours_run(client):
    answer = client.get("/")
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    head = Head(answer.text)
    assert not head.handlers
    assert len(head.inline) >= 1
    for script in head.inline:
        assert (
            f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
            in policy["script-src"].split()
        )
    sources = {
        word
        for name in ("default-src", "script-src", "connect-src", "worker-src", "form-action", "img-src", "font-src")
        for word in policy[name].split()
    }
    assert {word for word in sources if not word.startswith("'sha256-")} == {
        "'self'",
        "'unsafe-eval'",
        "data:",
        "blob:",
    }
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'none'")


def test_every_script_and_style_of_the_page_answers_with_the_guards_headers(client):
    head = Head(client.get("/").text)
    assert [s.partition("?")[0] for s in head.scripts if s.startswith("/assets/")] == ["/assets/main.mjs"]
    for address in (*head.scripts, *head.links):
        with client.get(address) as answer:
            assert answer.status_code == 200, address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_setting_that_cannot_be_had_is_told_in_a_line(settings):
    if importlib.util.find_spec("redis"):
        pytest.skip("redis is installed here")
    with pytest.raises(BadRequest, match="needs the package redis"):
        create_app(Settings(library=settings.library, cache_url="redis://localhost/0"))


def test_without_settings_the_environment_decides(monkeypatch, tmp_path):
    monkeypatch.setenv("IMAGESCAPE_LIBRARY", str(tmp_path / "from-environment"))
    app = create_app()
    app.server.config["IMAGESCAPE_SERVICES"].jobs.close()
    assert (tmp_path / "from-environment" / "imagescape.sqlite").is_file()
