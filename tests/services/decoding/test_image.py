"""Pictures as pixels: upright, over white, one frame, whole range; what cannot be read says why; what browsers show."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from services.decoding import decode as decode_picture
from services.decoding import for_browser
from tests.conftest import picture

SIDE = 64
LIMIT = 100_000_000


def decode(data, *, side=SIDE, decoding="standard", max_pixels=LIMIT):
    return decode_picture(data, side=side, decoding=decoding, max_pixels=max_pixels)


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def quarters(size=(96, 64)):
    """Red, green, blue and yellow quarters: every turn and flip of it is another picture."""
    small = np.array([[(230, 20, 20), (20, 200, 40)], [(30, 40, 220), (240, 230, 30)]], dtype=np.uint8)
    return Image.fromarray(small).resize(size, Image.Resampling.NEAREST)


def heif(image, **options):
    import pillow_heif

    pillow_heif.register_heif_opener()
    return encoded(image, "HEIF", quality=95, **options)


def flat(colour, mode="RGB", size=(40, 30)):
    return Image.new(mode, size, colour)


BACK = {1: None, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}


def turned(image, orientation):
    """The picture stored so that this orientation shows it upright."""
    if orientation == 1:
        return image
    marked = image.copy()
    marked.getexif()[0x0112] = BACK[orientation]
    return ImageOps.exif_transpose(marked)


def exif(orientation, **more):
    tags = Image.Exif()
    tags[0x0112] = orientation
    for tag, value in more.items():
        tags[int(tag[1:])] = value
    return tags


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_exif_orientation_is_shown_upright(orientation, kind):
    options = {"JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"lossless": True}}.get(kind, {})
    data = encoded(turned(quarters(), orientation), kind, exif=exif(orientation), **options)
    decoded = decode(data)
    assert np.abs(decoded.pixels.astype(int) - decode(encoded(quarters(), "PNG")).pixels).max() < 16
    assert (decoded.facts.width, decoded.facts.height) == (96, 64)
    assert Image.open(io.BytesIO(decoded.thumbnail)).size == (96, 64)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_large_turned_jpeg_tells_its_shown_size_though_it_is_scaled_while_decoded(orientation):
    data = encoded(turned(quarters((799, 800)), orientation), "JPEG", exif=exif(orientation))
    facts = decode(data).facts
    assert (facts.width, facts.height) == (799, 800)


@pytest.mark.parametrize("orientation", [0, 9, 99])
def test_a_meaningless_orientation_is_passed_over(orientation):
    decoded = decode(encoded(quarters(), "JPEG", quality=95, exif=exif(orientation)))
    assert (decoded.facts.width, decoded.facts.height) == (96, 64)


def test_the_eight_orientations_made_by_another_hand(edge):
    decoded = [decode((edge / "exif" / f"orientation-{i}.jpg").read_bytes()) for i in range(1, 9)]
    assert {(d.facts.width, d.facts.height) for d in decoded} == {(128, 80)}
    assert max(np.abs(d.pixels.astype(int) - decoded[0].pixels).mean() for d in decoded) < 6


@pytest.mark.parametrize(("alpha", "expected"), [(0, (255, 255, 255)), (255, (0, 0, 255)), (128, (127, 127, 255))])
def test_what_is_clear_is_white(alpha, expected):
    for kind in ("PNG", "WEBP"):
        data = encoded(flat((0, 0, 255, alpha), "RGBA"), kind, **({"lossless": True} if kind == "WEBP" else {}))
        assert np.abs(decode(data).pixels.astype(int) - expected).max() <= 2


def test_grey_with_alpha_lies_over_white():
    assert (decode(encoded(flat((0, 0), "LA"), "PNG")).pixels == 255).all()


def test_a_palette_with_a_clear_colour_lies_over_white():
    image = Image.new("P", (40, 30), 0)
    image.putpalette([200, 10, 10, 10, 200, 10])
    image.paste(1, (20, 0, 40, 30))
    pixels = decode(encoded(image, "PNG", transparency=0)).pixels
    assert (pixels[SIDE // 2, 4] == 255).all()
    assert np.abs(pixels[SIDE // 2, SIDE - 4].astype(int) - (10, 200, 10)).max() <= 2
    half = decode(encoded(image, "PNG", transparency=bytes([128, 255]))).pixels
    assert np.abs(half[SIDE // 2, 4].astype(int) - (227, 132, 132)).max() <= 3


def test_cmyk_has_the_colours_one_sees():
    data = encoded(quarters().convert("CMYK"), "JPEG", quality=95, subsampling=0)
    assert decode(data).facts.mode == "CMYK"
    assert np.abs(decode(data).pixels.astype(int) - decode(encoded(quarters(), "PNG")).pixels).mean() < 8


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "I", "F", "CMYK", "YCbCr", "LAB"])
def test_every_mode_becomes_rgb(mode):
    grey = Image.fromarray(np.linspace(0, 255, 40 * 30).reshape(30, 40).astype(np.uint8))
    image = (
        grey.convert("I").convert(mode)
        if mode == "I;16"
        else grey.convert("RGB").convert(mode)
        if mode not in ("I", "F")
        else grey.convert(mode)
    )
    decoded = decode(encoded(image, "TIFF"))
    assert (decoded.pixels.shape, decoded.pixels.dtype) == ((SIDE, SIDE, 3), np.uint8)
    assert decoded.pixels[-1].mean() > decoded.pixels[0].mean() + 100, "the dark end is dark, the bright end is bright"


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_grey_of_16_bits_is_stretched_between_its_own_ends(kind):
    ramp = np.linspace(1000, 1400, 200 * 100).reshape(100, 200).astype(np.uint16)
    pixels = decode(encoded(Image.fromarray(ramp), kind)).pixels
    assert pixels.min() <= 2
    assert pixels.max() >= 253
    assert 120 < pixels[SIDE // 2].mean() < 135
    assert (decode(encoded(Image.fromarray(np.full((9, 9), 3000, np.uint16)), kind)).pixels == 128).all(), (
        "one value has no ends"
    )


def test_one_hot_pixel_does_not_blacken_a_16_bit_picture():
    ramp = np.linspace(1000, 1400, 200 * 100).reshape(100, 200).astype(np.uint16)
    ramp[0, 0] = 65535
    assert 120 < decode(encoded(Image.fromarray(ramp), "PNG")).pixels[SIDE // 2].mean() < 135


def test_numbers_that_are_none_do_no_harm():
    values = np.linspace(0, 1, 900, dtype=np.float32).reshape(30, 30)
    values[3, 3], values[4, 4], values[5, 5] = np.nan, np.inf, -np.inf
    pixels = decode(encoded(Image.fromarray(values), "TIFF")).pixels
    assert pixels[0].mean() < 30 < 200 < pixels[-1].mean()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_what_moves_the_first_frame_is_taken(kind):
    first, *others = flat((250, 10, 10)), flat((10, 10, 250)), flat((10, 250, 10))
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(first, kind, save_all=True, append_images=others, **options)
    assert Image.open(io.BytesIO(data)).n_frames == 3
    assert np.abs(decode(data).pixels.astype(int) - (250, 10, 10)).max() < 12


def test_mpo_is_the_jpeg_it_begins_with():
    data = encoded(flat((250, 10, 10)), "MPO", save_all=True, append_images=[flat((10, 10, 250))])
    assert Image.open(io.BytesIO(data)).format == "MPO"
    decoded = decode(data)
    assert decoded.facts.format == "JPEG"
    assert np.abs(decoded.pixels.astype(int) - (250, 10, 10)).max() < 12
    assert for_browser(data, max_pixels=LIMIT) == (data, "image/jpeg")


@pytest.mark.parametrize("orientation", [1, 6])
def test_heic_is_read_and_upright(orientation):
    data = heif(turned(quarters(), orientation), exif=exif(orientation).tobytes())
    decoded = decode(data)
    assert (decoded.facts.format, decoded.facts.width, decoded.facts.height) == ("HEIF", 96, 64)
    assert np.abs(decoded.pixels.astype(int) - decode(encoded(quarters(), "PNG")).pixels).mean() < 10


def test_avif_is_read():
    decoded = decode(encoded(quarters(), "AVIF", quality=95))
    assert (decoded.facts.format, decoded.facts.width, decoded.facts.height) == ("AVIF", 96, 64)
    assert np.abs(decoded.pixels.astype(int) - decode(encoded(quarters(), "PNG")).pixels).mean() < 10


def test_facts_are_those_of_the_file():
    data = encoded(quarters(), "JPEG")
    facts = decode(data).facts
    assert facts.hash == hashlib.sha256(data).hexdigest()
    assert (facts.width, facts.height, facts.bytes, facts.format, facts.mode) == (96, 64, len(data), "JPEG", "RGB")
    assert (facts.taken, facts.edited, facts.frames, facts.damage, facts.notes) == ("", "", 1, "", "")


@pytest.mark.parametrize(
    ("size", "small"),
    [((48, 40), (48, 40)), ((400, 200), (160, 80)), ((100, 1000), (16, 160)), ((3, 900), (1, 160)), ((1, 1), (1, 1))],
)
def test_a_thumbnail_keeps_the_shape_and_never_grows(size, small):
    thumbnail = Image.open(io.BytesIO(decode(picture(1, size=size, kind="PNG")).thumbnail))
    assert (thumbnail.format, thumbnail.size) == ("JPEG", small)


def test_standard_decoding_is_antialiased():
    fine = Image.fromarray(np.random.default_rng(0).integers(0, 2, (256, 256), dtype=np.uint8) * 255)
    assert decode(encoded(fine, "PNG")).pixels.std() < 50
    assert decode(encoded(fine, "PNG"), decoding="article").pixels.std() > 120, "as nearest neighbour is not"


def keras_pixels(path, side):
    import keras

    return np.asarray(keras.utils.load_img(path, target_size=(side, side)))


@pytest.mark.filterwarnings("ignore")
def test_article_decoding_is_keras_load_img_bit_for_bit(tmp_path, photos, edge):
    made = {
        "turned.jpg": encoded(turned(quarters((320, 200)), 6), "JPEG", exif=exif(6)),
        "clear.png": encoded(flat((0, 0, 255, 90), "RGBA", (300, 200)), "PNG"),
        "grey.jpg": encoded(quarters((300, 400)).convert("L"), "JPEG"),
        "same.png": picture(3, size=(224, 224), kind="PNG"),
        "small.png": picture(4, size=(7, 9), kind="PNG"),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    formats = [p for p in sorted((edge / "formats").iterdir()) if p.name != "grey16.png"]
    for path in [*sorted(tmp_path.iterdir()), *sorted(photos.iterdir())[:20], *formats]:
        ours = decode(path.read_bytes(), side=224, decoding="article").pixels
        assert (ours == keras_pixels(path, 224)).all(), path.name
