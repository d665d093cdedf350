"""Owns why a file is not on a map, as codes, and what a user can do about each; and what is wrong with a mapped one.

Other modules take these types from :mod:`services.schema`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

#: What a picture is called, among damaged ones, in which no damage was found: not all damage can be.
WHOLE = "none found"


class Damage(StrEnum):
    """What is wrong with the content of a picture that is on a map; the value stands in its column and its facet."""

    NONE = ""
    TORN = "torn"
    """Some of its data is damaged: not all that is seen was in the picture."""


class Reason(StrEnum):
    """Why a file is not on a map, or not any more as it was mapped.

    Code decides by this code; people read the words beside it.
    """

    UNKNOWN = ""
    """It was skipped by a version that stored no code."""
    HIDDEN = "hidden"
    OTHER = "other"
    """No picture at all, by its name: it counts beside what was found."""
    KIND = "kind"
    """A picture of a kind that is not read here."""
    NOT_PICTURE = "not-picture"
    """It is called like a picture, and its content is none."""
    NO_FILE = "no-file"
    """A device, pipe or socket, or a link to nothing."""
    OUTSIDE = "outside"
    """A link that leads outside the folder."""
    UNREADABLE = "unreadable"
    """Its bytes cannot be read."""
    GREW = "grew"
    """It holds more bytes than when it was found, and more than is allowed."""
    TOO_LARGE = "too-large"
    DAMAGED = "damaged"
    """Its content cannot be decoded."""
    NOT_FINITE = "not-finite"
    """The encoder's numbers for it are not finite."""
    MEMORY = "memory"
    """Decoding it needs more memory than one picture may have."""
    SLOW = "slow"
    CRASHED = "crashed"
    """A decoder, or a remote worker, died on it."""
    SYSTEM = "system"
    """A folder as a whole that a system or a program keeps for itself, Imagescape among them."""
    REFUSED = "refused"
    """It did not come in with an upload."""
    VANISHED = "vanished"
    CHANGED = "changed"

    @property
    def passing(self) -> bool:
        """Whether it is about the moment and not about the content: the next build tries such a file again."""
        return self in (Reason.UNREADABLE, Reason.GREW, Reason.MEMORY, Reason.SLOW, Reason.CRASHED, Reason.NOT_FINITE)


#: Verdicts on a content. They alone are remembered; whatever is about the moment is tried again.
REMEMBERED = frozenset({Reason.DAMAGED, Reason.KIND, Reason.NOT_PICTURE, Reason.TOO_LARGE})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a whole folder, that is not on the map, and why: in words, and as a code, which is not compared."""

    path: str
    reason: str
    code: Reason = field(default=Reason.UNKNOWN, compare=False)


#: What each reason means, and what to do; docs/reference.md prints this. It has every reason that a build gives.
TOLD: dict[Reason, tuple[str, str]] = {
    Reason.HIDDEN: ("a hidden picture, or one in a hidden folder", "rename it or its folder"),
    Reason.OTHER: ("no picture, by the ending of its name", "nothing; it counts beside what was found"),
    Reason.KIND: (
        "a picture of a kind that is not read here, which is named",
        "save it as PNG or JPEG; a camera's raw file with any program for photographs",
    ),
    Reason.NOT_PICTURE: ("called like a picture, and its content is none; what it is, is named", "rename it"),
    Reason.NO_FILE: ("a device, a pipe, a socket, or a link to nothing", "put the file itself into the folder"),
    Reason.OUTSIDE: ("a link that leads outside the folder", "map the folder that it leads to, or copy the file"),
    Reason.UNREADABLE: (
        "it could not be read at that moment: no permission, an error of the disk or the network",
        "give this user the permission to read it, look after the disk; the next build tries again",
    ),
    Reason.GREW: ("it grew while it was read, beyond what is allowed", "build again when it is complete"),
    Reason.TOO_LARGE: (
        "more pixels, bytes or text inside than is allowed",
        "raise the setting that is named, if the file is to be trusted",
    ),
    Reason.DAMAGED: ("its content cannot be decoded whole", "fetch it again from where it came, or mend it"),
    Reason.NOT_FINITE: (
        "the encoder's numbers for it are not finite, or too large or too small to be compared",
        "choose another encoder, or mend your own model; the next build tries again",
    ),
    Reason.MEMORY: (
        "decoding it needs more memory than a picture may have",
        "raise the setting that is named, or close other programs; the next build tries again",
    ),
    Reason.SLOW: ("it took too long to decode", "raise the setting that is named; the next build tries again"),
    Reason.CRASHED: ("a decoder died on it, twice", "save it anew with another program; the next build tries again"),
    Reason.SYSTEM: (
        "a folder that a system or a program keeps for itself, as a whole; which one, is named",
        "choose that folder itself, if its pictures are to be mapped",
    ),
    Reason.REFUSED: ("it did not come in with an upload; why is said", "as it says, or give the path of its folder"),
    Reason.VANISHED: ("on the map as it was; its file is gone", "nothing; the thumbnail stays"),
    Reason.CHANGED: ("on the map as it was; its file holds another picture now", "add it to the map"),
}
