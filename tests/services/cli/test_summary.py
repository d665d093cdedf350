"""The summary of a build, as JSON and in words."""

import json
from dataclasses import replace

import pytest

from services.cli import summary, terminal
from services.library import machine
from tests.services.cli.conftest import KEYS


def test_the_summary_has_the_keys_that_were_promised_in_their_order(run, capfd):
    told = summary.fields(run())
    assert capfd.readouterr() == ("", "")
    assert list(told)[: len(KEYS)] == KEYS
    assert list(told["seconds"]) == ["scan", "embed", "neighbours", "project", "measure", "total"]
    assert (told["found"], told["mapped"], told["skipped"], told["embedded"], told["cached"], told["width"]) == (
        8,
        8,
        0,
        8,
        0,
        192,
    )
    assert 0 < told["trust"] <= 1
    assert told["images_per_second"] == pytest.approx(8 / told["seconds"]["embed"], abs=0.06)
    assert told["seconds"]["total"] >= told["seconds"]["embed"] > 0
    assert told["others"] == 0
    assert json.loads(json.dumps(told)) == told

    again = summary.fields(run(quiet=False))
    assert capfd.readouterr() == ("", ""), "bars are for terminals, not for pipes"
    assert again["map"] == told["map"]
    assert (again["embedded"], again["cached"], again["images_per_second"], again["reopened"]) == (0, 8, 0.0, True)
    assert list(again["seconds"]) == list(told["seconds"])


def test_the_same_in_words(run):
    made = run()
    text = summary.words(made)
    assert "8 found = 8 mapped + 0 skipped" in text
    assert "8 embedded, 0 known already" in text
    assert f"Trust {made.info.trust:.3f}" in text
    assert f"http://localhost:8050/map/{made.info.id}" in text
    beside = summary.words(replace(made, info=replace(made.info, others=952)))
    assert "8 found = 8 mapped + 0 skipped, and 952 other files" in beside
    assert "Another machine" not in text
    carried = replace(made, info=replace(made.info, machine={**machine.here(), "kernel": "Prescott"}))
    assert "Another machine computed this map" in summary.words(carried), "its library came from there"
    few = summary.words(
        replace(made, info=replace(made.info, trust=None, warnings=["The fast form could not be trusted."]))
    )
    assert "Too few pictures to measure trust" in few
    assert "The fast form could not be trusted." in few


def test_a_layout_that_another_map_has_is_told(run, library, settings, pictures):
    first = run()
    assert f"Layout {first.info.layout}" in summary.words(first)
    there = terminal.run(
        library, settings, str(pictures(8, "there")), recipe=first.info.recipe, name="there", quiet=True
    )
    assert summary.words(there).startswith(
        f"The same pictures are those of map n, in {first.info.source}. This map has the same layout, and is one of its"
    )
    assert summary.fields(there)["layout"] == first.info.layout
