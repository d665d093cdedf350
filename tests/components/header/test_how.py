"""How a map was made, for whoever must repeat it or answer for it."""

from dataclasses import replace

from components.header import differs, how
from components.source.status import duration
from services.library import machine
from services.schema import Recipe
from tests.callbacks import components, words
from tests.components.conftest import BAD, GOOD
from tests.components.header.conftest import plain


def test_everything_that_decides_a_map_is_told(mapped):
    told = dict(how.lines(mapped))
    assert told["Folder"] == mapped.source
    assert told["Counts"] == f"{GOOD + BAD} found = {GOOD} mapped + {BAD} skipped"
    assert dict(how.lines(replace(mapped, others=BAD)))["Counts"].endswith(f" skipped, and {BAD} other files")
    assert told["Encoder"] == f"EfficientNet-Lite0, {mapped.width:,} numbers a picture, f32"
    assert told["Compared"] == "by cosine, of features less the mean of all pictures"
    assert told["Projection"] == "t-SNE (fast), 2-D"
    assert told["In short"] == mapped.how
    assert told["Sample"] == "all pictures"
    assert told["Trustworthiness"] == f"{mapped.trust:.4f}, measured on every picture, against all others"
    assert (told["Map"], told["Layout"]) == (mapped.id, mapped.layout)
    assert "Folder before" not in told
    assert f"numpy {mapped.versions['numpy']}" in told["Versions"].split(", ")
    assert told["Made"].startswith("20")
    assert told["Made"].endswith(f", in {duration(mapped.seconds['total'])}"), "the total is no step of its own"


def test_a_sample_and_a_trust_that_was_not_measured_are_called_that(mapped):
    told = dict(how.lines(replace(mapped, recipe=Recipe(sample=1000, projection="umap"), trust=None)))
    assert (told["Sample"], told["Trustworthiness"]) == ("1,000 drawn at random", "not measured")
    assert told["Projection"] == "umap, 2-D", "a projection that is no more is called as it was"


def test_the_mean_that_features_were_compared_without_is_told(mapped):
    def told(**changes):
        return dict(how.lines(replace(mapped, **changes)))["Compared"]

    assert told(n=27_000, centred=1000) == "by cosine, of features less the mean of the first 1,000 pictures"
    assert told(recipe=Recipe(metric="euclidean"), centred=0) == "by Euclidean distance"
    assert told(recipe=Recipe(metric="novel"), centred=0) == "novel", "a later version's"


def test_a_folder_that_poses_as_another_does_not(mapped):
    assert dict(how.lines(replace(mapped, source="/home/\u202egpj")))["Folder"] == r"/home/\u202egpj"


def test_each_fact_stands_beside_its_name_and_none_is_empty(mapped):
    listed, *warnings = plain(how.layout(replace(mapped, versions={})))
    terms = [words(c) for c in components(listed) if c["type"] == "Dt"]
    facts = [words(c) for c in components(listed) if c["type"] == "Dd"]
    assert list(zip(terms, facts, strict=True)) == [line for line in how.lines(mapped) if line[0] != "Versions"]
    assert all(facts)
    assert warnings == []


def test_what_computed_it_is_told_and_a_sentence_where_it_was_another_machine(mapped):
    assert dict(how.lines(mapped))["Computed on"] == machine.words(machine.here())
    assert len(how.layout(mapped)) == 1, "no warning"
    _, warnings = plain(how.layout(replace(mapped, machine={**machine.here(), "kernel": "Prescott"})))
    (said,) = [words(c) for c in components(warnings) if c["type"] == "Li"]
    assert "may give another layout here" in said


def test_an_older_map_does_not_tell_what_computed_it(mapped):
    (listed,) = plain(how.layout(replace(mapped, machine={})))
    assert "Computed on" not in words(listed)


def test_what_its_maker_was_warned_of_is_told_too(mapped):
    _, warnings = plain(how.layout(replace(mapped, warnings=["Few pictures.", "A slow disk."])))
    assert [words(c) for c in components(warnings) if c["type"] == "Li"] == ["Few pictures.", "A slow disk."]


def test_where_the_pictures_lay_before_is_told(mapped):
    moved = replace(mapped, moved_from="/was/\u202ehere", followed=mapped.created)
    told = how.lines(moved)
    assert told[1] == ("Folder before", f"/was/\\u202ehere, followed {differs.made(mapped)}")
    assert dict(how.lines(replace(moved, followed="")))["Folder before"] == "/was/\\u202ehere", "by an older version"
