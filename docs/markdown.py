"""Owns how tables and paragraphs are written in Markdown."""

import re
import textwrap
from collections.abc import Iterable, Sequence

#: Columns of a line of text; a row of a table is one line, however long.
WIDTH = 120


def table(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table, a line a row, ended by a line break."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def wrapped(text: str) -> str:
    """``text`` with its paragraphs and list items broken anew; headings, tables and pictures stay as they are."""
    blocks = []
    for block in text.strip("\n").split("\n\n"):
        if block.startswith(("#", "|", "!", "<")):
            blocks.append(block)
            continue
        items = re.split(r"\n(?=- )", block)
        blocks.append("\n".join(_filled(item) for item in items))
    return "\n\n".join(blocks) + "\n"


def _filled(item: str) -> str:
    indent = "  " if item.startswith("- ") else ""
    words = " ".join(item.split())
    return textwrap.fill(words, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
