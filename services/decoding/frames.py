"""Owns how many frames or pages a file has, and which of them is shown, in words."""

from __future__ import annotations

from services.decoding.formats import Opened

#: Where Pillow has the list of the pictures in one file (CIPA DC-007).
_MP_ENTRIES = 0xB002


def frames_of(opened: Opened) -> int:
    """Return how many frames or pages a file has, without smaller copies of a page; 1 for most."""
    if opened.page is not None:
        return max(1, opened.page.count)
    try:
        if entries := getattr(opened.picture, "mpinfo", {}).get(_MP_ENTRIES):
            # A camera's smaller copies lie there too.
            return max(1, sum("Thumbnail" not in str(entry["Attribute"]["MPType"]) for entry in entries))
        return max(1, int(getattr(opened.picture, "n_frames", 1)))
    except Exception:  # noqa: BLE001 - what lies behind the first frame may be damaged, in many ways
        return 1


def said_of_frames(opened: Opened, frames: int) -> tuple[str, ...]:
    """Which of several frames is shown, in words."""
    if opened.page is None and opened.kind == "HEIF":
        return (f"the main one of {frames:,} pictures",) if frames > 1 else ()
    if opened.page is None:
        return (f"the first of {frames:,} frames",) if frames > 1 else ()
    if not opened.page.index:
        return (f"the first of {frames:,} pages",) if frames > 1 else ()
    which = "the largest" if frames > 1 else "the only one that is no smaller copy"
    return (
        f"page {opened.page.index + 1:,}, {which} of {frames:,}"
        if frames > 1
        else f"page {opened.page.index + 1:,}, {which}",
    )
