"""Opening a picture: which kinds, how large, and what was wrong, in words and as a code."""

import hashlib
import io
import pickle
import tracemalloc

import pytest
from PIL import Image

from services.decoding import Unreadable, for_browser
from services.schema import Reason
from tests.conftest import picture
from tests.services.decoding.test_image import LIMIT, decode


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


def test_a_text_chunk_that_unpacks_to_megabytes_is_not_unpacked(edge):
    data = (edge / "bombs" / "huge-ztxt.png").read_bytes()
    tracemalloc.start()
    decoded = decode(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (decoded.facts.damage, decoded.facts.hash) == ("", hashlib.sha256(data).hexdigest())
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"hello, this is no picture", "not a picture: the content is text"),
        ("Gr\u00fc\u00dfe\n".encode(), "not a picture: the content is text"),
        (b"<!DOCTYPE html><script>1</script>", "not a picture: the content is a web page or a drawing in text"),
        (b"  <svg xmlns='x'/>", "not a picture: the content is a web page or a drawing in text"),
        (b"\x00\x01\x02\x03" * 40, "not a picture of a kind that is known here"),
        (b"%PDF-1.7\xff\xfe\x00" + b"\x81" * 99, "not a picture: the content is a document (PDF)"),
        (picture(1)[:12], "damaged: the file ends too early"),
        (picture(1, size=(300, 300), kind="PNG")[:2000], "damaged: the file ends too early"),
        (picture(1, size=(300, 300))[:2000], "damaged: the file ends too early"),
    ],
)
def test_what_cannot_be_read_says_why(data, reason):
    with pytest.raises(Unreadable) as error:
        decode(data)
    assert str(error.value) == reason


def test_a_broken_checksum_is_damage(edge):
    with pytest.raises(Unreadable, match=r"^damaged: its content cannot be decoded"):
        decode((edge / "broken" / "bad-crc.png").read_bytes())


def test_kinds_that_were_never_fuzzed_are_not_opened(hostile):
    for name in ("01r_00.pcx", "16_bit_binary.pgm", "200x32_p_bl_raw_origin.tga", "bc1.dds", "9bit.j2k", "2422.flc"):
        data = (hostile / name).read_bytes()
        assert Image.open(io.BytesIO(data)).format, "Pillow would"
        with pytest.raises(Unreadable, match=r"^(not a picture|a kind of picture that is not read here)"):
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
    ("data", "code"),
    [(b"", Reason.DAMAGED), (b"<html>hello</html>" * 9, Reason.NOT_PICTURE), (picture(1)[:200], Reason.DAMAGED)],
)
def test_what_was_wrong_is_a_code_too(data, code):
    with pytest.raises(Unreadable) as refused:
        decode(data)
    assert refused.value.code is code


def test_too_many_pixels_are_a_code_of_their_own():
    with pytest.raises(Unreadable) as refused:
        decode(picture(1), max_pixels=10)
    assert refused.value.code is Reason.TOO_LARGE


def test_a_reason_survives_the_way_to_another_process():
    again = pickle.loads(pickle.dumps(Unreadable("words", Reason.KIND)))
    assert (str(again), again.code) == ("words", Reason.KIND)
