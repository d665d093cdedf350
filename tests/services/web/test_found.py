"""The addresses of the sheet for a new map: what a folder holds, its examples, folders, sources and encoders."""

import io
import os
import urllib.parse
from dataclasses import replace

import pytest
from PIL import Image

from app import create_app
from services.encoders import ENCODERS
from services.library import rates
from services.library.maps import Maps
from services.schema import Recipe
from services.settings import Settings
from services.sources import counting, demo, scan
from services.sources.counting import Counts
from services.sources.look import UNLISTED, Look
from tests.clusters import until
from tests.helpers_maps import files, stored
from tests.services.sources.test_scan import fill
from tests.services.web.conftest import short

ZEROS = {"pictures": 0, "others": 0, "skipped": 0, "folders": 0, "bytes": 0, "kinds": [], "examples": [], "token": ""}


@pytest.fixture
def looks(app):
    yield app.server.config["IMAGESCAPE_SERVICES"].looks
    app.server.config["IMAGESCAPE_SERVICES"].looks.close()


@pytest.fixture
def get(client, looks):
    """A function that asks for JSON, and checks that no answer is kept."""

    def ask(address, **asked):
        answer = client.get(f"{address}?{urllib.parse.urlencode(asked)}")
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.json

    return ask


@pytest.fixture
def standing(looks, monkeypatch):
    """A function that lets every folder be known to hold the same."""

    def stand(**counts):
        there = Counts(done=True, **counts)
        monkeypatch.setattr(looks, "at", lambda text: Look(text, "t", there, True, True, there.seconds))

    return stand


@pytest.mark.slow
def test_what_a_folder_holds_and_twelve_of_its_pictures(get, client, pictures):
    home = pictures(30)
    fill(home, "notes.txt", ".hidden.jpg")
    until(lambda: get("/found", path=home)["done"], "all is found")
    found = get("/found", path=home)
    *_, counts = counting.count(str(home))
    assert {key: found[key] for key in ("source", "name", "pictures", "others", "skipped", "folders", "bytes")} == {
        "source": str(home),
        "name": "pictures",
        "pictures": 30,
        "others": 1,
        "skipped": 1,
        "folders": 2,
        "bytes": counts.bytes,
    }
    assert (found["kinds"], found["counted"], found["problem"], found["address"]) == ([["JPEG", 30]], True, "", False)
    assert found["estimate"] is None
    assert len(found["examples"]) == 12
    for number in found["examples"]:
        answer = client.get(f"/found/{found['token']}/{number}.jpg")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "no-store"
        assert Image.open(io.BytesIO(answer.data)).format == "JPEG"
    assert str(home) not in f"/found/{found['token']}/0.jpg"


@pytest.mark.slow
def test_an_example_is_found_by_the_token_of_its_own_look_only(get, client, pictures):
    one, other = pictures(3, "one"), pictures(1, "other")
    for home in (one, other):
        until(lambda home=home: get("/found", path=home)["done"], "all is found")
    first, second = get("/found", path=one), get("/found", path=other)
    assert client.get(f"/found/{first['token']}/2.jpg").status_code == 200
    for wrong in (f"{second['token']}/2", f"{first['token']}/99", f"{'0' * 16}/0", "../0", f"{first['token']}/-1"):
        assert short(client.get(f"/found/{wrong}.jpg"), 404)
    assert short(client.get(f"/found/{first['token']}/a.jpg"), 404)


@pytest.mark.parametrize("path", ["", "/nowhere/at/all", "~nosuchuser", "a\0b", "x" * 5000, "/etc/hostname"])
@pytest.mark.parametrize("address", ["/found", "/folders"])
def test_what_cannot_be_read_is_an_answer_and_no_error(get, address, path):
    if address == "/folders" and not path:
        return
    found = get(address, path=path)
    assert found["problem"].endswith((".", "Browse."))
    assert found["done"]
    if address == "/found":
        assert {key: found[key] for key in ZEROS} == ZEROS
        assert found["estimate"] is None
    else:
        assert (found["up"], found["folders"], found["more"], found["here"]) == (None, [], 0, None)


def test_outside_the_roots_nothing_is_told(tmp_path):
    fill(tmp_path / "inside", "a.jpg")
    fill(tmp_path / "outside", "b.jpg")
    made = create_app(Settings(library=str(tmp_path / "library"), roots=(str(tmp_path / "inside"),)))
    client = made.server.test_client()
    for address in ("/found", "/folders"):
        for path in (tmp_path / "outside", tmp_path / "nothing", "s3://bucket"):
            answer = client.get(address, query_string={"path": str(path)}).json
            assert "this server" in answer["problem"]
            assert answer.get("pictures", 0) == 0 and answer["folders"] in (0, [])
    services = made.server.config["IMAGESCAPE_SERVICES"]
    services.looks.close()
    services.jobs.close()


def test_an_address_is_not_listed_unasked(get):
    found = get("/found", path="s3://bucket/pictures")
    assert (found["address"], found["problem"], found["done"], found["name"]) == (True, UNLISTED, True, "pictures")


def measured(library, tmp_path, **recipe):
    """A map of a thousand pictures that took 20 s, as far as its facts say."""
    info = stored(library, tmp_path / "made", files("a.jpg"), recipe=Recipe(**recipe), name=str(recipe))
    seconds = {"scan": 1.0, "embed": 10.0, "neighbours": 1.0, "project": 6.0, "measure": 2.0, "total": 20.0}
    info = replace(info, n=1000, found=1000, embedded=1000, images_per_second=100.0, iterations=400, seconds=seconds)
    library.maps.finish(info, library.maps.rows(info.id))


def test_an_estimate_comes_of_what_was_measured_with_the_encoder_and_projection(get, library, tmp_path, standing):
    standing(pictures=5000, kinds=(("JPEG", 4000), ("WEBP", 1000)))
    measured(library, tmp_path)
    infos = library.maps.all()

    def asked(**how):
        return get("/found", path="/x", **how)["estimate"]

    whole = rates.estimate(infos, pictures=5000, recipe=Recipe(), first_wave=1000)
    assert asked() == {"first": round(whole.first, 1), "all": round(whole.all, 1), "known": 0}
    assert asked(encoder="efficientnet-lite0", projection="tsne", dimensions="2", sample="0") == asked()
    assert asked(sample=1000) == {"first": 12.0, "all": 20.0, "known": 0}
    assert asked(sample=9000) == asked()
    assert asked(decoding="article") == asked(sample=4000)
    assert asked(encoder="resnet50") is asked(projection="pca") is asked(dimensions=3) is None
    assert asked(sample="many", dimensions="", iterations="-5")["all"] < asked()["all"], "nonsense is no error"
    assert get("/found", path=infos[0].source)["estimate"]["known"] == 1000, (
        "of its own folder they are embedded already"
    )


def test_more_pictures_than_a_map_may_have_are_said_before(tmp_path, pictures):
    home = pictures(4)
    made = create_app(Settings(library=str(tmp_path / "library"), max_pictures=3))
    services, client = made.server.config["IMAGESCAPE_SERVICES"], made.server.test_client()
    *_, counts = counting.count(str(home))
    services.looks.at = lambda text: Look(str(home), "t", counts)
    assert client.get("/found?path=x").json["problem"] == scan.too_many(str(home), 4, 3)
    assert client.get("/found?path=x&sample=3").json["problem"] == ""
    type(services.looks).close(services.looks)
    services.jobs.close()


@pytest.mark.slow
def test_folders_have_numbers_that_come(get, tmp_path):
    home = fill(tmp_path / "home", "a.jpg", "x/b.jpg", "x/y/c.jpg", "empty/.keep", "rtl\u202egpj/d.jpg")
    first = get("/folders", path=home)
    assert [folder["pictures"] for folder in first["folders"]] == [None, None, None]
    until(lambda: get("/folders", path=home)["done"], "all is counted")
    found = get("/folders", path=f"{home}/")
    assert found["folders"] == [
        {"name": "empty", "shown": "empty", "pictures": 0, "more": False},
        {"name": "rtl\u202egpj", "shown": "rtl\\u202egpj", "pictures": 1, "more": False},
        {"name": "x", "shown": "x", "pictures": 2, "more": False},
    ]
    assert (found["path"], found["up"], found["more"], found["problem"]) == (str(home), str(tmp_path), 0, "")
    assert (found["here"], found["whole"]) == (4, True)


def test_folders_begin_where_one_may_begin(get):
    assert get("/folders")["path"] == os.path.realpath(os.path.expanduser("~"))


def test_a_name_that_is_no_text_is_told_as_text(get, tmp_path):
    fill(tmp_path / "home", "caf\udce9/a.jpg")
    assert [folder["name"] for folder in get("/folders", path=tmp_path / "home")["folders"]] == ["caf\\xe9"]


def test_the_sources_used_last_are_told_if_they_can_still_be_read(get, app, library, tmp_path):
    for name in ("a", "b", "gone"):
        stored(library, tmp_path / name, files("1.jpg"), name=name)
    os.rename(tmp_path / "gone", tmp_path / "moved")
    upload = library.uploads / ("0" * 32)
    upload.mkdir()
    library.jobs.add(str(tmp_path / "a"), recipe=Recipe(), name="again")
    for source in (str(upload), str(demo.folder(library)), "/no/such/folder"):
        library.jobs.add(source, recipe=Recipe(), name="x")
    assert get("/sources") == [{"path": str(tmp_path / n), "name": n} for n in ("a", "b")]


def test_no_more_sources_are_told_than_eight(get, library, tmp_path):
    for i in range(10):
        (tmp_path / f"s{i}").mkdir()
        library.jobs.add(str(tmp_path / f"s{i}"), recipe=Recipe(), name="x")
    assert [source["name"] for source in get("/sources")] == [f"s{i}" for i in range(9, 1, -1)]


def test_encoders_say_what_they_take_and_how_fast_they_were_here(get, library, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    measured(library, tmp_path, encoder="resnet50")
    told = {encoder["name"]: encoder for encoder in get("/encoders")}
    assert list(told) == list(ENCODERS)
    default, resnet = told["efficientnet-lite0"], told["resnet50"]
    assert default == {
        "name": "efficientnet-lite0",
        "title": ENCODERS["efficientnet-lite0"].title,
        "help": ENCODERS["efficientnet-lite0"].help,
        "bytes": 0,
        "here": True,
        "rate": None,
        "work": 1.0,
        "file": "",
        "url": "",
        "folder": "",
    }
    assert (resnet["here"], resnet["rate"], resnet["work"], resnet["bytes"]) == (False, 100.0, 10.2, 94_765_736)
    os.makedirs(resnet["folder"])
    with open(os.path.join(resnet["folder"], resnet["file"]), "wb"):  # noqa: PTH123
        pass
    assert {encoder["name"]: encoder["here"] for encoder in get("/encoders")}["resnet50"]


def test_another_method_is_refused(client):
    for address in ("/found", "/folders", "/sources", "/encoders"):
        assert short(client.post(address), 405)


def test_the_facts_of_all_maps_are_read_seldom(get, monkeypatch, standing):
    standing(pictures=10)
    monkeypatch.setattr("services.web.found.HELD", 600)
    get("/sources")  # the first request of all has the page laid out
    reads = []
    real = Maps.all
    monkeypatch.setattr(Maps, "all", lambda self: (reads.append(1), real(self))[1])
    for _ in range(5):
        get("/found", path="/x")
        get("/encoders")
    assert len(reads) == 1
