"""Owns the command ``similar``: what of a map is most like a picture, on the map or not."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import click
import numpy as np

from services.cli import terminal
from services.cli.options import full_id, json_option, library_option, open_library, weights_option
from services.errors import BadRequest
from services.jobs.answers import Answers, Question
from services.library import Library, MapInfo, feature_keys
from services.schema import Candidate, visible
from services.search.similar import Found
from services.settings import Settings


@click.command("similar")
@click.argument("map_id", metavar="MAP")
@click.argument("picture", metavar="PICTURE")
@click.option("--most", type=click.IntRange(min=1), default=50, show_default=True, help="Pictures to answer with.")
@library_option
@weights_option
@json_option
def similar(map_id: str, picture: str, most: int, library: str | None, weights: str | None, as_json: bool) -> None:
    """List the pictures of MAP that are most like PICTURE: its row, its path on the map, or any picture file."""
    opened = open_library(library)
    info = opened.maps.get(full_id(opened, map_id))
    if info.state != "ready":
        raise BadRequest("This map is still being made; what is alike can be asked when it is done.")
    found = _found(opened, info, picture, most, Settings.from_env(library=library, weights=weights), quiet=as_json)
    paths = opened.maps.columns(info.id).text("path")
    results = [
        {"row": row, "path": visible(paths[row].as_py()), "score": round(score, 6), "why": why}
        for row, score, why in zip(found.rows, found.scores, found.why, strict=True)
    ]
    if as_json:
        click.echo(json.dumps({"map": info.id, "understood": [], "confident": True, "results": results}))
        return
    for result in results:
        click.echo(f"{result['row']:>9,}  {result['why']}  {result['path']}")


def _found(library: Library, info: MapInfo, picture: str, most: int, settings: Settings, *, quiet: bool) -> Found:
    answers, row = Answers(library), _row(library, info, picture)
    if row is not None:
        return answers.answer(Question(info.id, np.array([row]), most))
    content, key = _content(library, info, Path(picture), settings, quiet=quiet)
    return answers.like_content(info.id, content, key=key, k=most)


def _row(library: Library, info: MapInfo, picture: str) -> int | None:
    """The row that ``picture`` names, by number or path; None where it is no row of this map."""
    if picture.isdecimal() and not Path(picture).exists():
        if int(picture) >= info.n:
            raise BadRequest(f"Rows of this map lie between 0 and {info.n - 1:,}; {picture} does not.")
        return int(picture)
    paths: list[str] = library.maps.columns(info.id).text("path").to_pylist()
    inside = os.path.relpath(os.path.abspath(picture), info.source).replace(os.sep, "/")
    for name in (picture, inside):
        if name in paths:
            return paths.index(name)
    return None


def _content(library: Library, info: MapInfo, file: Path, settings: Settings, *, quiet: bool) -> tuple[str, str]:
    """The content hash of a file, and the key under which its feature is in the library afterwards."""
    from services.decoding import DECODE_VERSION
    from services.embedding import embed
    from services.embedding.keys import feature_key

    if not file.is_file():
        raise BadRequest(
            f"{visible(str(file))} is neither a row nor a path of this map, nor a file. "
            "Give a number from 0, a path as the CSV has it, or a picture's path on this machine."
        )
    content = hashlib.sha256(file.read_bytes()).hexdigest()
    if any(library.contents.has_features({content}, key=key) for key in feature_keys.chain(info.encoder_key)):
        return content, info.encoder_key
    encoder = embed.encoder_for(library, settings, info.recipe, note=lambda _: None)
    key = feature_key(encoder, info.recipe, pixels=DECODE_VERSION)
    if not feature_keys.comparable(key, info.encoder_key):
        raise BadRequest("This map was made by another version of its encoder. Build it again to compare new pictures.")
    facts = file.stat()
    candidate = Candidate(file.name, facts.st_size, facts.st_mtime_ns, inode=facts.st_ino, ctime_ns=facts.st_ctime_ns)
    source = str(file.resolve().parent)
    with terminal.listening(quiet=quiet) as listener:
        done = embed.run(
            library, source, [candidate], encoder=encoder, recipe=info.recipe, settings=settings, listener=listener
        )
    if done.skipped:
        raise BadRequest(f"{visible(str(file))} cannot be compared: {done.skipped[0].reason}.")
    return done.hashes[0], feature_keys.joined(feature_keys.of_pixels(done.key, DECODE_VERSION), info.encoder_key)
