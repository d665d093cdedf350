"""How many frames a file has, and which is shown."""

import io

import numpy as np
import pytest
from PIL import Image

from services.decoding import decode, for_browser, formats, frames
from tests.services.decoding.made import ramp

RGB = ramp()
OTHER = np.ascontiguousarray(255 - RGB[:40, :50])


def of(data, side=64):
    return decode(data, side=side, decoding="standard", max_pixels=10**8)


def heif(primary):
    import pillow_heif

    pillow_heif.register_heif_opener()
    file, out = pillow_heif.HeifFile(), io.BytesIO()
    for values in (RGB, OTHER):
        file.add_from_pillow(Image.fromarray(values))
    file.save(out, quality=-1, chroma=444, primary_index=primary)
    return out.getvalue()


@pytest.mark.parametrize(("primary", "size"), [(0, (64, 64)), (1, (50, 40))])
def test_the_main_picture_of_heif_is_shown_wherever_it_lies(primary, size):
    found = of(heif(primary))
    assert ((found.facts.width, found.facts.height), found.facts.frames) == (size, 2)
    assert found.facts.notes == "the main one of 2 pictures"
    shown = Image.open(io.BytesIO(for_browser(heif(primary), max_pixels=10**8)[0]))
    assert shown.size == size
    assert np.abs(np.asarray(shown).astype(int) - (RGB, OTHER)[primary]).max() <= 3


def mpo(*kinds):
    out = io.BytesIO()
    some = [Image.fromarray(RGB) for _ in kinds]
    some[0].save(out, "MPO", save_all=True, append_images=some[1:])
    return out.getvalue()


def test_smaller_copies_of_a_photograph_are_no_frames():
    """A camera's list of pictures says what each is (CIPA DC-007, 5.2.3.3.1)."""
    data = mpo(0, 0, 0)
    assert of(data).facts.frames == 3
    preview = (0x00010001).to_bytes(4, "little")
    changed = of(_with_kind(data, 1, preview)).facts
    assert (changed.frames, changed.notes) == (2, "the first of 2 frames")


def _with_kind(data, index, kind):
    """The list of pictures has 16 bytes for each, of which the first four say what it is."""
    import struct

    at = data.index(b"MPF\0") + 4
    order = "<" if data[at : at + 2] == b"II" else ">"
    (ifd,) = struct.unpack_from(order + "I", data, at + 4)
    (count,) = struct.unpack_from(order + "H", data, at + ifd)
    for entry in range(count):
        tag, _, _, value = struct.unpack_from(order + "HHII", data, at + ifd + 2 + 12 * entry)
        if tag == 0xB002:
            place = at + value + 16 * index
            number = int.from_bytes(kind, "little")
            return data[:place] + struct.pack(order + "I", number) + data[place + 4 :]
    raise AssertionError("no list of pictures")


def test_frames_are_counted_and_said():
    out = io.BytesIO()
    levels = [Image.new("RGB", (9, 9), (level, 0, 0)) for level in (0, 99, 200)]
    levels[0].save(out, "GIF", save_all=True, append_images=levels[1:])
    found = formats.opened(out.getvalue(), 1000)
    assert (frames.frames_of(found), frames.said_of_frames(found, 3)) == (3, ("the first of 3 frames",))
    assert frames.said_of_frames(found, 1) == ()
