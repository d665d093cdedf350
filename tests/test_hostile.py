"""Odd and hostile files come out as expected, each skipped one with a reason, in bounded memory."""

import csv
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from services.library import Library
from tests.conftest import DATA, MISSING, ROOT

#: Everything a person may read beside a skipped file; a bare Python exception is none of them.
REASONS = (
    "not a picture",
    "a kind of picture that is not read here; save it as PNG or JPEG to map it",
    "no ending that says it is a picture",
    "damaged: ",
    "too large: ",
    "the file is empty",
    "hidden file",
    "in a hidden folder",
    "macOS keeps its own notes of another file",
    "a folder that macOS keeps for itself (__MACOSX)",
    "a link ",
    "a text part inside the picture is too large",
    "cannot be read (",
    "decoding it needs more memory",
    "took longer than",
)


def watched_build(folder, library):
    """``app.py build`` in a process of its own: its JSON, and the peak of its own and its children's memory in
    bytes.
    """
    command = [sys.executable, "-W", "ignore", "app.py", "build", str(folder), "--json", "--library", str(library)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    peaks = {}

    def watch():
        main = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                for each in [main, *main.children(recursive=True)]:
                    peaks[each.pid] = max(peaks.get(each.pid, 0), each.memory_info().rss)
            except psutil.Error:
                pass
            time.sleep(0.01)

    thread = threading.Thread(target=watch)
    thread.start()
    out, _ = process.communicate(timeout=300)
    thread.join()
    assert process.returncode == 0
    return json.loads(out), max(peaks.values())


def table(name):
    path = DATA / name if "/" not in name else Path(name)
    if not path.exists():
        pytest.skip(f"{name}: {MISSING}")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def real_path(written):
    """The path in the table as the disk has it."""
    raw, i = bytearray(), 0
    escapes = {"\\\\": b"\\", "\\n": b"\n", "\\t": b"\t"}
    while i < len(written):
        two = written[i : i + 2]
        if two in escapes:
            raw += escapes[two]
            i += 2
        elif two == "\\x":
            raw.append(int(written[i + 2 : i + 4], 16))
            i += 4
        elif two == "\\u":
            raw += chr(int(written[i + 2 : i + 6], 16)).encode()
            i += 6
        else:
            raw += written[i].encode()
            i += 1
    return bytes(raw).decode("utf-8", "surrogateescape").removeprefix("edge/")


def outcome(library, map_id):
    rows = library.maps.rows(map_id)
    mapped = dict(zip(rows.path, zip(rows.width, rows.height, strict=True), strict=True))
    return mapped, {s.path: s.reason for s in library.maps.skipped(map_id)}


def told_of(path, skipped):
    """Why a file is not on the map: the reason of its own, or of a folder that is left out as a whole."""
    return skipped.get(path) or next((skipped[str(up)] for up in Path(path).parents if str(up) in skipped), None)


#: Files that Pillow alone does not open, and that are read: their pixels are whole, whatever else is wrong, or
#: tifffile reads what Pillow does not.
READ_BESIDES = {
    "avif/hopper.heif",
    "hopper_unknown_pixel_mode.tif",
    "hopper_webp.tif",
    "png_decompression_dos.png",
    "truncated_jpeg.jpg",
    "unknown_compression_method.png",
}


def understood(reason):
    return reason.startswith(REASONS) and not any(word in reason for word in ("Error", "Exception", "Traceback", "0x"))


def test_every_edge_case_comes_out_as_expected(edge, seed, tmp_path):
    told, peak = watched_build(edge, seed(tmp_path / "library"))
    mapped, skipped = outcome(Library(tmp_path / "library"), told["map"])
    assert told["found"] == told["mapped"] + told["skipped"]
    assert told["found"] + told["others"] == len(mapped) + len(skipped)
    decided = {row["path"]: row["expected"] for row in table(str(Path(__file__).parent / "edge-cases-decided.tsv"))}
    wrong = []
    for row in table("edge-cases.tsv"):
        path, expected = real_path(row["path"]), decided.get(row["path"], row["expected"])
        if path.endswith("unreadable-mode-000.jpg"):
            expected = "mapped" if os.geteuid() == 0 else "skipped"
        either, why = ", or " in expected, told_of(path, skipped)
        if expected.startswith("mapped"):
            right = path in mapped or (either and why)
            if "width and height" in expected:
                right = mapped.get(path) == (128, 80)
        elif expected.startswith("skipped"):
            right = why or (either and path in mapped)
        else:
            right = path not in mapped
        if not right or (why and not understood(why)):
            wrong.append((row["path"], expected, why or ("mapped" if path in mapped else "nowhere")))
    assert not wrong
    assert len(mapped) + len(skipped) == len(set(mapped) | set(skipped)), "nothing is both"
    assert peak < 2e9, f"a process of the build held {peak / 1e9:.2f} GB"


def test_hostile_files_are_mapped_or_skipped_with_a_reason(hostile, seed, tmp_path):
    told, peak = watched_build(hostile, seed(tmp_path / "library"))
    mapped, skipped = outcome(Library(tmp_path / "library"), told["map"])
    assert told["found"] + told["others"] == 938 == len(mapped) + len(skipped)
    assert (told["mapped"], told["skipped"] + told["others"]) == (len(mapped), len(skipped))
    assert told["found"] == told["mapped"] + told["skipped"]
    assert not {reason for reason in skipped.values() if not understood(reason)}
    ours = (".jpg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif")
    wrong = []
    kinds = {"JPEG", "MPO", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"}
    for row in table("hostile-pillow.tsv"):
        path = row["path"].removeprefix("hostile/")
        if row["opens"] != "yes" and path in mapped and path not in READ_BESIDES:
            wrong.append((path, "does not open in Pillow, and was mapped"))
        elif row["opens"] == "yes" and path.lower().endswith(ours) and row["format"] in kinds and path in skipped:
            wrong.append((path, f"is a {row['format']} that opens, and was skipped: {skipped[path]}"))
    assert not wrong
    assert peak < 2e9, f"a process of the build held {peak / 1e9:.2f} GB"
    print(f"{len(mapped)} mapped, {len(skipped)} skipped, peak {peak / 1e6:.0f} MB")
