"""Nothing leaves the machine: a whole build with the real encoder, and the page, where every way out is refused and
noted.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import picture
from tests.serving import Server

ROOT = Path(__file__).resolve().parents[1]
N = 24

#: Python runs this in every process of the tree before anything else.
GUARD = """
import atexit, os, socket, sys

def note(*words):
    with open(os.environ["WAYS_OUT"], "a") as out:
        out.write(" ".join(map(str, words)) + "\\n")

def at_home(host):
    return host in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", b"localhost", b"127.0.0.1")

def watch(owner, name, host_of):
    original = getattr(owner, name)
    def watched(*args, **more):
        host = host_of(args)
        if not at_home(host):
            note("TRIED", name, host, sys.argv)
            raise OSError(101, "refused by tests/test_offline.py")
        return original(*args, **more)
    setattr(owner, name, watched)

def address(args):
    return args[-1][0] if isinstance(args[-1], tuple) else None

for name in ("connect", "connect_ex", "sendto"):
    watch(socket.socket, name, address)
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    watch(socket, name, lambda args: args[0])
atexit.register(lambda: note("ENDED", "openvino" in sys.modules, repr(sys.modules.get("openvino_telemetry", "absent"))))
"""
#: Counts packets for which there was no way, native code's too: in a network of its own, that is every try.
COUNTED = '"$@"; status=$?; cat /proc/net/snmp /proc/net/snmp6 > "$0"; exit $status'


class Links(HTMLParser):
    """Everything a page makes a browser load, or leads it to."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("src", "href", "action", "srcset", "data", "poster")]


def own_network():
    """How to start a command in a network without any connection, or nothing where that is not allowed."""
    for how in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and subprocess.run([*how, "true"], capture_output=True, check=False).returncode == 0:
            return how
    return []


def no_routes(counters):
    text = counters.read_text()
    head, values = re.findall(r"^Ip: (.*)$", text, re.M)
    four = dict(zip(head.split(), values.split(), strict=True))["OutNoRoutes"]
    six = re.findall(r"^Ip6OutNoRoutes\s+(\d+)", text, re.M)
    return int(four) + sum(map(int, six))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """The environment of a process that may go nowhere, with a home in which nothing can be kept."""
    home = tmp_path_factory.mktemp("offline")
    (home / "guard").mkdir()
    (home / "guard" / "sitecustomize.py").write_text(GUARD)
    (home / "nobody").write_bytes(b"")
    (home / "ways-out").write_bytes(b"")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("IMAGESCAPE_") and "proxy" not in k.lower()}
    return home, {
        **clean,
        "PYTHONPATH": str(home / "guard"),
        "WAYS_OUT": str(home / "ways-out"),
        "HOME": str(home / "nobody"),
    }


@pytest.fixture(scope="module")
def mapped(guarded):
    """What `python app.py build` told, after a first build on a machine without any connection."""
    home, env = guarded
    for i in range(N):
        (home / "pictures" / f"{i % 3}").mkdir(parents=True, exist_ok=True)
        (home / "pictures" / f"{i % 3}" / f"{i}.jpg").write_bytes(picture(i))
    build = [
        sys.executable,
        "-W",
        "ignore",
        "app.py",
        "build",
        str(home / "pictures"),
        "--library",
        str(home / "library"),
        "--json",
    ]
    apart = own_network()
    command = [*apart, "sh", "-c", COUNTED, str(home / "counters"), *build] if apart else build
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def tried(ways_out):
    return [line for line in ways_out.read_text().splitlines() if line.startswith("TRIED")]


@pytest.mark.slow
def test_the_guard_itself_refuses_and_notes(guarded, tmp_path):
    _, env = guarded
    code = (
        "import socket, urllib.request\ntry:\n urllib.request.urlopen('http://192.0.2.1/', timeout=1)\n"
        "except OSError as e: print(e)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**env, "WAYS_OUT": str(tmp_path / "out")},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert "refused by tests/test_offline.py" in run.stdout, run.stderr
    assert tried(tmp_path / "out")


@pytest.mark.slow
def test_a_first_map_by_the_default_encoder_needs_nobody(guarded, mapped):
    home, _ = guarded
    assert (mapped["found"], mapped["mapped"], mapped["skipped"], mapped["width"]) == (N, N, 0, 1280)
    assert mapped["warnings"] == [], "OpenVINO ran it, and agreed with Keras"
    assert tried(home / "ways-out") == []


@pytest.mark.slow
def test_native_code_did_not_try_either(guarded, mapped):
    counters = guarded[0] / "counters"
    if not counters.exists():
        pytest.skip("a network of one's own is not allowed here")
    assert no_routes(counters) == 0


def test_a_try_of_native_code_would_have_been_counted(tmp_path):
    apart = own_network()
    if not apart:
        pytest.skip("a network of one's own is not allowed here")
    code = "import socket\ntry: socket.create_connection(('192.0.2.1', 80), 1)\nexcept OSError: pass"
    subprocess.run(
        [*apart, "sh", "-c", COUNTED, str(tmp_path / "counters"), sys.executable, "-c", code], check=True, timeout=30
    )
    assert no_routes(tmp_path / "counters") == 1


@pytest.mark.slow
def test_openvinos_telemetry_was_never_loaded(guarded, mapped):
    ended = [
        line.split(None, 2) for line in (guarded[0] / "ways-out").read_text().splitlines() if line.startswith("ENDED")
    ]
    assert "True" in {with_openvino for _, with_openvino, _ in ended}, "the build did run OpenVINO"
    assert {telemetry for _, with_openvino, telemetry in ended if with_openvino == "True"} == {"None"}
    assert {telemetry for _, _, telemetry in ended} <= {"None", "'absent'"}


def local(address):
    return address.startswith(("/", "#", "data:", "blob:")) and not address.startswith("//")


@pytest.mark.slow
def test_the_page_and_all_it_loads_come_from_this_machine(guarded, mapped):
    home, env = guarded
    with Server(home / "library", env=env) as server:

        def get(path):
            with urllib.request.urlopen(server.url + path, timeout=20) as answer:
                assert answer.status == 200
                assert answer.url == server.url + path, "no answer leads elsewhere"
                policy = answer.headers["Content-Security-Policy"]
                assert not re.search(r"https?:|wss?:|//|\*", policy), policy
                assert "default-src 'self'" in policy or "default-src 'none'" in policy
                return answer.read().decode("utf-8", "replace")

        page = get(f"/map/{mapped['map']}")
        links = Links(page).found
        assert len(links) > 15
        assert all(map(local, links)), links
        loaded = {address: get(address) for address in links}
        for address in (
            "/",
            "/health",
            "/_dash-dependencies",
            f"/thumb/{mapped['map']}/0",
            f"/image/{mapped['map']}/0",
            f"/rows/{mapped['map']}/0.json",
            f"/facets/{mapped['map']}",
            f"/facets/{mapped['map']}/folder",
            f"/facets/{mapped['map']}/folder/rows",
            f"/overview/{mapped['map']}.json",
            f"/preview/{mapped['map']}.png?dark=0",
            f"/find/{mapped['map']}/rows?words=jpg",
            f"/found?path={home / 'pictures'}",
            f"/folders?path={home / 'pictures'}",
            "/sources",
            "/encoders",
        ):
            get(address)
        layout = json.dumps(json.loads(get("/_dash-layout")))
    shown = re.findall(r'"(?:src|href|action)": "([^"]*)"', layout)
    assert len(shown) >= 2
    assert all(map(local, shown))
    for address, text in loaded.items():
        if ".css" in address:
            assert all(map(local, re.findall(r"url\(['\"]?([^'\")]+)", text)))
            assert "@import" not in text
    assert tried(home / "ways-out") == []


@pytest.mark.parametrize(
    "path", sorted(p for p in (ROOT / "assets").rglob("*.*") if p.suffix != ".ico"), ids=lambda path: path.name
)
def test_nothing_of_ours_names_an_address_that_is_loaded(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".mjs":
        code = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        assert not re.findall(r"\b(?:https?|wss?):|[\"'`]//", code)
    elif path.suffix == ".css":
        assert all(map(local, re.findall(r"url\(['\"]?([^'\")]+)", text)))
        assert "@import" not in text
    else:
        assert set(re.findall(r"https?://[^\"' ]+", text)) <= {"http://www.w3.org/2000/svg"}
        assert not re.findall(r"url\((?!#)", text)
