"""The facts of a map: stored as JSON and read back, whatever version stored them; told in a line."""

import json
from dataclasses import replace

import pytest

from services.library import MapInfo
from services.schema import Recipe


def sample(**changes):
    info = MapInfo(
        id="ab" * 16,
        name="n",
        source="/s\udce9",
        created="c",
        state="ready",
        recipe=Recipe(seed=3),
        n=1,
        dimensions=2,
        found=2,
        mapped=1,
        skipped=1,
        sampled_from=2,
        embedded=1,
        cached=0,
        width=4,
        trust=None,
        trust_sampled=0,
        perplexity=20.0,
        iterations=9,
        stopped=False,
        seconds={"total": 1.5},
        images_per_second=1.0,
        warnings=["w"],
        versions={"a": "1"},
        encoder_key="k",
    )
    return replace(info, **changes)


def test_facts_come_back_as_they_went():
    assert MapInfo.from_json(sample().as_json()) == sample()


def test_facts_of_a_later_version_can_be_read():
    text = json.dumps({**json.loads(sample().as_json()), "novelty": 1})
    assert MapInfo.from_json(text) == sample()


def test_facts_of_an_earlier_version_can_be_read():
    later = ("became", "added", "vanished", "changed", "outside", "goal", "moved_from", "machine")
    stored = json.loads(sample().as_json())
    assert MapInfo.from_json(json.dumps({k: v for k, v in stored.items() if k not in later})) == sample()


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "2 found = 1 mapped + 1 skipped"),
        ({"sampled_from": 30_000}, "2 found = 1 mapped + 1 skipped, drawn from 30,000"),
        (
            {"found": 1903, "mapped": 1899, "skipped": 4, "sampled_from": 1903},
            "1,903 found = 1,899 mapped + 4 skipped",
        ),
        ({"others": 1}, "2 found = 1 mapped + 1 skipped, and 1 other file"),
        ({"others": 952}, "2 found = 1 mapped + 1 skipped, and 952 other files"),
        (
            {"others": 952, "sampled_from": 30_000},
            "2 found = 1 mapped + 1 skipped, drawn from 30,000, and 952 other files",
        ),
    ],
)
def test_the_counts_add_up_in_a_sentence(changes, text):
    assert sample(**changes).counts == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "efficientnet-lite0 · cosine · tsne 2-D · perplexity 20 · 9 steps · seed 3"),
        ({"iterations": 1}, "efficientnet-lite0 · cosine · tsne 2-D · perplexity 20 · 1 step · seed 3"),
        (
            {"n": 1200, "perplexity": 2.5},
            "efficientnet-lite0 · cosine · tsne 2-D · perplexity 2.5 (20 asked, too many for 1,200 "
            "pictures) · 9 steps · seed 3",
        ),
        ({"stopped": True}, "efficientnet-lite0 · cosine · tsne 2-D · perplexity 20 · stopped after 9 steps · seed 3"),
        (
            {"recipe": Recipe(waves=2), "stopped": True},
            "efficientnet-lite0 · cosine · tsne 2-D · perplexity 20 · stopped while it grew · seed 8",
        ),
        (
            {
                "recipe": Recipe(
                    encoder="custom:/models/mine.keras", projection="pca", precision="bf16", metric="euclidean"
                )
            },
            "mine.keras · euclidean · pca 2-D · perplexity 20 · 9 steps · seed 8 · bf16",
        ),
        (
            {"recipe": Recipe(base="cd" * 16, align="ef" * 16), "added": 3000, "perplexity": None},
            "efficientnet-lite0 · cosine · tsne 2-D · 9 steps · seed 8 · "
            "3,000 added to map cdcdcdcd · turned to fit map efefefef",
        ),
    ],
)
def test_how_it_was_made_is_a_line(changes, text):
    assert sample(**changes).how == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"n": 4_000, "trust_sampled": 4_000}, "every picture, against all others"),
        (
            {"n": 27_000, "trust_sampled": 27_000, "trust_against": 2_000},
            "every picture, each against 2,000 others drawn at random",
        ),
        ({"n": 27_000, "trust_sampled": 3_000}, "3,000 pictures drawn at random"),
        ({"n": 27_000, "trust_sampled": 3_000, "trust_against": 2_000}, "3,000 pictures drawn at random"),
    ],
    ids=["small", "estimated", "older", "older, completed later"],
)
def test_of_what_trust_is_the_mean_is_said(changes, text):
    assert sample(**changes).trust_of == text


def test_a_map_of_an_older_version_says_nothing_of_estimates_and_centres():
    stored = json.loads(sample(trust_against=7, centred=9, others=5).as_json())
    del stored["trust_against"], stored["centred"], stored["others"]
    read = MapInfo.from_json(json.dumps(stored))
    assert (read.trust_against, read.centred, read.others) == (0, 0, 0)
