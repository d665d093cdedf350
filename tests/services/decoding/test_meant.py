"""What a file means and a decoder passes over: found by a reader who tried other files of the kinds that were known."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from services.decoding import Unreadable, for_browser
from services.decoding import decode as decode_picture
from services.schema import Reason
from tests.services.decoding.made import (
    SIDE,
    SRGB,
    eight,
    grey,
    in_srgb,
    jpeg,
    over,
    pages,
    png,
    profile,
    ramp,
    tiff,
    with_chunk,
    with_profile,
)

RGB, SOFT = ramp(), 80 + ramp() // 4
DEEP = ramp(100, 4000, dtype=np.uint16)
GREY = RGB[:, :, 0]
#: Of the primaries of sRGB, so that nothing lies outside.
ICC = profile(SRGB, gamma=1.8)
FLOATS = ramp(0, 1, dtype=np.float32)
NOISE = np.random.default_rng(3).integers(0, 256, (SIDE, SIDE, 3), np.uint8)


def decode(data, **how):
    return decode_picture(data, **{"side": 64, "decoding": "standard", "max_pixels": 10**8, **how})


def converted(values):
    return in_srgb(values, SRGB, 1.8)


def off(data, expected):
    return np.abs(decode(data).pixels - np.asarray(expected, float)).max()


PAGE = {"photometric": "rgb", "metadata": None}


@pytest.mark.parametrize("values", [SOFT, SOFT.astype(np.uint16) * 257], ids=["8 bits", "16 bits"])
def test_a_page_has_its_own_profile_and_none_of_another(values):
    small = values[:32, :32]
    assert off(pages((small, PAGE), (values, {**PAGE, "iccprofile": ICC})), _seen(converted(_plain(values)))) <= 2
    other = decode(pages((small, {**PAGE, "iccprofile": ICC}), (values, PAGE)))
    assert "converted" not in other.facts.notes
    assert np.abs(other.pixels - _seen(_plain(values))).max() <= 2


def _plain(values):
    """What is converted: deep samples are stretched before that."""
    return eight(values) if values.dtype != np.uint8 else values


def _seen(values):
    return np.asarray(values, float)


@pytest.mark.parametrize("values", [RGB, DEEP], ids=["8 bits", "16 bits"])
@pytest.mark.parametrize("first", [True, False])
def test_a_page_is_turned_as_it_says_itself(values, first):
    turned = {**PAGE, "extratags": [(274, 3, 1, 3, True)]}
    data = pages((values[:32, :32], turned if first else PAGE), (values, PAGE if first else turned))
    expected = _plain(values) if first else _plain(values)[::-1, ::-1]
    assert off(data, expected) <= 2


@pytest.mark.parametrize("big", [False, True])
def test_what_pillow_does_not_open_keeps_its_profile_and_how_it_is_turned(big):
    values = ramp(10, 5000, 5, np.uint16)
    how = {"photometric": "minisblack", "planarconfig": "contig", "bigtiff": big}
    tags = [(274, 3, 1, 3, True), (306, 2, 20, b"2020:02:03 04:05:06\0", True)]
    found = decode(tiff(values, extratags=tags, **how))
    assert np.abs(found.pixels - eight(values[::-1, ::-1, :3])).max() <= 2
    assert found.facts.edited == "2020-02-03T04:05:06"
    floats = decode(tiff(SOFT.astype(np.float32), photometric="rgb", iccprofile=ICC, bigtiff=big))
    assert np.abs(floats.pixels - converted(eight(SOFT))).max() <= 2.01
    assert "colours converted from made" in floats.facts.notes


@pytest.mark.parametrize("text", ["-3.4028234663852886e+38", "-3.4028235e+38", "-9999", "nan"])
def test_what_is_missing_in_a_height_model_does_not_decide_the_ends(text):
    heights = ramp(100, 900, 1, np.float32)[:, :, 0]
    holed = heights.copy()
    holed[:32] = np.float32(text)
    data = tiff(holed, extratags=[(42113, "s", 0, text, True)])
    assert (
        np.abs(decode(data).pixels[32:] - grey(eight(heights, *np.percentile(heights[32:], (0.1, 99.9))))[32:]).max()
        <= 2
    )


@pytest.mark.parametrize("text", ["-9999", "nan", "70000", "not a number"])
def test_zeros_are_no_holes_where_the_mark_cannot_be_one(text):
    values = ramp(0, 900, 1, np.uint16)[:, :, 0]
    assert off(tiff(values, extratags=[(42113, "s", 0, text, True)]), grey(eight(values))) <= 2


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_colours_that_are_multiplied_by_their_transparency_are_undone(dtype):
    most = np.iinfo(dtype).max if dtype != np.float32 else 1.0
    share = np.full((SIDE, SIDE), 1.0)
    share[:, :32] = 0.5
    mixed = np.dstack([RGB / 255 * share[:, :, None], share]) * most
    data = tiff(
        (mixed if dtype == np.float32 else np.round(mixed)).astype(dtype),
        photometric="rgb",
        extrasamples=["assocalpha"],
    )
    lightest = over(RGB, share, 255 if RGB.mean() < 127.5 else 0)
    assert min(off(data, over(RGB, share, ground)) for ground in (0, 255)) <= 3, lightest.mean()


def test_a_large_picture_with_transparency_is_averaged_as_it_is_seen(monkeypatch):
    from services.decoding import shown

    monkeypatch.setattr(shown, "LARGE", 1000)
    checks = np.zeros((512, 512, 4), np.uint16)
    checks[::2, ::2] = checks[1::2, 1::2] = 65535
    found = decode(png(checks), side=64)
    assert np.abs(found.pixels.astype(int) - 127).max() <= 2


def test_a_jpeg_whose_end_is_zeros_is_torn_and_one_that_is_padded_is_not():
    data = jpeg(NOISE)
    start = data.rindex(b"\xff\xda") + 14
    cut = start + (len(data) - start) // 3
    assert decode(data[:cut] + bytes(len(data) - 2 - cut) + data[-2:]).facts.damage == "torn"
    for padding in (bytes(1), bytes(4000), b"\xff" * 9 + bytes(40)):
        found = decode(data[:-2] + padding + data[-2:])
        assert found.facts.damage == ""
        assert (found.pixels == decode(data).pixels).all()


def test_a_cmyk_jpeg_without_its_end_mark_is_whole():
    out = io.BytesIO()
    Image.fromarray(NOISE).convert("CMYK").save(out, "JPEG")
    whole, bare = decode(out.getvalue()), decode(out.getvalue()[:-2])
    assert (bare.facts.damage, (bare.pixels == whole.pixels).all()) == ("", True)
    with pytest.raises(Unreadable, match="ends too early"):
        decode(out.getvalue()[: len(out.getvalue()) // 2])


def test_what_is_damaged_beside_profile_and_exif_takes_neither_away():
    made = Image.Exif()
    made[274] = 3
    made.get_ifd(0x8769)[0x9003] = "2021:02:03 04:05:06"
    out = io.BytesIO()
    Image.fromarray(SOFT).save(out, "JPEG", quality=98, subsampling=0, exif=made, icc_profile=ICC)
    data = out.getvalue()
    bad = b"Photoshop 3.0\x008BIMxx"
    found = decode(data[:2] + b"\xff\xed" + struct.pack(">H", len(bad) + 2) + bad + data[2:])
    assert (found.facts.taken, found.facts.notes) == ("2021-02-03T04:05:06", "colours converted from made")
    assert (found.pixels == decode(data).pixels).all()
    text = with_chunk(with_profile(png(SOFT), ICC), b"tEXt", b"a\0b")
    wrong = text.replace(b"a\0b", b"a\0c")
    assert off(wrong, converted(SOFT)) <= 2


@pytest.mark.parametrize("marker", [b"\xe0\0\7JFIF\0", b"\xee\0\7Adobe"])
def test_a_mark_of_a_jpeg_that_is_too_short_is_passed_over(marker):
    data = jpeg(NOISE)
    plain = data[:2] + data[data.index(b"\xff\xdb") :]
    assert np.abs(decode(data[:2] + b"\xff" + marker + plain[2:]).pixels.astype(int) - decode(data).pixels).mean() < 60


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"tEXt"])
def test_a_large_text_behind_the_pixels_keeps_no_png_from_being_mapped(kind):
    packed = zlib.compress(bytes(3_000_000))
    text = {b"zTXt": b"C\0\0" + packed, b"iTXt": b"C\0\1\0\0\0" + packed, b"tEXt": b"C\0" + b"x" * 3_000_000}[kind]
    chunk = struct.pack(">I", len(text)) + kind + text + struct.pack(">I", zlib.crc32(kind + text))
    whole = png(RGB)
    assert off(whole[:-12] + chunk + whole[-12:], RGB) == 0
    assert off(with_chunk(whole, kind, text), RGB) == 0


@pytest.mark.parametrize(("depth", "clear"), [(2, 1), (2, 2), (4, 5), (4, 9), (4, 15)])
def test_the_clear_grey_of_a_png_of_few_bits_is_clear(depth, clear):
    steps = 2**depth
    values = np.arange(64 * 64).reshape(64, 64) // 7 % steps
    per = 8 // depth
    packed = sum(values[:, place::per] << (8 - depth * (place + 1)) for place in range(per)).astype(np.uint8)
    raw = b"".join(b"\0" + line.tobytes() for line in packed)
    head = struct.pack(">IIBBBBB", 64, 64, depth, 0, 0, 0, 0)

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    parts = chunk(b"IHDR", head), chunk(b"tRNS", struct.pack(">H", clear)), chunk(b"IDAT", zlib.compress(raw))
    found = decode(b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")).pixels[:, :, 0]
    assert set(np.unique(found[values == clear])) <= {0, 255}
    rest = values != clear
    assert (found[rest] == values[rest] * 255 // (steps - 1)).all()


def test_a_bitmap_whose_transparency_is_all_zero_has_none():
    body = np.dstack([RGB[:, :, ::-1], np.zeros((SIDE, SIDE), np.uint8)])
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = struct.pack("<IiiHHIIiiII", 124, SIDE, -SIDE, 1, 32, 3, 0, 0, 0, 0, 0) + masks + b"BGRs" + bytes(64)
    data = b"BM" + struct.pack("<IHHI", 14 + len(head) + body.nbytes, 0, 0, 14 + len(head)) + head + body.tobytes()
    assert off(data, RGB) == 0


def test_what_the_first_frame_of_a_gif_leaves_out_is_clear():
    """As browsers show it, whatever its background is: black on it would be black on black."""
    out = io.BytesIO()
    frame = Image.new("P", (20, 20), 0)
    frame.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 255, 255, 255])
    frame.save(out, "GIF")
    data = bytearray(out.getvalue())
    struct.pack_into("<HH", data, 6, 64, 64)
    pixels = decode(bytes(data)).pixels
    assert ((pixels[:20, :20] == 0).all(), (pixels[30:, 30:] == 255).all()) == (True, True)


@pytest.mark.parametrize("points", [(1, 13), (2, 2)])
def test_code_points_of_srgb_go_before_all_else_that_a_png_says(points):
    said = bytes([*points, 0, 1])
    assert off(with_chunk(with_profile(png(SOFT), ICC), b"cICP", said), SOFT) == 0
    assert off(with_chunk(with_chunk(png(SOFT), b"gAMA", struct.pack(">I", 100_000)), b"cICP", said), SOFT) == 0


def test_grey_follows_what_a_file_says_of_light():
    linear = (GREY / 255)[:, :, None].repeat(3, axis=2)
    expected = 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert off(with_chunk(png(GREY), b"cICP", bytes([1, 8, 0, 1])), expected) <= 2.01
    assert off(with_chunk(png(GREY), b"gAMA", struct.pack(">I", 100_000)), expected) <= 2.01


def test_adobe_rgb_counts_in_the_exif_of_a_png():
    made, out = Image.Exif(), io.BytesIO()
    made[274] = 1
    made.get_ifd(0x8769)[0xA001] = 2
    Image.fromarray(SOFT).save(out, "PNG", exif=made)
    assert decode(out.getvalue()).facts.notes == "colours converted from Adobe RGB, as its EXIF says"
    assert for_browser(out.getvalue(), max_pixels=10**8)[0] != out.getvalue()


def test_a_png_of_16_bits_with_a_wrong_checksum_is_torn_as_one_of_8():
    for values in (RGB, DEEP, DEEP[:, :, 0]):
        data = bytearray(png(values))
        data[-14] ^= 1
        assert decode(bytes(data)).facts.damage == "torn"
        assert (decode(bytes(data)).pixels == decode(png(values)).pixels).all()


def test_cmy_is_the_opposite_of_rgb():
    data = bytearray(tiff(255 - RGB, photometric="rgb", metadata=None))
    at = data.index(struct.pack("<HHII", 262, 3, 1, 2))
    data[at : at + 12] = struct.pack("<HHII", 262, 3, 1, 5)
    assert off(bytes(data), RGB) == 0


def test_each_kind_of_picture_that_is_not_read_is_named():
    made = {
        "MNG": b"\x8aMNG\r\n\x1a\n",
        "JNG": b"\x8bJNG\r\n\x1a\n",
        "DPX": b"SDPX",
        "Cineon": b"\x80\x2a\x5f\xd7",
        "Sun raster": b"\x59\xa6\x6a\x95",
        "Radiance HDR": b"#?RGBE\n",
        "DICOM": bytes(128) + b"DICM",
        "EMF": b"\1\0\0\0" + bytes(36) + b" EMF",
        "CgBI": b"\x89PNG\r\n\x1a\n\0\0\0\4CgBI" + bytes(8),
    }
    for name, head in made.items():
        with pytest.raises(Unreadable, match=name) as refused:
            decode(head + bytes(300))
        assert refused.value.code is Reason.KIND, name


@pytest.mark.parametrize(
    ("box", "name"), [(b"vvcC", "VVC"), (b"avcC", "AVC"), (b"j2kH", "JPEG 2000"), (b"uncC", "uncoded")]
)
def test_heif_of_another_codec_is_named(box, name):
    import pillow_heif

    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    Image.fromarray(RGB).save(out, "HEIF")
    data = out.getvalue().replace(b"hvc1", b"vvc1").replace(b"hvcC", box)
    with pytest.raises(Unreadable, match=f"HEIF with {name}") as refused:
        decode(data)
    assert refused.value.code is Reason.KIND


def test_a_small_limit_is_said_as_it_is():
    with pytest.raises(Unreadable, match=r"the limit is 0\.001 million"):
        decode(png(RGB), max_pixels=1000)


def test_a_float_of_cmyk_is_stretched():
    cmyk = np.dstack([1 - FLOATS, np.zeros((SIDE, SIDE), np.float32)])
    found = decode(tiff(cmyk, photometric="separated"))
    assert found.pixels.std() > 30
    assert "float32" in found.facts.notes


def test_a_picture_of_a_map_that_imagescape_wrote_is_never_mapped():
    from services.decoding.drawing import draw_map

    data = draw_map(FLOATS[:9, 0, :2], RGB[:9, 0], size=(200, 150), marks="dots", caption="x", legend=[])
    with pytest.raises(Unreadable, match="which Imagescape wrote itself") as refused:
        decode(data)
    assert refused.value.code is Reason.SYSTEM
