"""Owns the colour space that a file names without holding a profile: by its EXIF, the chunks of a PNG, or code points.

In: an opened file. Out: a profile with the same meaning, so that the one way of converting colours serves for all.
Code points are those of ITU-T H.273 (https://www.itu.int/rec/T-REC-H.273), as HEIF, AVIF and the cICP chunk have them.
A transfer of television (BT.709 and its like) counts as that of sRGB: cameras and programs write it for such pictures.
"""

from __future__ import annotations

import contextlib
import functools
import struct
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.decoding import boxes, png
from services.decoding.exif import interchange
from services.decoding.formats import Opened

#: x and y of red, green, blue and white.
Primaries = tuple[float, float, float, float, float, float, float, float]
#: From light to white under D50, to which a profile refers (Bradford's method; Lindbloom, brucelindbloom.com).
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_D50 = np.array([0.9642, 1.0, 0.8249])
_D65 = (0.3127, 0.329)
_SRGB: Primaries = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06, *_D65)
#: Code points of primaries, with their names; 1 and those that are not here count as sRGB's.
_PRIMARIES: dict[int, tuple[str, Primaries]] = {
    4: ("NTSC of 1953", (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.31, 0.316)),
    5: ("BT.470 B/G", (0.64, 0.33, 0.29, 0.6, 0.15, 0.06, *_D65)),
    6: ("BT.601", (0.63, 0.34, 0.31, 0.595, 0.155, 0.07, *_D65)),
    7: ("BT.601", (0.63, 0.34, 0.31, 0.595, 0.155, 0.07, *_D65)),
    9: ("BT.2020", (0.708, 0.292, 0.17, 0.797, 0.131, 0.046, *_D65)),
    11: ("DCI-P3", (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351)),
    12: ("Display P3", (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, *_D65)),
}
_ADOBE: Primaries = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, *_D65)
#: Gamma of Adobe RGB (1998), and steps of a curve.
_ADOBE_GAMMA, _STEPS = 563 / 256, 1024
#: Gamma of sRGB as a PNG's own chunk says it, and the ratio from which another one is seen.
_GAMMA, _SEEN = 0.45455, 0.05
#: Colour spaces of EXIF: the number that means Adobe RGB in files of some programs, and that which means another one.
_IS_ADOBE, _ANOTHER = 2, 0xFFFF


class Space(NamedTuple):
    """A colour space that a file names.

    Attributes
    ----------
    name : str
        Empty where the profile has it.
    icc : bytes
        Its profile; empty where it is sRGB, whatever else the file says.
    grey : bytes
        The profile of grey pictures; empty where those are as in sRGB.
    passed_over : bool
        Whether browsers pass over what names it.
    """

    name: str
    icc: bytes
    grey: bytes = b""
    passed_over: bool = False


def named(opened: Opened) -> Space | None:
    """Return the colour space that a file names without a profile; None where it says sRGB, or nothing.

    A profile in the file goes before, but for the code points of a PNG, and EXIF comes last.
    """
    info = opened.picture.info if opened.picture is not None else {}
    if opened.kind == "PNG":
        points = png.code_points(opened.data)
        if points:
            return _of_points(*points) or Space("", b"")
        if "icc_profile" in info or "srgb" in info:
            return None
        if "chromaticity" in info or "gamma" in info:
            return _of_chunks(info.get("chromaticity"), info.get("gamma"))
        return _adobe() if _says_adobe(opened) else None
    if "icc_profile" in info or (opened.page is not None and opened.page.icc):
        return None
    if opened.kind in ("HEIF", "AVIF"):
        points = boxes.code_points(opened.data)
        if points:
            return _of_points(*points)
    if opened.kind in ("BMP", "DIB"):
        icc = _in_bmp(opened.data)
        return Space("", icc) if icc else None
    if opened.page is not None and (of_tags := _of_chunks(opened.page.primaries, None)):
        return of_tags
    return _adobe() if ("exif" in info or opened.page is not None) and _says_adobe(opened) else None


def _in_bmp(data: bytes) -> bytes:
    """The profile in a BMP of version 5; empty where it has none."""
    size, kind = int.from_bytes(data[14:18], "little"), data[70:74]
    if size < 124 or kind != b"DEBM":
        return b""
    at, length = (int.from_bytes(data[place : place + 4], "little") for place in (126, 130))
    return data[14 + at : 14 + at + length]


def _says_adobe(opened: Opened) -> bool:
    """Whether EXIF says Adobe RGB: by a number of its own, or by "another space" and the mark R03, as cameras do."""
    with contextlib.suppress(Exception):
        space, mark = interchange(opened.exif)
        return space == _IS_ADOBE or (space == _ANOTHER and mark.startswith("R03"))
    return False


@functools.cache
def _adobe() -> Space:
    curve = functools.partial(_power, _ADOBE_GAMMA)
    icc, grey = _profile("Adobe RGB", _ADOBE, curve), _profile("Adobe RGB", None, curve)
    return Space("Adobe RGB, as its EXIF says", icc, grey, passed_over=True)


@functools.lru_cache(maxsize=64)
def _of_points(primaries: int, transfer: int) -> Space | None:
    name, where = _PRIMARIES.get(primaries, ("", _SRGB))
    curve, said = _TRANSFERS.get(transfer, (_srgb, ""))
    if not name and not said:
        return None
    grey = _profile(said, None, curve) if said else b""
    return Space(", ".join(filter(None, (name, said))), _profile(name or "sRGB", where, curve), grey)


@functools.lru_cache(maxsize=64)
def _of_chunks(chromaticity: tuple[float, ...] | None, gamma: float | None) -> Space | None:
    """What primaries, and the gamma of a PNG, say: x and y of white, red, green and blue."""
    own = _SRGB
    if chromaticity and len(chromaticity) == 8 and all(0 < value < 1 for value in chromaticity):
        own = (*chromaticity[2:], *chromaticity[:2])
    other = not np.allclose(own, _SRGB, atol=0.002)
    power = 1 / gamma if gamma and 0.1 < 1 / gamma < 10 else None
    bent = power is not None and abs(_GAMMA * power - 1) > _SEEN
    if not other and not bent:
        return None
    # With the primaries of sRGB a gamma of .45455 is how files write its curve.
    curve = functools.partial(_power, power) if power is not None else _srgb
    said = ["the primaries that the file names"] if other else []
    said += [f"gamma {gamma:.2g} of the file"] if bent else []
    with contextlib.suppress(np.linalg.LinAlgError):
        grey = _profile("gAMA", None, curve) if bent else b""
        return Space(", ".join(said), _profile("cHRM", own, curve), grey)
    return None


def _srgb(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


def _power(exponent: float, signal: NDArray[np.float64]) -> NDArray[np.float64]:
    light: NDArray[np.float64] = np.power(signal, exponent)
    return light


def _pq(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Perceptual quantizer (SMPTE ST 2084), with white at 203 cd/m2 (ITU-R BT.2408); what is brighter is cut."""
    root = signal ** (32 / 2523)
    light = (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (16384 / 2610)
    return np.minimum(1, light * 10_000 / 203)


def _hlg(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hybrid log-gamma (ITU-R BT.2100) as a display of 1,000 cd/m2 shows it, with white at 203 (BT.2408)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene: NDArray[np.float64] = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    # The gamma of the display, which the standard applies to the brightness and not to each colour.
    return np.minimum(1, 1000 * np.clip(scene, 0, 1) ** 1.2 / 203)


_CUT = "brighter than white is cut"
#: Code points of transfers that are not that of sRGB, and what is said of them.
_TRANSFERS: dict[int, tuple[Callable[[NDArray[np.float64]], NDArray[np.float64]], str]] = {
    4: (functools.partial(_power, 2.2), "gamma 2.2"),
    5: (functools.partial(_power, 2.8), "gamma 2.8"),
    8: (functools.partial(_power, 1.0), "linear light"),
    16: (_pq, f"PQ, {_CUT}"),
    18: (_hlg, f"HLG, {_CUT}"),
}


def _profile(name: str, where: Primaries | None, curve: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> bytes:
    """A display profile of these primaries and this curve from signal to light (ICC.1:2001-04), as bytes.

    Without primaries it is of grey.
    """
    text, space = name.encode("ascii"), b"RGB " if where else b"GRAY"
    values = curve(np.linspace(0, 1, _STEPS))
    points = np.round(65535 * np.clip(values, 0, 1)).astype(">u2").tobytes()
    shape = b"curv" + bytes(4) + struct.pack(">I", _STEPS) + points
    tags = {b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + b"\0" + bytes(78)}
    tags[b"wtpt"] = _xyz(_D50)
    if where is None:
        tags[b"kTRC"] = shape
    else:
        for letter, column in zip((b"r", b"g", b"b"), _to_xyz(where).T, strict=True):
            tags[letter + b"XYZ"] = _xyz(column)
            tags[letter + b"TRC"] = shape
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I", at + len(body)) + bytes(4) + b"\x02\x40\0\0mntr" + space + b"XYZ " + bytes(12)
    return head + b"acsp" + bytes(28) + _xyz(_D50)[8:] + bytes(48) + struct.pack(">I", len(tags)) + table + body


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(65536 * value) for value in values.tolist()))


def _to_xyz(where: Primaries) -> NDArray[np.float64]:
    """From light of these primaries to XYZ under D50, ``f8 (3, 3)``."""
    x, y = np.array(where[0::2]), np.array(where[1::2])
    every = np.stack([x / y, np.ones(4), (1 - x - y) / y])
    colours, white = every[:, :3], every[:, 3]
    matrix = colours * np.linalg.solve(colours, white)
    scale = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ white))
    adapted: NDArray[np.float64] = np.linalg.inv(_BRADFORD) @ scale @ _BRADFORD @ matrix
    return adapted
