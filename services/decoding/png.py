"""Owns what the chunks of a PNG tell: how deep its samples are, and whether what holds its pixels is whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from services.schema import Damage

_ESSENTIAL = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
#: What the text "Software" of a picture of a map says, which Imagescape wrote: it is never mapped.
OURS = "Imagescape"
_COLOURS = (b"iCCP", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"eXIf")
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
#: Bytes of a text, unpacked, that Pillow takes.
LARGEST = 1 << 20
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def depth(data: bytes) -> int:
    """Return the bits of a sample of a PNG; 0 where the content is none."""
    return data[24] if data[:8] == _SIGNATURE and data[12:16] == b"IHDR" and len(data) > 24 else 0


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The chunks of a PNG up to its end mark: the kind of each, where its content begins and ends."""
    at = 8
    while at + 12 <= len(data):
        kind, end = data[at + 4 : at + 8], at + 8 + int.from_bytes(data[at : at + 4], "big")
        yield kind, at + 8, end
        if kind == b"IEND":
            break
        at = end + 4


def _is_right(data: bytes, start: int, end: int) -> bool:
    """Whether the checksum behind a chunk is that of its content."""
    checksum = int.from_bytes(data[end : end + 4], "big")
    return zlib.crc32(memoryview(data)[start - 4 : end]) == checksum


def _made(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def damage(data: bytes) -> Damage:
    """Return whether a checksum of the chunks that hold pixels is wrong, which Pillow does not look at.

    A file that lacks only its end mark is not damaged.
    """
    for kind, start, end in _chunks(data):
        if kind in (b"IDAT", b"PLTE") and end + 4 <= len(data) and not _is_right(data, start, end):
            return Damage.TORN
    return Damage.NONE


def code_points(data: bytes) -> tuple[int, int] | None:
    """Return the code points of primaries and transfer in a PNG's cICP chunk; None where it has none."""
    for kind, start, end in _chunks(data):
        if kind == b"cICP" and end - start == 4:
            return data[start], data[start + 1]
        if kind == b"IDAT":
            break
    return None


def lean(data: bytes) -> bytes:
    """Return a PNG without texts that are larger than Pillow takes; the same bytes where it has none."""
    texts = [(kind, start, end) for kind, start, end in _chunks(data) if kind in _TEXTS]
    large = [(start - 8, end + 4) for kind, start, end in texts if _is_large(kind, data[start:end])]
    parts, at = [], 0
    for start, end in large:
        parts.append(data[at:start])
        at = end
    return b"".join((*parts, data[at:])) if large else data


def _is_large(kind: bytes, content: bytes) -> bool:
    """Whether a text is larger than :data:`LARGEST`, once it is unpacked."""
    rest = content.partition(b"\0")[2]
    if kind == b"tEXt" or (kind == b"iTXt" and rest[:1] != b"\1"):
        return len(content) > LARGEST
    packed = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
    stream = zlib.decompressobj()
    try:
        stream.decompress(packed, LARGEST)
    except zlib.error:
        return False
    return bool(stream.unconsumed_tail)


def essential(data: bytes, *, colours: bool = False) -> bytes:
    """Return only those chunks of a PNG that decide its pixels; with ``colours`` also those of colours and EXIF."""
    kinds = _ESSENTIAL + (_COLOURS if colours else ())
    some = [
        (kind, start, end)
        for kind, start, end in _chunks(data)
        if kind in kinds and (kind not in _COLOURS or _is_right(data, start, end))
    ]
    return b"".join((data[:8], *(data[start - 8 : end + 4] for _, start, end in some)))


def mended(data: bytes) -> bytes:
    """Return only those chunks of a PNG that decide its pixels, each with a right checksum, and an end mark."""
    some = [_made(kind, data[start:end]) for kind, start, end in _chunks(data) if kind in _ESSENTIAL[:-1]]
    return b"".join((data[:8], *some, _made(b"IEND", b"")))
