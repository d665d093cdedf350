"""What is known of a map before it is laid out."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from services.embedding.embed import Embedded
from services.library import RowTable, machine
from services.pipeline.draft import draft, identified, now, with_rows
from services.schema import Candidate, Facts, Recipe
from tests.helpers_maps import files, stored

ENCODER = SimpleNamespace(width=3, key="fake|1|f32", warnings=["slow"], runtime="")


@pytest.fixture
def begun():
    return draft(ENCODER, map_id="a" * 32, recipe=Recipe(), source="/home", name="home", found=5, sampled_from=9)


def rows(n):
    facts = {str(i): Facts(str(i), 4, 3, 10, "JPEG", "RGB", "") for i in range(n)}
    candidates = [Candidate(f"{i}.jpg", 10, 1) for i in range(n)]
    return candidates, RowTable.of(candidates, list(facts), facts, dimensions=2)


def test_a_draft_has_no_rows_and_the_warnings_of_its_encoder(begun):
    assert (begun.state, begun.n, begun.mapped, begun.trust, begun.warnings) == ("building", 0, 0, None, ["slow"])
    assert (begun.found, begun.sampled_from, begun.width) == (5, 9, 3)
    assert begun.machine == machine.here(), "what computes it"
    assert begun.warnings is not ENCODER.warnings, "later warnings of the encoder are not this map's"


def test_with_rows_it_has_the_id_of_what_is_on_it(begun, library):
    candidates, table = rows(4)
    done = Embedded(candidates, table.hash, [], embedded=3, cached=1, settled=4)
    info = with_rows(begun, table, done, recipe=begun.recipe, seconds={"embed": 1.5, "total": 2.0})
    info = identified(library, info, table)
    assert len({info.id, info.layout, begun.id}) == 3
    assert (info.n, info.mapped, info.embedded, info.cached, info.images_per_second) == (4, 4, 3, 1, 2.0)
    assert info.goal == ""
    again = with_rows(begun, table, done, recipe=begun.recipe, seconds={"embed": 9.0, "total": 9.0})
    again = identified(library, again, table)
    assert (again.id, again.layout) == (info.id, info.layout), "time is no part of it"
    there = identified(library, replace(again, source="/elsewhere"), table)
    assert there.id != info.id and there.layout == info.layout, "a folder is no part of the layout, and is of the map"


def test_a_map_is_named_in_a_layout_by_its_own_layout(begun, library, tmp_path):
    """Its id differs from machine to machine, with the folder."""
    _, table = rows(2)
    both = [stored(library, tmp_path / name, files("a.jpg")) for name in ("here", "there")]
    with library.db.write() as db:
        db.execute("UPDATE maps SET layout = ?", ("ab" * 16,))
    for part in ("base", "align"):
        recipes = [begun.recipe.with_(**{part: info.id}) for info in both]
        layouts = {identified(library, replace(begun, recipe=recipe), table).layout for recipe in recipes}
        assert len(layouts) == 1
        assert layouts != {identified(library, begun, table).layout}


def test_opening_the_encoder_is_no_part_of_its_speed(begun):
    candidates, table = rows(4)
    done = Embedded(candidates, table.hash, [], embedded=4, cached=0, settled=4, opening=6.0)
    seconds = {"embed": 8.0, "total": 9.0}
    assert with_rows(begun, table, done, recipe=begun.recipe, seconds=seconds).images_per_second == 2.0
    assert with_rows(begun, table, done, recipe=begun.recipe, seconds={"embed": 6.0}).images_per_second == 0.0


def test_the_recipe_it_was_on_its_way_to_becomes_its_goal(begun):
    candidates, table = rows(2)
    done = Embedded(candidates, table.hash, [], embedded=0, cached=2, settled=2)
    part = begun.recipe.with_(sample=2, waves=1, iterations=0)
    info = with_rows(begun, table, done, recipe=part, seconds={"embed": 0.0})
    assert (info.recipe, Recipe.from_json(info.goal), info.images_per_second) == (part, begun.recipe, 0.0)


def test_now_is_utc_in_whole_seconds():
    told = datetime.fromisoformat(now())
    assert (told.tzinfo, told.microsecond) == (UTC, 0)
