"""Owns finding an encoder's weights: where a user laid them, in Keras' own folder, or by Keras' own download."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import os
import re
import socket
import sys
import urllib.error
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services.encoders.framework import keras
from services.errors import EncoderUnavailable

logger = logging.getLogger(__name__)

ENDINGS = (".h5", ".keras")
#: Seconds without an answer that end a download.
TIMEOUT = 15.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The weights that an encoder needs.

    ``name`` and ``title`` are the encoder's. ``file`` is Keras' own name of the file, ``url`` its address, ``md5`` its
    checksum (MD5 or SHA-256), and ``size`` its length in bytes.
    """

    name: str
    title: str
    file: str
    url: str
    md5: str
    size: int


def place(models: Path) -> Path:
    """Return the folder below that of the converted models into which a user may lay weights."""
    return models / "weights"


def find(wanted: Wanted, *, folder: str, models: Path, note: Callable[[str], None]) -> Path:
    """Return the weights file of an encoder. It is downloaded if it is not on this machine.

    Parameters
    ----------
    wanted : Wanted
    folder, models
        As for :func:`present`.
    note : callable
        Called with a sentence about what takes time.

    Raises
    ------
    EncoderUnavailable
        The folder does not exist, or the download failed. The message names the ways to get the file.
    """
    found = present(wanted, folder=folder, models=models)
    if found is not None:
        return found
    note(f"Downloading the weights of {wanted.name}, once")
    return _download(wanted, models)


def present(wanted: Wanted, *, folder: str, models: Path) -> Path | None:
    """Return the weights file of an encoder if it is on this machine, without loading Keras.

    Parameters
    ----------
    wanted : Wanted
    folder : str
        The setting ``weights``; empty for none. A file fits if its name contains the encoder's name, without regard to
        case and hyphens.
    models : Path
        Folder for converted models. Its :func:`place` is looked into after ``folder``, by the same rule, and before
        Keras' own folder.

    Raises
    ------
    EncoderUnavailable
        The folder does not exist.
    """
    if folder and not Path(folder).expanduser().is_dir():
        raise EncoderUnavailable(f"The weights folder {folder} does not exist. Make it, or leave out --weights.")
    for laid in (Path(folder).expanduser() if folder else None, place(models)):
        if laid is not None and (files := _laid(laid, wanted)):
            return files[0]
    own = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "models" / wanted.file
    return own if own.is_file() else None


def _laid(folder: Path, wanted: Wanted) -> list[Path]:
    """The files of a folder that fit, the best first."""
    if not folder.is_dir():
        return []
    name = _plain(wanted.name)
    files = [f for f in sorted(folder.iterdir()) if f.suffix in ENDINGS and name in _plain(f.name)]
    # First Keras' own name, then a file without the classifier, which loads into our network as it is.
    files.sort(key=lambda f: (f.name != wanted.file, "notop" not in _plain(f.name)))
    return files


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _download(wanted: Wanted, models: Path) -> Path:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        # Keras prints a progress bar to standard output, which is for the output of --json.
        with contextlib.redirect_stdout(sys.stderr):
            return Path(
                keras().utils.get_file(wanted.file, origin=wanted.url, cache_subdir="models", file_hash=wanted.md5)
            )
    except Exception as error:
        logger.info("%s could not be fetched: %s", wanted.url, error)
        with contextlib.suppress(OSError):
            place(models).mkdir(parents=True, exist_ok=True)
        raise EncoderUnavailable(
            f"{wanted.title} needs the file {wanted.file} ({wanted.size / 1e6:,.0f} MB), which is not on this machine "
            f"and could not be fetched from {wanted.url}: {_why(error)}. To go on without a connection: 1. Fetch that "
            f"address on another machine. 2. Put the file into the folder {place(models)}, or into one that is named "
            "with --weights FOLDER. 3. Make the map again. Or choose EfficientNet-Lite0, which needs no download."
        ) from error
    finally:
        socket.setdefaulttimeout(before)


def _why(error: BaseException) -> str:
    """Say in plain words why a download failed. Keras wraps what really happened."""
    for cause in _causes(error):
        if isinstance(cause, urllib.error.HTTPError):
            return f"the server there answers with status {cause.code}"
        if isinstance(cause, urllib.error.ContentTooShortError):
            return "the connection broke off"
        if isinstance(cause, TimeoutError):
            return f"no answer within {TIMEOUT:g} seconds"
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return "no space is left on the disk"
        if isinstance(cause, OSError) and cause.errno in (errno.EACCES, errno.EROFS):
            return f"{cause.filename or 'the folder of Keras'} cannot be written"
        if isinstance(cause, ValueError):
            return "what came is another file, or only a part of it"
    return "there is no connection to it"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those that led to it."""
    while error is not None:
        yield error
        reason = getattr(error, "reason", None)
        if isinstance(reason, BaseException):
            yield reason
        error = error.__cause__ or error.__context__


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
