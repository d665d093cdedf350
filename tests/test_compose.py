"""docker-compose.yml says what the image and the commands of Dask can do; an engine is not needed to see that."""

import re
import subprocess
import sys

import pytest
import yaml

from services.settings import PREFIX, Settings
from tests.conftest import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def mounts(service):
    return {volume.split(":")[1]: volume.split(":")[0::2] for volume in SERVICES[service].get("volumes", [])}


def test_one_image_three_services():
    assert set(SERVICES) == {"imagescape", "scheduler", "worker"}
    assert {(s["image"], s["build"]) for s in SERVICES.values()} == {("imagescape", ".")}


def test_the_library_is_the_pages_alone_and_pictures_are_read_only():
    assert mounts("imagescape") == {"/library": ["library"], "/pictures": ["pictures", "ro"]}
    assert mounts("worker") == {"/pictures": ["pictures", "ro"]}
    assert mounts("scheduler") == {}
    assert set(COMPOSE["volumes"]) == {"library", "pictures"}
    assert COMPOSE["volumes"]["pictures"]["driver_opts"]["device"].startswith("${PICTURES:?")
    for promise in (
        "IMAGESCAPE_LIBRARY=/library",
        "IMAGESCAPE_ROOTS=/pictures",
        "WORKDIR /app",
        "EXPOSE 8050",
        "COPY services services",
    ):
        assert promise in DOCKERFILE
    assert SERVICES["worker"]["environment"]["PYTHONPATH"] == "/app"


def test_the_page_and_the_workers_have_the_address_of_the_scheduler():
    address = SERVICES["imagescape"]["environment"]["IMAGESCAPE_CLUSTER"]
    host, port = re.fullmatch(r"tcp://(\w+):(\d+)", address).groups()
    scheduler = SERVICES[host]["command"]
    assert scheduler[scheduler.index("--port") + 1] == port
    assert address in SERVICES["worker"]["command"]
    assert "entrypoint" not in SERVICES["imagescape"], "the image's own"
    assert 'ENTRYPOINT ["python", "app.py"]' in DOCKERFILE


def test_only_the_page_can_be_reached_and_only_from_this_machine():
    assert [s for s in SERVICES if "ports" in SERVICES[s]] == ["imagescape"]
    assert all(port.startswith("127.0.0.1:") and port.endswith(":8050") for port in SERVICES["imagescape"]["ports"])


def test_variables_are_settings():
    names = {
        name for service in SERVICES.values() for name in service.get("environment", {}) if name.startswith(PREFIX)
    }
    assert names == {"IMAGESCAPE_CLUSTER", "IMAGESCAPE_TOKEN"}
    assert Settings.from_env(dict.fromkeys(names, "x")).cluster == "x"


def test_the_images_health_check_is_the_pages_only():
    assert SERVICES["worker"]["healthcheck"] == {"disable": True}
    assert "8786" in str(SERVICES["scheduler"]["healthcheck"]["test"])


def test_the_images_base_is_pinned_to_a_minor_version_and_its_packages_to_the_lock():
    base = re.search(r"^FROM (.+)$", DOCKERFILE, re.MULTILINE).group(1)
    assert re.fullmatch(r"python:3\.1[123]-slim-[a-z]+", base)
    assert "pip install -r /tmp/requirements.lock && python /tmp/slim.py" in DOCKERFILE


def test_trying_the_image_says_what_it_lacks():
    done = subprocess.run(
        [sys.executable, "-m", "tests.image"], cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.search(
        r"cannot run here\. (There is no buildah and no debootstrap|It needs Linux, and root)", done.stderr
    )


@pytest.mark.parametrize("service", ["scheduler", "worker"])
def test_dask_has_the_commands_and_the_options(service):
    assert SERVICES[service]["entrypoint"] == ["dask"]
    command, *args = SERVICES[service]["command"]
    helps = subprocess.run(
        [sys.executable, "-m", "dask", command, "--help"], capture_output=True, text=True, check=True
    ).stdout
    for word in args:
        if word.startswith("--"):
            assert re.search(rf"{word}\b", helps), word
