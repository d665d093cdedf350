"""Owns the exception of everything that cannot be decoded, with its words for people and its code."""

from __future__ import annotations

from services.schema import Reason

TOO_MUCH_MEMORY = "decoding it needs more memory than one picture may have (IMAGESCAPE_DECODE_MEMORY_MB)"


class Unreadable(Exception):
    """The content cannot be decoded. The text tells people why; ``code`` is for code."""

    def __init__(self, reason: str, code: Reason = Reason.DAMAGED) -> None:
        super().__init__(reason)
        self.code = code

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, Reason]]:
        return type(self), (str(self), self.code)
