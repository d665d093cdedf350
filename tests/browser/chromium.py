"""Owns where Chromium comes from: the system's, else Playwright's download, else Debian's package.

``python -m tests.browser.chromium`` makes sure there is one; the tests then only look.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
#: Off: everything with which Chromium reaches out on its own. Software GL, as the machines of our users have no other.
FLAGS = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--force-color-profile=srgb",
)


def find() -> str | None:
    """The path of a Chromium, or None. ``CHROMIUM`` in the environment decides."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in PLACES if Path(place).exists()), None) or _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    return path if path and Path(path).exists() else None


def flags() -> list[str]:
    """Command line flags; root may not use the sandbox."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, *(["--no-sandbox"] if root else [])]


def _run(*command: str, seconds: int) -> bool:
    try:
        return subprocess.run(command, timeout=seconds, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> str | None:
    """Fetch one: Playwright's own build first, then Debian's package where that can be had."""
    print("No Chromium on this machine: trying Playwright's download.")
    _run(sys.executable, "-m", "playwright", "install", "chromium", seconds=300)
    found = find()
    if found or not shutil.which("apt-get"):
        return found
    print("Trying Debian's package.")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    _run(*sudo, "apt-get", "update", "-qq", seconds=300)
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    _run(
        *sudo,
        *quiet,
        "apt-get",
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "chromium",
        "fonts-dejavu-core",
        "fonts-noto-color-emoji",
        seconds=900,
    )
    return find()


if __name__ == "__main__":
    path = find() or install()
    if not path:
        sys.exit(
            "The browser tests need Chromium. Install it (Debian: apt-get install chromium), "
            "or set CHROMIUM to its path."
        )
    print(f"Chromium: {path}")
