"""What the page says of a map's folder, in these very words; the line itself is tested with its buttons."""

from dataclasses import replace

import pytest

from components.map import changes
from services.sources.changes import Changes


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Changes(), "2 pictures added; the 10 that were there have not moved."),
        (Changes(vanished=3), "2 pictures added; the 10 that were there have not moved."),
        (Changes(vanished=3, changed=1), "1 changed, 3 vanished"),
        (Changes(new=1), "1 new picture in this folder"),
    ],
)
def test_what_can_be_added_is_said_before_what_was(mapped, found, text):
    assert changes.summary(replace(mapped, added=2), found) == text


def test_a_folder_with_nothing_new_has_no_line(mapped):
    assert changes.summary(mapped, Changes()) == ""
    assert changes.summary(mapped, Changes(vanished=3)) == "3 vanished"


def test_a_map_that_was_left_behind_is_told_of_last(mapped):
    behind = replace(mapped, name="old", source="/was/here")
    told = 'The same pictures were mapped as "old", and are gone from where they lay then: /was/here.'
    assert changes.summary(mapped, Changes(), behind) == told
    assert changes.summary(mapped, Changes(new=1), behind) == f"1 new picture in this folder. {told}"
    assert changes.summary(replace(mapped, added=2), Changes(), behind).endswith(f"have not moved. {told}")


def test_a_stopped_map_says_how_much_of_its_folder_it_has(mapped):
    growing = replace(mapped, mapped=1000, skipped=2, sampled_from=27_000)
    assert changes.unfinished(growing) == "Stopped: 1,000 of 27,000 pictures are on this map."
    assert changes.unfinished(replace(growing, sampled_from=1002)) == "Stopped before it had settled."
