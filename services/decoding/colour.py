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


class Profile(NamedTuple):
    """A profile that is not sRGB: its name, the mode that it takes, and the transform to sRGB."""

    name: str
    mode: str
    transform: ImageCms.ImageCmsTransform


def kind_of(picture: Image.Image) -> str:
    """Return the mode that a profile of the picture's kind of colours takes: "L", "RGB", "CMYK" or "LAB"."""
    if picture.mode.startswith(("I", "F")):
        return "L"
    return {"L": "L", "LA": "L", "La": "L", "1": "L", "CMYK": "CMYK", "LAB": "LAB"}.get(picture.mode, "RGB")


def profile_of(picture: Image.Image, icc: bytes | None) -> Profile | None:
    """Return a picture's profile, if it is another than sRGB, and of the picture's own kind of colours."""
    profile = _profile(bytes(icc)) if icc else None
    return profile if profile is not None and profile.mode == kind_of(picture) else None


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
