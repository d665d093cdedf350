"""What is known of a folder before a map is made: it grows, stays for a while, and costs nothing when nobody asks."""

import multiprocessing
import shutil
import threading
from types import SimpleNamespace

import pytest

from services.errors import NoSuchFolder, OutsideRoots
from services.settings import Settings
from services.sources import look, scan, walkers
from services.sources.counting import Counts, count
from services.sources.examples import SHOWN
from services.sources.look import UNLISTED, Looks
from tests import walks
from tests.clusters import until
from tests.conftest import picture
from tests.services.sources.test_scan import fill


@pytest.fixture
def looks(settings, library):
    made = Looks(settings, library)
    yield made
    made.close()


def settled(looks, home):
    until(lambda: looks.at(str(home)).done, "nothing changes any more")
    return looks.at(str(home))


def busy():
    names = ("walkers", "thumbnails")
    return [thread for thread in threading.enumerate() if thread.name in names] + multiprocessing.active_children()


@pytest.fixture
def ours(looks):
    """A function that gives the threads and processes begun since: another test may have left some of its own."""
    before = busy()
    return lambda: [one for one in busy() if one not in before]


@pytest.mark.slow
def test_a_look_has_counts_and_examples_and_asking_again_shows_the_same_at_once(looks, pictures):
    home = pictures(30)
    first = looks.at(str(home))
    assert (first.counts, first.examples, first.counted, first.done) == (Counts(), (), False, False)
    there = settled(looks, home)
    assert there.counts.pictures == len(scan.find(str(home), max_pictures=99).candidates) == 30
    assert there.counts.subfolders == {"red": 15, "blue": 15}
    assert len(there.examples) == SHOWN and there.counted
    assert all(looks.thumbnail(there.token, number)[:2] == b"\xff\xd8" for number in there.examples)
    assert looks.at(str(home)) == there
    assert looks.at(f" {home}/ ") == there, "the same folder, written otherwise"
    shown = {there.counts.examples[number].path.partition("/")[0] for number in there.examples}
    assert shown == {"red", "blue"}


@pytest.mark.slow
def test_real_pictures_are_shown_and_hostile_ones_give_way(looks, photos, hostile):
    for home, pictures in ((photos, 100), (hostile, 719)):
        there = settled(looks, home)
        assert (there.counts.pictures, len(there.examples)) == (pictures, SHOWN)


@pytest.mark.slow
def test_a_token_belongs_to_one_look(looks, pictures):
    one, other = settled(looks, pictures(3, "one")), settled(looks, pictures(1, "other"))
    assert one.token != other.token
    assert looks.thumbnail(one.token, one.examples[-1])
    assert looks.thumbnail(other.token, one.examples[-1]) is None
    assert looks.thumbnail("0" * 16, 0) is None


@pytest.mark.slow
def test_a_look_ends_when_nobody_asks_and_begins_again(looks, ours, pictures, monkeypatch):
    monkeypatch.setattr(walkers, "UNASKED", 0.3)
    monkeypatch.setattr(walkers, "CHECK", 0.05)
    monkeypatch.setattr(look.counting, "count", walks.for_ever)
    monkeypatch.setattr(Looks, "_on_report", lambda *_: None)
    home = str(pictures(2))
    looks.at(home)
    until(lambda: [p for p in multiprocessing.active_children() if p.name == "walker"], "it has begun")
    until(lambda: not ours(), "nothing is left of it")
    looks.at(home)
    until(lambda: [p for p in multiprocessing.active_children() if p.name == "walker"], "it has begun again")


@pytest.mark.slow
def test_typing_many_paths_leaves_few_threads_and_processes(looks, ours, tmp_path):
    homes = [tmp_path / f"h{i}" for i in range(9)]
    for home in homes:
        fill(home, *(f"{i}/{k}.txt" for i in range(20) for k in range(20)))
        looks.at(str(home))
    for home in homes:
        assert settled(looks, home).counts.others == 400
    threads = [thing for thing in ours() if isinstance(thing, threading.Thread)]
    assert len(threads) <= 1, "there is no picture to show"
    assert len(ours()) - len(threads) <= walkers.MOST


def test_an_address_is_not_listed(looks, monkeypatch):
    monkeypatch.setattr(look, "Walkers", None)
    there = looks.at("s3://bucket/pictures")
    assert (there.source, there.problem, there.done, there.token) == ("s3://bucket/pictures", UNLISTED, True, "")


def test_where_nobody_may_read_nothing_is_counted(library, pictures, tmp_path):
    home = pictures(1)
    looks = Looks(Settings(library=str(library.folder), roots=(str(home / "red"), str(home / "blue"))), library)
    with pytest.raises(OutsideRoots):
        looks.at(str(home))
    with pytest.raises(NoSuchFolder):
        looks.at(str(home / "blue" / "gone"))
    upload = library.uploads / "abc"
    upload.mkdir()
    assert looks.at(str(upload)).source == str(upload), "uploads are our own"
    looks.close()


class Begun:
    """Walkers that begin nothing, and tell of what was begun."""

    def __init__(self):
        self.walks = []

    def begin(self, task, *arguments, on_report):
        self.walks.append(walkers.Walk(task, arguments, on_report, asked=0))
        return self.walks[-1]

    def ask(self, walk):
        pass

    def close(self):
        pass

    def end(self, counts):
        """The last walk comes to its end with these counts."""
        self.walks[-1].on_report(counts)
        self.walks[-1].over = self.walks[-1].done = True


@pytest.fixture
def by_hand(looks, monkeypatch):
    """Looks whose walks and time are in the test's hands: (looks, walkers, clock)."""
    looks._walkers.close()
    looks._walkers = Begun()
    clock = [1000.0]
    monkeypatch.setattr(look, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(looks._thumbnails, "want", lambda *_: None)
    return looks, looks._walkers, clock


def test_a_folder_is_counted_again_after_a_while_and_meanwhile_shows_what_it_had(by_hand, pictures):
    looks, walks, clock = by_hand
    home = str(pictures(4))
    looks.at(home)
    *_, before = count(home)
    walks.end(before)
    token = looks.at(home).token
    clock[0] += look.AGAIN - 1
    assert looks.at(home).done and len(walks.walks) == 1
    clock[0] += 2
    again = looks.at(home)
    assert len(walks.walks) == 2
    assert (again.counts, again.counted, again.done, again.token) == (before, False, False, token)
    walks.walks[-1].on_report(Counts(pictures=1))
    assert looks.at(home).counts == before
    walks.end(before)
    assert (looks.at(home).token, looks.at(home).done) == (token, True), "the same pictures go on being shown"
    fill(home, "red/more.jpg")
    clock[0] += look.AGAIN + 1
    looks.at(home)
    *_, after = count(home)
    walks.end(after)
    there = looks.at(home)
    assert (there.counts.pictures, there.done) == (5, True)
    assert there.token != token, "other pictures are other examples"


def test_a_folder_that_took_long_is_counted_again_later(by_hand, tmp_path):
    looks, walks, clock = by_hand
    looks.at(str(tmp_path))
    walks.end(Counts(pictures=10**6, seconds=8.0, done=True))
    clock[0] += look.SHARE * 8.0
    assert looks.at(str(tmp_path)).done
    clock[0] += look.AGAIN
    assert not looks.at(str(tmp_path)).done


def test_a_look_that_was_left_begins_anew_with_other_examples(by_hand, tmp_path):
    looks, walks, _ = by_hand
    looks.at(str(tmp_path))
    walks.walks[-1].on_report(Counts(pictures=500))
    token = looks.at(str(tmp_path)).token
    walks.walks[-1].over = True
    again = looks.at(str(tmp_path))
    assert len(walks.walks) == 2
    assert again.counts == Counts() and again.token != token


def test_a_count_that_failed_says_why_and_is_not_begun_with_every_question(by_hand, tmp_path):
    looks, walks, clock = by_hand
    looks.at(str(tmp_path))
    walks.walks[-1].error, walks.walks[-1].over = walkers.CANNOT, True
    there = looks.at(str(tmp_path))
    assert (there.problem, there.done, len(walks.walks)) == (walkers.CANNOT, True, 1)
    clock[0] += look.AGAIN + 1
    assert looks.at(str(tmp_path)).problem == ""
    assert len(walks.walks) == 2


def test_a_folder_that_goes_away_is_said(by_hand, pictures):
    looks, walks, _ = by_hand
    home = pictures(1)
    looks.at(str(home))
    walks.end(Counts(pictures=1, done=True))
    shutil.rmtree(home)
    with pytest.raises(NoSuchFolder):
        looks.at(str(home))


def test_the_folder_browser_is_told_what_a_look_has_found(by_hand, pictures):
    looks, walks, _ = by_hand
    home = str(pictures(5))
    looks.at(home)
    *_, counts = count(home)
    walks.end(counts)
    folder = looks.folder(home)
    assert {f.name: f.pictures for f in folder.folders} == {"blue": 3, "red": 2}
    assert (folder.here, folder.done) == (5, True)
    assert len(walks.walks) == 1


def test_looks_that_nobody_asked_about_for_long_are_forgotten(by_hand, tmp_path):
    looks, walks, clock = by_hand
    tokens = []
    for i in range(look.KEPT + 3):
        (tmp_path / str(i)).mkdir()
        clock[0] += 1
        tokens.append(looks.at(str(tmp_path / str(i))).token)
        walks.end(Counts(done=True))
    assert len(looks._states) == look.KEPT
    clock[0] -= 5
    assert looks.at(str(tmp_path / "4")).token == tokens[4]
    assert looks.at(str(tmp_path / "0")).token != tokens[0]


def test_only_pictures_are_decoded_and_those_of_the_walk(looks, monkeypatch, tmp_path):
    home = fill(tmp_path / "home", "notes.txt")
    (home / "a.jpg").write_bytes(picture(1))
    wanted = []
    monkeypatch.setattr(looks._thumbnails, "want", lambda token, source, some: wanted.append((source, some)))
    looks._walkers = Begun()
    looks.at(str(home))
    for counts in count(str(home)):
        looks._walkers.walks[-1].on_report(counts)
    ((source, (only,)),) = wanted
    assert (source, only.path) == (str(home), "a.jpg")
