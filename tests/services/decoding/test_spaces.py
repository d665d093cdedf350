"""Colour spaces that a file names without a profile: by EXIF, chunks, code points, tags; as textbooks have it."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from services.decoding import decode as decode_picture
from services.decoding import for_browser, formats, spaces
from tests.services.decoding.made import PROPHOTO, in_srgb, jpeg, png, profile, ramp, tiff, with_chunk, with_profile

#: Colours that sRGB can show as well, where a level more or less does not become many.
SOFT = 105 + ramp() // 8
#: From linear light to XYZ under D50 (Lindbloom, brucelindbloom.com; of P3 by colour.Matrix of the CSS Color 4 draft).
ADOBE = np.array(
    [[0.6097559, 0.2052401, 0.149224], [0.3111242, 0.625656, 0.0632197], [0.0194811, 0.0608902, 0.7448387]]
)
P3 = np.array(
    [[0.5151022, 0.2919655, 0.1571535], [0.2411824, 0.6922369, 0.0665807], [-0.0010504, 0.0418791, 0.7843777]]
)


#: A TIFF's white point, and its primaries: those of Display P3, as fractions.
TAGS = [
    (318, 5, 2, (3127, 10_000, 3290, 10_000)),
    (319, 5, 6, (68, 100, 32, 100, 265, 1000, 69, 100, 15, 100, 6, 100)),
]


def decode(data):
    return decode_picture(data, side=64, decoding="standard", max_pixels=10**8)


def exif(space, mark=None):
    made = Image.Exif()
    made.get_ifd(0x8769)[0xA001] = space
    if mark:
        made.get_ifd(0x8769)[0xA005] = {1: mark}
    return made


def with_exif(values, *said, kind="JPEG", **how):
    out = io.BytesIO()
    Image.fromarray(values).save(out, kind, exif=exif(*said), **how)
    return out.getvalue()


def photo(*said):
    return with_exif(SOFT, *said, quality=98, subsampling=0)


def heif(primaries, transfer, values=SOFT):
    import pillow_heif

    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    points = {"color_primaries": primaries, "transfer_characteristics": transfer, "matrix_coefficients": 0}
    Image.fromarray(values).save(out, "HEIF", quality=100, chroma=444, **points)
    return out.getvalue()


def avif(primaries, transfer):
    out = io.BytesIO()
    Image.fromarray(SOFT).save(out, "AVIF", quality=100, subsampling="4:4:4")
    data = out.getvalue()
    at = data.index(b"colrnclx") + 8
    return data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :]


def chunks(white=(0.3127, 0.329), red=(0.64, 0.33), green=(0.3, 0.6), blue=(0.15, 0.06), gamma=None):
    values = [round(100_000 * one) for pair in (white, red, green, blue) for one in pair]
    made = with_chunk(png(SOFT), b"cHRM", struct.pack(">8I", *values))
    return made if gamma is None else with_chunk(made, b"gAMA", struct.pack(">I", round(100_000 * gamma)))


def srgb_curve(values):
    values = np.asarray(values, float) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def of_p3(values):
    """The colours of P3 in sRGB. ``in_srgb`` knows powers only, so the curve is undone first."""
    return in_srgb(255 * srgb_curve(values), P3, 1)


IN_ADOBE, IN_P3 = in_srgb(SOFT, ADOBE, 563 / 256), of_p3(SOFT)
ADOBE_SAID = "colours converted from Adobe RGB, as its EXIF says"


@pytest.mark.parametrize(
    ("data", "expected", "said", "off"),
    [
        (photo(0xFFFF, "R03"), IN_ADOBE, ADOBE_SAID, 5),
        (photo(2), IN_ADOBE, ADOBE_SAID, 5),
        (with_exif(SOFT, 0xFFFF, "R03", kind="WEBP", lossless=True), IN_ADOBE, ADOBE_SAID, 2),
        (heif(12, 13), IN_P3, "colours converted from Display P3", 4),
        (heif(12, 1), IN_P3, "colours converted from Display P3", 4),
        (avif(12, 13), IN_P3, "colours converted from Display P3", 6),
        (with_chunk(png(SOFT), b"cICP", bytes([12, 13, 0, 1])), IN_P3, "colours converted from Display P3", 2),
        (
            chunks(green=(0.21, 0.71), gamma=256 / 563),
            IN_ADOBE,
            "colours converted from the primaries that the file names",
            2,
        ),
        (
            chunks(red=(0.68, 0.32), green=(0.265, 0.69)),
            IN_P3,
            "colours converted from the primaries that the file names",
            2,
        ),
        (
            tiff(
                SOFT,
                photometric="rgb",
                extratags=TAGS,
            ),
            IN_P3,
            "colours converted from the primaries that the file names",
            2,
        ),
    ],
    ids=["R03", "number", "WebP", "HEIF", "HEIF of television", "AVIF", "cICP", "cHRM, gAMA", "cHRM", "TIFF"],
)
def test_a_space_that_is_named_is_converted_and_said(data, expected, said, off):
    found = decode(data)
    assert found.facts.notes == said
    assert found.facts.pixels == 5
    assert np.abs(found.pixels - expected).max() <= off
    off_by, unconverted = (np.abs(found.pixels - other).mean() for other in (expected, SOFT.astype(float)))
    assert off_by < 0.7 * unconverted


@pytest.mark.parametrize(
    "data",
    [
        photo(1),
        photo(1, "R98"),
        photo(0xFFFF),
        photo(0xFFFF, "R98"),
        heif(1, 13),
        heif(1, 1),
        heif(2, 2),
        avif(1, 13),
        chunks(),
        chunks(gamma=0.45455),
        chunks(white=(0, 0)),
        chunks(red=(0.3, 0.6)),
        with_chunk(png(SOFT), b"cICP", bytes([1, 13, 0, 1])),
        with_chunk(chunks(green=(0.21, 0.71)), b"sRGB", b"\0"),
    ],
)
def test_what_is_srgb_or_says_nothing_that_can_be_is_left_alone(data):
    found = decode(data)
    assert (found.facts.notes, found.facts.pixels) == ("", 3)
    assert np.abs(found.pixels - SOFT.astype(int)).max() <= 3


def test_a_profile_goes_before_what_exif_says():
    data = with_profile(photo(2), profile(PROPHOTO))
    assert decode(data).facts.notes == "colours converted from made"
    grey = ramp(bands=1)[:, :, 0]
    assert decode(with_profile(with_exif(grey, 2), profile(gamma=1.0))).facts.notes == "colours converted from made"


def test_a_bmp_holds_a_profile_in_its_fifth_version():
    icc = profile(PROPHOTO)
    head = struct.pack("<IiiHHIIiiII", 124, 64, -64, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(16) + b"DEBM" + bytes(48)
    head += struct.pack("<IIII", 0, 124 + SOFT.nbytes, len(icc), 0)
    body = SOFT[:, :, ::-1].tobytes() + icc
    data = b"BM" + struct.pack("<IHHI", 14 + len(head) + len(body), 0, 0, 14 + len(head)) + head + body
    found = decode(data)
    assert found.facts.notes == "colours converted from made"
    assert np.abs(found.pixels - in_srgb(SOFT)).max() <= 2
    assert decode(data.replace(b"DEBM", b"BGRs")).facts.notes == ""


def test_what_is_brighter_than_white_is_cut():
    """Of PQ 58 % of the signal is 203 cd/m2, which is white; of HLG three quarters (ITU-R BT.2408, table 1)."""
    steps = np.repeat(np.linspace(0, 255, 64).astype(np.uint8)[None, :, None], 64, axis=0).repeat(3, axis=2)
    for transfer, white in ((16, 0.58), (18, 0.75)):
        found = decode(heif(9, transfer, steps))
        assert "brighter than white is cut" in found.facts.notes
        line = found.pixels[32, :, 1].astype(int)
        assert (np.diff(line) >= -1).all()
        assert line[int(63 * white) + 2] >= 253
        assert line[int(63 * white) - 6] < 250


def test_browsers_pass_over_exif_and_honour_the_rest():
    shown, mime = for_browser(photo(0xFFFF, "R03"), max_pixels=10**8)
    assert mime == "image/png"
    assert np.abs(np.asarray(Image.open(io.BytesIO(shown))) - IN_ADOBE).max() <= 5
    for data in (photo(1), chunks(green=(0.21, 0.71)), avif(12, 13)):
        assert for_browser(data, max_pixels=10**8)[0] == data


def test_a_damaged_statement_is_none():
    for data in (jpeg(SOFT), photo(2)[:200] + jpeg(SOFT)[2:]):
        opened = formats.opened(data, 10**8)
        assert spaces.named(opened) is None or spaces.named(opened).passed_over
