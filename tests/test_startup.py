"""Light, and so soon up: nothing of weight in the web process, a clear line where it cannot start, a clean
end.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from services.library import Library
from services.schema import Recipe
from tests.serving import Server, free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
#: What only the worker may load.
HEAVY = ("tensorflow", "keras", "openvino", "sklearn", "openTSNE", "faiss", "scipy", "numba", "torch", "distributed")
#: The most modules that are loaded by ``import app``, and once the page is put together.
MODULES = 90, 1400

START = """
import json, sys
import app
at_import = len(sys.modules)
from services.settings import Settings
app.create_app(Settings(library=sys.argv[1])).server.config["IMAGESCAPE_SERVICES"].jobs.close()
print(json.dumps([at_import, len(sys.modules)]))
"""

LOOK_AROUND = """
import json, re, sys
import app
at_import = sorted(sys.modules)
from services.settings import Settings
made = app.create_app(Settings(library=sys.argv[1]))
at_creation = sorted(sys.modules)
client, id = made.server.test_client(), sys.argv[2]
page = client.get(f"/map/{id}").text
addresses = [*re.findall(r'(?:src|href)="(/[^"]+)"', page), "/_dash-layout", "/_dash-dependencies", "/health",
             f"/thumb/{id}/0", f"/image/{id}/0", f"/rows/{id}/0.json", f"/live/{id}", f"/export/{id}.csv",
             f"/export/{id}.parquet", f"/export/{id}.png?color=trust", f"/facets/{id}", f"/facets/{id}/folder",
             f"/facets/{id}/folder/rows", f"/overview/{id}.json", f"/preview/{id}.png?dark=0",
             f"/find/{id}/rows?words=1", f"/found?path={sys.argv[3]}", f"/folders?path={sys.argv[3]}",
             "/sources", "/encoders"]
answers = {}
for address in addresses:
    with client.get(address) as answer:
        answers[address] = [answer.status_code, len(answer.get_data())]
state = {"id": id, "state": "ready", "name": "x"}
stores = [{"id": "figured-store", "property": "data"}, {"id": "adopted-store", "property": "data"},
          {"id": "map-revived", "property": "data"}]
body = {"output": "..map.figure...figured-store.data...adopted-store.data...map-revived.data..",
        "outputs": [{"id": "map", "property": "figure"}, *stores],
        "inputs": [{"id": "map-store", "property": "data", "value": state}, {"id": "map-revive", "property": "data"}],
        "state": [{"id": "color-by", "property": "value", "value": "trust"},
                  {"id": "figured-store", "property": "data"}, {"id": "map-revived", "property": "data"}],
        "changedPropIds": ["map-store.data"]}
drawn = client.post("/_dash-update-component", data=json.dumps(body), headers={"Content-Type": "application/json"})
made.server.config["IMAGESCAPE_SERVICES"].jobs.close()
meta = drawn.json["response"]["map"]["figure"]["layout"]["meta"]
told = {"import": at_import, "create": at_creation, "end": sorted(sys.modules), "answers": answers, "drawn": meta}
print(json.dumps(told))
"""


def environment(**more):
    return {**{k: v for k, v in os.environ.items() if not k.startswith("IMAGESCAPE_")}, **more}


def serve(*args, **more):
    command = [sys.executable, "-W", "ignore", "app.py", "serve", "--no-browser", *map(str, args)]
    return subprocess.run(command, cwd=ROOT, env=environment(**more), capture_output=True, text=True, timeout=60)


@pytest.fixture
def read_only_home(tmp_path):
    """A home in which nothing can be made, whoever asks: it is a file."""
    home = tmp_path / "home"
    home.write_bytes(b"")
    return {"HOME": str(home), "XDG_CACHE_HOME": "", "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "KERAS_HOME": ""}


@pytest.fixture
def quiet_library(tmp_path):
    """A library that has seen a job, so that no demo starts beside what is measured."""
    library = Library(tmp_path / "library")
    job = library.jobs.add("/nowhere", recipe=Recipe(), name="over")
    library.jobs.end_unclaimed(job.id, state="stopped", error="")
    return library


def test_the_web_process_loads_nothing_of_weight_whatever_is_looked_at(built, library, read_only_home):
    made = built(12)
    command = [sys.executable, "-W", "error", "-c", LOOK_AROUND, str(library.folder), made.info.id, made.info.source]
    run = subprocess.run(
        command, cwd=ROOT, env=environment(**read_only_home), capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert {status for status, _ in told["answers"].values()} <= {200, 204}, told["answers"]
    assert len(told["answers"]) > 35
    assert told["drawn"]["rows"] == 12
    for moment in ("import", "create", "end"):
        tops = {name.partition(".")[0] for name in told[moment]}
        assert not set(HEAVY) & tops, moment
    light = {name.partition(".")[0] for name in told["import"]}
    assert not light & {"dash", "plotly", "flask", "numpy", "pandas", "pyarrow", "PIL", "components"}, (
        "every worker that is spawned imports app.py"
    )


def test_a_start_loads_no_more_than_the_page_needs(quiet_library):
    """How quickly it is up is a matter of how much it imports."""
    command = [sys.executable, "-W", "ignore", "-c", START, str(quiet_library.folder)]
    run = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    at_import, at_creation = json.loads(run.stdout)
    assert (at_import <= MODULES[0], at_creation <= MODULES[1]) == (True, True), (at_import, at_creation)


def test_it_needs_no_home_that_can_be_written(quiet_library, read_only_home):
    import urllib.request

    with Server(quiet_library.folder, env=read_only_home) as server:
        with urllib.request.urlopen(f"{server.url}/_dash-layout", timeout=10) as answer:
            assert answer.status == 200
        logged = server.logged()
    assert "Traceback" not in logged
    assert f"Imagescape is at http://localhost:{server.port}\n" in logged


def test_without_a_library_that_can_be_written_it_says_where_to_put_one(read_only_home):
    run = serve("--port", free_port(), **read_only_home)
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1, run.stderr
    assert "--library" in run.stderr


def test_a_port_that_is_taken_is_one_clear_line(quiet_library):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        run = serve("--port", port, "--library", quiet_library.folder)
    assert run.returncode == 2
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"imagescape: Cannot listen on 127.0.0.1 port {port} (")
    assert line.endswith("choose another port with --port.")


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("IMAGESCAPE_PORTS", "1", "is not a setting"),
        ("IMAGESCAPE_THREADS", "many", "is not a whole number"),
        ("IMAGESCAPE_HOST", "no.such.host.invalid", None),
    ],
)
def test_a_wrong_setting_is_one_clear_line(quiet_library, variable, value, told):
    run = serve("--port", free_port(), "--library", quiet_library.folder, **{variable: value})
    assert run.returncode == 2
    (line,) = run.stderr.splitlines()
    assert (told or "Cannot listen on no.such.host.invalid") in line


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return (
        Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z" if Path("/proc").is_dir() else False
    )


def waited(condition, seconds=60):
    """Whether a condition came true; the seconds are there to end a broken test."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
def test_a_signal_ends_the_server_and_its_worker_and_the_job_waits_for_the_next(quiet_library, pictures, how):
    quiet_library.jobs.add(str(pictures(4)), recipe=Recipe(), name="next")

    def working():
        return [job for job in quiet_library.jobs.unfinished() if job.state == "running" and job.worker]

    with Server(quiet_library.folder) as server:
        assert waited(working), server.logged()
        worker = int(working()[0].worker.split(":")[-2])
        assert not gone(worker)
        server.process.send_signal(how)
        assert server.process.wait(timeout=60) == 0, server.logged()
        assert waited(lambda: gone(worker))
        logged = server.logged()
    assert "Traceback" not in logged, logged
    (job,) = quiet_library.jobs.unfinished()
    assert job.name == "next"
