"""Owns trying the Docker image without Docker: ``make image-test``. Debian's buildah builds it and runs it.

The base image cannot be pulled everywhere. So debootstrap makes a Debian with Python, and buildah finds it under the
name that the Dockerfile asks for. Everything lies in one temporary folder, some 8 GB, and is removed at the end.
"""

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[1]
PHOTOS = ROOT.parent / "shared" / "data" / "photos-100.tar"
BASE = re.search(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE).group(1)
#: As the base image has it: Python in /usr/local, free to be installed into.
PYTHON_IN_USR_LOCAL = ["python3", "-m", "venv", "/usr/local"]
SECONDS = 120


def say(text):
    print(text, flush=True)


def missing():
    """Why this machine cannot build the image; empty when it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "It needs Linux, and root."
    tools = [tool for tool in ("buildah", "debootstrap") if not shutil.which(tool)]
    if tools:
        return f"There is no {' and no '.join(tools)}. On Debian: apt-get install {' '.join(tools)}"
    return (
        "" if PHOTOS.exists() else "It needs ../shared/data/photos-100.tar; the pictures are not part of the project."
    )


class Store:
    """The images and containers of one run, in a folder of their own."""

    def __init__(self, home):
        self.home = home

    def command(self, *words):
        # The driver vfs copies every layer: slower than overlay, but it works on every file system.
        place = ["--root", self.home / "root", "--runroot", self.home / "run", "--storage-driver", "vfs"]
        return ["buildah", *map(str, place), *map(str, words)]

    def buildah(self, *words):
        """Run buildah and return what it printed."""
        return output(self.command(*words))


def output(command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout.strip()


def make_base(store):
    """A Debian of the base's release with a Python where the base has it, under the base's name."""
    release = BASE.rsplit("-", 1)[1]
    container = store.buildah("from", "scratch")
    packages = "python3,python3-venv,ca-certificates"
    output(["debootstrap", "--variant=minbase", f"--include={packages}", release, store.buildah("mount", container)])
    store.buildah("umount", container)
    store.buildah("run", "--isolation", "chroot", container, "--", *PYTHON_IN_USR_LOCAL)
    store.buildah("config", "--cmd", "python3", container)
    store.buildah("commit", "--quiet", "--rm", container, BASE)


def pip_mounts(home):
    """What makes pip in the build find what the pip of this machine finds: its options, and the files they name."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    # A machine without pip has no options for it either.
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    # The environment's options come last, as they overrule those of files.
    lines.sort(key=lambda line: line.startswith(":env:"))
    options = {
        name: " ".join(ast.literal_eval(value).split())
        for line in lines
        for name, _, value in [line.partition("=")]
        if name.startswith(("global.", ":env:."))
    }
    options = {name.partition(".")[2]: value for name, value in options.items()}
    # An index that is a folder keeps its files beside its folder simple/, so the folder above is mounted.
    written = home / "pip.conf"
    written.write_text("[global]\n" + "".join(f"{name} = {value}\n" for name, value in options.items()))
    places = {word.removeprefix("file://").removesuffix("/simple") for v in options.values() for word in v.split()}
    mounts = {str(written): "/etc/pip.conf", **{p: p for p in places if p.startswith("/") and Path(p).exists()}}
    return [word for here, there in mounts.items() for word in ("--volume", f"{here}:{there}:ro")]


def build(store):
    """The image, as ``docker build -t imagescape .`` would make it."""
    options = ["--isolation", "chroot", "--format", "docker", "--pull-never", *pip_mounts(store.home)]
    store.buildah("bud", "--quiet", *options, "--tag", "imagescape", ROOT)


def size(store, image):
    return store.buildah("images", "--format", "{{.Size}}", image)


@contextmanager
def served(store, container, words, port):
    """Run the image's own command, and yield the file of its log."""
    log = store.home / "log"
    options = ["--isolation", "chroot", "--env", f"IMAGESCAPE_PORT={port}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            store.command("run", *options, container, "--", *words), stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield log
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answer(url):
    """Status and text of a GET. A cookie is kept for the redirects of this request only."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    try:
        with opener.open(url, timeout=20) as got:
            return got.status, got.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def wait_for(what, check):
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        with suppress(OSError):
            if got := check():
                return got
        time.sleep(0.2)
    raise SystemExit(f"{what}: not within {SECONDS} s.")


def try_it(store, photos):
    """Serve from the image, ask with and without its token, map a mounted folder and read the CSV of the map."""
    container = store.buildah("from", "--pull-never", "--volume", f"{photos}:/pictures:ro", "imagescape")
    made = json.loads(store.buildah("inspect", container))["Docker"]["config"]
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    with served(store, container, [*made["Entrypoint"], *made["Cmd"]], port) as log:
        try:
            wait_for("/health", lambda: answer(f"{home}/health")[0] == 200)
            say("/health answers.")
            token = wait_for("the token in the log", lambda: re.search(r"token=([\w-]+)", log.read_text())).group(1)
            assert answer(f"{home}/")[0] == 401, "a visitor without the token was let in"
            assert answer(f"{home}/?token={token}")[0] == 200, "a visitor with the token was not let in"
            say("The page asks for its token.")
            words = ["python", "app.py", "build", "/pictures", "--json"]
            built = json.loads(store.buildah("run", "--isolation", "chroot", container, "--", *words).splitlines()[-1])
            say(f"A mounted folder is mapped: {built}")
            status, table = answer(f"{home}/export/{built['map']}.csv?token={token}")
            rows = len(table.splitlines()) - 1
            assert (status, rows) == (200, 100), f"the map's CSV: {status}, {rows} rows"
        except BaseException:
            say(log.read_text()[-4000:])
            raise


def main():
    """Build, try, say the size, remove."""
    if words := missing():
        raise SystemExit(f"make image-test cannot run here. {words}")
    with tempfile.TemporaryDirectory(prefix="imagescape-image-", dir="/var/tmp") as folder:
        store = Store(Path(folder))
        photos = store.home / "photos"
        photos.mkdir()
        output(["tar", "-xf", PHOTOS, "-C", photos, "--no-same-owner"])
        for path in (store.home, *photos.rglob("*"), photos):
            path.chmod(0o755)
        try:
            say(f"A Debian under the name of {BASE} ...")
            make_base(store)
            say("The image ...")
            build(store)
            try_it(store, photos)
            say(f"The image works. Its size: {size(store, 'imagescape')}, of which the base: {size(store, BASE)}.")
        finally:
            subprocess.run(store.command("rm", "--all"), capture_output=True, check=False)


if __name__ == "__main__":
    main()
