"""Facts: each has a value for every row wherever it appears; every colour mode paints every row within its palette, and
the legend counts them all.
"""

import json
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from services.errors import BadRequest
from services.facts import COLOURS, FACETS, FACTS, GROUPS, Rows, colour, facets, in_order, modes
from services.facts.folder import TOP
from services.facts.palette import CATEGORIES, DARK, NAMED, OTHER, PLAIN, SCALE
from services.facts.trust import LOW
from services.library import Found, RowTable
from services.schema import Candidate, Facts


def rows(paths, trust=None):
    facts = {"h": Facts("h", 4, 3, 5, "PNG", "RGB", "")}
    table = RowTable.of([Candidate(p, 5, 6) for p in paths], ["h"] * len(paths), facts, dimensions=2)
    return table if trust is None else replace(table, trust=np.asarray(trust, np.float32))


MANY = rows([f"{'abcdefghijklmnop'[i % 16]}/{i}.jpg" for i in range(100)], np.linspace(0, 1, 100))


def varied(n, seed=0):
    """Rows of all sizes, types and dates, with measures beside them; every seventh was not measured."""
    dice = np.random.default_rng(seed)
    table = rows([f"{'abcdefghijklmnop'[i % 16]}/{i}.jpg" for i in range(n)], np.linspace(0, 1, n))
    unknown = np.arange(n) % 7 == 0
    numbers = {
        name: np.where(unknown, np.nan, dice.gamma(2, size, n)).astype(np.float32)
        for name, size in (("brightness", 0.2), ("contrast", 0.05), ("sharpness", 0.1), ("colourfulness", 20))
    }
    colour = np.where(unknown, 255, dice.integers(0, 11, n)).astype(np.uint8)
    about = {"edition": 1, "colours": list(NAMED), "cameras": ["", *(f"camera {i:02d}" for i in range(15))]}
    camera = np.minimum(dice.integers(0, 40, n), 15).astype(np.int32) % 16
    return replace(
        table,
        bytes=dice.integers(900, 9_000_000, n),
        mtime_ns=dice.integers(0, 1_700_000_000, n) * 1_000_000_000,
        width=dice.integers(1, 6000, n).astype(np.int32),
        height=dice.integers(1, 4000, n).astype(np.int32),
        format=[("JPEG", "PNG", "HEIF")[i % 3] for i in range(n)],
        taken=["2019-03-04T05:06:07" if i % 4 == 0 else "" for i in range(n)],
        found={"pixels": Found(about, {**numbers, "colour": colour, "camera": camera})},
    )


VARIED = varied(300)
TABLES = {
    "many": MANY,
    "varied": VARIED,
    "one": rows(["a.jpg"]),
    "two": rows(["../a/1.jpg", "caf\udce9/2.jpg"], [np.nan, 0.5]),
}


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_fact_has_a_value_for_every_row_wherever_it_appears(name, table):
    fact, some = FACTS[name], Rows("/home", table, range(table.n), table.beside)
    assert fact.name == name
    assert fact.columns or fact.json or fact.mode
    for column in fact.columns:
        assert len(column.cells(some)) == table.n
        assert column.name and column.help
        if column.typed is not None:
            assert len(column.typed(some)) == table.n
    if fact.line is not None:
        texts = fact.line.texts(some)
        assert len(texts) == table.n
        assert all(isinstance(text, str) for text in texts)
        assert fact.line.label
    for key, values in fact.json.items():
        told = json.dumps(values(some), allow_nan=False)
        assert len(json.loads(told)) == table.n, key
    if fact.mode is not None:
        assert (fact.mode.name, COLOURS[name]) == (name, fact.mode)
    if fact.facet is not None:
        assert (fact.facet.name, fact.facet.mode, FACETS[name]) == (name, name, fact.facet)


def test_no_two_facts_share_a_column_or_a_key():
    facts = FACTS.values()
    for names in (
        [column.name for fact in facts for column in fact.columns],
        [key for fact in facts for key in fact.json],
    ):
        assert max(Counter(names).values()) == 1


def test_facts_can_be_asked_for_in_another_order():
    assert [fact.name for fact in in_order(("trust", "name"))][:3] == ["trust", "name", "folder"]
    assert {fact.name for fact in in_order(("trust", "name"))} == set(FACTS)
    with pytest.raises(KeyError):
        in_order(("no such fact",))


def test_what_was_added_is_asked_only_where_something_was():
    for entries, asked in ((COLOURS, modes), (FACETS, facets)):
        assert [entry.name for entry in asked(3)] == list(entries)
        assert [entry.name for entry in asked(0)] == [name for name in entries if name != "new"]


def test_every_fact_of_a_picture_has_a_colour_and_a_facet_that_is_its_legend():
    assert {name for name, fact in FACTS.items() if fact.facet} == set(FACETS) == set(COLOURS) - {"plain"}
    asked = {"folder", "date", "format", "size", "bytes", "shape", "brightness", "contrast", "sharpness"}
    assert asked | {"colourfulness", "colour", "camera", "trust", "new"} <= set(FACETS)


def test_what_is_known_of_some_rows_is_that_of_these_rows():
    numbers = [5, 200, 7]
    some = Rows("/home", replace(rows(["a", "b", "c"]), trust=VARIED.trust[numbers]), numbers, VARIED.beside)
    every = Rows("/home", VARIED, range(VARIED.n), VARIED.beside)
    for name in ("brightness", "colour", "camera"):
        column = FACTS[name].columns[0]
        assert list(column.cells(some)) == [column.cells(every)[number] for number in numbers]
        line = FACTS[name].line
        assert list(line.texts(some)) == [line.texts(every)[number] for number in numbers]


@pytest.mark.parametrize("name", COLOURS)
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_mode_keeps_the_contract(name, table):
    painted = colour(table, name)
    assert (painted.codes.dtype, painted.codes.shape) == (np.uint8, (table.n,))
    assert painted.codes.max() < len(painted.palette) <= 256
    assert all(re.fullmatch("#[0-9a-f]{6}", c) for c in painted.palette)
    assert len(set(painted.palette)) == len(painted.palette)
    assert set(painted.palette) <= set(DARK), "each has one for the dark"
    assert {c for _, c, _ in painted.legend} <= set(painted.palette)
    if painted.legend:
        assert sum(count for _, _, count in painted.legend) == table.n, "the legend counts every point"
        for label, shade, count in painted.legend:
            assert label.encode()
            assert (np.array(painted.palette)[painted.codes] == shade).sum() == count
    entry = COLOURS[name]
    assert entry.name == name
    assert entry.title
    assert entry.help.endswith(".")
    assert entry.group in GROUPS


def test_an_unknown_mode_is_named_with_those_there_are():
    with pytest.raises(BadRequest, match=r"'rainbow' is no way to colour. Choose one of plain, folder, region, size"):
        colour(MANY, "rainbow")


def test_plain_is_one_colour_without_a_legend():
    painted = colour(MANY, "plain")
    assert (painted.palette, painted.legend, set(painted.codes.tolist())) == ((PLAIN,), (), {0})


def test_folders_come_in_the_order_of_their_names_and_the_top_has_one():
    painted = colour(rows(["b/1.jpg", "a/1.jpg", "b/2.jpg", "top.jpg", "b/c/3.jpg"]), "folder")
    assert [(label, shade, count) for label, shade, count in painted.legend] == [
        (TOP, CATEGORIES[0], 1),
        ("a", CATEGORIES[1], 1),
        ("b", CATEGORIES[2], 2),
        ("b/c", CATEGORIES[3], 1),
    ]
    assert painted.codes.tolist() == [2, 1, 2, 0, 3]
    numbered = colour(rows(["day-10/a.jpg", "day-9/a.jpg", "10/a.jpg", "9/a.jpg"]), "folder")
    assert [label for label, _, _ in numbered.legend] == ["9", "10", "day-9", "day-10"]


def test_a_folder_keeps_its_colour_while_a_map_grows():
    paths = [f"{'abc'[i % 3]}/{i}.jpg" for i in range(9)] + [f"c/{i}.jpg" for i in range(50)]
    few, all_ = colour(rows(paths[:8]), "folder"), colour(rows(paths), "folder")
    assert [shade for _, shade, _ in few.legend] == [shade for _, shade, _ in all_.legend]
    assert (few.codes == all_.codes[:8]).all()


def test_the_largest_have_colours_of_their_own():
    paths = [f"{i:02d}/{k}.jpg" for i in range(20) for k in range(1 + i)]
    legend = colour(rows(paths), "folder").legend
    assert [label for label, _, _ in legend[:-1]] == [f"{i:02d}" for i in range(9, 20)]
    assert legend[-1] == ("9 other folders", OTHER, sum(range(1, 10)))


def test_few_rows_of_a_deep_tree_are_grey():
    sizes = {f"top-{i:02d}/sub-{j}": 1 + 600 // ((1 + i) * (1 + j)) for i in range(20) for j in range(8)}
    paths = [f"{folder}/{k}.jpg" for folder, size in sizes.items() for k in range(size)]
    painted = colour(rows(paths), "folder")
    assert painted.palette == (*CATEGORIES, OTHER)
    assert [label for label, _, _ in painted.legend] == [*(f"top-{i:02d}" for i in range(11)), "9 other folders"]
    by_folder = sum(sorted(sizes.values())[: -len(CATEGORIES)])
    assert painted.legend[-1][2] < 0.5 * by_folder, "folders of the lowest level would leave twice as many grey"


def test_a_folder_that_is_alone_in_grey_is_named():
    painted = colour(rows([f"{i:02d}/{k}.jpg" for i in range(12) for k in range(1 if i == 5 else 2)]), "folder")
    assert painted.legend[-1] == ("05", OTHER, 1)


def test_rows_beside_the_source_have_the_colour_of_their_folder():
    painted = colour(rows(["a/1.jpg", "../new/x/2.jpg", "../new/3.jpg", "a/b/4.jpg", "c/5.jpg"]), "folder")
    assert [(label, count) for label, _, count in painted.legend] == [
        ("../new", 1),
        ("../new/x", 1),
        ("a", 1),
        ("a/b", 1),
        ("c", 1),
    ]
    assert painted.codes.tolist() == [2, 1, 0, 3, 4]


def test_a_folder_whose_name_is_not_utf8_can_be_shown():
    assert colour(rows(["caf\udce9/1.jpg"]), "folder").legend[0][0] == "caf\\xe9"


@pytest.mark.parametrize("n", [1, len(CATEGORIES) - 1, len(CATEGORIES)])
def test_each_of_few_folders_has_its_own_colour(n):
    painted = colour(rows([f"{i:02d}/a.jpg" for i in range(n)]), "folder")
    assert painted.palette == CATEGORIES[:n]
    assert sorted(painted.codes.tolist()) == list(range(n))


@pytest.mark.parametrize("n", [len(CATEGORIES) + 2, 400])
def test_beyond_that_the_smallest_share_grey(n):
    paths = [f"{i:03d}/{j}.jpg" for i in range(n) for j in range(2 if i < 3 else 1)]
    painted = colour(rows(paths), "folder")
    own = len(CATEGORIES)
    assert painted.palette == (*CATEGORIES, OTHER)
    assert painted.legend[-1] == (f"{n - own} other folders", OTHER, n - own)
    assert [count for _, _, count in painted.legend[:3]] == [2, 2, 2]


def test_trust_goes_from_loud_to_calm_and_what_was_not_measured_is_grey():
    painted = colour(rows(list("abcdef"), [0, LOW, 0.76, 0.99, 1, np.nan]), "trust")
    assert painted.palette == (*SCALE, OTHER)
    assert painted.codes.tolist() == [0, 0, 2, 4, 4, len(SCALE)]
    assert painted.legend[0] == ("90% to 100%", SCALE[-1], 2)
    assert painted.legend[4] == ("up to 60%", SCALE[0], 2)
    assert painted.legend[5] == ("not measured", OTHER, 1)
    assert painted.caption


def test_where_all_was_measured_grey_is_not_explained():
    assert len(colour(rows(list("ab"), [0.5, 1]), "trust").legend) == len(SCALE)


def test_the_cell_of_a_picture_is_that_of_its_row_and_empty_without_a_grid():
    table = rows(list("abc"))
    x, y = FACTS["grid"].columns
    assert x.cells(Rows("/home", table, range(3))) == y.cells(Rows("/home", table, range(3))) == ["", "", ""]
    found = Found({"columns": 2, "lines": 2}, {"x": np.uint16([1, 0, 0]), "y": np.uint16([0, 0, 1])})
    some = Rows("/home", replace(table, found={"grid": found}), range(3))
    assert (x.cells(some), y.cells(some)) == ([1, 0, 0], [0, 0, 1])
