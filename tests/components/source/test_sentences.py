"""What a job made of a folder, in these very words."""

from dataclasses import replace

from components.source import sentences


def test_what_was_added_and_that_the_rest_has_not_moved(mapped):
    def extended(added, before, vanished, changed):
        info = replace(mapped, n=before + added, added=added, vanished=vanished, changed=changed)
        return sentences.extended(info)

    assert (
        extended(37, 1900, 2, 1)
        == "37 pictures added; the 1,900 that were there have not moved. 2 files have vanished, 1 changed."
    )
    assert extended(1, 1, 0, 1) == "1 picture added; the one that was there has not moved. 1 file changed."
    assert extended(2, 9, 1, 0) == "2 pictures added; the 9 that were there have not moved. 1 file has vanished."
    assert extended(2, 9, 0, 2) == "2 pictures added; the 9 that were there have not moved. 2 files changed."


def test_a_map_that_was_stopped_says_after_how_much(mapped):
    assert sentences.mapped(mapped) == "The map of holiday is done."
    stopped = replace(mapped, n=1200, iterations=340, stopped=True)
    assert sentences.mapped(stopped) == "The map of holiday was stopped after 340 steps, and is kept as it stands."
    growing = replace(stopped, recipe=stopped.recipe.with_(waves=2))
    assert sentences.mapped(growing) == "The map of holiday was stopped after 1,200 pictures, and is kept as it stands."
