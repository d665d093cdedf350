"""Owns finding an encoder's weights: a folder the user filled, Keras' own folder, else Keras' own download."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import socket
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from services.encoders.framework import keras
from services.errors import EncoderUnavailable

ENDINGS = (".h5", ".keras")
#: Seconds without an answer after which a download is given up.
TIMEOUT = 15.0


def find(name: str, *, folder: str, file: str, url: str, md5: str, note: Callable[[str], None]) -> Path:
    """The weights file of an encoder, fetched if need be.

    Parameters
    ----------
    name : str
        The encoder's.
    folder : str
        ``--weights``; empty for none. Any file whose name holds the encoder's name will do, hyphens and case aside.
    file, url, md5
        What Keras itself calls the file, where it lies, its checksum.
    note : callable
        Told what takes its time.

    Raises
    ------
    EncoderUnavailable
        Names both ways to get it.
    """
    laid = _laid(name, folder, file)
    if laid is not None:
        return laid
    own = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "models" / file
    if own.is_file():
        return own
    note(f"Downloading the weights of {name}, once")
    return _download(name, file, url, md5)


def _laid(name: str, folder: str, file: str) -> Path | None:
    if not folder:
        return None
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise EncoderUnavailable(f"The weights folder {folder} does not exist. Make it, or leave out --weights.")
    wanted = _plain(name)
    files = [f for f in sorted(place.iterdir()) if f.suffix in ENDINGS and wanted in _plain(f.name)]
    # Keras' own name first, then without the classifier: it loads into our network as it is.
    files.sort(key=lambda f: (f.name != file, "notop" not in _plain(f.name)))
    return files[0] if files else None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _download(name: str, file: str, url: str, md5: str) -> Path:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        # Keras prints its bar to standard output, which belongs to --json.
        with contextlib.redirect_stdout(sys.stderr):
            return Path(keras().utils.get_file(file, origin=url, cache_subdir="models", file_hash=md5))
    except Exception as error:
        raise EncoderUnavailable(
            f"The weights of {name} are not on this machine and could not be downloaded ({_short(error)}). Either "
            "connect to the "
            f"internet and start again, or fetch {url} elsewhere, lay it into a folder and start with --weights "
            "FOLDER. "
            "The encoder efficientnet-lite0 needs no download."
        ) from error
    finally:
        socket.setdefaulttimeout(before)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__


def fingerprint(path: Path) -> str:
    """SHA-256 of a weights file, in hex; read once for each size and time of the file."""
    facts = path.stat()
    return _fingerprint(str(path), facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=64)
def _fingerprint(path: str, _size: int, _mtime_ns: int) -> str:
    sha = hashlib.sha256()
    with Path(path).open("rb") as stream:
        while block := stream.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()
