"""Owns what the boxes of HEIF and AVIF tell of colours and codecs (ISO/IEC 14496-12, 23008-12)."""

from __future__ import annotations

from collections.abc import Iterator

#: The way to the properties of pictures; ``meta`` has four bytes of its own before what lies in it.
_WAY = ((b"meta", 4), (b"iprp", 0), (b"ipco", 0))

#: What the picture is coded by, by the box that describes it; those without a name are read here.
_CODECS = {
    b"hvcC": "",
    b"av1C": "",
    b"vvcC": "VVC",
    b"avcC": "AVC",
    b"evcC": "EVC",
    b"j2kH": "JPEG 2000",
    b"jpgC": "JPEG",
    b"uncC": "uncoded pixels",
}


def code_points(data: bytes) -> tuple[int, int] | None:
    """Return the code points of primaries and transfer that the file names first; None where it names none."""
    for kind, at, end in _properties(data):
        if kind == b"colr" and data[at : at + 4] == b"nclx" and end - at >= 8:
            return int.from_bytes(data[at + 4 : at + 6], "big"), int.from_bytes(data[at + 6 : at + 8], "big")
    return None


def codec(data: bytes) -> str:
    """Return what a file is coded by that is not read here; empty where it is read, or not known."""
    names = [_CODECS[kind] for kind, *_ in _properties(data) if kind in _CODECS]
    return names[0] if names and "" not in names else ""


def _properties(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The boxes that describe pictures: the kind of each, where its content begins and ends."""
    start, stop = 0, len(data)
    for wanted, own in _WAY:
        found = next(((at, end) for kind, at, end in _inside(data, start, stop) if kind == wanted), None)
        if found is None:
            return
        start, stop = found[0] + own, found[1]
    yield from _inside(data, start, stop)


def _inside(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places: the kind of each, where its content begins and ends."""
    at = start
    while at + 8 <= stop:
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = stop if size == 0 else at + size
        if (size and size < head) or end > stop:
            return
        yield kind, at + head, end
        at = end
