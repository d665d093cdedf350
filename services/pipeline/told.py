"""Owns what a build tells the user of a folder's files, as sentences: warnings, and why nothing can be mapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from services.embedding import embed
from services.library import MapInfo
from services.schema import Reason, Recipe, Skipped
from services.sources import scan

#: Reasons why nothing can be mapped that are listed, the most frequent first.
REASONS = 3
#: How it is said that a file could not be mapped for a reason that is about the moment.
THIS_TIME = "could not be mapped this time"


def passing(skipped: Sequence[Skipped]) -> list[str]:
    """What the user should know of files that could not be mapped this time."""
    reasons = Counter(s.reason for s in skipped if s.code.passing)
    count = reasons.total()
    if not count:
        return []
    most = "; ".join(f"{number:,} × {reason}" for reason, number in reasons.most_common(REASONS))
    files, them = ("file", "it") if count == 1 else ("files", "them")
    return [f"{count:,} {files} {THIS_TIME}; the next build tries {them} again: {most}."]


def renewed(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """The warnings of a map whose folder was looked at again: what was said of files for the moment is over."""
    kept = [line for line in before if THIS_TIME not in line]
    return [*kept, *(line for line in now if line not in kept)]


def anew(before: MapInfo, now: MapInfo) -> MapInfo:
    """What is known of a map whose folder was looked at again, with the warnings that hold still."""
    return replace(now, warnings=renewed(before.warnings, now.warnings))


def warnings(skipped: Sequence[Skipped], done: embed.Embedded) -> list[str]:
    """What the user should know of files that could not be mapped this time, and of pictures seen otherwise now."""
    lines = passing(skipped)
    if done.anew:
        pictures, were = ("picture", "was") if done.anew == 1 else ("pictures", "were")
        lines.append(
            f"{done.anew:,} {pictures} {were} embedded anew: this version shows deep colour, colour profiles, "
            "transparency and files of several pages otherwise than the one before."
        )
    return lines


def not_finite(source: str, recipe: Recipe, skipped: Sequence[Skipped]) -> str:
    """What to say of a map without pictures, if the encoder is at fault; else empty."""
    broken = sum(s.code is Reason.NOT_FINITE for s in skipped)
    if not broken:
        return ""
    return (
        f"{recipe.encoder} gives numbers that are not finite (NaN or infinite), or too large or too small to be "
        f"compared, for every picture that can be read in {source}, {broken:,} of them. Check the model: it gets RGB "
        "from 0 to 255, must not divide by what can be 0, and should give numbers around 1."
    )


def nothing(source: str, skipped: list[Skipped]) -> str:
    """Why no picture of a folder can be mapped: what is there instead, the most frequent reasons first."""
    if not skipped:
        return f"There is no file in {source}. Choose a folder that holds pictures ({', '.join(scan.ENDINGS)})."
    found = [file for file in skipped if file.code is not Reason.OTHER]
    others = len(skipped) - len(found)
    beside = f"{others:,} other file{'' if others == 1 else 's'}"
    if not found:
        told = f"There is no picture in {source}, but {beside}: {_listed(skipped)}."
    else:
        told = f"{_cannot(source, found, others)}: {_listed(found)}."
        told += f" There {'is' if others == 1 else 'are'} {beside} too." if others else ""
    return f"{told} Choose a folder that holds pictures."


def _cannot(source: str, found: list[Skipped], others: int) -> str:
    """That nothing of what was found can be mapped. A folder that is left out as a whole is no file."""
    if any(file.code in (Reason.SYSTEM, Reason.UNREADABLE) for file in found):
        return f"Nothing in {source} can be mapped"
    if len(found) == 1:
        return f"The one file in {source}{' that may be a picture' if others else ''} cannot be mapped"
    return f"None of the {len(found):,} files in {source}{' that may be pictures' if others else ''} can be mapped"


def _listed(skipped: list[Skipped]) -> str:
    reasons = Counter(s.reason for s in skipped).most_common(REASONS)
    rest = len(skipped) - sum(count for _, count in reasons)
    listed = "; ".join(f"{count:,} × {reason}" for reason, count in reasons)
    return f"{listed}; {rest:,} for other reasons" if rest else listed
