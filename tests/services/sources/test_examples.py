"""The examples of a folder: spread over its subfolders, a fair sample in each, and what was chosen stays."""

from collections import Counter

import pytest

from services.schema import Candidate
from services.sources.examples import BEGUN, FOLDERS, MOST, SETTLED, SHOWN, Choice


def meet(choice, folder, n, start=0):
    for i in range(start, start + n):
        choice.meet(folder, Candidate(f"{folder}/{i:05d}.jpg", 1, 1))


def folders(examples):
    return [example.path.partition("/")[0] for example in examples]


def test_nothing_is_chosen_before_there_was_time_to_meet_more_than_one_folder():
    choice = Choice()
    meet(choice, "a", 50)
    assert choice.choose(BEGUN / 2, done=False) == ()
    assert len(choice.choose(BEGUN, done=False)) == 1
    assert len(choice.choose(SETTLED, done=False)) == MOST


def test_the_first_twelve_are_of_twelve_folders():
    choice = Choice()
    for i in range(30):
        meet(choice, f"f{i}", 40)
    chosen = choice.choose(BEGUN, done=False)
    assert len(chosen) == len(set(folders(chosen))) == SHOWN
    assert max(Counter(folders(choice.choose(1, done=True))).values()) <= 2


@pytest.mark.parametrize("few", [1, 2, 5, 11])
def test_few_folders_have_their_turns(few):
    choice = Choice()
    for i in range(few):
        meet(choice, f"f{i}", 100)
    shown = choice.choose(0, done=True)[:SHOWN]
    counts = Counter(folders(shown)).values()
    assert len(shown) == SHOWN and max(counts) - min(counts) <= 1 and len(counts) == few


def test_what_is_chosen_stays_and_more_may_follow():
    choice = Choice()
    before = ()
    for step in range(40):
        meet(choice, f"f{step}", 3)
        now = choice.choose(step * 0.05, done=False)
        assert now[: len(before)] == before
        before = now
    assert choice.full and len(before) == len(set(before)) == MOST
    meet(choice, "later", 5)
    assert choice.choose(9, done=True) == before


def test_fewer_pictures_than_places_are_all_chosen_once():
    choice = Choice()
    meet(choice, "a", 3)
    meet(choice, "b", 1)
    wanted = {"a/00000.jpg", "a/00001.jpg", "a/00002.jpg", "b/00000.jpg"}
    chosen = [example.path for example in choice.choose(0, done=True)]
    assert len(chosen) == 4 and set(chosen) == wanted


def test_every_part_of_a_large_folder_has_the_same_chance():
    early = 0
    for seed in range(60):
        choice = Choice()
        choice._rng.seed(seed)
        meet(choice, "a", 2000)
        early += sum(int(e.path[2:7]) < 1000 for e in choice.choose(0, done=True)[:SHOWN])
    assert 0.42 < early / (60 * SHOWN) < 0.58


def test_of_very_many_folders_the_late_ones_have_their_chance_and_memory_is_bounded():
    choice = Choice()
    for i in range(20 * FOLDERS):
        meet(choice, f"{i:04d}", 2)
    assert len(choice._folders) == FOLDERS
    numbers = [int(name) for name in folders(choice.choose(0, done=True))]
    assert min(numbers) < 10 * FOLDERS < max(numbers)
