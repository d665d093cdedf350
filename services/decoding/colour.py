"""Owns the colours of a picture as all parts of Imagescape see them: sRGB, opaque.

Profiles are converted once, here, so that thumbnail and feature agree with what a browser shows of the file.
"""

from __future__ import annotations

import functools
import io
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageCms

#: Levels of 255 by which a profile's colours may differ from sRGB and still count as sRGB: the many small ones do.
_SAME = 2
#: The colour space that a profile is of, and the mode in which its transform takes pixels.
_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}
#: Gamma of sRGB as a PNG's own chunk says it, and the ratio from which another one is seen.
_GAMMA, _SEEN = 0.45455, 0.05


class Profile(NamedTuple):
    """A profile that is not sRGB: its name, the mode that it takes, and the transform to sRGB."""

    name: str
    mode: str
    transform: ImageCms.ImageCmsTransform


def profile_of(picture: Image.Image, named: bytes = b"") -> Profile | None:
    """Return the profile of a picture if it is another than sRGB, and of the picture's own kind of colours.

    ``named`` is that of the colour space which the file names (:mod:`services.decoding.spaces`); it goes before.
    """
    icc = named or picture.info.get("icc_profile")
    profile = _profile(bytes(icc)) if icc else None
    if profile is None:
        return None
    own = {"L": "L", "LA": "L", "1": "L", "CMYK": "CMYK", "LAB": "LAB"}.get(picture.mode, "RGB")
    if picture.mode.startswith(("I", "F")):
        own = "L"
    return profile if profile.mode == own else None


def gamma_of(picture: Image.Image, kind: str) -> float | None:
    """Return the exponent that a PNG's own gamma asks for, or None where it is that of sRGB, or says none."""
    gamma = picture.info.get("gamma")
    if kind != "PNG" or not gamma or "srgb" in picture.info or "icc_profile" in picture.info:
        return None
    exponent = _GAMMA / gamma
    return exponent if abs(exponent - 1) > _SEEN and 0.1 < exponent < 10 else None


def converted(picture: Image.Image, profile: Profile) -> Image.Image:
    """Return a picture in the profile's mode, or in that with transparency, as RGB or RGBA."""
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None
    plain = picture if picture.mode == profile.mode else picture.convert(profile.mode)
    shown = ImageCms.applyTransform(plain, profile.transform)
    if shown is None:
        return picture
    if alpha is not None:
        shown.putalpha(alpha)
    return shown


def with_gamma(picture: Image.Image, exponent: float) -> Image.Image:
    """Return an RGB or RGBA picture with each colour to the power of ``exponent``; transparency stays."""
    table = [round(255 * (level / 255) ** exponent) for level in range(256)]
    same = list(range(256))
    return picture.point(table * 3 + (same if picture.mode == "RGBA" else []))


def opaque(clear: Image.Image) -> tuple[Image.Image, bool]:
    """Lay an RGBA picture on the colour that differs more from what can be seen of it: white, or black for light ones.

    Returns
    -------
    Image, bool
        The picture as RGB, and whether it lies on black.
    """
    dark = _is_light(clear)
    ground = Image.new("RGBA", clear.size, (0, 0, 0, 255) if dark else (255, 255, 255, 255))
    return Image.alpha_composite(ground, clear).convert("RGB"), dark


def _is_light(clear: Image.Image) -> bool:
    """Whether what can be seen of a picture with transparency is nearer to white than to black, in the mean."""
    alpha = clear.getchannel("A")
    least, most = alpha.getextrema()
    if least == 255 or most == 0:
        return False
    small = clear.reduce(max(1, min(clear.size) // 256))
    weights = np.asarray(small.getchannel("A"), np.float64)
    luma = np.asarray(small.convert("RGB").convert("L"), np.float64)
    return float((luma * weights).sum()) > 127.5 * float(weights.sum())


@functools.lru_cache(maxsize=64)
def _profile(icc: bytes) -> Profile | None:
    """The profile of these bytes; None where it is damaged, of another space, or as good as sRGB."""
    try:
        opened = ImageCms.getOpenProfile(io.BytesIO(icc))
        mode = _SPACES.get(opened.profile.xcolor_space.strip())
        if mode is None:
            return None
        # In the dark littleCMS' short cuts for grey are off by many levels.
        flags = ImageCms.Flags.NOOPTIMIZE if mode == "L" else ImageCms.Flags.NONE
        transform = ImageCms.buildTransform(opened, ImageCms.createProfile("sRGB"), mode, "RGB", flags=flags)
        name = " ".join(ImageCms.getProfileDescription(opened).split())[:60] or "unnamed"
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        return None
    if mode in ("RGB", "L"):
        steps = np.linspace(0, 255, 9).astype(np.uint8)
        every = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(27, 27, 3)
        before = Image.fromarray(every) if mode == "RGB" else Image.fromarray(np.arange(256, dtype=np.uint8)[None])
        after = ImageCms.applyTransform(before, transform)
        if after is None or np.abs(np.asarray(after, int) - np.asarray(before.convert("RGB"), int)).max() <= _SAME:
            return None
    return Profile(name, mode, transform)
