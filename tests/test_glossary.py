"""The glossary in docs/architecture.md names what stands in the code, a word once; so does "Where is X"."""

import ast
import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def table(heading):
    """The cells of the rows of the first table below a heading."""
    lines = PAGE.partition(f"### {heading}\n")[2].splitlines()
    rows = [line for line in lines[: next(i for i, line in enumerate(lines) if line.startswith("#"))] if "|" in line]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


GLOSSARY = table("Glossary")


def test_a_word_stands_once():
    words = [word for word, *_ in GLOSSARY]
    assert len(set(words)) == len(words) > 20


@pytest.mark.parametrize("entry", GLOSSARY, ids=lambda entry: entry[0])
def test_a_word_of_the_glossary_is_in_the_code(entry):
    word, meaning, where = entry
    path, _, name = where.strip("`").partition(": ")
    assert meaning
    source = (ROOT / path).read_text(encoding="utf-8")
    defined = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert not name or name in defined, f"{path} defines no {name}"
    stem = word.split()[-1].rstrip("se")
    assert re.search(stem, source, re.IGNORECASE), f"{path} never says {word!r}"


@pytest.mark.parametrize("entry", table("Where is X"), ids=lambda entry: entry[0])
def test_where_to_look_is_there(entry):
    if "to come" in entry[1]:
        return
    for path in re.findall(r"`((?:services|components|assets)/[\w./-]+)`", entry[1]):
        assert (ROOT / path).exists(), path
