"""Owns the measurements of regions: how many, how pure, how fast, and what they are called against what they are.

``python -m benchmarks.regions [--library DIR]`` maps cifar10 (27,000) and the digits from folders without a meaning,
whose files have meaningless names, so that only the encoder can name anything. ``benchmarks/accepted_words.json``,
written before any name was seen, says which words are right. Then the same regions are named with the folders by class.
With a library that is kept, a second run embeds nothing.
"""

import argparse
import json
import os
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from benchmarks import data
from benchmarks.report import say
from services.cli import terminal
from services.groups import families, ground, naming, outlines, regions, sample, stored, typical
from services.groups.name import ENCODER, FOLDER, Name
from services.groups.regions import Regions
from services.library import Folders, Library, MapInfo
from services.pipeline.beside import Work
from services.pipeline.regions import neighbours
from services.schema import Recipe, digest
from services.settings import Settings

TABLE = json.loads((Path(__file__).with_name("accepted_words.json")).read_text(encoding="utf-8"))
#: Share of the pictures that the plain watershed leaves out, those on the least dense ground.
LEFT_OUT = 0.05
#: Points of the made-up map.
MANY = 1_000_000


def flat(source: Path, home: Path) -> Path:
    """A folder with the pictures of ``source`` under names that mean nothing; its ``truth.json`` has their paths."""
    target = home / f"{source.name}-flat"
    if not target.exists():
        target.mkdir(parents=True)
        truth = {}
        for path in sorted(p for p in source.rglob("*") if p.is_file()):
            own = path.relative_to(source).as_posix()
            name = f"{digest(own)[:12]}{path.suffix}"
            os.link(path, target / name)
            truth[name] = own
        target.with_suffix(".json").write_text(json.dumps(truth), encoding="utf-8")
    return target


def purity(codes: NDArray[np.integer], none: int, classes: NDArray[np.str_]) -> float:
    """Share of the pictures in a region that are of the class that is the most frequent there."""
    counts = Counter(zip(codes[codes != none].tolist(), classes[codes != none].tolist(), strict=True))
    best: Counter[int] = Counter()
    for (region, _), count in counts.items():
        best[region] = max(best[region], count)
    return sum(best.values()) / max(1, int((codes != none).sum()))


def plain(positions: NDArray[np.float32], width: float) -> NDArray[np.int64]:
    """The regions of a plain watershed: basins of the density smoothed by ``width`` cells; -1 for rows in none."""
    side = ground.CELLS[2]
    _, _, cells = ground._gridded(positions.astype(np.float64), side)
    counts = np.bincount(cells, minlength=side * side).reshape(side, side).astype(np.float64)
    density = ndimage.gaussian_filter(counts, width, mode="constant")
    here = density.ravel()[cells]
    found = np.unique(ground._ascended(density)[cells], return_inverse=True)[1]
    return np.where(here < np.quantile(here, LEFT_OUT), -1, found)


def plain_at(positions: NDArray[np.float32], count: int, classes: NDArray[np.str_]) -> tuple[int, float]:
    """Regions and purity of the plain watershed that has as nearly as possible ``count`` regions."""
    tries = [plain(positions, width) for width in np.geomspace(3, 30, 60)]
    sizes = [len(set(codes.tolist()) - {-1}) for codes in tries]
    nearest = min(range(len(tries)), key=lambda one: abs(np.log(sizes[one] / count)))
    return sizes[nearest], purity(tries[nearest], -1, classes)


def right(name: str, most: str) -> bool:
    """Whether a word of the encoder is accepted for a region whose most frequent class is ``most``."""
    word = re.sub(r" \(\d+\)$", "", name)
    number = families.words().names.index(word)
    accepted = TABLE["accepted"][most]
    one = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"}
    return bool(one & set(accepted["words"])) or any(first <= number <= last for first, last in accepted["classes"])


def of_level(found: Regions, level: int) -> NDArray[np.int64]:
    """The place of each row's region in a level; the number of regions there for rows in none."""
    place = np.full(len(found.levels[-1]) + 1, len(found.levels[level]))
    for number, region in enumerate(found.levels[level]):
        place[list(region.parts)] = number
    return place[found.codes]


def cpu(label: str, started: float) -> None:
    """Print the processor seconds since ``started``."""
    say(f"  {label:<44} {time.process_time() - started:6.2f} s of one processor")


def measure(library: Library, info: MapInfo, truth: dict[str, str], *, words: bool) -> None:
    """Print everything about the regions of a map whose files' true paths are ``truth``."""
    settings = Settings(library=str(library.folder))
    work = Work(library, settings, info, library.maps.rows(info.id), data.SilentListener())
    rows, near = work.rows, neighbours(work)
    paths = [truth[path] for path in rows.path]
    classes = np.array([path.split("/")[0] for path in paths])
    say(f"\n{info.name}: {rows.n:,} pictures")
    started = time.process_time()
    found = regions.find(rows.positions, near)
    cpu("regions", started)
    if found is None:
        say("  no regions")
        return
    started = time.process_time()
    outlines.draw(found)
    cpu("outlines", started)
    vectors = work.features
    started = time.process_time()
    typical.rows(found, vectors)
    cpu("representatives", started)
    again = regions.find(rows.positions, near)
    say(f"  the same again, bit for bit: {again is not None and np.array_equal(again.codes, found.codes)}")
    for number, level in enumerate(found.levels):
        codes = of_level(found, number)
        count, pure = plain_at(rows.positions, len(level), classes)
        say(
            f"  level {number + 1}: {len(level)} regions of {level[-1].n:,} to {level[0].n:,}, "
            f"{(codes != len(level)).mean():.3f} in one, purity {purity(codes, len(level), classes):.3f}; "
            f"plain watershed: {count} regions, {1 - LEFT_OUT:.2f} in one, {pure:.3f}"
        )
    _names(library, info, found, classes, work=work, paths=paths, words=words)


def _names(
    library: Library,
    info: MapInfo,
    found: Regions,
    classes: NDArray[np.str_],
    *,
    work: Work,
    paths: list[str],
    words: bool,
) -> None:
    here = stored.read(library.beside.found(info.id, stored.KIND))
    assert here is not None
    hidden = [[Name(r.name, r.source, r.confidence) for r in level] for level in here.levels]
    folders = [path.rpartition("/")[0] for path in paths]
    place = {folder: number for number, folder in enumerate(dict.fromkeys(folders))}
    drawn = sample.draw(found)
    shown = naming.names(
        found,
        drawn,
        of_folders=Folders(list(place), np.array([place[folder] for folder in folders], np.int32)),
        paths=[paths[row] for row in drawn.rows.tolist()],
        probabilities=None,
    )
    for number, level in enumerate(found.levels):
        codes = of_level(found, number)
        most = [Counter(classes[codes == region].tolist()).most_common(1)[0] for region in range(len(level))]
        named = [(one, true[0]) for one, true in zip(hidden[number], most, strict=True) if one.source == ENCODER]
        by_folder = [(one, true[0]) for one, true in zip(shown[number], most, strict=True) if one.source == FOLDER]
        good = f", {sum(right(one.text, true) for one, true in named)} right" if words else ""
        wide = sum(one.text.split(" (")[0].removesuffix("s") in TABLE["wide"] for one, _ in named)
        say(
            f"  level {number + 1}: {len(named)} of {len(level)} named by the encoder{good}, {wide} in wide words; "
            f"by folder {len(by_folder)}, {sum(one.text == true for one, true in by_folder)} right"
        )
        for region, name, true in zip(level, hidden[number], most, strict=True):
            mark = " " if name.source != ENCODER or not words else "+" if right(name.text, true[0]) else "-"
            share = f"{true[0]} {true[1] / region.n:.2f}"
            say(f"    {mark} {region.n:>6,}  {share:<18} {name.text or '-':<28} {name.confidence:.2f}")


def many() -> None:
    """Print how long a million made-up points take: clouds of many sizes, linked mostly within themselves."""
    made = np.random.default_rng(8)
    cloud = made.integers(0, 400, MANY)
    centres = made.uniform(-100, 100, (400, 2))
    positions = (centres[cloud] + made.normal(size=(MANY, 2)) * 3).astype(np.float32)
    order = np.argsort(cloud, kind="stable")
    place = np.empty(MANY, np.int64)
    place[order] = np.arange(MANY)
    steps = made.integers(-20, 21, (MANY, 15))
    near = order[np.clip(place[:, None] + steps, 0, MANY - 1)].astype(np.int32)
    say(f"\n{MANY:,} made-up points")
    started = time.process_time()
    found = regions.find(positions, near)
    cpu("regions", started)
    if found is not None:
        started = time.process_time()
        outlines.draw(found)
        cpu("outlines", started)
        say(f"  levels of {', '.join(str(len(level)) for level in found.levels)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.regions")
    parser.add_argument("--library", default=None, help="a folder that is kept, so that a second run embeds nothing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(asked.library or scratch)
        library = Library(home / "library")
        settings = Settings(library=str(library.folder))
        for source, words in ((data.unpacked("cifar10-27000.tar.gz", home), True), (data.digits(home), False)):
            if source is None:
                continue
            folder = flat(source, home / "flat")
            truth = json.loads(folder.with_suffix(".json").read_text(encoding="utf-8"))
            made = terminal.run(library, settings, str(folder), recipe=Recipe(), name=source.name, quiet=True)
            terminal.complete(library, settings, made.info.id, quiet=True)
            measure(library, made.info, truth, words=words)
    many()


if __name__ == "__main__":
    main()
