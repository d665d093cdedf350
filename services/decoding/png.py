"""Owns what the chunks of a PNG tell: how deep its samples are, and whether what holds its pixels is whole."""

from __future__ import annotations

import zlib

from services.schema import Damage

_ESSENTIAL = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def depth(data: bytes) -> int:
    """Return the bits of a sample of a PNG; 0 where the content is none."""
    return data[24] if data[:8] == _SIGNATURE and data[12:16] == b"IHDR" and len(data) > 24 else 0


def damage(data: bytes) -> Damage:
    """Return whether a checksum of the chunks that hold pixels is wrong, which Pillow does not look at.

    A file that lacks only its end mark is not damaged.
    """
    at, size = 8, len(data)
    while at + 12 <= size:
        kind, end = data[at + 4 : at + 8], at + 8 + int.from_bytes(data[at : at + 4], "big")
        if kind in (b"IDAT", b"PLTE") and end + 4 <= size:
            checksum = int.from_bytes(data[end : end + 4], "big")
            if zlib.crc32(memoryview(data)[at + 4 : end]) != checksum:
                return Damage.TORN
        if kind == b"IEND":
            break
        at = end + 4
    return Damage.NONE


def code_points(data: bytes) -> tuple[int, int] | None:
    """Return the code points of primaries and transfer in a PNG's cICP chunk; None where it has none."""
    at = 8
    while at + 12 <= len(data):
        kind, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if kind == b"cICP" and end - at >= 16:
            return data[at + 8], data[at + 9]
        if kind == b"IDAT":
            break
        at = end
    return None


def essential(data: bytes) -> bytes:
    """Return only those chunks of a PNG that decide its pixels."""
    parts, at = [data[:8]], 8
    while at + 12 <= len(data):
        kind, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if kind in _ESSENTIAL:
            parts.append(data[at:end])
        at = end
    return b"".join(parts)
