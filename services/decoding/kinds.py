"""Owns telling what a content is by its first bytes: a picture that is read here, one of another kind, or no picture.

It is asked only of a content that could not be opened, to tell people why.
"""

from __future__ import annotations

from typing import NamedTuple

from services.decoding import boxes


class Kind(NamedTuple):
    """What a content is: its name for people, and whether that is a picture. ``read`` is whether it is read here."""

    name: str
    picture: bool
    read: bool = False


#: First bytes of pictures that are read here.
_READ = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",
    b"MM\0+": "TIFF",
}
#: Brands of ISO media files (ISO/IEC 14496-12) that hold pictures which are read here.
_STILLS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1", b"miaf"}
_AVIF = {b"avif", b"avis", b"avio"}
#: First bytes of pictures that are not read here.
_OTHER_PICTURES = (
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"II\xbc\x01", "JPEG XR"),
    (b"\xff\xd8\xff\xf7", "JPEG-LS"),
    (b"8BPS", "Photoshop"),
    (b"gimp xcf", "GIMP"),
    (b"IIRO", "a camera's raw file (ORF)"),
    (b"IIRS", "a camera's raw file (ORF)"),
    (b"IIU\0", "a camera's raw file (RW2)"),
    (b"FUJIFILMCCD-RAW", "a camera's raw file (RAF)"),
    (b"\0MRM", "a camera's raw file (MRW)"),
    (b"v/1\x01", "OpenEXR"),
    (b"#?RADIANCE", "Radiance HDR"),
    (b"#?RGBE", "Radiance HDR"),
    (b"\x8aMNG\r\n\x1a\n", "MNG"),
    (b"\x8bJNG\r\n\x1a\n", "JNG"),
    (b"SDPX", "DPX"),
    (b"XPDS", "DPX"),
    (b"\x80\x2a\x5f\xd7", "Cineon"),
    (b"\xd7\x5f\x2a\x80", "Cineon"),
    (b"\x59\xa6\x6a\x95", "Sun raster"),
    (b"DDS ", "DirectDraw Surface"),
    (b"icns", "an icon (ICNS)"),
    (b"qoif", "QOI"),
    (b"SIMPLE  =", "FITS"),
    (b"\x0a\x05\x01", "PCX"),
    (b"\x01\xda", "SGI"),
    (b"BPG\xfb", "BPG"),
    (b"AT&TFORM", "DjVu"),
    (b"FORM", "IFF"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "PostScript"),
    *((b"P%d%s" % (kind, space), "PNM") for kind in range(1, 8) for space in (b"\n", b" ", b"\r", b"\t")),
)
#: First bytes of what is no picture.
_NO_PICTURES = (
    (b"\x1aE\xdf\xa3", "a video (Matroska or WebM)"),
    (b"\0\0\x01\xba", "a video (MPEG)"),
    (b"\0\0\x01\xb3", "a video (MPEG)"),
    (b"FLV\x01", "a video (Flash)"),
    (b"0&\xb2u\x8ef\xcf\x11", "a video or sound (Windows Media)"),
    (b"OggS", "a video or sound (Ogg)"),
    (b"ID3", "a sound (MP3)"),
    (b"\xff\xfb", "a sound (MP3)"),
    (b"\xff\xf3", "a sound (MP3)"),
    (b"fLaC", "a sound (FLAC)"),
    (b"MThd", "music (MIDI)"),
    (b"#!AMR", "a sound (AMR)"),
    (b"%PDF", "a document (PDF)"),
    (b"{\\rtf", "a document (RTF)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document (Microsoft Office)"),
    (b"PK\x03\x04", "an archive or office document (ZIP)"),
    (b"PK\x05\x06", "an archive (ZIP)"),
    (b"Rar!", "an archive (RAR)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7-Zip)"),
    (b"\x1f\x8b", "compressed data (gzip)"),
    (b"BZh", "compressed data (bzip2)"),
    (b"\xfd7zXZ\0", "compressed data (xz)"),
    (b"(\xb5/\xfd", "compressed data (zstd)"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"\x93NUMPY", "numbers (NumPy)"),
    (b"\x89HDF", "numbers (HDF5)"),
    (b"PAR1", "a table (Parquet)"),
    (b"wOF", "a font"),
    (b"\0\x01\0\0\0", "a font"),
    (b"OTTO", "a font"),
    (b"bplist", "a list of settings (Apple)"),
)
_RIFF = {
    b"WEBP": Kind("WebP", True, True),
    b"AVI ": Kind("a video (AVI)", False),
    b"WAVE": Kind("a sound (WAV)", False),
}
#: Files of Targa begin alike; they have no pictures in the directory that an icon begins with.
_ICONS = {b"\0\0\x01\0": Kind("an icon (ICO)", True), b"\0\0\x02\0": Kind("a cursor (CUR)", True)}
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<head", b"<body")


def kind_of(data: bytes) -> Kind | None:
    """Return what a content is by its first bytes; None if that is not known."""
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], Kind("a file of sound or video (RIFF)", False))
    if data[4:8] == b"ftyp":
        return _iso_media(data)
    if data[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip"):
        return Kind("a video (QuickTime)", False)
    if data[:4] in _ICONS and data[4:6] != b"\0\0" and data[9:10] == b"\0":
        return _ICONS[data[:4]]
    if data[-18:-2] == b"TRUEVISION-XFILE":
        return Kind("Targa", True)
    if data[128:132] == b"DICM":
        return Kind("DICOM", True)
    if data[:4] == b"\1\0\0\0" and data[40:44] == b" EMF":
        return Kind("a Windows metafile (EMF)", True)
    if data[:4] == b"\x89PNG" and data[12:16] == b"CgBI":
        return Kind("PNG as Xcode makes it (CgBI)", True)
    if data[257:262] == b"ustar":
        return Kind("an archive (tar)", False)
    for magic, name in _OTHER_PICTURES:
        if data.startswith(magic):
            return Kind(name, True)
    if data[:2] == b"BM" and len(data) >= 18 and data[6:10].strip(b"\0"):
        # Text may begin with BM. Two words of the header of a bitmap are reserved, and zero.
        return _text(data)
    for magic, name in _READ.items():
        if data.startswith(magic):
            return Kind(name, True, True)
    for magic, name in _NO_PICTURES:
        if data.startswith(magic):
            return Kind(name, False)
    return _text(data)


def _iso_media(data: bytes) -> Kind:
    """What an ISO media file holds, by its brands: the major one, then those that it is compatible with."""
    size = int.from_bytes(data[:4], "big")
    box = data[8 : min(max(size, 16), 256)]
    brands = [box[:4], *(box[at : at + 4] for at in range(8, len(box) - 3, 4))]
    if brands[0] in (b"crx ",):
        return Kind("a camera's raw file (CR3)", True)
    if brands[0] in _STILLS | _AVIF and (coded := boxes.codec(data)):
        return Kind(f"HEIF with {coded} inside", True)
    for brand in brands[:1] if brands[0] not in (b"mif1", b"msf1") else brands:
        if brand in _AVIF:
            return Kind("AVIF", True, True)
        if brand in _STILLS:
            return Kind("HEIF", True, True)
    if brands[0] == b"qt  ":
        return Kind("a video (QuickTime)", False)
    if brands[0][:3] in (b"M4A", b"M4B", b"M4P"):
        return Kind("a sound (MPEG-4)", False)
    if brands[0][:2] == b"3g":
        return Kind("a video (3GPP)", False)
    if any(brand in _STILLS | _AVIF for brand in brands):
        return Kind("HEIF", True, True)
    return Kind("a video (MP4)", False)


def _text(data: bytes) -> Kind | None:
    head = data[:4096]
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP):
        return Kind("a web page or a drawing in text", False)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or _is_text(head):
        return Kind("text", False)
    return None


def _is_text(head: bytes) -> bool:
    if not head:
        return False
    # The cut may lie within a character.
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return all(character.isprintable() or character.isspace() for character in text)
    return False
