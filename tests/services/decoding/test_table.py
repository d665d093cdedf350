"""What comes in, what is said, what is mapped: pictures made without Pillow, within 2 of 255 of what numpy expects."""

import io
import struct
import zlib

import numpy as np
import pytest

from services.decoding import Unreadable
from services.decoding import decode as decode_picture
from services.schema import Reason
from tests.services.decoding.made import (
    PROPHOTO,
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

RGB, DEEP = ramp(), ramp(100, 4000, dtype=np.uint16)
GREY, DEEP_GREY = ramp(bands=1)[:, :, 0], ramp(1000, 1400, 1, np.uint16)[:, :, 0]
#: Colours that sRGB can show, where a level more or less does not become many.
SOFT = 80 + RGB // 4
FLOATS = ramp(-3.5, 9.25, dtype=np.float32)
BANDS = ramp(10, 5000, 13, np.uint16)
ALPHA = np.linspace(0, 255, SIDE * SIDE).reshape(SIDE, SIDE).astype(np.uint8)
STRETCHED = "stretched from its darkest to its brightest value"
#: A bright, and a dark, drawing on clear ground.
MARK = np.zeros((SIDE, SIDE), bool)
MARK[20:40, 10:50] = True


def drawing(level, bands=4):
    """Something of one brightness on clear ground, with transparency last."""
    picture = np.zeros((SIDE, SIDE, bands), np.uint8)
    picture[MARK, :-1], picture[MARK, -1] = level, 255
    return picture


def without(values, place):
    """A picture with one sample that is missing, which some mark by a number that no measurement gives."""
    holed = values.copy()
    holed[place] = -9999
    return holed


def imageio(values, kind, **how):
    import imageio.v3

    return imageio.v3.imwrite("<bytes>", values, extension=kind, **how)


def codec(name, values, *, back=False, **how):
    import imagecodecs

    if back:
        return getattr(imagecodecs, f"{name}_decode")(values)
    return getattr(imagecodecs, f"{name}_encode")(np.ascontiguousarray(values), **how)


#: Name, file, the pixels that it must have, what is said of how it is shown.
ROWS = [
    ("png of 8 bits", png(RGB), RGB, ""),
    ("png of grey", png(GREY), grey(GREY), ""),
    ("png of 16 bits, 12 of them used", png(DEEP), eight(DEEP), f"{STRETCHED} (uint16)"),
    ("png of 16 bits, all used", png(RGB.astype(np.uint16) * 257), RGB, f"{STRETCHED} (uint16)"),
    ("png of grey, 16 bits", png(DEEP_GREY), grey(eight(DEEP_GREY)), f"{STRETCHED} (uint16)"),
    (
        "png of 16 bits with transparency",
        png(np.dstack([DEEP, ALPHA.astype(np.uint16) * 257])),
        over(eight(DEEP), ALPHA / 255, 0),
        f"{STRETCHED} (uint16); light on transparent ground, laid on black",
    ),
    (
        "png of grey, 16 bits, with transparency",
        png(np.dstack([DEEP_GREY, np.full_like(DEEP_GREY, 65535)])),
        grey(eight(DEEP_GREY)),
        f"{STRETCHED} (uint16)",
    ),
    ("tiff of 8 bits", tiff(RGB, photometric="rgb"), RGB, ""),
    ("tiff of 16 bits", tiff(DEEP, photometric="rgb"), eight(DEEP), f"{STRETCHED} (uint16)"),
    (
        "tiff, LZW",
        tiff(DEEP, photometric="rgb", compression="lzw", predictor=True),
        eight(DEEP),
        f"{STRETCHED} (uint16)",
    ),
    ("tiff, deflated", tiff(DEEP, photometric="rgb", compression="zlib"), eight(DEEP), f"{STRETCHED} (uint16)"),
    ("tiff, zstd", tiff(RGB, photometric="rgb", compression="zstd"), RGB, ""),
    ("tiff, packed bits", tiff(RGB, photometric="rgb", compression="packbits"), RGB, ""),
    (
        "tiff, WebP inside",
        tiff(RGB, photometric="rgb", compression="webp", compressionargs={"lossless": True}),
        RGB,
        "",
    ),
    (
        "tiff, planes one after another",
        tiff(np.moveaxis(DEEP, 2, 0), photometric="rgb", planarconfig="separate"),
        eight(DEEP),
        f"{STRETCHED} (uint16)",
    ),
    (
        "tiff, the other order of bytes",
        tiff(DEEP, photometric="rgb", byteorder=">"),
        eight(DEEP),
        f"{STRETCHED} (uint16)",
    ),
    ("tiff in tiles", tiff(DEEP, photometric="rgb", tile=(32, 32)), eight(DEEP), f"{STRETCHED} (uint16)"),
    ("tiff of signed bytes", tiff((GREY.astype(int) - 128).astype(np.int8)), grey(eight(GREY)), f"{STRETCHED} (int8)"),
    ("large tiff", tiff(RGB, photometric="rgb", bigtiff=True), RGB, ""),
    ("large tiff of 16 bits", tiff(DEEP, photometric="rgb", bigtiff=True), eight(DEEP), f"{STRETCHED} (uint16)"),
    ("tiff of floats", tiff(FLOATS, photometric="rgb"), eight(FLOATS), f"{STRETCHED} (float32)"),
    ("tiff of grey floats", tiff(FLOATS[:, :, 0]), grey(eight(FLOATS[:, :, 0])), f"{STRETCHED} (float32)"),
    ("tiff of doubles", tiff(FLOATS[:, :, 1].astype(float)), grey(eight(FLOATS[:, :, 1])), f"{STRETCHED} (float64)"),
    (
        "tiff of half floats",
        tiff(ramp(0, 9, 1, np.float16)[:, :, 0]),
        grey(eight(ramp(0, 9, 1, np.float16))),
        f"{STRETCHED} (float16)",
    ),
    (
        "tiff of 13 bands",
        tiff(BANDS, photometric="minisblack", planarconfig="contig"),
        eight(BANDS[:, :, :3]),
        f"{STRETCHED} (uint16); the first 3 of 13 bands",
    ),
    (
        "tiff of 13 bands in planes",
        tiff(np.moveaxis(BANDS, 2, 0), photometric="minisblack", planarconfig="separate"),
        eight(BANDS[:, :, :3]),
        f"{STRETCHED} (uint16); the first 3 of 13 bands",
    ),
    (
        "tiff of 6 bands of 8 bits",
        tiff(ramp(bands=6), photometric="minisblack", planarconfig="contig"),
        ramp(bands=6)[:, :, :3],
        "the first 3 of 6 bands",
    ),
    (
        "tiff of red, green, blue and near infrared",
        tiff(ramp(bands=4), photometric="rgb", extrasamples=["unspecified"]),
        ramp(bands=4)[:, :, :3],
        "the first 3 of 4 bands",
    ),
    (
        "tiff of two bands",
        tiff(ramp(0, 900, 2, np.uint16), photometric="minisblack", planarconfig="contig"),
        grey(eight(ramp(0, 900, 2, np.uint16)[:, :, 0])),
        f"{STRETCHED} (uint16); the first of 2 bands",
    ),
    (
        "tiff of 16 bits with transparency",
        tiff(np.dstack([DEEP, np.full_like(DEEP_GREY, 65535)]), photometric="rgb", extrasamples=["unassalpha"]),
        eight(DEEP),
        f"{STRETCHED} (uint16)",
    ),
    (
        "tiff of 32 bits",
        tiff(ramp(0, 4e9, 1, np.uint32)[:, :, 0]),
        grey(eight(ramp(0, 4e9, 1, np.uint32))),
        f"{STRETCHED} (uint32)",
    ),
    (
        "tiff of signed numbers",
        tiff(ramp(-900, 900, 1, np.int16)[:, :, 0]),
        grey(eight(ramp(-900, 900, 1, np.int16))),
        f"{STRETCHED} (int16)",
    ),
    ("tiff, white is zero", tiff(GREY, photometric="miniswhite"), grey(255 - GREY), ""),
    (
        "tiff of 16 bits, white is zero",
        tiff(DEEP_GREY, photometric="miniswhite"),
        255 - grey(eight(DEEP_GREY)),
        f"{STRETCHED} (uint16)",
    ),
    ("tiff of black and white", tiff(GREY > 99, photometric="minisblack"), grey((GREY > 99) * 255), ""),
    (
        "tiff with a palette",
        tiff(GREY, photometric="palette", colormap=np.stack([np.arange(256) * 257] * 3).astype(np.uint16)),
        grey(GREY),
        "",
    ),
    (
        "tiff with missing values",
        tiff(without(FLOATS[:, :, 0], (5, 7)), extratags=[(42113, "s", 0, "-9999", True)]),
        None,
        f"{STRETCHED} (float32)",
    ),
    ("tiff of CMYK", tiff(255 - np.dstack([RGB, np.full_like(GREY, 255)]), photometric="separated"), RGB, ""),
    (
        "tiff of CMYK with transparency",
        tiff(
            255 - np.dstack([RGB, np.full_like(GREY, 255), np.zeros_like(GREY)]),
            photometric="separated",
            extrasamples=["unassalpha"],
        ),
        RGB,
        "",
    ),
    (
        "tiff of 12 pages alike",
        pages(*[(RGB // (1 + place), {"photometric": "rgb"}) for place in range(12)]),
        RGB,
        "the first of 12 pages",
    ),
    (
        "tiff whose first page is a smaller copy",
        pages((RGB[::4, ::4], {"photometric": "rgb", "subfiletype": 1}), (RGB, {"photometric": "rgb"})),
        RGB,
        "page 2, the only one that is no smaller copy",
    ),
    (
        "tiff whose largest page is the third",
        pages(*[(RGB[:side, :side], {"photometric": "rgb"}) for side in (16, 32, SIDE, 20)]),
        RGB,
        "page 3, the largest of 4",
    ),
    (
        "tiff whose largest page is deep",
        pages((RGB[::2, ::2], {"photometric": "rgb"}), (DEEP, {"photometric": "rgb"})),
        eight(DEEP),
        f"page 2, the largest of 2; {STRETCHED} (uint16)",
    ),
    ("jpeg", jpeg(RGB), RGB, ""),
    ("jpeg of grey", jpeg(GREY), grey(GREY), ""),
    ("bitmap", imageio(RGB, ".bmp"), RGB, ""),
    ("bitmap without the header of a file", imageio(RGB, ".bmp")[14:], RGB, ""),
    ("WebP", codec("webp", RGB, lossless=True), RGB, ""),
    ("AVIF", codec("avif", RGB, level=100, pixelformat="444"), RGB, ""),
    ("animated PNG", codec("apng", np.stack([RGB, RGB // 2, RGB // 3]), delay=50), RGB, "the first of 3 frames"),
    (
        "PNG of linear light",
        with_chunk(png(RGB), b"gAMA", struct.pack(">I", 100000)),
        in_srgb(RGB, SRGB, 1.0),
        "colours converted from gamma 1 of the file",
    ),
    ("PNG of the usual gamma", with_chunk(png(RGB), b"gAMA", struct.pack(">I", 45455)), RGB, ""),
    (
        "JPEG of ProPhoto",
        with_profile(jpeg(SOFT), profile(PROPHOTO)),
        in_srgb(codec("jpeg8", jpeg(SOFT), back=True)),
        "colours converted from made",
    ),
    ("PNG of ProPhoto", with_profile(png(RGB), profile(PROPHOTO)), in_srgb(RGB), "colours converted from made"),
    (
        "PNG of ProPhoto, 16 bits",
        with_profile(png(RGB.astype(np.uint16) * 257), profile(PROPHOTO)),
        in_srgb(RGB),
        f"{STRETCHED} (uint16); colours converted from made",
    ),
    (
        "TIFF of ProPhoto",
        tiff(RGB, photometric="rgb", iccprofile=profile(PROPHOTO)),
        in_srgb(RGB),
        "colours converted from made",
    ),
    (
        "PNG of grey with a gamma of 1",
        with_profile(png(GREY), profile(gamma=1.0)),
        None,
        "colours converted from made",
    ),
    ("a profile of another kind of colours", with_profile(png(RGB), profile(gamma=1.0)), RGB, ""),
    ("a damaged profile", with_profile(png(RGB), profile(PROPHOTO)[:90]), RGB, ""),
    (
        "white on clear ground",
        png(drawing(255)),
        grey(np.where(MARK, 255, 0)),
        "light on transparent ground, laid on black",
    ),
    ("black on clear ground", png(drawing(0)), grey(np.where(MARK, 0, 255)), ""),
    (
        "white on clear ground, grey",
        png(drawing(250, 2)),
        grey(np.where(MARK, 250, 0)),
        "light on transparent ground, laid on black",
    ),
    (
        "white on clear ground, WebP",
        codec("webp", drawing(255), lossless=True),
        grey(np.where(MARK, 255, 0)),
        "light on transparent ground, laid on black",
    ),
]


def decode(data, **how):
    return decode_picture(data, **{"side": SIDE, "decoding": "standard", "max_pixels": 10**8, **how})


@pytest.mark.parametrize(("data", "expected", "said"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_comes_in_is_mapped_as_it_is_and_said(data, expected, said):
    decoded = decode(data)
    assert decoded.facts.notes == said
    assert (decoded.facts.width, decoded.facts.height, decoded.facts.damage) == (SIDE, SIDE, "")
    if expected is not None:
        assert np.abs(decoded.pixels - np.asarray(expected, float)).max() <= 2.01


def test_a_value_that_stands_for_none_does_not_decide_the_ends():
    row = next(row for row in ROWS if row[0] == "tiff with missing values")
    pixels = decode(row[1]).pixels
    expected = grey(eight(FLOATS[:, :, 0]))
    expected[5, 7] = 0
    assert np.abs(pixels - expected).max() <= 2.01


def test_grey_of_linear_light_is_brighter_in_srgb():
    row = next(row for row in ROWS if row[0] == "PNG of grey with a gamma of 1")
    pixels = decode(row[1]).pixels.astype(float)
    linear = GREY / 255
    expected = 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(pixels - grey(expected)).max() <= 2.01


def restarting(values):
    """A JPEG with a mark at each line of blocks, so that damage stays in its line."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(values).save(out, "JPEG", quality=95, restart_marker_rows=1)
    return out.getvalue()


NOISE = np.random.default_rng(5).integers(0, 256, (96, 96, 3)).astype(np.uint8)
WHOLE = jpeg(NOISE)
MIDDLE = len(WHOLE) // 2


def progressive():
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(NOISE).save(out, "JPEG", quality=95, progressive=True)
    return out.getvalue()


PARTS = restarting(NOISE)
STEPS = progressive()
FINE = png(NOISE)
#: Behind the first part of the header.
HEADER = 4 + int.from_bytes(WHOLE[4:6], "big")


def holed(data, *, by=bytes(500)):
    """A file with a hole in its middle."""
    middle = len(data) // 2
    return data[:middle] + by + data[middle + len(by) :]


def deflated(stream):
    """A TIFF of one strip, which is this stream. libtiff reads no further than the last pixel, and not its checksum."""
    tags = {256: SIDE, 257: SIDE, 258: 8, 259: 8, 262: 2, 273: 8, 277: 3, 278: SIDE, 279: len(stream)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    at = 8 + len(stream)
    return b"II*\0" + struct.pack("<I", at) + stream + struct.pack("<H", len(tags)) + entries + bytes(4)


@pytest.mark.parametrize(
    ("data", "damage"),
    [
        (WHOLE, ""),
        (WHOLE[:-2], ""),
        (WHOLE[:-1], ""),
        (WHOLE + b"and more" * 50, ""),
        (WHOLE[:-2] + bytes(24) + WHOLE[-2:], ""),
        (WHOLE[:HEADER] + b"rubbish" + WHOLE[HEADER:], ""),
        (STEPS, ""),
        (STEPS[:-2], ""),
        (STEPS[: STEPS.rindex(b"\xff\xda")], "torn"),
        (STEPS[: STEPS.index(b"\xff\xc4", STEPS.index(b"\xff\xda"))], "torn"),
        (PARTS, ""),
        (holed(WHOLE), "torn"),
        (WHOLE[: len(WHOLE) // 2] + WHOLE[len(WHOLE) // 2 + 700 :], "torn"),
        (holed(WHOLE, by=b"\xff\xd9"), "torn"),
        (holed(WHOLE[:HEADER] + b"rubbish" + WHOLE[HEADER:]), "torn"),
        (holed(STEPS), "torn"),
        (holed(PARTS), "torn"),
        (FINE, ""),
        (FINE[:-12], ""),
        (FINE[:-12] + b"tail", ""),
        (with_chunk(FINE, b"cHRM", b"too short"), ""),
        (with_chunk(FINE, b"iCCP", b"no profile"), ""),
        (with_chunk(FINE, b"tEXt", b"a" * 9)[:50] + b"?" + with_chunk(FINE, b"tEXt", b"a" * 9)[51:], ""),
        (WHOLE[:2] + b"\xff\xe1\0\x20Exif\0\0II*\0" + bytes(18) + WHOLE[2:], ""),
        (FINE[:-13] + bytes([FINE[-13] ^ 1]) + FINE[-12:], "torn"),
        (deflated(zlib.compress(NOISE.tobytes())), ""),
        (deflated(zlib.compress(NOISE.tobytes())[:-4]), ""),
        (deflated(zlib.compress(NOISE.tobytes() + b"more")), ""),
        (deflated(zlib.compress(NOISE.tobytes() + b"more")[:-1] + b"?"), "torn"),
    ],
)
def test_only_what_tears_the_picture_is_damage(data, damage):
    assert decode(data).facts.damage == damage


@pytest.mark.parametrize("data", [WHOLE, STEPS, PARTS, FINE, tiff(NOISE, photometric="rgb"), imageio(NOISE, ".gif")])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_picture_that_is_not_all_there_is_skipped(data, share):
    with pytest.raises(Unreadable, match=r"^damaged: the file ends") as skipped:
        decode(data[: int(len(data) * share)])
    assert skipped.value.code is Reason.DAMAGED


def box(brand, *more):
    return struct.pack(">I", 16 + 4 * len(more)) + b"ftyp" + brand + bytes(4) + b"".join(more) + bytes(200)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (box(b"isom", b"mp41"), "a video (MP4)", Reason.NOT_PICTURE),
        (box(b"mp42"), "a video (MP4)", Reason.NOT_PICTURE),
        (box(b"qt  "), "a video (QuickTime)", Reason.NOT_PICTURE),
        (box(b"3gp5"), "a video (3GPP)", Reason.NOT_PICTURE),
        (box(b"M4A "), "a sound (MPEG-4)", Reason.NOT_PICTURE),
        (b"RIFF\0\1\0\0AVI LIST" + bytes(99), "a video (AVI)", Reason.NOT_PICTURE),
        (b"RIFF\0\1\0\0WAVEfmt " + bytes(99), "a sound (WAV)", Reason.NOT_PICTURE),
        (b"\x1aE\xdf\xa3" + bytes(99), "a video (Matroska or WebM)", Reason.NOT_PICTURE),
        (b"ID3\4" + bytes(99), "a sound (MP3)", Reason.NOT_PICTURE),
        (b"OggS" + bytes(99), "a video or sound (Ogg)", Reason.NOT_PICTURE),
        (b"%PDF-1.7\n%\xe2\xe3" + bytes(99), "a document (PDF)", Reason.NOT_PICTURE),
        (b"PK\3\4" + bytes(99), "an archive or office document (ZIP)", Reason.NOT_PICTURE),
        (b"MZ\x90\0" + bytes(99), "a program", Reason.NOT_PICTURE),
        (b"BM is how this text begins", "text", Reason.NOT_PICTURE),
        (box(b"crx "), "a camera's raw file (CR3)", Reason.KIND),
        (b"8BPS\0\1" + bytes(99), "Photoshop", Reason.KIND),
        (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99), "JPEG 2000", Reason.KIND),
        (b"\xff\x0a" + bytes(99), "JPEG XL", Reason.KIND),
        (b"\0\0\1\0\1\0\x10\x10\0\0" + bytes(99), "an icon (ICO)", Reason.KIND),
        (codec("jpegls", GREY), "JPEG-LS", Reason.KIND),
        (codec("ljpeg", DEEP_GREY), "lossless JPEG", Reason.KIND),
        (codec("jpeg8", ramp(0, 4095, 1, np.uint16)[:, :, 0], bitspersample=12), "JPEG of 12 bits", Reason.KIND),
        (tiff(DEEP_GREY, photometric="cfa"), "TIFF", Reason.KIND),
    ],
)
def test_what_is_not_read_is_named(data, name, code):
    with pytest.raises(Unreadable) as skipped:
        decode(data)
    assert skipped.value.code is code
    start = {Reason.KIND: "a kind of picture that is not read here", Reason.NOT_PICTURE: "not a picture"}[code]
    assert str(skipped.value).startswith(start)
    assert name in str(skipped.value)


def test_each_limit_names_its_setting():
    with pytest.raises(Unreadable, match="IMAGESCAPE_MAX_PIXELS"):
        decode(png(RGB), max_pixels=100)
    with pytest.raises(Unreadable, match="IMAGESCAPE_MAX_PIXELS"):
        decode(tiff(BANDS, photometric="minisblack", planarconfig="contig"), max_pixels=100)
