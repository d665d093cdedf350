"""Owns the way from the bytes of a file to the picture that people and encoders see: upright RGB in sRGB, opaque.

What was done to it on the way is said in words (``notes``), since whoever concludes something must know it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from services.decoding import colour, deep, jpeg, pages, png, samples, spaces
from services.decoding.exif import orientation
from services.decoding.formats import Opened
from services.decoding.stretching import stretched
from services.decoding.unreadable import Unreadable
from services.schema import FIRST_PIXELS, Damage, Reason

#: Edition of the pixels that this code gives. Raise it when a change alters those of some pictures; these must say so
#: by their own :attr:`Shown.edition`, and they alone are embedded anew.
EDITION = 5
#: Pixels above which a picture is shrunk strip by strip before anything else is done with it, which bounds memory.
LARGE = 100_000_000
#: Lines of a strip, before it is shrunk.
_STRIP = 512
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = (5, 6, 7, 8)
#: Pillow's names of a JPEG.
JPEG = ("JPEG", "MPO")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as it is seen.

    Attributes
    ----------
    picture : Image
        Upright, RGB. Of a large file, or a JPEG, smaller than the file's.
    size : (int, int)
        Width and height of the file's picture, upright.
    damage : Damage
    notes : tuple of str
        What was done to it that is not done to every picture.
    edition : int
        The edition of decoding that last changed the pixels of such a picture.
    """

    picture: Image.Image
    size: tuple[int, int]
    damage: Damage
    notes: tuple[str, ...]
    edition: int


def show(opened: Opened, *, least: int = 0) -> Shown:
    """Decode an opened file.

    Parameters
    ----------
    opened : Opened
        From :func:`services.decoding.formats.opened`.
    least : int
        Pixels that both sides must keep when the picture may be shrunk while it is decoded; 0 decodes all of them,
        unless it has more than :data:`LARGE`.

    Raises
    ------
    Unreadable, Exception
        The content cannot be decoded; whatever Pillow raises.
    """
    picture, damage, notes, edition = _decoded(opened, least=least)
    if opened.page is not None and opened.page.index:
        edition = EDITION
    space = spaces.named(opened)
    named = (space.grey if colour.kind_of(picture) == "L" else space.icc) if space else picture.info.get("icc_profile")
    profile = colour.profile_of(picture, named)
    shrink = _shrink(opened, picture, least=least, changed=bool(profile))
    flat = _plain(picture, shrink, for_profile=profile.mode if profile else "")
    if profile:
        flat, edition = colour.converted(flat, profile), EDITION
        notes.append(f"colours converted from {(space and space.name) or profile.name}")
    if flat.mode == "RGBA":
        flat, dark = colour.opaque(flat)
        if dark:
            edition = EDITION
            notes.append("light on transparent ground, laid on black")
    turn = orientation(opened.exif)
    if turn in _TURNS:
        flat = flat.transpose(_TURNS[turn])
    # What was decoded may be smaller by now. Pillow turns a TIFF as it loads it.
    by_pillow = opened.kind == "TIFF" and opened.picture is not None and picture.size == opened.picture.size
    stored = picture.size if by_pillow else opened.size
    size = stored[::-1] if turn in _SIDEWAYS else stored
    return Shown(flat, size, damage, tuple(notes), edition)


def _decoded(opened: Opened, *, least: int) -> tuple[Image.Image, Damage, list[str], int]:
    """The picture in a mode of its own, 8 bits a sample; what is wrong with it, and what was done to it."""
    picture, page, data = opened.picture, opened.page, opened.data
    if page is not None and (picture is None or page.beyond_pillow):
        values = deep.of_tiff(data, page)
        shrink, mixed = _large(opened, least), page.premultiplied
        shown, notes = samples.picture_of(values, page.photometric, page.alpha, shrink=shrink, premultiplied=mixed)
        if page.icc:
            shown.info["icc_profile"] = page.icc
        return shown, Damage.NONE, notes, EDITION
    if picture is None:
        raise Unreadable("damaged: its content cannot be decoded", Reason.DAMAGED)
    if opened.kind in JPEG:
        factor = jpeg.draft_factor(picture.size, least) if least else 1
        loaded, damage = jpeg.load(picture, data, factor=factor)
        loaded.info.update(picture.info)
        return loaded, damage, [], FIRST_PIXELS
    damage = png.damage(data) if opened.kind == "PNG" else deep.damage(data, page) if page else Damage.NONE
    if png.depth(data) == 16 and picture.mode in ("RGB", "RGBA", "LA"):
        values = _deep_png(data)
        alpha = {2: 1, 4: 3}.get(values.shape[2], -1)
        shown, notes = samples.picture_of(values, pages.BLACK_IS_ZERO, alpha, shrink=_large(opened, least))
        shown.info.update(picture.info)
        return shown, damage, notes, EDITION
    whole = _covered(picture) if opened.kind == "GIF" else None
    picture.load()
    if whole is not None:
        clear = picture.convert("RGBA")
        clear.putalpha(ImageChops.darker(clear.getchannel("A"), whole))
        return clear, damage, [], EDITION
    if meant := _transparency(opened, picture):
        return meant, damage, [], EDITION
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture)
        grey, edition = Image.fromarray(stretched(values)), FIRST_PIXELS
        grey.info.update(picture.info)
        if isinstance(clear := grey.info.pop("transparency", None), int):
            # A level of 16 bits is the clear one, and no level of 8.
            grey.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
            edition = EDITION
        kind = (page and page.dtype) or values.dtype
        return grey, damage, [f"stretched from its darkest to its brightest value ({kind})"], edition
    notes = []
    if page is not None and page.samples > (shown_bands := len(picture.getbands())) and page.alpha < 0:
        notes = [f"the first {min(3, shown_bands)} of {page.samples} bands"]
    return picture, damage, notes, FIRST_PIXELS


def _transparency(opened: Opened, picture: Image.Image) -> Image.Image | None:
    """The picture with the transparency that is meant, where that is another than Pillow's; else None."""
    depth, clear = png.depth(opened.data), picture.info.get("transparency")
    if depth in (2, 4) and picture.mode == "L" and isinstance(clear, int):
        # Pillow spreads such samples over 8 bits, and leaves the clear one as it was.
        picture.info["transparency"] = clear * 255 // (2**depth - 1)
        return picture
    if opened.kind in ("BMP", "DIB") and picture.mode == "RGBA" and not picture.getchannel("A").getbbox():
        # Most programs write nothing there, and mean no transparency; browsers take it so.
        return picture.convert("RGB")
    return None


def _deep_png(data: bytes) -> NDArray[np.generic]:
    """The samples of a PNG of 16 bits, whatever its checksums are: what they say is told as damage."""
    try:
        return deep.of_png(data)
    except Exception:  # noqa: BLE001 - libpng's errors are of several kinds
        return deep.of_png(png.mended(data))


def _covered(picture: Image.Image) -> Image.Image | None:
    """Where the first frame of a GIF lies, if it covers a part of it; the rest is clear, as browsers show it."""
    extents = next((tile[1] for tile in getattr(picture, "tile", [])), None)
    if extents is None or tuple(extents) == (0, 0, *picture.size):
        return None
    mask = Image.new("L", picture.size, 0)
    mask.paste(255, tuple(extents))
    return mask


def _shrink(opened: Opened, picture: Image.Image, *, least: int, changed: bool) -> int:
    """By which whole number a decoded picture is shrunk before its colours are looked at; 1 for most."""
    if not least or opened.kind in JPEG or not (changed or picture.width * picture.height > LARGE):
        return 1
    return max(1, min(picture.size) // (2 * least))


def _large(opened: Opened, least: int) -> int:
    """By which whole number the samples of a large picture are shrunk at once; 1 for most."""
    return max(1, min(opened.size) // (2 * least)) if least and opened.size[0] * opened.size[1] > LARGE else 1


def _plain(picture: Image.Image, shrink: int, *, for_profile: str) -> Image.Image:
    """The picture as RGB, RGBA where some of it is clear, or in the mode of its profile; ``shrink`` times smaller."""
    if shrink == 1:
        return _eight_bits(picture, for_profile)
    width, height = (-(-side // shrink) for side in picture.size)
    small, strip = None, _STRIP // shrink * shrink or shrink
    for top in range(0, picture.height, strip):
        part = _eight_bits(picture.crop((0, top, picture.width, min(picture.height, top + strip))), for_profile)
        small = small or Image.new(part.mode, (width, height))
        small.paste(part.reduce(shrink), (0, top // shrink))
    return small or picture


def _eight_bits(picture: Image.Image, for_profile: str) -> Image.Image:
    clear = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    if for_profile in ("L", "CMYK", "LAB"):
        if picture.mode == "1":
            return picture.convert("L")
        return picture if not clear or picture.mode == "LA" else picture.convert("LA")
    if picture.mode == "La":
        picture = picture.convert("LA")
    return picture.convert("RGBA") if clear else picture if picture.mode == "RGB" else picture.convert("RGB")
