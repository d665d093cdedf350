"""The boxes of HEIF and AVIF: the code points of the colours that they name."""

import struct

import pytest

from services.decoding import boxes


def box(kind, content, *, large=False, open_end=False):
    if large:
        return struct.pack(">I4sQ", 1, kind, 16 + len(content)) + content
    return struct.pack(">I4s", 0 if open_end else 8 + len(content), kind) + content


def colours(primaries, transfer):
    return box(b"colr", b"nclx" + struct.pack(">HHHB", primaries, transfer, 6, 128))


def file(*properties, **how):
    inside = box(b"iprp", box(b"ipco", b"".join(properties)))
    return box(b"ftyp", b"avif") + box(b"meta", bytes(4) + box(b"hdlr", bytes(20)) + inside, **how)


@pytest.mark.parametrize("how", [{}, {"large": True}, {"open_end": True}])
def test_the_first_colours_are_found_wherever_they_lie(how):
    icc = box(b"colr", b"prof" + bytes(40))
    assert boxes.code_points(file(box(b"ispe", bytes(12)), icc, colours(12, 13), colours(1, 1), **how)) == (12, 13)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 64,
        file(),
        file(box(b"colr", b"prof" + bytes(40))),
        file(box(b"colr", b"nclx")),
        box(b"meta", bytes(4) + box(b"iprp", b"")),
        file(colours(12, 13))[:-9],
        box(b"meta", bytes(4) + struct.pack(">I4s", 3, b"iprp")),
        b"colrnclx\0\x0c\0\x0d" * 9,
    ],
)
def test_what_names_none_or_is_cut_gives_none(data):
    assert boxes.code_points(data) is None
