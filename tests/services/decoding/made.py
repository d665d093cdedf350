"""Owns pictures for tests made without Pillow: by numpy, tifffile, imagecodecs; and the pixels that they must have."""

import io
import struct
import zlib

import numpy as np

SIDE = 64
#: From linear light of ProPhoto RGB, and of sRGB, to XYZ under D50 (Lindbloom, brucelindbloom.com).
PROPHOTO = np.array([[0.7976749, 0.1351917, 0.0313534], [0.2880402, 0.7118741, 0.0000857], [0, 0, 0.82521]])
SRGB = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
)


def ramp(low=0, high=255, bands=3, dtype=np.uint8):
    """A picture that is dark in one corner and bright in the other, each band its own way, ``(64, 64, bands)``."""
    line = np.linspace(0, 1, SIDE)
    across, down = np.meshgrid(line, line)
    ways = (across, down, (across + down) / 2, 1 - across, 1 - down)
    values = np.stack([ways[band % len(ways)] for band in range(bands)], axis=-1)
    return (low + values * (high - low)).astype(dtype)


def eight(values, low=None, high=None):
    """Numbers stretched to 8 bits from their ends; nothing clips but what a thousandth does."""
    values = np.asarray(values, float)
    sample = values[np.isfinite(values)]
    low, high = (np.percentile(sample, end) if given is None else given for given, end in ((low, 0.1), (high, 99.9)))
    return np.clip((np.nan_to_num(values, nan=low) - low) * 255 / (high - low), 0, 255)


def grey(values):
    """One band as three that are alike."""
    return np.repeat(np.asarray(values).reshape(SIDE, SIDE, 1), 3, axis=2)


def over(colours, alpha, ground):
    """Colours ``(h, w, 3)`` with transparency ``(h, w)``, 0 to 1, on a ground."""
    cover = np.asarray(alpha, float).reshape(SIDE, SIDE, 1)
    return colours * cover + ground * (1 - cover)


def tiff(values, **how):
    """A TIFF by tifffile."""
    import tifffile

    out = io.BytesIO()
    tifffile.imwrite(out, values, **how)
    return out.getvalue()


def pages(*some):
    """A TIFF of several pages, each (values, options)."""
    import tifffile

    out = io.BytesIO()
    with tifffile.TiffWriter(out) as file:
        for values, how in some:
            file.write(values, **how)
    return out.getvalue()


def png(values):
    """A PNG by imagecodecs, of 8 or 16 bits."""
    import imagecodecs

    return imagecodecs.png_encode(np.ascontiguousarray(values))


def jpeg(values, **how):
    """A JPEG by imagecodecs, without loss of colours between pixels."""
    import imagecodecs

    return imagecodecs.jpeg8_encode(np.ascontiguousarray(values), level=97, subsampling="444", **how)


def with_chunk(data, kind, content):
    """A PNG with one more chunk behind its header."""
    chunk = len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
    return data[:33] + chunk + data[33:]


def with_profile(data, icc):
    """A JPEG or PNG with a colour profile."""
    if data[:2] == b"\xff\xd8":
        body = b"ICC_PROFILE\0\1\1" + icc
        return data[:2] + b"\xff\xe2" + (len(body) + 2).to_bytes(2, "big") + body + data[2:]
    return with_chunk(data, b"iCCP", b"p\0\0" + zlib.compress(icc))


def profile(matrix=None, gamma=1.8, space=b"RGB "):
    """A display profile of ICC version 2 with one gamma, as bytes; of grey if there is no ``matrix``."""

    def fixed(value):
        return struct.pack(">i", round(value * 65536))

    white = (0.9642, 1.0, 0.8249)
    text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"made\0" + bytes(78)
    tags = {
        b"desc": text,
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": b"XYZ " + bytes(4) + b"".join(map(fixed, white)),
    }
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    if matrix is None:
        tags[b"kTRC"], space = curve, b"GRAY"
    else:
        for name, column in zip((b"r", b"g", b"b"), np.asarray(matrix).T, strict=True):
            tags[name + b"XYZ"] = b"XYZ " + bytes(4) + b"".join(map(fixed, column))
            tags[name + b"TRC"] = curve
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    head = bytes(4) + b"\0\0\0\0" + b"\x02\x40\0\0" + b"mntr" + space + b"XYZ " + bytes(12) + b"acsp" + bytes(28)
    head += b"".join(map(fixed, white)) + bytes(48)
    whole = head + struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", len(whole)) + whole[4:]


def in_srgb(values, matrix=PROPHOTO, gamma=1.8):
    """8-bit colours of another space as 8-bit sRGB, by the textbook; what sRGB cannot show is clipped."""
    linear = (np.asarray(values, float) / 255) ** gamma @ matrix.T @ np.linalg.inv(SRGB).T
    linear = np.clip(linear, 0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
