"""Pictures as pixels: upright, over white, one frame, whole range; what cannot be read says why; what browsers show."""

import hashlib
import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image, ImageOps

from services.decoding import Unreadable, draw_map, for_browser, grey_png
from services.decoding import decode as decode_picture
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
    data = encoded(quarters(), "JPEG", exif=exif(1, _306="2021:02:03 04:05:06"))
    facts = decode(data).facts
    assert facts.hash == hashlib.sha256(data).hexdigest()
    assert (facts.width, facts.height, facts.bytes, facts.format, facts.mode) == (96, 64, len(data), "JPEG", "RGB")
    assert facts.taken == "2021-02-03T04:05:06"


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "yesterday", "", "2021:02"])
def test_a_date_that_is_none_is_empty(text):
    assert decode(encoded(quarters(), "JPEG", exif=exif(1, _306=text))).facts.taken == ""


def test_when_it_was_taken_comes_before_when_it_was_changed():
    tags = exif(1, _306="2022:01:01 00:00:00")
    tags.get_ifd(0x8769)[0x9003] = "2020:06:07 08:09:10"
    assert decode(encoded(quarters(), "JPEG", exif=tags)).facts.taken == "2020-06-07T08:09:10"


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


def test_a_bomb_is_refused_before_it_is_decoded(edge):
    for name in ("bomb-30000x30000-1bit.png", "claims-60000x60000.png", "big-13000x13000-1bit.png"):
        data = (edge / "bombs" / name).read_bytes()
        tracemalloc.start()
        for work in (decode, lambda d: for_browser(d, max_pixels=LIMIT), lambda d: decode(d, decoding="article")):
            with pytest.raises(Unreadable, match=r"too large: [\d,]+ x [\d,]+ pixels; the limit is 100 million"):
                work(data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 20_000_000


def test_the_limit_counts_pixels_to_the_last_one():
    data = picture(1, size=(100, 80), kind="PNG")
    assert decode(data, max_pixels=8000).facts.width == 100
    with pytest.raises(Unreadable, match="100 x 80"):
        decode(data, max_pixels=7999)


def test_a_text_chunk_that_unpacks_to_megabytes_is_refused_in_words(edge):
    with pytest.raises(Unreadable, match="text part inside the picture is too large"):
        decode((edge / "bombs" / "huge-ztxt.png").read_bytes())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"hello, this is no picture", "not a picture: the content is text"),
        ("Gr\u00fc\u00dfe\n".encode(), "not a picture: the content is text"),
        (b"<!DOCTYPE html><script>1</script>", "not a picture: the content is a web page or a drawing in text"),
        (b"  <svg xmlns='x'/>", "not a picture: the content is a web page or a drawing in text"),
        (b"\x00\x01\x02\x03" * 40, "not a picture of a kind that is known here"),
        (b"%PDF-1.7\xff\xfe\x00" + b"\x81" * 99, "not a picture of a kind that is known here"),
        (picture(1)[:12], "damaged: the file ends too early"),
        (picture(1, size=(300, 300), kind="PNG")[:2000], "damaged: the file ends too early"),
        (picture(1, size=(300, 300))[:2000], "damaged: the file ends too early"),
    ],
)
def test_what_cannot_be_read_says_why(data, reason):
    with pytest.raises(Unreadable) as told:
        decode(data)
    assert str(told.value) == reason


def test_a_broken_checksum_is_damage(edge):
    with pytest.raises(Unreadable, match=r"^damaged: its content cannot be decoded"):
        decode((edge / "broken" / "bad-crc.png").read_bytes())


def test_kinds_that_were_never_fuzzed_are_not_opened(hostile):
    for name in ("01r_00.pcx", "16_bit_binary.pgm", "200x32_p_bl_raw_origin.tga", "bc1.dds", "9bit.j2k", "2422.flc"):
        data = (hostile / name).read_bytes()
        assert Image.open(io.BytesIO(data)).format, "Pillow would"
        with pytest.raises(Unreadable, match=r"^not a picture"):
            decode(data)


@pytest.mark.filterwarnings("error")
def test_no_hostile_file_gives_anything_but_pixels_or_a_reason(hostile):
    read, refused = 0, set()
    for path in sorted(p for p in hostile.rglob("*") if p.is_file()):
        try:
            decoded = decode(path.read_bytes(), side=32, max_pixels=4_000_000)
        except Unreadable as reason:
            refused.add(str(reason).partition(":")[0])
            continue
        read += 1
        assert decoded.pixels.shape == (32, 32, 3)
        assert decoded.facts.width * decoded.facts.height <= 4_000_000
    assert read > 550
    assert {"damaged", "not a picture of a kind that is known here", "too large"} <= refused


@pytest.mark.parametrize(
    ("kind", "mime"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
        ("AVIF", "image/avif"),
    ],
)
def test_what_a_browser_draws_is_sent_as_it_is(kind, mime):
    data = picture(2, kind=kind)
    assert for_browser(data, max_pixels=LIMIT) == (data, mime)


@pytest.mark.parametrize("orientation", [1, 6])
def test_tiff_and_heic_are_rendered_upright(orientation):
    stored = turned(quarters(), orientation)
    for data in (encoded(stored, "TIFF", exif=exif(orientation)), heif(stored, exif=exif(orientation).tobytes())):
        shown, mime = for_browser(data, max_pixels=LIMIT)
        image = Image.open(io.BytesIO(shown))
        assert (mime, image.format, image.size) == ("image/png", "PNG", (96, 64))
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(quarters())).mean() < 8


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_rotation_browsers_pass_over_is_done_for_them(kind):
    data = encoded(turned(quarters(), 6), kind, exif=exif(6), **({"lossless": True} if kind == "WEBP" else {}))
    shown, mime = for_browser(data, max_pixels=LIMIT)
    image = Image.open(io.BytesIO(shown))
    assert (mime, image.size) == ("image/png", (96, 64))
    assert np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(quarters())).max() < 3


def test_a_rotation_browsers_honour_is_left_to_them():
    data = encoded(turned(quarters(), 6), "JPEG", exif=exif(6))
    assert for_browser(data, max_pixels=LIMIT) == (data, "image/jpeg")


def test_a_large_tiff_is_rendered_as_a_jpeg_no_larger_than_a_screen():
    shown, mime = for_browser(encoded(quarters((6000, 1500)), "TIFF"), max_pixels=LIMIT)
    assert mime == "image/jpeg"
    assert Image.open(io.BytesIO(shown)).size == (4096, 1024)


def test_16_bits_are_rendered_so_that_something_can_be_seen():
    ramp = Image.fromarray(np.linspace(1000, 1400, 900).reshape(30, 30).astype(np.uint16))
    shown, mime = for_browser(encoded(ramp, "PNG"), max_pixels=LIMIT)
    assert mime == "image/png"
    values = np.asarray(Image.open(io.BytesIO(shown)).convert("L"))
    assert values.min() < 5 < 250 < values.max()


def test_a_web_page_is_never_sent_to_a_browser():
    with pytest.raises(Unreadable):
        for_browser(b"<html><script>alert(1)</script>", max_pixels=LIMIT)


def drawn(positions, colours, **how):
    options = {"size": (400, 300), "marks": "dots", "caption": "", "legend": []}
    data = draw_map(np.asarray(positions, np.float32), np.asarray(colours, np.uint8), **{**options, **how})
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def coloured(sheet):
    return np.argwhere(sheet.max(axis=2) - sheet.min(axis=2) > 40)


def test_points_are_drawn_where_they_lie_with_y_upwards():
    sheet = drawn([[0, 0], [4, 2]], [(255, 0, 0), (0, 0, 255)])
    red, blue = np.argwhere(sheet[:, :, 0] - sheet[:, :, 2] > 100), np.argwhere(sheet[:, :, 2] - sheet[:, :, 0] > 100)
    assert red[:, 0].mean() > blue[:, 0].mean(), "a smaller y lies lower"
    assert red[:, 1].mean() < blue[:, 1].mean()
    assert np.abs(red.mean(axis=0) - blue.mean(axis=0)) == pytest.approx([160, 320], abs=2), "one scale for both axes"


@pytest.mark.parametrize("positions", [[[3, 3]], [[1, 1]] * 5, [[0, 0], [0, 9]], [[1e6, 1e6], [1e6 + 1, 1e6]]])
def test_any_few_points_are_drawn(positions):
    assert len(coloured(drawn(positions, [(200, 0, 0)] * len(positions)))) > 10


def test_a_polaroid_is_a_square_three_quarters_opaque_and_larger_than_a_dot():
    square, dot = (drawn([[0, 0]], [(0, 0, 0)], marks=marks) for marks in ("polaroid", "dots"))
    dark_square, dark_dot = (sheet[:250, :, 0] < 200 for sheet in (square, dot))
    assert dark_square.sum() > dark_dot.sum()
    rows, columns = np.nonzero(dark_square)
    assert dark_square.sum() == (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    assert square[:250].min() == pytest.approx(255 * 0.25, abs=1)


def test_caption_and_legend_are_written_whatever_the_script():
    plain = drawn([[0, 0]], [(0, 0, 0)])
    sheet = drawn(
        [[0, 0]],
        [(0, 0, 0)],
        caption="12 found 卫星 " + "x" * 500,
        legend=[("café 🛰️", (250, 0, 0)), ("y" * 300, (0, 0, 250))],
    )
    assert (sheet[-40:] != plain[-40:]).any()
    assert (sheet[30, 28] == (250, 0, 0)).all()
    assert (sheet[51, 28] == (0, 0, 250)).all()


def test_a_grey_png_has_the_side_that_was_asked_for():
    image = Image.open(io.BytesIO(grey_png(np.eye(8), side=32)))
    assert (image.format, image.mode, image.size) == ("PNG", "L", (32, 32))
    assert np.asarray(image)[1, 1] > 200 > 60 > np.asarray(image)[1, -2]
