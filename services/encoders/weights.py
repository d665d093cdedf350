"""Owns finding an encoder's weights: in the user's folder, in Keras' own folder, or by Keras' own download."""

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
from services.errors import EncoderUnavailable, in_one_line

ENDINGS = (".h5", ".keras")
#: Seconds without an answer that end a download.
TIMEOUT = 15.0


def find(name: str, *, folder: str, file: str, url: str, md5: str, note: Callable[[str], None]) -> Path:
    """Return the weights file of an encoder. It is downloaded if it is not on this machine.

    Parameters
    ----------
    name : str
        Name of the encoder.
    folder : str
        The setting ``weights``; empty for none. A file fits if its name contains the encoder's name, without regard to
        case and hyphens.
    file, url, md5 : str
        Keras' own name of the file, its address, and its checksum.
    note : callable
        Called with a sentence about what takes time.

    Raises
    ------
    EncoderUnavailable
        The folder does not exist, or the download failed. The message names both ways to get the file.
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
    # First Keras' own name, then a file without the classifier, which loads into our network as it is.
    files.sort(key=lambda f: (f.name != file, "notop" not in _plain(f.name)))
    return files[0] if files else None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _download(name: str, file: str, url: str, md5: str) -> Path:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        # Keras prints a progress bar to standard output, which is for the output of --json.
        with contextlib.redirect_stdout(sys.stderr):
            return Path(keras().utils.get_file(file, origin=url, cache_subdir="models", file_hash=md5))
    except Exception as error:
        raise EncoderUnavailable(
            f"The weights of {name} are not on this machine and could not be downloaded ({in_one_line(error, 300)}). "
            f"Either connect to the internet and start again, or fetch {url} elsewhere, lay it into a folder and start "
            "with --weights FOLDER. The encoder efficientnet-lite0 needs no download."
        ) from error
    finally:
        socket.setdefaulttimeout(before)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a weights file, in hex. The file is read again only if its size or time has changed."""
    facts = path.stat()
    return _fingerprint(str(path), facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=64)
def _fingerprint(path: str, _size: int, _mtime_ns: int) -> str:
    sha = hashlib.sha256()
    with Path(path).open("rb") as stream:
        while block := stream.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()
